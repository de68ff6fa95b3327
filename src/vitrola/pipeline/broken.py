"""The rules that rows of a run broke: how often, an example, and what was expected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.contracts import Reason
from vitrola.pipeline.quarantine import quarantine_file
from vitrola.sources import sources
from vitrola.sources.expectations import MEANING, expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vitrola.lake import Lake
    from vitrola.sources import Source

_GROUP = ("sha256", "column", "rule", "action")


@dataclass(frozen=True)
class BrokenRule:
    """One rule broken by rows of one layout; ``example`` is one of their values, null for a whole row."""

    source: str
    layout: str
    column: str | None
    rule: str
    action: str
    rows: int
    example: str | None
    expected: str


def broken_rules(lake: Lake, record: Mapping[str, Any]) -> list[BrokenRule]:
    """What a run wrote into its quarantine, by layout, column and rule, the most frequent first."""
    layouts = {entry["sha256"]: (entry["source"], entry["layout"]) for entry in record["files"]}
    groups: dict[tuple[str, str, str | None, str, str], list[dict[str, Any]]] = defaultdict(list)
    for found in _by_file(lake, record["run_id"]):
        key = (*layouts[found["sha256"]], found["column"], found["rule"], found["action"])
        groups[key].append(found)
    known = sources(lake.source_folder)
    rules = [
        BrokenRule(
            source,
            layout,
            column,
            rule,
            action,
            rows=sum(one["rows"] for one in found),
            example=found[0]["example"],
            expected=_expected(known, source, layout, column, rule),
        )
        for (source, layout, column, rule, action), found in groups.items()
    ]
    return sorted(rules, key=lambda one: (-one.rows, one.source, one.layout, one.column or "", one.rule))


def _by_file(lake: Lake, run_id: str) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    path = lake.location.found(quarantine_file(lake, run_id))
    if path is None:
        return
    table = pq.read_table(path, columns=[*_GROUP, "value"])
    grouped = table.group_by(list(_GROUP), use_threads=False)
    for row in grouped.aggregate([("value", "first"), ("rule", "count")]).to_pylist():
        yield {**row, "example": row["value_first"], "rows": row["rule_count"]}


def _expected(known: Mapping[str, Source], source: str, layout: str, column: str | None, rule: str) -> str:
    try:
        return expected(known[source].layout(layout), column, Reason(rule))
    except KeyError:
        return MEANING[Reason(rule)]
