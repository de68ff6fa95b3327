"""What a person or a program sees: rich tables, or JSON on one stream."""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vitrola.cli.fitting import Wish, fit
from vitrola.wording.visible import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


WIDE = 100
WIDEST = 16
"""Characters of a value that a table shows; JSON has them all."""
UNBOUNDED = 100_000
"""Columns of a stream that is no terminal: a program that reads a table wants no line folded."""

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else UNBOUNDED)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """Print one JSON value; dates as ISO 8601, decimals as text."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n")


def print_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    title: str | None = None,
    right: Container[str] = (),
) -> None:
    """Print rows as a table; numbers stand right, with separators unless they are years.

    Columns of ``right`` stand there too: numbers that are written out already.

    Where a terminal is too narrow long texts are cut, and where that isn't enough each row is printed
    below the other with one line for each column. JSON has all values whole.
    """
    cells = [[_cell(column, row.get(column)) for column in columns] for row in rows]
    numeric = [
        bool(rows) and (column in right or all(_is_number(row.get(column)) for row in rows))
        for column in columns
    ]
    gap = 1 if out.width < WIDE else 2
    widths = fit(_wishes(columns, cells, numeric), out.width - gap * (len(columns) - 1))
    if widths is None:
        _print_records(cells, columns, title)
        return
    table = _table(gap, title)
    for column, number, width in zip(columns, numeric, widths, strict=True):
        table.add_column(
            column, justify="right" if number else "left", width=width, no_wrap=True, overflow="ellipsis"
        )
    for row in cells:
        table.add_row(*row)
    out.print(table)


def _wishes(columns: Sequence[str], cells: Sequence[Sequence[str]], numeric: Sequence[bool]) -> list[Wish]:
    """The first column names the row, and a number cut is another number: neither may be cut."""
    widest = [
        max(cell_len(column), *(Text.from_markup(row[place]).cell_len for row in cells), 1)
        for place, column in enumerate(columns)
    ]
    return [
        Wish(width, cut=place > 0 and not number)
        for place, (width, number) in enumerate(zip(widest, numeric, strict=True))
    ]


def _print_records(cells: Sequence[Sequence[str]], columns: Sequence[str], title: str | None) -> None:
    if title:
        out.print(title, style="bold", markup=False)
    for number, row in enumerate(cells, 1):
        table = _table(2, f"Record {number:,}", header=False)
        table.add_column(style="bold", no_wrap=True)
        table.add_column(overflow="ellipsis")
        for column, cell in zip(columns, row, strict=True):
            table.add_row(column, cell)
        out.print(table)


def _table(gap: int, title: str | None, *, header: bool = True) -> Table:
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        show_header=header,
        box=None,
        padding=(0, gap, 0, 0),
        pad_edge=False,
    )


def _cell(column: str, value: Any) -> str:
    text = shown(value)
    return text.replace(",", "") if column.endswith("year") and isinstance(value, int) else text


def shown(value: Any) -> str:
    """A value for a person: control characters visible, markup inert."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.2f}"
    return visible(str(value)).replace("[", "\\[")


LABEL = 7
"""Characters before the text of a labelled line."""


def print_labelled(label: str, *texts: str, style: str | None = None) -> None:
    """Print texts below each other beside one label, folded between words only."""
    for place, text in enumerate(texts):
        head = f"{label if place == 0 else '':<{LABEL}}"
        folded = textwrap.wrap(
            text, max(out.width - LABEL, LABEL), break_long_words=False, break_on_hyphens=False
        )
        out.print(head + ("\n" + " " * LABEL).join(folded or [""]), markup=False, style=style)


def clipped(value: str | None) -> str | None:
    """The beginning of a value that a table has room for."""
    if value is None:
        return None
    return shortened(value, WIDEST)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float, Decimal)) and not isinstance(value, bool))


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} can't be printed as JSON")


def told_filters(filters: Mapping[str, Any], but: Container[str] = ()) -> list[str]:
    """What is picked of each dimension, those of ``but`` left out."""
    return [
        f"{name} {' or '.join('not informed' if value is None else str(value) for value in values)}"
        for name, values in filters.items()
        if isinstance(values, list) and name not in but
    ]
