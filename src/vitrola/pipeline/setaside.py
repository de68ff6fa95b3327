"""What the published quarantine holds of the raw files of each layout, by reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.contracts import Reason, Rule, contract_for_records
from vitrola.lake import publication
from vitrola.pipeline.quarantine import Firsts, quarantine_file
from vitrola.sources.expressions import uses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vitrola.lake import Lake, RawFile
    from vitrola.sources import Layout, Source

EXAMPLES = 3
"""Values of each violation that are shown."""

Name = tuple[str, str]
Violation = tuple[str, str | None, str]
"""A reason, the column and what was done."""


@dataclass(frozen=True)
class Violations:
    """Violations in the published quarantine for one reason; ``column`` is None where it is the whole row.

    ``aside`` of them are the first for which their row was set aside.

    ``rule`` is what the contract says of the column, if the reason comes from there. ``values`` are
    examples, none where the column tells of a person.
    """

    reason: str
    column: str | None
    action: str
    rows: int
    aside: int
    rule: Rule | None
    values: tuple[str, ...]


def set_aside(
    lake: Lake, groups: Mapping[Name, list[RawFile]], known: Mapping[str, Source]
) -> dict[Name, tuple[Violations, ...]] | None:
    """For each source and layout, most rows first; None where nothing was published yet."""
    shown = publication.current(lake)
    if shown is None:
        return None
    layouts = {file.sha256: name for name, files in groups.items() for file in files}
    rows: Counter[tuple[Name, Violation]] = Counter()
    aside: Counter[tuple[Name, Violation]] = Counter()
    values: dict[tuple[Name, Violation], dict[str, None]] = defaultdict(dict)
    for sha256, violation, value, first in _kept(lake, shown.run_id):
        if sha256 in layouts:
            key = layouts[sha256], violation
            rows[key] += 1
            aside[key] += first
            if value is not None and len(values[key]) < EXAMPLES:
                values[key][value] = None
    found: dict[Name, tuple[Violations, ...]] = dict.fromkeys(groups, ())
    for (name, violation), count in sorted(rows.items(), key=lambda entry: (-entry[1], str(entry[0]))):
        layout = known[name[0]].layout(name[1])
        counts = count, aside[name, violation]
        found[name] += (_violations(layout, violation, counts, tuple(values[name, violation])),)
    return found


def _kept(lake: Lake, run_id: str) -> Iterator[tuple[str, Violation, str | None, bool]]:
    """Of each violation its file, itself, the value, and whether it sets a further row aside."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    path = lake.location.found(quarantine_file(lake, run_id))
    if path is None:
        return
    with pq.ParquetFile(path) as kept:
        firsts = Firsts()
        for page in kept.iter_batches(columns=["sha256", "record", "rule", "column", "action", "value"]):
            for row in page.to_pylist():
                violation = row["rule"], row["column"], row["action"]
                yield row["sha256"], violation, row["value"], firsts.is_one(row)


def _violations(
    layout: Layout, violation: Violation, counts: tuple[int, int], values: tuple[str, ...]
) -> Violations:
    reason, column, action = violation
    feeds = [feed for feed in layout.feeds if column is not None and feed.columns.get(column)]
    made_of = [feed.columns[column] or "" for feed in feeds if column is not None]
    personal = any(uses(sql, name) for sql in made_of for name in layout.personal)
    rules = (
        rule
        for feed in feeds
        for each in contract_for_records(feed.records).columns
        if each.name == column
        for rule in each.rules
        if rule.reason == Reason(reason)
    )
    return Violations(reason, column, action, *counts, next(rules, None), () if personal else values)
