"""Read a relation once where a union would read it twice: rows without a partner, and rows with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Container, Iterator


def in_one_pass(tree: exp.Expr) -> exp.Expr:
    """The query itself, or a copy whose unions of an anti join and the same inner join are left joins.

    A row without a partner comes once and a row with partners once for each, in either form.
    """
    found = tree.copy()
    for union in list(found.find_all(exp.Union)):
        if joined := _as_left_join(union):
            if union is found:
                found = joined
            else:
                union.replace(joined)
    return found if found != tree else tree


def _as_left_join(union: exp.Union) -> exp.Select | None:
    alone, paired = union.this, union.expression
    if _has_more_than({"this", "expression"}, union):  # among it DISTINCT, which drops what is equal
        return None
    if not (_is_join(alone, "ANTI") and _is_join(paired, "INNER")):
        return None
    (anti,), (inner,) = alone.args["joins"], paired.args["joins"]
    same = alone.args["from_"] == paired.args["from_"] and anti.this == inner.this
    if not same or anti.args["on"] != inner.args["on"]:
        return None
    many, few = alone.args["from_"].this.alias_or_name, anti.this.alias_or_name
    key = _key(anti.args["on"], many, few)
    columns = list(zip(alone.expressions, paired.expressions, strict=True))
    if key is None or not all(_is_named(one) and _is_qualified(other) for one, other in columns):
        return None
    selected = [
        _either(_qualified(one, many), other.unalias(), key).as_(one.alias_or_name) for one, other in columns
    ]
    left = exp.Join(this=anti.this.copy(), side="LEFT", on=anti.args["on"].copy())
    return exp.Select(expressions=selected, from_=alone.args["from_"].copy(), joins=[left])


def _is_join(select: exp.Expr, kind: str) -> bool:
    """Whether it selects columns of two relations joined this way, and does nothing else."""
    if not isinstance(select, exp.Select) or _has_more_than({"expressions", "from_", "joins"}, select):
        return False
    joins = select.args.get("joins") or []
    return len(joins) == 1 and joins[0].kind == kind and joins[0].args.get("on") is not None


def _has_more_than(parts: Container[str], node: exp.Expr) -> bool:
    return any(value and name not in parts for name, value in node.args.items())


def _key(condition: exp.Expr, many: str, few: str) -> exp.Column | None:
    """The column of the few that is equal to one of the many, and so isn't null where they meet."""
    sides = [condition.this, condition.expression] if isinstance(condition, exp.EQ) else []
    if not all(isinstance(side, exp.Column) for side in sides):
        return None
    by_relation = {side.table: side for side in sides}
    return cast("exp.Column", by_relation[few]) if by_relation.keys() == {many, few} else None


def _columns(expression: exp.Expr) -> Iterator[exp.Column]:
    return expression.find_all(exp.Column)


def _is_named(expression: exp.Expr) -> bool:
    return bool(expression.alias_or_name) and _is_value(expression)


def _is_qualified(expression: exp.Expr) -> bool:
    return _is_value(expression) and all(column.table for column in _columns(expression))


def _is_value(expression: exp.Expr) -> bool:
    """Whether it is one column, and looks at no other rows."""
    return not expression.find(exp.Star, exp.AggFunc, exp.Window, exp.Query, exp.Lambda)


def _qualified(expression: exp.Expr, relation: str) -> exp.Expr:
    """The value with every column said to be of this relation."""
    value = expression.unalias().copy()
    for column in list(_columns(value)):
        if not column.table:
            column.set("table", exp.to_identifier(relation))
    return value


def _either(alone: exp.Expr, paired: exp.Expr, key: exp.Column) -> exp.Expr:
    if alone == paired:
        return alone
    unmatched = exp.Is(this=key.copy(), expression=exp.null())
    return exp.case().when(unmatched, alone).else_(paired.copy())
