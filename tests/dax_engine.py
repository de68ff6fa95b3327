"""A small evaluator of the DAX that our model uses, after Microsoft's description of each function.

It is no Power BI. It shows that the DAX means what the definitions mean, as far as DAX does what its
reference says. Text is compared as it is, while Power BI ignores case.

A filter context is a list of filters, each on some columns of one table. A row of the fact is seen where it
and the rows it belongs to pass all of them; one that belongs to no row of a dimension belongs to a blank one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dax_reader import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Key = tuple[str, str]
Row = dict[Key, Any]


@dataclass(frozen=True)
class Filter:
    """What the columns of a table must be; of all columns where it is on the table's rows."""

    table: str
    columns: frozenset[str]
    passes: Callable[[Mapping[str, Any]], bool]

    @property
    def keys(self) -> set[Key]:
        """The columns with their table."""
        return {(self.table, column) for column in self.columns}


class Model:
    """Tables of rows, many-to-one relationships of one fact, and measures as DAX.

    ``calculated`` columns are added to their tables as they are read, in the order given.
    """

    def __init__(
        self,
        tables: dict[str, list[dict[str, Any]]],
        fact: str,
        relationships: Mapping[str, Key],
        measures: Mapping[str, str],
        calculated: Iterable[tuple[str, str, str]],
    ) -> None:
        self.tables, self.fact, self.relationships = tables, fact, relationships
        self.measures = {name: parse(dax) for name, dax in measures.items()}
        self.blank = {name: dict.fromkeys(rows[0]) if rows else {} for name, rows in tables.items()}
        keyed = {dim: {row[key]: row for row in tables[dim]} for dim, (_, key) in relationships.items()}
        self.related = [
            {dim: keyed[dim].get(row[column], self.blank[dim]) for dim, (column, _) in relationships.items()}
            for row in tables[fact]
        ]
        for table, name, dax in calculated:
            tree = parse(dax)
            for row in tables[table]:
                row[name] = Scope(self, [], {(table, column): value for column, value in row.items()}).of(
                    tree
                )
            self.blank[table][name] = None

    def value(self, measure: str, filters: list[Filter] | None = None) -> Any:
        """A measure under filters."""
        return Scope(self, filters or [], {}).of(self.measures[measure])


