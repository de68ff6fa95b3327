"""A view of the page as a workbook: its rows with their deltas and total, and a cover that explains them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from vitrola.dashboard.page import page_spec
from vitrola.dashboard.simulated import filtered_by, simulated_told
from vitrola.dashboard.suppression import suppressed_table
from vitrola.handover.spreadsheet.workbook import Cover, Sheet, write_workbook
from vitrola.metrics.answer import origins
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.months import month_rows
from vitrola.metrics.ranking import table
from vitrola.metrics.state import State, state_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.dashboard.desk import Shown
    from vitrola.metrics.answer import Answer
    from vitrola.metrics.ranking import Page

    Row = dict[str, Any]
    Scan = Callable[[State], Answer]

Lang = Literal["pt", "en"]
EXPLAINED = ("streams", "users", "month_over_month")


@dataclass(frozen=True)
class View:
    """One visual as it is shown: rows of a dimension under a state, compared with another or with none.

    Those of a ``chart`` leave its own filter out. ``against`` is a pinned state, or "before" for the period
    before. Numbers about fewer users than ``smallest`` are withheld.
    """

    by: str
    page: Page
    state: State
    chart: bool
    against: State | Literal["before"] | None
    lang: Lang
    smallest: int

    @property
    def asked(self) -> State:
        """The state whose rows are shown."""
        if not self.chart:
            return self.state
        kept = replace(self.state, picks=tuple(pick for pick in self.state.picks if pick[0] != self.by))
        return replace(kept, first=None, last=None) if self.by == "date" else kept

    def say(self, text: str, **values: str) -> str:
        """A text of the page."""
        words: str = page_spec()["texts"][text][self.lang]
        return words.format(**values)


def view_workbook(shown: Shown, view: View, scan: Scan) -> bytes:
    """The workbook's bytes; ``scan`` answers a state of the publication shown."""
    found = scan(view.asked)
    other = _compared(view, found, scan)
    target = io.BytesIO()
    published = dt.datetime.fromisoformat(shown.publication.published_at)
    sheet = _sheet(view, found, other)
    write_workbook(target, _cover(shown, view, found, other), sheet, published)
    return target.getvalue()


def _compared(view: View, found: Answer, scan: Scan) -> Answer | None:
    if isinstance(view.against, State):
        return scan(view.against)
    if view.against is None or found.selection.before is None:
        return None
    before = state_before(found.selection.state, [day.isoformat() for day in found.selection.before])
    return scan(before) if before else None


def _sheet(view: View, found: Answer, other: Answer | None) -> Sheet:
    rows = _table(view, found)
    columns = [(_label(view), "text"), *((view.say(each), "text") for each in _named_by(view.by))]
    columns += [(view.say("streams"), "whole"), (view.say("share"), "share"), (view.say("users"), "whole")]
    changes = _changes(view, found)
    if changes is not None:
        columns.append((view.say("subtitle_month_over_month"), "share"))
    before = {row["value"]: row["streams"] for row in _table(view, other)["rows"]} if other else None
    if before is not None:
        pinned = "pinned_column" if isinstance(view.against, State) else "before_column"
        columns += [(f"{view.say('streams')}: {view.say(pinned)}", "whole"), (view.say("change"), "share")]
    return Sheet(
        name=view.say("view"),
        headings=[heading for heading, _ in columns],
        formats=[kind for _, kind in columns],
        rows=[_cells(view, row, changes, before) for row in rows["rows"]],
        total=_total(view, found, other, rows["streams"], blank=changes is not None),
    )


def _table(view: View, found: Answer) -> dict[str, Any]:
    rows = table(found, view.by, view.page)
    return suppressed_table(found, rows, view.smallest) if view.smallest else rows


def _named_by(by: str) -> tuple[str, ...]:
    return ("name_column", "artist_column") if dimensions()[by].shown else ()


def _changes(view: View, found: Answer) -> dict[Any, float | None] | None:
    """Each month's difference from the month before, where the rows are months."""
    if view.by != "month":
        return None
    return {row["value"]: row["month_over_month"] for row in month_rows(found.selection, found.sums)}


