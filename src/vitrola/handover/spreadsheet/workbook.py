"""Workbooks in constant memory: a cover that says what they hold, then sheets of rows.

Text is written as text whatever it looks like, and marked so that editing it doesn't make it a formula.
Nothing is cut: rows beyond a sheet go on to the next, and what no cell can hold is an error.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from vitrola.errors import UsageError
from vitrola.handover.spreadsheet.plain import looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
LONGEST_TEXT = 32_767
LARGEST_WHOLE = 2**53
"""Above it a spreadsheet's numbers lose digits: larger ones are written as text."""
EARLIEST = dt.date(1900, 3, 1)
"""Before it spreadsheets disagree about which day a number is."""
FORMATS = {
    "text": {},
    "quoted": {"quote_prefix": True},
    "bold": {"bold": True},
    "heading": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "whole": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "decimal": {"num_format": "#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd"},
    "time": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "total": {"bold": True, "top": 1},
    "total_whole": {"bold": True, "top": 1, "num_format": "#,##0"},
    "total_share": {"bold": True, "top": 1, "num_format": "0.0%"},
}


@dataclass(frozen=True)
class Cover:
    """The first sheet: a title, facts as pairs, and a table of definitions under its headings."""

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    headings: Sequence[str] = ()
    definitions: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Sheet:
    """Rows under ``headings``; ``formats`` say how each column is shown, ``total`` stands below."""

    name: str
    headings: Sequence[str]
    formats: Sequence[str]
    rows: Iterable[Sequence[Any]]
    total: Sequence[Any] = field(default=())


def write_workbook(target: Path | BinaryIO, cover: Cover, sheet: Sheet, created: dt.datetime) -> int:
    """Write cover and rows; returns the number of rows. ``created`` is kept in the file instead of the clock.

    Raises UsageError for text too long for a cell.
    """
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": cover.title, "created": created.replace(tzinfo=None)})
    writer = _Writer(book)
    try:
        writer.cover(cover)
        return writer.rows(sheet)
    finally:
        book.close()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._formats = {name: book.add_format(kind) for name, kind in FORMATS.items()}

    def cover(self, cover: Cover) -> None:
        page = self._book.add_worksheet(cover.name)
        page.set_column(0, 0, 28)
        page.set_column(1, 3, 60)
        self._cell(page, 0, 0, cover.title, "bold")
        for row, (name, text) in enumerate(cover.facts, 2):
            self._cell(page, row, 0, name, "bold")
            self._cell(page, row, 1, text, "wrapped")
        start = len(cover.facts) + 3
        for row, cells in enumerate([cover.headings, *cover.definitions], start):
            for column, text in enumerate(cells):
                self._cell(page, row, column, text, "heading" if row == start else "wrapped")

    def rows(self, sheet: Sheet) -> int:
        """All rows, on as many sheets as they need; the total below the last."""
        room = MOST_ROWS - 1 - bool(sheet.total)
        page = self._page(sheet, 1)
        count = 0
        for count, cells in enumerate(sheet.rows, 1):
            place = (count - 1) % room
            if count > 1 and place == 0:
                page = self._page(sheet, (count - 1) // room + 1)
            for column, value in enumerate(cells):
                self._cell(page, place + 1, column, value, sheet.formats[column])
        last = (count - 1) % room + 2 if count else 1
        for column, value in enumerate(sheet.total):
            kind = sheet.formats[column]
            self._cell(page, last, column, value, f"total_{kind}" if f"total_{kind}" in FORMATS else "total")
        return count

    def _page(self, sheet: Sheet, number: int) -> Worksheet:
        suffix = f" ({number})" if number > 1 else ""
        page = self._book.add_worksheet(sheet.name[: 31 - len(suffix)] + suffix)
        page.freeze_panes(1, 0)
        page.set_column(0, len(sheet.headings) - 1, 18)
        for column, heading in enumerate(sheet.headings):
            self._cell(page, 0, column, heading, "heading")
        return page

    def _cell(self, page: Worksheet, row: int, column: int, value: Any, kind: str) -> None:
        form = self._formats[kind]
        if value is None:
            if kind.startswith("total"):
                page.write_blank(row, column, None, form)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, form)
        elif isinstance(value, int | float | Decimal) and _holds(value):
            page.write_number(row, column, value, form)
        elif isinstance(value, dt.datetime) and value.date() >= EARLIEST:
            page.write_datetime(row, column, value.replace(tzinfo=None), self._formats["time"])
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value >= EARLIEST:
            page.write_datetime(row, column, value, self._formats["date"])
        else:
            self._text(page, row, column, str(value), form)

    def _text(self, page: Worksheet, row: int, column: int, text: str, form: Format) -> None:
        if len(text) > LONGEST_TEXT:
            raise UsageError(
                f"{page.get_name()}!{xl_col_to_name(column)}{row + 1} would have {len(text):,} characters; "
                f"a cell holds {LONGEST_TEXT:,}.",
                hint="Export as CSV instead.",
            )
        page.write_string(row, column, text, self._formats["quoted"] if looks_like_formula(text) else form)


def _holds(number: float | Decimal) -> bool:
    """Whether a spreadsheet's number is this one."""
    if isinstance(number, int):
        return abs(number) <= LARGEST_WHOLE
    if isinstance(number, Decimal):
        return number.is_finite() and Decimal(float(number)) == number
    return math.isfinite(number)
