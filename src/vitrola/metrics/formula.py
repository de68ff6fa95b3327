"""A measure's definition as a tree, and what its names stand for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from vitrola.errors import DefinitionError
from vitrola.metrics.definitions import measures

if TYPE_CHECKING:
    from vitrola.metrics.definitions import Measure

TABLES = {
    "f": "listening_history_fact",
    "t": "music_info_dim",
    "u": "user_id_dim",
    "d": "calendar_dim",
}
"""What the letters before a column stand for."""

MONTH_BEFORE = "MONTH_BEFORE"
"""The value of a measure in the month before; of one that hasn't ended, in as many days of the one before."""


@cache
def formula(name: str) -> exp.Expr:
    """The tree of a measure's definition; raises DefinitionError for names that it can't mean."""
    measure = measures()[name]
    tree = sqlglot.parse_one(measure.sql, dialect="spark")
    for column in tree.find_all(exp.Column):
        known = TABLES if column.table else measures()
        if (column.table or column.name) not in known:
            raise DefinitionError(f"measures.yaml: {name} names {column.sql()}, which is not known.")
    return tree


def is_measure(column: exp.Column) -> bool:
    """Whether a name stands for another measure's value."""
    return not column.table


def counts_tracks_only(measure: Measure) -> bool:
    """Whether records that only name an artist are left out."""
    return measure.level == "track"
