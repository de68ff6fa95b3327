"""A view of the page as CSV, in the language of who opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.dashboard.view import value_named
from vitrola.handover.spreadsheet.plain import columns_of, rows_as_csv, semicolon_csv
from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from vitrola.dashboard.view import View


def view_csv(view: View, rows: dict[str, Any]) -> str:
    """A table's rows: by the API's names, or in Portuguese as a spreadsheet in Brazil opens it."""
    if view.lang == "en":
        return rows_as_csv(rows)
    names = columns_of(rows)
    said = {"label": view.say("name_column"), "artist": view.say("artist_column")}
    said["value"] = dimensions()[view.by].label[view.lang]
    headings = [said.get(name) or view.say(name) for name in names]
    return semicolon_csv([headings, *([_cell(view, row, name) for name in names] for row in rows["rows"])])


def _cell(view: View, row: dict[str, Any], name: str) -> Any:
    return value_named(view, view.by, row["value"]) if name == "value" else row.get(name)
