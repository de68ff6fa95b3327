"""Group rows in two steps where Spark would sort all of them: it can't hash into a least or greatest text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.contracts import Kind, contracts

if TYPE_CHECKING:
    from collections.abc import Container

_JOINS_PARTS = {
    exp.Sum: exp.Sum, exp.Count: exp.Sum, exp.CountIf: exp.Sum, exp.Max: exp.Max, exp.Min: exp.Min,
}  # fmt: skip
"""Aggregates that may be taken of parts of a group, and what makes one of the parts."""
_CARRIED = frozenset({"track_name", "track_artist"})
"""Texts that records carry and no table has."""
_MOVED = ("from_", "joins", "laterals", "where")


def in_two_steps(tree: exp.Expr) -> exp.Expr:
    """The query itself, or a copy whose groups with a MIN or MAX of a text are first parted by that text.

    A group holds few different texts as a rule, so that few rows are left to be sorted. Which columns are
    text is told by their names; where a name is another kind of column here, the rows are the same.
    """
    texts = _texts()
    if not any(_can_be_parted(select, texts) for select in tree.find_all(exp.Select)):
        return tree
    tree = tree.copy()
    for select in list(tree.find_all(exp.Select)):
        if _can_be_parted(select, texts):
            _part(select, texts)
    return tree


@cache
def _texts() -> frozenset[str]:
    columns = (column for contract in contracts().values() for column in contract.columns)
    return _CARRIED | {column.name for column in columns if column.kind is Kind.STRING}


def _can_be_parted(select: exp.Select, texts: Container[str]) -> bool:
    group = select.args.get("group")
    plain = {"expressions", "group", "with_", *_MOVED}
    if not group or not group.expressions or _has_more_than(plain, select):
        return False
    if _has_more_than({"expressions"}, group) or not all(map(_is_named, select.expressions)):
        return False
    made_here = {column.alias for column in select.expressions if column.alias != column.this.name}
    if not all(_is_plain(key, made_here) for key in group.expressions):
        return False
    aggregates = _aggregates(select)
    return any(_least_text(one, texts) for one in aggregates) and all(map(_adds_up, aggregates))


def _has_more_than(parts: Container[str], node: exp.Expr) -> bool:
    return any(value and name not in parts for name, value in node.args.items())


def _is_named(column: exp.Expr) -> bool:
    return isinstance(column, exp.Alias) or (isinstance(column, exp.Column) and not column.is_star)


def _is_plain(key: exp.Expr, made_here: Container[str]) -> bool:
    """Whether a key stands for itself: it is no ordinal, no set of keys, and is no name given here."""
    if isinstance(key, (exp.Literal, exp.Rollup, exp.Cube, exp.GroupingSets)):
        return False
    return not (isinstance(key, exp.Column) and not key.table and key.name in made_here)


def _aggregates(select: exp.Select) -> list[exp.AggFunc]:
    return [one for column in select.expressions for one in column.find_all(exp.AggFunc)]


def _adds_up(aggregate: exp.AggFunc) -> bool:
    context = aggregate.parent
    alone = not isinstance(context, (exp.Window, exp.Filter))
    return alone and type(aggregate) in _JOINS_PARTS and not aggregate.find(exp.Distinct, exp.Query)


def _least_text(aggregate: exp.AggFunc, texts: Container[str]) -> bool:
    of = aggregate.this
    return isinstance(aggregate, (exp.Min, exp.Max)) and isinstance(of, exp.Column) and of.name in texts


def _part(select: exp.Select, texts: Container[str]) -> None:
    """Move all that the groups are made of into a subquery, which groups by the texts as well."""
    keys = {key: f"_key_{place}" for place, key in enumerate(select.args["group"].expressions)}
    found = dict.fromkeys(_aggregates(select))
    parts = {one: f"_part_{place}" for place, one in enumerate(found)}
    inner = exp.Select(**{name: value for name, value in select.args.items() if name in _MOVED and value})
    by = {one.this: name for one, name in parts.items() if _least_text(one, texts)}
    parts = {one: by.get(one.this, name) for one, name in parts.items()}
    taken = {one: name for one, name in parts.items() if not _least_text(one, texts)}
    inner = inner.select(*(of.copy().as_(name) for of, name in {**keys, **by, **taken}.items()), copy=False)
    inner = inner.group_by(*(of.copy() for of in (*keys, *by)), copy=False)
    columns = [_over_parts(column, keys, parts) for column in select.expressions]
    for name in _MOVED:
        select.set(name, None)
    select.set("expressions", columns)
    select.set("group", exp.Group(expressions=[exp.column(name) for name in keys.values()]))
    select.set("from_", exp.From(this=inner.subquery("_parts")))


def _over_parts(column: exp.Expr, keys: dict[exp.Expr, str], parts: dict[exp.AggFunc, str]) -> exp.Expr:
    """A selected column over the subquery's, under the name that it has."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if node in keys:
            return exp.column(keys[node])
        if isinstance(node, exp.AggFunc):
            return _JOINS_PARTS[type(node)](this=exp.column(parts[node]))
        return node

    known_as = column.alias_or_name
    return column.unalias().copy().transform(replaced).as_(known_as)
