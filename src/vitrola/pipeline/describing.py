"""What contracts and source definitions say of every column, as rows of the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.contracts import Kind, contracts, control_contracts
from vitrola.models.lineage import shipped_lineage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vitrola.contracts import Column, Contract
    from vitrola.sources import Layout, Source

QUARANTINED = ("quarantine", "quarantine_history")
DELIVERED = {"en": "As delivered.", "pt": "Como entregue."}
PERSONAL = {
    "en": "As delivered; identifies a person, stays in the raw zone.",
    "pt": "Como entregue; identifica uma pessoa, fica na zona bruta.",
}

Row = dict[str, Any]
"""The columns of the control table ``dictionary`` that don't depend on data."""


def raw_rows(source: Source, layout: Layout, more: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    """Columns as delivered: all of them text, those that identify a person never published.

    ``more`` is added to the description of a column.
    """
    for position, name in enumerate(layout.columns, 1):
        said = PERSONAL if name in layout.personal else DELIVERED
        said = {lang: text + more.get(name, {}).get(lang, "") for lang, text in said.items()}
        yield _row("raw", f"{source.name}/{layout.name}", position, name, Kind.STRING, said)


def refined_rows(table: str, own: Iterable[tuple[str, str]], sources: Iterable[Source]) -> Iterator[Row]:
    """Columns of a published table; ``own`` are names and types, used where it has no contract."""
    contract = contracts().get(table)
    if contract is None:
        for position, (name, kind) in enumerate(own, 1):
            yield _row("refined", table, position, name, kind, {"en": "", "pt": ""})
        return
    known = list(sources)
    origins = shipped_lineage().get(table, {})
    references = {each.column: f"{each.table}.{each.target}" for each in contract.references}
    for position, column in enumerate(contract.columns, 1):
        yield _row("refined", table, position, column.name, column.kind, column.description) | {
            "key": column.primary_key is not None,
            "required": not column.nullable,
            "rules": "; ".join(rules(column)),
            "reference": references.get(column.name),
            "lineage": "; ".join(raw_columns(origins.get(column.name, []), known)),
        }


def control_rows() -> Iterator[Row]:
    """Columns of the tables that runs write about themselves."""
    for contract in control_contracts().values():
        yield from _control(contract)


def _control(contract: Contract) -> Iterator[Row]:
    zone = "quarantine" if contract.table in QUARANTINED else "control"
    for position, column in enumerate(contract.columns, 1):
        yield _row(zone, contract.table, position, column.name, column.kind, column.description)


def _row(zone: str, table: str, position: int, name: str, kind: str, said: Any) -> Row:
    return {
        "zone": zone,
        "table": table,
        "position": position,
        "column": name,
        "type": str(kind),
        "description_pt": said["pt"],
        "description_en": said["en"],
        "key": False,
        "required": False,
        "rules": "",
        "reference": None,
        "lineage": "",
        "simulated": False,
    }


def rules(column: Column) -> Iterator[str]:
    """Each rule by its reason code, with its bounds and, for delivered values, what a violation does."""
    for rule in column.rules:
        bounds = "" if rule.minimum is None and rule.maximum is None else f" {rule.minimum} to {rule.maximum}"
        allowed = f" ({', '.join(rule.allowed)})" if rule.allowed else ""
        action = f": {rule.action}" if column.delivered else ""
        yield f"{rule.reason}{bounds}{allowed}{action}"


def raw_columns(origins: Iterable[tuple[str, str]], sources: Iterable[Source]) -> list[str]:
    """Raw columns that a published column comes from, as source/layout: the mapping's expression."""
    wanted = set(origins)
    return sorted(
        f"{source.name}/{layout.name}: {sql}".replace("`", "")
        for source in sources
        for layout in source.layouts
        for feed in layout.feeds
        for name, sql in feed.columns.items()
        if sql and (feed.records, name) in wanted
    )
