"""Refining: text to types, rules, and full accounting of every row."""

from vitrola.refining.relations import (
    RECORD_COLUMNS,
    Reading,
    accepted_sql,
    checked_sql,
    count_sql,
    typed_sql,
    violations_sql,
)

__all__ = [
    "RECORD_COLUMNS",
    "Reading",
    "accepted_sql",
    "checked_sql",
    "count_sql",
    "typed_sql",
    "violations_sql",
]
