"""Text to types, in SQL that gives the same value on every engine.

Engines read text differently (one rounds '2.5' to an integer, another takes '1d' for a double, or '12:30'
for an instant of today), so the text's form is checked before it is cast. The templates are Spark SQL;
``:x`` is the text.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types

from vitrola.contracts import Kind
from vitrola.engines.dialect import scalar

WHOLE_NUMBER = "^ *[+-]?[0-9]{1,28}([.]0{0,9})? *$"

_TIME = "([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9]([.][0-9]{0,9})?)?"
_ZONE = "(Z| UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
MOMENT = f"^ *[1-9][0-9]{{3}}-[0-9]{{1,2}}-[0-9]{{1,2}}([ T]{_TIME}{_ZONE}?)? *$"
"""A day, or a time of one, in UTC unless it has another zone."""

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
    Kind.DATE: f"CASE WHEN :x RLIKE '{MOMENT}' THEN TRY_CAST(TRIM(:x) AS DATE) END",
    Kind.TIMESTAMP: f"CASE WHEN :x RLIKE '{MOMENT}' THEN TRY_CAST(TRIM(:x) AS TIMESTAMP) END",
}
_KINDS = {
    exp.DataType.Type.INT: Kind.INT,
    exp.DataType.Type.BIGINT: Kind.BIGINT,
    exp.DataType.Type.DOUBLE: Kind.DOUBLE,
    exp.DataType.Type.BOOLEAN: Kind.BOOLEAN,
    exp.DataType.Type.DATE: Kind.DATE,
    exp.DataType.Type.TIMESTAMP: Kind.TIMESTAMP,
    exp.DataType.Type.TIMESTAMPTZ: Kind.TIMESTAMP,
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


def typed(value: exp.Expr, kind: Kind) -> exp.Expr:
    """A value as ``kind``; null where it is text that isn't one."""
    if kind in (Kind.DATE, Kind.TIMESTAMP) and not _is_text(value):
        return fill(f"TRY_CAST(:x AS {kind.value})", x=value)
    return fill(_TEMPLATES[kind], x=value)


def tried(value: exp.Expr) -> exp.Expr:
    """An expression over columns of text with each of its casts as a try, and those of text by its form."""
    query = exp.select(value.copy().as_("value")).from_("raw")
    for column in query.find_all(exp.Column):
        column.set("table", exp.to_identifier("raw"))
    names = ["", *(column.name for column in query.find_all(exp.Column))]
    query = annotate_types(query, schema={"raw": dict.fromkeys(names, "string")}, dialect="spark")
    for node in reversed(list(query.walk())):
        if isinstance(node, exp.Cast):
            node.replace(_tried(node))
    for column in query.find_all(exp.Column):
        column.set("table", None)
    found: exp.Expr = query.selects[0].this.pop()
    return found


def _tried(cast: exp.Cast) -> exp.Expr:
    kind = _KINDS.get(cast.to.this)
    if kind and _is_text(cast.this):
        found = typed(cast.this, kind)
    else:
        found = exp.TryCast(this=cast.this.copy(), to=cast.to.copy(), safe=True)
    found.type = cast.to.copy()
    return found


def _is_text(value: exp.Expr) -> bool:
    return value.type is None or value.is_type(*exp.DataType.TEXT_TYPES)
