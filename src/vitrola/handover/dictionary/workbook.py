"""The data dictionary as an XLSX workbook, written row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.handover.dictionary.content import MEASURES, NAMES
from vitrola.handover.spreadsheet.plain import looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vitrola.handover.dictionary.content import Cell, Content
    from vitrola.wording.words import Wording

WIDTHS = (11, 26, 24, 11, 60, 8, 11, 40, 26, 12, 40, 50, 11)
MEASURE_WIDTHS = (28, 24, 70, 70)
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


def write_workbook(path: Path, found: Content, say: Wording) -> None:
    """Write a cover, every column, and every measure; texts are texts, whatever they begin with."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import

    with Workbook(str(path), OPTIONS) as book:
        formats = _Formats(book)
        _cover(book.add_worksheet(say("title")), found, say, formats)
        columns = [say(name) for name in NAMES]
        _table(book.add_worksheet(say("columns_sheet")), columns, found.rows, WIDTHS, formats)
        columns = [say(name) for name in MEASURES]
        _table(book.add_worksheet(say("measures_sheet")), columns, found.measures, MEASURE_WIDTHS, formats)


class _Formats:
    def __init__(self, book: Any) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        self.text = book.add_format(wrapped)
        self.quoted = book.add_format(wrapped | {"quote_prefix": True})
        self.share = book.add_format({"num_format": "0.0%", "valign": "top"})
        self.head = book.add_format({"bold": True, "bg_color": "#E9E1F5", "bottom": 1, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 18})


def _cover(sheet: Any, found: Content, say: Wording, formats: _Formats) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, say("title"), formats.title)
    facts = [
        (say("lake"), found.lake),
        (say("run"), found.run_id),
        (say("published"), found.published_at),
        ("", ""),
        (say("meanings"), ""),
        *found.meanings,
    ]
    for place, (name, text) in enumerate(facts, 2):
        sheet.write_string(place, 0, name, formats.head if text else None)
        _write(sheet, place, 1, text, formats)


def _table(
    sheet: Any,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[int],
    formats: _Formats,
) -> None:
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name, formats.head)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, formats)


def _write(sheet: Any, row: int, column: int, value: Cell, formats: _Formats) -> None:
    if isinstance(value, float):
        sheet.write_number(row, column, value, formats.share)
    elif value:
        text = str(value)
        form = formats.quoted if looks_like_formula(text) else formats.text
        sheet.write_string(row, column, text, form)
