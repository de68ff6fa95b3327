"""Refining: text to types, rules, and full accounting of every row."""

from vitrola.refining.relations import (
    PLAYER,
    PROVENANCE,
    RECORD_COLUMNS,
    Reading,
    accepted_sql,
    checked_sql,
    count_sql,
    files_sql,
    flagged_sql,
    kept_count_sql,
    record_columns,
    record_kinds,
    typed_sql,
    violations_sql,
)

__all__ = [
    "PLAYER",
    "PROVENANCE",
    "RECORD_COLUMNS",
    "Reading",
    "accepted_sql",
    "checked_sql",
    "count_sql",
    "files_sql",
    "flagged_sql",
    "kept_count_sql",
    "record_columns",
    "record_kinds",
    "typed_sql",
    "violations_sql",
]
