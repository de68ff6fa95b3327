"""Whether a delivery's rows of one user lie near each other, so that a user's plays are found quickly.

Files that are in the order of days have every user everywhere: their texts take three times the space, and
whoever looks for a day's listeners reads all of them. Such deliveries are written by users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.engines import Engine

USER = "user_id"
LOOKED_AT = 10_000
"""Rows that tell how a delivery lies."""
FEWEST = 1_000_000
"""Rows from which on it matters: a day's plays have every user but once."""
MOST = 50_000_000
"""Rows up to which an engine on one machine orders them in little time and space."""


def near(engine: Engine, query: str, records: str, rows: int) -> str | None:
    """The column by which to write these rows of a kind of records; None where they lie well already."""
    if records != "listens" or not FEWEST <= rows <= MOST:
        return None
    head = engine.rows(f"SELECT {USER} FROM ({query}) AS delivered LIMIT {LOOKED_AT}")  # noqa: S608
    users = {row[USER] for row in head}
    return USER if 2 * len(users) > len(head) else None
