"""Text that a spreadsheet must not run as a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_FORMULA = rf"^[ \"']*[{re.escape(''.join(FORMULA))}]"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, even behind blanks and quotes."""
    return text.lstrip(" \"'").startswith(FORMULA)


def plain_cell(value: Any) -> Any:
    """A cell of a CSV file: text that looks like a formula is made plain by an apostrophe, null is empty."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def plain_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch whose texts are as ``plain_cell`` has them."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.compute as pc  # noqa: PLC0415

    def plain(column: pa.Array) -> pa.Array:
        if not pa.types.is_string(column.type):
            return column
        formulas = pc.match_substring_regex(column, _FORMULA)
        return pc.if_else(formulas, pc.binary_join_element_wise("'", column, ""), column)

    return pa.RecordBatch.from_arrays([*map(plain, batch.columns)], schema=batch.schema)


def comma_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as RFC 4180, with text that a spreadsheet would run as a formula made plain by an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerows(map(plain_cell, row) for row in rows)
    return "\ufeff" + text.getvalue()


def semicolon_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as a spreadsheet in Brazil opens them: semicolons between, a comma in decimals."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    for row in rows:
        cells = map(plain_cell, row)
        writer.writerow([repr(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in cells])
    return "\ufeff" + text.getvalue()
