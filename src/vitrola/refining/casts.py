"""Text to types, in SQL that gives the same value on every engine.

Engines read numbers differently (one rounds '2.5' to an integer, another takes '1d' for a double), so
the text's form is checked before it is cast. The templates are Spark SQL; ``:x`` is the text.
"""

from __future__ import annotations

from sqlglot import exp

from vitrola.contracts import Kind
from vitrola.engines.dialect import scalar

WHOLE_NUMBER = "^ *[+-]?[0-9]{1,28}([.]0{0,9})? *$"

_TEMPLATES = {
    Kind.STRING: "NULLIF(:x, '')",
    Kind.INT: """
        CASE WHEN CAST(TRY_CAST(:x AS INT) AS STRING) = :x THEN TRY_CAST(:x AS INT)
             WHEN :x RLIKE '^ *[+-]?[0-9]{1,28}([.]0{0,9})? *$'
             THEN TRY_CAST(TRY_CAST(TRIM(:x) AS DECIMAL(38, 9)) AS INT) END""",
    Kind.BIGINT: """
        CASE WHEN CAST(TRY_CAST(:x AS BIGINT) AS STRING) = :x THEN TRY_CAST(:x AS BIGINT)
             WHEN :x RLIKE '^ *[+-]?[0-9]{1,28}([.]0{0,9})? *$'
             THEN TRY_CAST(TRY_CAST(TRIM(:x) AS DECIMAL(38, 9)) AS BIGINT) END""",
    Kind.DOUBLE: """
        CASE WHEN :x RLIKE '^ *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,4})? *$'
              AND ABS(TRY_CAST(TRIM(:x) AS DOUBLE)) <= 1.7976931348623157E308
             THEN TRY_CAST(TRIM(:x) AS DOUBLE) END""",
    Kind.BOOLEAN: """
        CASE WHEN LOWER(TRIM(:x)) IN ('true', '1') THEN true
             WHEN LOWER(TRIM(:x)) IN ('false', '0') THEN false END""",
    Kind.DATE: "TRY_CAST(:x AS DATE)",
    Kind.TIMESTAMP: "TRY_CAST(:x AS TIMESTAMP)",
}


def fill(sql: str, **values: exp.Expr) -> exp.Expr:
    """A scalar SQL template with its ``:name`` placeholders replaced by expressions."""
    tree = scalar(sql)
    for placeholder in list(tree.find_all(exp.Placeholder)):
        value = values[placeholder.name].copy()
        if placeholder is tree:
            return value
        placeholder.replace(exp.paren(value) if isinstance(value, exp.Connector) else value)
    return tree


def typed(text: exp.Expr, kind: Kind) -> exp.Expr:
    """The value of ``text`` as ``kind``; null where the text isn't one."""
    return fill(_TEMPLATES[kind], x=text)
