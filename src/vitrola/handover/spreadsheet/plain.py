"""Text that a spreadsheet must not run as a formula."""

from __future__ import annotations

import csv
import io
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, even behind blanks and quotes."""
    return text.lstrip(" \"'").startswith(FORMULA)


def plain_cell(value: Any) -> Any:
    """A cell of a CSV file: text that looks like a formula is made plain by an apostrophe, null is empty."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


def rows_as_csv(found: dict[str, Any]) -> str:
    """Rows as RFC 4180, with text that a spreadsheet would run as a formula made plain by an apostrophe."""
    names = [
        name
        for name in ("value", "label", "artist", "streams", "share", "users")
        if any(name in r for r in found["rows"])
    ]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([found["by"] if name == "value" else name for name in names])
    for row in found["rows"]:
        writer.writerow([plain_cell(row.get(name)) for name in names])
    return "\ufeff" + text.getvalue()