class Scope:
    """One filter context, one row context and the variables in sight."""

    def __init__(
        self, model: Model, filters: list[Filter], row: Row, known: dict[str, Any] | None = None
    ) -> None:
        self.model, self.filters, self.row, self.known = model, filters, row, known or {}

    def under(self, filters: list[Filter]) -> Scope:
        return Scope(self.model, filters, {}, self.known)

    def at(self, row: Row) -> Scope:
        return Scope(self.model, self.filters, {**self.row, **row}, self.known)

    def seen(self, table: str) -> list[int]:
        """Numbers of the rows of a table that pass."""
        passing: dict[str, list[Filter]] = {}
        for each in self.filters:
            passing.setdefault(each.table, []).append(each)
        own = passing.get(table, [])
        found = []
        for number, row in enumerate(self.model.tables[table]):
            if not all(each.passes(row) for each in own):
                continue
            if table == self.model.fact and not all(
                each.passes(self.model.related[number][dim])
                for dim in self.model.relationships
                for each in passing.get(dim, ())
            ):
                continue
            found.append(number)
        return found

    def of(self, tree: Any) -> Any:
        """The value of an expression, None for blank; of a table, its rows."""
        return getattr(self, f"a_{tree[0]}")(*tree[1:])

    def a_value(self, value: Any) -> Any:
        return value

    def a_let(self, variables: list[tuple[str, Any]], result: Any) -> Any:
        inner = Scope(self.model, self.filters, self.row, dict(self.known))
        for name, expression in variables:
            inner.known[name] = inner.of(expression)
        return inner.of(result)

    def a_name(self, name: str) -> Any:
        return self.known[name] if name in self.known else self.rows(name)

    def a_column(self, table: str, name: str) -> Any:
        return self.row[table, name]

    def a_measure(self, name: str) -> Any:
        return self.transition().of(self.model.measures[name])

    def a_op(self, mark: str, left: Any, right: Any) -> Any:
        if mark == "&&":
            return self.of(left) and self.of(right)
        if mark == "||":
            return self.of(left) or self.of(right)
        return OPERATORS[mark](self.of(left), self.of(right))

    def a_call(self, name: str, arguments: list[Any]) -> Any:
        return getattr(self, f"do_{name.lower()}")(*arguments)

    def transition(self) -> Scope:
        """The row context as filters, each on one column instead of what was said of it."""
        if not self.row:
            return self
        kept = [
            each for each in self.filters if not {(each.table, c) for c in each.columns} <= self.row.keys()
        ]
        made = [
            Filter(table, frozenset([column]), lambda row, c=column, v=value: row[c] == v)
            for (table, column), value in self.row.items()
        ]
        return self.under([*kept, *made])

    def rows(self, table: str) -> list[Row]:
        found = self.model.tables[table]
        return [{(table, c): v for c, v in found[number].items()} for number in self.seen(table)]

    def column(self, tree: Any) -> list[Any]:
        _, table, name = tree
        return [self.model.tables[table][number][name] for number in self.seen(table)]

    def do_sum(self, column: Any) -> Any:
        values = [value for value in self.column(column) if value is not None]
        return sum(values) if values else None

    def do_average(self, column: Any) -> Any:
        values = [value for value in self.column(column) if value is not None]
        return sum(values) / len(values) if values else None

    def do_distinctcount(self, column: Any) -> Any:
        return len(set(self.column(column))) or None

    def do_distinctcountnoblank(self, column: Any) -> Any:
        return len(set(self.column(column)) - {None}) or None

    def do_countrows(self, table: Any) -> Any:
        return len(self.of(table)) or None

    def do_summarize(self, table: Any, *columns: Any) -> list[Row]:
        keys = [(each[1], each[2]) for each in columns]
        return [
            dict(zip(keys, values, strict=True))
            for values in {tuple(row[key] for key in keys) for row in self.of(table)}
        ]

    def do_values(self, column: Any) -> list[Row]:
        _, table, name = column
        found = set(self.column(column))
        if table in self.model.relationships:
            blank = self.model.blank[table]
            if any(self.model.related[number][table] is blank for number in self.seen(self.model.fact)):
                found.add(None)
        return [{(table, name): value} for value in found]

    def do_calculate(self, expression: Any, *arguments: Any) -> Any:
        return self.transition().modified(arguments).of(expression)

    do_calculatetable = do_calculate

    def modified(self, arguments: Iterable[Any]) -> Scope:
        kept, added = list(self.filters), []
        for argument in arguments:
            name = argument[1] if argument[0] == "call" else ""
            if name == "REMOVEFILTERS":
                gone = {(each[1], each[2]) for each in argument[2]}
                kept = [each for each in kept if not each.keys <= gone]
            elif name == "ALLEXCEPT":
                (_, table), *columns = argument[2]
                stay = {each[2] for each in columns}
                kept = [each for each in kept if each.table != table or each.columns <= stay]
            elif name == "KEEPFILTERS":
                added.append(self.predicate(argument[2][0]))
            elif argument[0] == "name":
                added += self.expanded(argument[1])
            else:
                made = self.predicate(argument)
                kept = [each for each in kept if (each.table, each.columns) != (made.table, made.columns)]
                added.append(made)
        return self.under([*kept, *added])

    def predicate(self, tree: Any) -> Filter:
        (key,) = set(_columns(tree))
        table, name = key
        return Filter(table, frozenset([name]), lambda row: bool(self.at({key: row[name]}).of(tree)))

    def expanded(self, fact: str) -> list[Filter]:
        """The rows of the fact that are seen, and those they belong to."""
        numbers = self.seen(fact)
        rows = {fact: {id(self.model.tables[fact][number]) for number in numbers}}
        for dim in self.model.relationships:
            rows[dim] = {id(self.model.related[number][dim]) for number in numbers}
        return [
            Filter(table, frozenset(self.model.blank[table]), lambda row, ids=ids: id(row) in ids)
            for table, ids in rows.items()
        ]

    def do_filter(self, table: Any, condition: Any) -> list[Row]:
        return [row for row in self.of(table) if self.at(row).of(condition)]

    def over(self, table: Any, expression: Any) -> list[Any]:
        found = [self.at(row).of(expression) for row in self.of(table)]
        return [value for value in found if value is not None]

    def do_maxx(self, table: Any, expression: Any) -> Any:
        return max(self.over(table, expression), default=None)

    def do_minx(self, table: Any, expression: Any) -> Any:
        return min(self.over(table, expression), default=None)

    def do_sumx(self, table: Any, expression: Any) -> Any:
        values = self.over(table, expression)
        return sum(values) if values else None

    def do_min(self, one: Any, other: Any = None) -> Any:
        if other is not None:
            return min(self.of(one), self.of(other))
        return min((value for value in self.column(one) if value is not None), default=None)

    def do_max(self, column: Any) -> Any:
        return max((value for value in self.column(column) if value is not None), default=None)

    def do_lookupvalue(self, result: Any, searched: Any, value: Any) -> Any:
        wanted = self.of(value)
        rows = self.model.tables[result[1]]
        (found,) = {row[result[2]] for row in rows if row[searched[2]] == wanted}
        return found

    def do_hasonevalue(self, column: Any) -> bool:
        return len(self.do_values(column)) == 1

    def do_isempty(self, table: Any) -> bool:
        return not self.of(table)

    def do_divide(self, above: Any, below: Any) -> Any:
        one, other = self.of(above), self.of(below)
        return one / other if other and one is not None else None

    def do_coalesce(self, *values: Any) -> Any:
        return next((found for each in values if (found := self.of(each)) is not None), None)

    def do_if(self, condition: Any, then: Any, otherwise: Any = ("value", None)) -> Any:
        return self.of(then if self.of(condition) else otherwise)

    def do_switch(self, what: Any, *pairs: Any) -> Any:
        value = self.of(what)
        for case, result in zip(pairs[::2], pairs[1::2], strict=False):
            if self.of(case) == value:
                return self.of(result)
        return self.of(pairs[-1]) if len(pairs) % 2 else None

    def do_isblank(self, what: Any) -> bool:
        return self.of(what) is None

    def do_not(self, what: Any) -> bool:
        return not self.of(what)

    def do_true(self) -> bool:
        return True

    def do_left(self, what: Any, length: Any) -> str:
        return (self.of(what) or "")[: self.of(length)]

    def do_format(self, what: Any, pattern: Any) -> str:
        assert self.of(pattern) == "0"
        return "" if self.of(what) is None else f"{self.of(what):.0f}"

    def do_day(self, what: Any) -> int:
        return int(self.of(what).day)

    def do_date(self, *parts: Any) -> dt.date:
        return dt.date(*map(self.of, parts))

    def do_eomonth(self, what: Any, months: Any) -> dt.date:
        day = self.of(what)
        year, month = divmod(day.year * 12 + day.month - 1 + self.of(months), 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _columns(tree: Any) -> Iterable[Key]:
    if isinstance(tree, (tuple, list)):
        if tree and tree[0] == "column":
            yield tree[1], tree[2]
        for each in tree:
            yield from _columns(each)


def _added(left: Any, right: Any, sign: int) -> Any:
    if isinstance(left, dt.date):
        return left + dt.timedelta(sign * right)
    if left is None and right is None:
        return None
    return (left or 0) + sign * (right or 0)


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """A comparison in which blank is nought."""
    return lambda left, right: (
        compare(left or 0, right or 0) if None in (left, right) else compare(left, right)
    )


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "&": lambda left, right: "".join("" if each is None else str(each) for each in (left, right)),
    "+": lambda left, right: _added(left, right, 1),
    "-": lambda left, right: _added(left, right, -1),
    "=": operator.eq,
    ">=": _compared(operator.ge),
    "<=": _compared(operator.le),
    "<": _compared(operator.lt),
    ">": _compared(operator.gt),
}