def _cells(view: View, row: Row, changes: dict[Any, Any] | None, before: dict[Any, Any] | None) -> list[Any]:
    withheld = row.get("suppressed")
    names = [row.get(name) for name in ("label", "artist")] if _named_by(view.by) else []
    hidden = view.say("suppressed")
    cells = [value_named(view, view.by, row["value"]), *names]
    cells += [hidden if withheld else row[name] for name in ("streams", "share", "users")]
    if changes is not None:
        cells.append(None if withheld else changes.get(row["value"]))
    if before is not None:
        former = before.get(row["value"], 0)
        cells += [hidden if former is None else former, None if withheld else _change(row["streams"], former)]
    return cells


def _total(view: View, found: Answer, other: Answer | None, streams: int | None, *, blank: bool) -> list[Any]:
    users = _users(found)
    shown: list[Any] = [streams, 1.0 if streams else None, users]
    cells: list[Any] = [view.say("total"), *("" for _ in _named_by(view.by))]
    cells += [view.say("suppressed")] * 3 if users < view.smallest else shown
    if blank:
        cells.append(None)
    if other is not None:
        former = _table(view, other)["streams"]
        few = _users(other) < view.smallest
        told = not few and users >= view.smallest
        cells += [view.say("suppressed") if few else former, _change(streams, former) if told else None]
    return cells


def _users(found: Answer) -> int:
    users: int = found.dashboard()["cards"]["users"]["value"]
    return users


def _change(now: int | None, then: int | None) -> float | None:
    return now / then - 1 if now is not None and then else None


def value_named(view: View, dimension: str, value: Any) -> Any:
    """What a person calls a value; numbers, months and dates as they are."""
    if value is None:
        return view.say("not_informed")
    if dimension == "sex":
        return view.say(f"sex_{value}") if f"sex_{value}" in page_spec()["texts"] else value
    if dimension == "weekday":
        return view.say("weekdays").split()[int(value) - 1]
    return value


def _label(view: View) -> str:
    return dimensions()[view.by].label[view.lang]


def _cover(shown: Shown, view: View, found: Answer, other: Answer | None) -> Cover:
    about = shown.catalogue["publication"]
    facts = [
        (view.say("cover_filters"), filters_told(view, found.selection.state)),
        (view.say("source"), " + ".join(sources_told(shown, found.selection.state))),
        (view.say("cover_compared"), _against(view, found, other)),
        (view.say("cover_publication"), f"{shown.run_id} ({about['published_at']})"),
        (view.say("cover_data"), about["last_day"] or view.say("no_dates")),
        (view.say("cover_zone"), about["time_zone"]),
        (view.say("cover_rows"), view.say("reconciled", **_counts(view, about["rows"]))),
    ]
    facts += simulated_told(view, _used(view, found.selection.state), origins(found.selection))
    explained = [measures()[name] for name in EXPLAINED if name != "month_over_month" or view.by == "month"]
    definitions = [
        (each.label[view.lang], each.unit[view.lang], each.description[view.lang], each.sql)
        for each in explained
    ]
    headings = (view.say("measure"), view.say("unit"), view.say("description"), "SQL")
    return Cover(view.say("cover"), f"Vitrola: {_label(view)}", facts, headings, definitions)


def _counts(view: View, rows: dict[str, int]) -> dict[str, str]:
    """Whole numbers with the separators of the language."""
    mark = "." if view.lang == "pt" else ","
    return {name: f"{count:,}".replace(",", mark) for name, count in rows.items()}


def filters_told(view: View, state: State) -> str:
    """A state's filters as one text, the source left out."""
    told = []
    for name, values in state.picks:
        if name != "source":
            called = ", ".join(str(value_named(view, name, each)) for each in values)
            told.append(f"{dimensions()[name].label[view.lang]}: {called}")
    if state.first or state.last:
        told.append(f"{view.say('period')}: {state.first or '…'} / {state.last or '…'}")
    if state.resolved:
        told.append(view.say("genres_resolved"))
    return "; ".join(told) or view.say("no_filters")


def sources_told(shown: Shown, state: State) -> list[str]:
    """The sources that a state's plays are of."""
    picked = [str(value) for value in state.picked("source")]
    return picked or list(shown.cube.sources)


def _against(view: View, found: Answer, other: Answer | None) -> str:
    if other is None:
        return view.say("compare_none")
    if isinstance(view.against, State):
        return f"{view.say('compare_pinned')}: {filters_told(view, other.selection.state)}"
    first, last = found.selection.before or (None, None)
    return f"{first} / {last}"


def _used(view: View, state: State) -> list[str]:
    """The dimensions of the rows and of what they are filtered by."""
    return [view.by, *filtered_by(state)]
