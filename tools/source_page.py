"""The reference page of the sources that are known, from their definitions and the contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.markdown import rows
from vitrola.contracts import Action, Reason, contract_for_records
from vitrola.sources.expectations import limits
from vitrola.sources.expressions import readers
from vitrola.sources.mapping import shipped_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.contracts import Column
    from vitrola.sources import Feed, Layout, Source

HEAD = ["column", "read as", "expected", "meaning", "significado"]
INTRO = (
    "What `vitrola land` recognises by its content, whatever a file is called; order of columns doesn't "
    "matter, and unknown columns stay in the raw zone. Any of these may be `.gz`, `.zst` or Parquet. A value "
    "that isn't as expected puts its row in quarantine, or becomes null where it says *else null*.\n\n"
    "*O que `vitrola land` reconhece pelo conteúdo, qualquer que seja o nome do arquivo; a ordem das "
    "colunas não importa, e colunas desconhecidas ficam na zona bruta. Qualquer um pode ser `.gz`, `.zst` ou "
    "Parquet. Um valor fora do esperado põe a linha em quarentena, ou vira nulo onde se lê* else null."
)
DELIVERY = {
    "snapshot": (
        "Each delivery is a **snapshot**: it takes the place of the one before. `--delivery increment` lets "
        "a file add to it.\n\n*Cada entrega é um **retrato**: toma o lugar da anterior. "
        "Com `--delivery increment` um arquivo se soma a ela.*"
    ),
    "increment": (
        "Each delivery is an **increment**: it adds to those before.\n\n"
        "*Cada entrega é um **incremento**: soma-se às anteriores.*"
    ),
}
DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}


def page() -> list[str]:
    """The parts of the page in order."""
    return ["# Sources", INTRO, *(part for source in shipped_sources().values() for part in _source(source))]


def patterns() -> list[list[str]]:
    """Source, layout, column and pattern of every column whose text a source restricts."""
    return [
        [f"`{source.name}`", layout.name, f"`{column}`", f"`{pattern}`"]
        for source in shipped_sources().values()
        for layout in source.layouts
        for feed in layout.feeds
        for column, pattern in feed.patterns.items()
    ]


def _source(source: Source) -> Iterator[str]:
    kept = "as delivered" if source.global_identifiers else f"as `{source.name}:<id>`"
    yield f"## {source.name}\n{source.title}. Identifiers are kept {kept}."
    yield DELIVERY[source.delivery]
    for layout in source.layouts:
        table = rows(HEAD, [_column(layout, column) for column in layout.columns])
        where = layout.feeds[0].where
        condition = f" Rows are plays where `{where}`; the others are filtered." if where else ""
        yield f"### {source.name}: {layout.name}\n{_format(layout)}{condition}\n\n{table}"


def _format(layout: Layout) -> str:
    if layout.format == "json":
        return "JSON Lines, one object on each line."
    quote = f", quoted with `{layout.quote}`" if layout.quote else ""
    delimiter = DELIMITERS.get(layout.delimiter, layout.delimiter)
    return f"Text with a header, {delimiter} between columns{quote}, in {layout.encoding}."


def _column(layout: Layout, column: str) -> list[str]:
    shown = [_target(layout.feeds[place], name) for place, name in readers(layout, column)]
    if not shown:
        reason = "personal, stays in the raw zone" if column in layout.personal else "not read"
        return [f"`{column}`", reason, "", "", ""]
    return [f"`{column}`", *("<br>".join(dict.fromkeys(cells)) for cells in zip(*shown, strict=True))]


def _target(feed: Feed, name: str) -> list[str]:
    contract = contract_for_records(feed.records)
    column = next((column for column in contract.delivered if column.name == name), None)
    meaning = [column.description["en"], column.description["pt"]] if column else ["", ""]
    return [f"`{contract.table}.{name}`" if column else f"`{name}`", _expected(feed, name, column), *meaning]


def _expected(feed: Feed, name: str, column: Column | None) -> str:
    found = [f"pattern `{feed.patterns[name]}`"] if name in feed.patterns else []
    if column is None:
        return ", ".join(found)
    if not found:
        found.append(column.kind.value)
    found += [said for rule in column.rules if (said := limits(rule))]
    required = any(rule.reason is Reason.REQUIRED for rule in column.rules) or name in feed.required
    found += ["required"] if required else []
    spared = column.unreadable is Action.NULL and name not in feed.patterns and not required
    return ", ".join(found) + (", else null" if spared and column.kind != "string" else "")
