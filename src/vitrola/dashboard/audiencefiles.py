"""A table of an audience's page as CSV, and as a workbook whose cover says how its numbers are counted."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from vitrola.dashboard.simulated import filtered_by, simulated_said, simulated_told, with_marks
from vitrola.dashboard.view import View, filters_told, sources_told, value_named
from vitrola.handover.spreadsheet.plain import comma_csv, semicolon_csv
from vitrola.handover.spreadsheet.workbook import Cover, Sheet, write_workbook
from vitrola.metrics.audience.definitions import audience_numbers
from vitrola.metrics.audience.tables import KINDS, TABLES, table_rows
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.ranking import Page
from vitrola.metrics.selection import in_force

if TYPE_CHECKING:
    from vitrola.dashboard.desk import Shown
    from vitrola.metrics.state import State

FORMATS = {
    "share": ("share", "overlap", "reach", "share_of_all", "change", "change_of_all"),
    "whole": ("place", "streams", "users", "users_of_all", "shared", "days"),
    "decimal": ("lift", "per_day"),
}
"""How a spreadsheet shows a column; others are text."""
NAMING = ("trait", "segment", "artist")
"""Columns in which a missing value has a name."""


def audience_csv(state: State, answer: dict[str, Any], name: str, lang: str) -> str:
    """All rows; nothing in a cell that is withheld or isn't there.

    In English RFC 4180 by the API's names; in Portuguese as a spreadsheet in Brazil opens it. Where numbers
    rest on simulated dates or demographics, a last column names these, row by row.
    """
    pt = lang == "pt"
    view = View("artist", Page(), state, False, None, "pt" if pt else "en", answer["smallest"])
    columns, rows = TABLES[name], table_rows(answer, name)
    lines: list[list[Any]] = [[view.say(f"column_{column}") if pt else column for column in columns]]
    lines += [[_said(view, row, column) if pt else row.get(column) for column in columns] for row in rows]
    lines = with_marks(view, lines, [_mark(view, answer, name, row) for row in rows])
    return semicolon_csv(lines) if pt else comma_csv(lines)


def audience_workbook(shown: Shown, state: State, answer: dict[str, Any], name: str, lang: str) -> bytes:
    """All rows in the reader's words, with a cover."""
    state = in_force(shown.cube, state)
    view = View("artist", Page(), state, False, None, "pt" if lang == "pt" else "en", answer["smallest"])
    target = io.BytesIO()
    published = dt.datetime.fromisoformat(shown.publication.published_at)
    sheet = Sheet(
        name=view.say("view"),
        headings=[view.say(f"column_{column}") for column in TABLES[name]],
        formats=[_format(column) for column in TABLES[name]],
        rows=[[_cell(view, row, column) for column in TABLES[name]] for row in table_rows(answer, name)],
    )
    write_workbook(target, _cover(shown, view, answer, name), sheet, published)
    return target.getvalue()


def _mark(view: View, answer: dict[str, Any], name: str, row: dict[str, Any]) -> str:
    """The simulated dimensions that a row's numbers rest on."""
    own = ["month"] if name == "months" else [row["trait"]] if row.get("trait") else []
    return simulated_said(view, [*own, *filtered_by(view.state)], answer["origins"])


def _said(view: View, row: dict[str, Any], column: str) -> Any:
    """A cell in the reader's words; empty where it is withheld."""
    value = row.get(column)
    if isinstance(value, bool):
        return view.say("said_yes" if value else "said_no")
    return _cell(view, row, column) if value is not None or column in NAMING else None


def _format(column: str) -> str:
    return next((kind for kind, columns in FORMATS.items() if column in columns), "text")


def _cell(view: View, row: dict[str, Any], column: str) -> Any:
    value = row.get(column)
    if column == "trait":
        return dimensions()[row["trait"]].label[view.lang]
    if column == "segment":
        return value_named(view, row["trait"], value)
    if column == "artist" and value is None:
        return view.say("not_informed")
    return view.say("suppressed") if value is None and row.get("suppressed") else value


def _cover(shown: Shown, view: View, answer: dict[str, Any], name: str) -> Cover:
    about = shown.catalogue["publication"]
    facts = [
        (view.say("cover_filters"), filters_told(view, view.state)),
        (view.say("source"), " + ".join(sources_told(shown, view.state))),
        (view.say("cover_publication"), f"{shown.run_id} ({about['published_at']})"),
        (view.say("cover_data"), about["last_day"] or view.say("no_dates")),
        (view.say("cover_zone"), about["time_zone"]),
    ]
    if name == "artists":
        facts.append((view.say("column_minimum"), str(answer["artists"].get("minimum", ""))))
    if withheld := answer.get(name, {}).get("withheld") if name != "months" else 0:
        facts.append((view.say("suppressed"), str(withheld)))
    facts += simulated_told(view, _used(view, answer, name), answer["origins"])
    told = [each for each in audience_numbers().values() if each.by in (None, KINDS[name])]
    definitions = [
        (each.label[view.lang], each.unit[view.lang], each.description[view.lang], each.sql) for each in told
    ]
    headings = (view.say("measure"), view.say("unit"), view.say("description"), "SQL")
    return Cover(
        view.say("cover"), f"Vitrola: {view.say(f'audience_table_{name}')}", facts, headings, definitions
    )


def _used(view: View, answer: dict[str, Any], name: str) -> list[str]:
    """The dimensions of a table's rows and of what they are filtered by."""
    split = answer["setlists"]["by"]
    traits = {
        "segments": [*answer["segments"]],
        "setlists": [split] if split else [],
        "months": ["month"],
    }
    return [*traits.get(name, []), *filtered_by(view.state)]
