"""Text that a spreadsheet must not run as a formula."""

from __future__ import annotations

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
