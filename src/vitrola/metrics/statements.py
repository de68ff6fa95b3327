"""Whole SELECTs in Spark SQL on the published tables, made from the measures' definitions."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp

from vitrola.errors import DefinitionError
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.formula import MONTH_BEFORE, TABLES, counts_tracks_only, formula, is_measure

if TYPE_CHECKING:
    from vitrola.metrics.definitions import Measure

_JOINS = {"t": "f.track_id = t.track_id", "u": "f.user_id = u.user_id", "d": "f.play_date = d.date"}
_ALIASES = {"track": "t", "day": "d", "user": "u"}


def statement(name: str) -> str:
    """One SELECT that gives a measure over the whole publication, or one row for each value it is shown by.

    A definition with a shape that no statement is known for raises DefinitionError.
    """
    measure = measures()[name]
    tree = formula(name)
    if list(tree.find_all(exp.Anonymous)):
        return _pretty(_against_month_before(measure))
    return _pretty(_query(measure))


def _pretty(query: exp.Expr) -> str:
    return query.sql("spark", pretty=True, comments=False)


def _query(measure: Measure) -> exp.Select:
    tree = formula(measure.name)
    if isinstance(tree, exp.ArgMax):
        return _best(measure, tree)
    value = _value(tree)
    selected = exp.select(value.as_(measure.name))
    if measure.each == "user":
        return selected.from_(_table("u")).join(
            _table("f"), on="u.user_id = f.user_id", join_type="LEFT SEMI"
        )
    if measure.each == "day":
        return _covered_days(selected)
    if not _aliases(tree):
        return selected
    query = _plays(selected, _aliases(tree))
    if counts_tracks_only(measure):
        query = query.where("f.record_level = 'track'")
    return _grouped(query, measure.by) if measure.by else query


def _value(tree: exp.Expr) -> exp.Expr:
    """The formula with the measures it names as subqueries."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and is_measure(node):
            return _query(measures()[node.name]).subquery()
        return node

    return _null_for_nothing(tree.copy().transform(replaced))


def _null_for_nothing(tree: exp.Expr) -> exp.Expr:
    """The formula where what is divided by nothing is null instead of an error."""
    for division in tree.find_all(exp.Div):
        division.set("expression", exp.func("NULLIF", division.expression, exp.Literal.number(0)))
    return tree


def _plays(query: exp.Select, aliases: set[str]) -> exp.Select:
    """The query on the fact and the members it names."""
    query = query.from_(_table("f"))
    for alias, on in _JOINS.items():
        if alias in aliases:
            query = query.join(_table(alias), on=on, join_type="LEFT")
    return query


def _covered_days(query: exp.Select) -> exp.Select:
    def played(end: str) -> exp.Subquery:
        return exp.select(exp.func(end, exp.column("play_date", "f"))).from_(_table("f")).subquery()

    span = exp.Between(this=exp.column("date", "d"), low=played("MIN"), high=played("MAX"))
    return query.from_(_table("d")).where(span)


def _best(measure: Measure, tree: exp.ArgMax) -> exp.Select:
    """The value with the greatest measure; of equals the first."""
    column, ranked = tree.this, formula(tree.expression.name)
    query = _plays(exp.select(column.as_(measure.name)), _aliases(tree) | _aliases(ranked))
    return (
        query.where(column.is_(exp.null()).not_())
        .group_by(column.copy())
        .order_by(exp.Ordered(this=ranked.copy(), desc=True), column.copy())
        .limit(1)
    )


def _grouped(query: exp.Select, by: str) -> exp.Select:
    dimension = dimensions()[by]
    alias = _ALIASES[dimension.side]
    column = exp.column(dimension.column, alias)
    joined = {join.this.alias for join in query.args.get("joins") or []}
    if alias not in joined:
        query = query.join(_table(alias), on=_JOINS[alias], join_type="LEFT")
    return query.select(column.as_(by), *query.selects, append=False).group_by(column.copy())


def _against_month_before(measure: Measure) -> exp.Expr:
    tree = formula(measure.name)
    names = {column.name for column in tree.find_all(exp.Column)}
    summed = formula(names.pop()) if len(names) == 1 else None
    if not isinstance(summed, exp.Sum) or measure.by != "month":
        raise DefinitionError(
            f"measures.yaml: {measure.name} compares with the month before, "
            "which is known for one measure that is a sum, by month."
        )
    parts = {"value": summed.this, "formula": _value_columns(tree)}
    text = (resources.files("vitrola.metrics") / "sql" / "month_before.sql").read_text("utf-8")

    def filled(node: exp.Expr) -> exp.Expr:
        return parts[node.name].copy() if isinstance(node, exp.Placeholder) else node

    query = cast("exp.Select", sqlglot.parse_one(text, dialect="spark").transform(filled))
    last = query.selects[-1]
    last.replace(last.this.as_(measure.name))
    return query


def _value_columns(tree: exp.Expr) -> exp.Expr:
    """The formula over the columns of month_before.sql: the value of a month and that of the one before."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Anonymous) and node.name.upper() == MONTH_BEFORE:
            return exp.column("value_before")
        return exp.column("value") if isinstance(node, exp.Column) else node

    return _null_for_nothing(tree.copy().transform(replaced))


def _table(alias: str) -> exp.Expr:
    return exp.to_table(TABLES[alias]).as_(alias)


def _aliases(tree: exp.Expr) -> set[str]:
    return {column.table for column in tree.find_all(exp.Column)} - {""}
