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
    from collections.abc import Mapping

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_UNITS = {"MM": "MONTH", "MON": "MONTH", "YYYY": "YEAR", "YY": "YEAR"}


def to_athena(sql: str, columns: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Athena's SQL for one statement of Spark SQL.

    ``columns`` are types in Spark SQL by table and column. With them names are resolved as Spark resolves
    them (stars, aliases in GROUP BY and HAVING), and dates are compared with texts. Raises StatementError
    for a column that isn't there and for what Athena can't be asked exactly.
    """
    tree = parse(sql).copy()
    if columns is not None:
        tree = _resolved(tree, {name: dict(found) for name, found in columns.items()})
    return rewritten(tree, _for_athena).sql(dialect="athena")


def _resolved(tree: exp.Expr, columns: dict[str, object]) -> exp.Expr:
    _group_by_all(tree)
    try:
        tree = qualify(tree, schema=columns, dialect="spark", quote_identifiers=False)
    except OptimizeError as error:
        raise StatementError(f"{str(error).rstrip('.')}.") from error
    except SqlglotError as error:
        raise StatementError(f"SQL can't be read: {error}.") from error
    return annotate_types(tree, schema=columns, dialect="spark")


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
    if isinstance(node, exp.AddMonths):
        return exp.DateAdd(this=node.this, expression=node.expression, unit=exp.var("MONTH"))
    if isinstance(node, exp.ArrayUniqueAgg):
        return _without_nulls(node)
    if isinstance(node, (exp.DateTrunc, exp.TimestampTrunc)):
        return _whole_unit(node)
    if isinstance(node, exp.Group):
        return _rolled_up(node)
    if isinstance(node, exp.TableSample) and not node.args.get("method"):
        node.set("method", exp.var("BERNOULLI"))
    return _dated(node)


def _filled(node: exp.Anonymous) -> exp.Expr:
    """A function of Spark's or ours, by what Athena has for it."""
    arguments = [argument.sql(dialect="athena") for argument in node.expressions]
    filled = FUNCTIONS[node.name.lower()].format(*arguments, all=", ".join(arguments))
    return sqlglot.parse_one(filled, read="trino")


def _without_nulls(node: exp.ArrayUniqueAgg) -> exp.Expr:
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


def _rolled_up(group: exp.Group) -> exp.Expr:
    """GROUP BY a, b WITH ROLLUP as GROUP BY ROLLUP (a, b); the same of CUBE."""
    for name, kind in (("rollup", exp.Rollup), ("cube", exp.Cube)):
        for found in group.args.get(name) or []:
            if not found.expressions:
                group.set(name, [kind(expressions=[each.copy() for each in group.expressions])])
                group.set("expressions", [])
    return group


def _dated(node: exp.Expr) -> exp.Expr:
    """Texts that are compared with dates or times become such, as in Spark."""
    sides: tuple[exp.Expr, ...]
    if isinstance(node, _COMPARED):
        sides = (node.this, node.expression)
    elif isinstance(node, exp.Between):
        sides = (node.this, node.args["low"], node.args["high"])
    elif isinstance(node, exp.In):
        sides = (node.this, *node.expressions)
    else:
        return node
    kind = next(
        (side.type for side in sides if side.type and side.type.is_type(*exp.DataType.TEMPORAL_TYPES)), None
    )
    for side in sides:
        if kind is not None and side.is_string:
            side.replace(exp.cast(side.copy(), kind.copy()))
    return node
