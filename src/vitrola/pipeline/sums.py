"""Rows that add up: put together from those of parts, one function for each column outside the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def put_together(
    names: Iterable[str], functions: Mapping[str, str], relations: Iterable[str], less: str | None = None
) -> str:
    """A query of the rows of ``relations`` together, less those of another; all have these columns."""
    columns = list(names)
    parts = [f"SELECT {', '.join(columns)} FROM {relation}" for relation in relations]  # noqa: S608
    if less:
        negative = (f"-{name} AS {name}" if name in functions else name for name in columns)
        parts.append(f"SELECT {', '.join(negative)} FROM {less}")  # noqa: S608
    key = ", ".join(name for name in columns if name not in functions)
    summed = ", ".join(f"{function}({name}) AS {name}" for name, function in functions.items())
    return f"SELECT {key}, {summed} FROM ({' UNION ALL '.join(parts)}) AS parts GROUP BY {key}"  # noqa: S608
