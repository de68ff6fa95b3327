"""A view of the page as CSV, in the language of who opens it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vitrola.dashboard.simulated import filtered_by, simulated_said, with_marks
from vitrola.dashboard.view import value_named
from vitrola.handover.spreadsheet.plain import comma_csv, semicolon_csv
from vitrola.metrics.answer import origins_of
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.selection import in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vitrola.dashboard.view import View
    from vitrola.metrics.cube import Cube

    Row = dict[str, Any]

COLUMNS = ("value", "label", "artist", "streams", "share", "users")


def view_csv(view: View, cube: Cube, found: dict[str, Any]) -> str:
    """A table's rows: by the API's names, or in Portuguese as a spreadsheet in Brazil opens it.

    Where numbers rest on simulated dates or demographics, a last column names these, row by row.
    """
    rows = found["rows"]
    names = [name for name in COLUMNS if any(name in row for row in rows)]
    lines: list[list[Any]] = [[_heading(view, name) for name in names]]
    lines += [[_cell(view, row, name) for name in names] for row in rows]
    lines = with_marks(view, lines, _marks(view, cube, rows))
    return comma_csv(lines) if view.lang == "en" else semicolon_csv(lines)


def _marks(view: View, cube: Cube, rows: Sequence[Row]) -> list[str]:
    """The simulated dimensions that each row's numbers rest on: its own and those it is filtered by."""
    state = in_force(cube, view.state)
    used = [view.by, *filtered_by(replace(view, state=state).asked)]
    if view.by == "source":
        return [simulated_said(view, used, origins_of(cube, [row["value"]])) for row in rows]
    return [simulated_said(view, used, origins_of(cube, state.picked("source")))] * len(rows)


def _heading(view: View, name: str) -> str:
    if view.lang == "en":
        return view.by if name == "value" else name
    if name == "value":
        return dimensions()[view.by].label[view.lang]
    return view.say({"label": "name_column", "artist": "artist_column"}.get(name, name))


def _cell(view: View, row: Row, name: str) -> Any:
    if name == "value" and view.lang != "en":
        return value_named(view, view.by, row["value"])
    return row.get(name)
