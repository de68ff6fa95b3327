"""A comparison of two deliveries, for a person."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from vitrola.cli.output import clipped, out, print_rows, shown
from vitrola.wording.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.lake import RawFile
    from vitrola.pipeline.comparison import Deliveries
    from vitrola.profiling import Difference, Values

MEASURES = ("nulls", "distinct", "minimum", "median", "maximum")
MOST_VALUES = 8
IDENTITY = ("name", "sha256", "first_seen")


def comparison_document(deliveries: Deliveries) -> dict[str, Any]:
    """The comparison as JSON has it, with what tells the two files from others."""
    files = {"before": deliveries.before, "after": deliveries.after}
    named = {side: {name: getattr(file, name) for name in IDENTITY} for side, file in files.items()}
    after = deliveries.after
    return {"source": after.source, "layout": after.layout, **named, **asdict(deliveries.comparison)}


def print_comparison(deliveries: Deliveries) -> None:
    """Print one row for each column, each measure as it was and is; what stands out is named last."""
    entry, after = deliveries.comparison, deliveries.after
    out.print(f"\n{after.source} {after.layout}: {_named(after)}", style="bold", markup=False)
    out.print(f"against {_named(deliveries.before)}", markup=False)
    for difference in entry.differences:
        if difference.column is None:
            mark = "  ! stands out" if difference.stands_out else ""
            out.print(f"{difference.measure}: {_both(difference)}{mark}", markup=False)
    out.print()
    changed = {values.column for values in entry.values if values.stands_out}
    columns = (difference for difference in entry.differences if difference.column)
    rows = [
        _row(name, list(found), values=name in changed)
        for name, found in groupby(columns, lambda difference: difference.column)
    ]
    print_rows(rows, ["column", "type", *MEASURES, "stands out"])
    for values in entry.values:
        _print_values(values)
    count = sum(difference.stands_out for difference in entry.differences) + len(changed)
    said = {0: "Nothing stands out.", 1: "1 measure stands out."}
    out.print(f"\n{said.get(count, f'{count} measures stand out.')}", markup=False)


def _named(file: RawFile) -> str:
    return f"{visible(file.name)} ({file.sha256[:12]}, landed {file.first_seen[:16].replace('T', ' ')} UTC)"


def _row(name: str | None, found: list[Difference], *, values: bool) -> dict[str, Any]:
    marks = [difference.measure for difference in found if difference.stands_out]
    marks += ["values"] if values else []
    cells = {difference.measure: _both(difference) for difference in found}
    if "text" in cells["type"]:
        cells |= dict.fromkeys(("minimum", "median", "maximum"), "")
    return {"column": name, **cells, "stands out": f"! {', '.join(marks)}" if marks else ""}


def _both(difference: Difference) -> str:
    """What it was and is, or one of them where they look the same."""
    was, now = (_text(difference.measure, value) for value in (difference.before, difference.after))
    return now if was == now else f"{was} → {now}"


def _text(measure: str, value: Any) -> str:
    if measure == "nulls":
        return f"{value:.1%}"
    return (clipped(value) or "-") if isinstance(value, str) else shown(value)


def _print_values(values: Values) -> None:
    for counts, what in ((values.appeared, "new"), (values.vanished, "gone")):
        if counts:
            said = ", ".join(_counted((count.value, count.records) for count in counts[:MOST_VALUES]))
            more = f" and {len(counts) - MOST_VALUES} more" if len(counts) > MOST_VALUES else ""
            out.print(f"{values.column}, {what} values: {said}{more}", markup=False)


def _counted(counts: Iterable[tuple[str, int]]) -> Iterable[str]:
    return (f"{clipped(value)} ({records:,})" for value, records in counts)
