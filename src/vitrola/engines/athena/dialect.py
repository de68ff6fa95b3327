"""What Athena runs for Spark SQL. SQLGlot translates; where the two would differ, it is set right here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from vitrola.engines.athena.functions import FUNCTIONS, REFUSED
from vitrola.engines.dialect import parse, rewritten
from vitrola.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ARRAYS = (exp.ArrayAgg, exp.ArraySort, exp.Flatten, exp.Transform)
"""What makes arrays, where SQLGlot doesn't say so."""
_UNITS = {"MM": "MONTH", "MON": "MONTH", "YYYY": "YEAR", "YY": "YEAR"}


def to_athena(sql: str, columns: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Athena's SQL for one statement of Spark SQL.

    ``columns`` are types in Spark SQL by table and column. With them names are resolved as Spark resolves
    them (stars, aliases in GROUP BY and HAVING), and dates are compared with texts. Raises StatementError
    for a column that isn't there and for what Athena can't be asked exactly.
    """
    schema: dict[str, object] = {name: dict(found) for name, found in (columns or {}).items()}
    tree = parse(sql).copy()
    if columns is not None:
        tree = _resolved(tree, schema)
    tree = annotate_types(tree, schema=schema, dialect="spark")
    return rewritten(tree, _for_athena).sql(dialect="athena")


def _resolved(tree: exp.Expr, columns: dict[str, object]) -> exp.Expr:
    _group_by_all(tree)
    try:
        return qualify(tree, schema=columns, dialect="spark", quote_identifiers=False)
    except OptimizeError as error:
        raise StatementError(f"{str(error).rstrip('.')}.") from error
    except SqlglotError as error:
        raise StatementError(f"SQL can't be read: {error}.") from error


def _group_by_all(tree: exp.Expr) -> None:
    """Say what GROUP BY ALL stands for: every projection that aggregates nothing."""
    for group in list(tree.find_all(exp.Group)):
        if group.args.get("all") and isinstance(group.parent, exp.Select):
            plain = [
                str(place)
                for place, each in enumerate(group.parent.expressions, 1)
                if not each.find(exp.AggFunc)
            ]
            group.replace(exp.Group(expressions=[exp.Literal.number(place) for place in plain]))


def _for_athena(node: exp.Expr) -> exp.Expr:
    if type(node) in REFUSED:
        raise StatementError(
            f"Athena has no exact {node.key}.", hint="Write percentile_approx(column, fraction)."
        )
    if isinstance(node, exp.TryCast) and not node.args.get("safe"):
        return exp.Cast(this=node.this, to=node.args["to"])
    if isinstance(node, exp.Anonymous) and node.name.lower() in FUNCTIONS:
        return _filled(node)
    if isinstance(node, exp.TableSample) and not node.args.get("method"):
        node.set("method", exp.var("BERNOULLI"))
    rewrite = _REWRITES.get(type(node))
    return rewrite(node) if rewrite else node


def _filled(node: exp.Anonymous) -> exp.Expr:
    """A function of Spark's or ours, by what Athena has for it."""
    arguments = [argument.sql(dialect="athena") for argument in node.expressions]
    filled = FUNCTIONS[node.name.lower()].format(*arguments, all=", ".join(arguments))
    return sqlglot.parse_one(filled, read="trino")


def _without_nulls(node: exp.Expr) -> exp.Expr:
    """collect_set leaves nulls out, ARRAY_AGG(DISTINCT …) doesn't."""
    argument = node.this
    present = exp.Not(this=exp.Is(this=argument.copy(), expression=exp.null()))
    collected = exp.ArrayAgg(this=exp.Distinct(expressions=[argument.copy()]))
    return exp.Filter(this=collected, expression=exp.Where(this=present))


def _whole_unit(node: exp.Expr) -> exp.Expr:
    unit = node.args.get("unit")
    if unit is not None and unit.name.upper() in _UNITS:
        node.set("unit", exp.Literal.string(_UNITS[unit.name.upper()]))
    return node


def _rolled_up(group: exp.Expr) -> exp.Expr:
    """GROUP BY a, b WITH ROLLUP as GROUP BY ROLLUP (a, b); the same of CUBE."""
    for name, kind in (("rollup", exp.Rollup), ("cube", exp.Cube)):
        for found in group.args.get(name) or []:
            if not found.expressions:
                group.set(name, [kind(expressions=[each.copy() for each in group.expressions])])
                group.set("expressions", [])
    return group


def _joined(node: exp.Expr) -> exp.Expr:
    """CONCAT_WS of one array is ARRAY_JOIN; others take texts only."""
    separator, *parts = node.expressions
    if len(parts) == 1 and _is_array(parts[0]):
        return exp.Anonymous(this="ARRAY_JOIN", expressions=[parts[0].copy(), separator.copy()])
    return node


def _is_array(node: exp.Expr) -> bool:
    made = node.this if isinstance(node, exp.Filter) else node
    return isinstance(made, _ARRAYS) or made.is_type(exp.DataType.Type.ARRAY)


def _by_place(node: exp.Expr) -> exp.Expr:
    """A field of a struct made in the query by its place, since Trino's rows have no names."""
    made = node.this.find(exp.Struct)
    names = [field.alias_or_name for field in made.expressions] if made else []
    if node.expression.name not in names:
        return node
    place = exp.Literal.number(names.index(node.expression.name) + 1)
    return exp.Bracket(this=node.this.copy(), expressions=[place], offset=1)


def _months_later(node: exp.Expr) -> exp.Expr:
    return exp.DateAdd(this=node.this, expression=node.expression, unit=exp.var("MONTH"))


def _dated(node: exp.Expr) -> exp.Expr:
    """Texts that are compared with dates or times become such, as in Spark."""
    if isinstance(node, exp.Between):
        sides = [node.this, node.args["low"], node.args["high"]]
    else:
        sides = [node.this, *(node.expressions or [node.expression])]
    kinds = [side.type for side in sides if side.type and side.type.is_type(*exp.DataType.TEMPORAL_TYPES)]
    for side in sides:
        if kinds and side.is_string:
            side.replace(exp.cast(side.copy(), kinds[0].copy()))
    return node


_REWRITES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.AddMonths: _months_later,
    exp.ArrayUniqueAgg: _without_nulls,
    exp.Between: _dated,
    exp.ConcatWs: _joined,
    exp.DateTrunc: _whole_unit,
    exp.Dot: _by_place,
    exp.EQ: _dated,
    exp.GT: _dated,
    exp.GTE: _dated,
    exp.Group: _rolled_up,
    exp.In: _dated,
    exp.LT: _dated,
    exp.LTE: _dated,
    exp.NEQ: _dated,
    exp.TimestampTrunc: _whole_unit,
}
