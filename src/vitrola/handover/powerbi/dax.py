"""DAX from the same definitions that SQL is made of: measures, and the columns that dimensions are shown by.

Filters are added to those in force (KEEPFILTERS), as a condition in SQL is, and never replace them. A count
over nothing is blank, as Power BI's users expect, where SQL has zero.
"""

from __future__ import annotations

import re
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.errors import DefinitionError
from vitrola.handover.powerbi.names import shown_column
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.formula import MONTH_BEFORE, TABLES, counts_tracks_only, formula, is_measure

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.metrics.definitions import Measure

FACT, CALENDAR = TABLES["f"], TABLES["d"]
COVERED = "has_data"
"""The calendar's column that says whether a day is between the first play and the last."""
WEEK = ("weekday_order", "weekday_name", "weekday_name_pt", "is_business_day")
"""Columns of the calendar whose filters hold for the month before too."""
WIDTH = 90
_SNAKE = re.compile(r"[a-z]+(_[a-z]+)+")


def measure_dax(name: str) -> str:
    """A measure's DAX expression; raises DefinitionError for a shape that none is known for."""
    measure = measures()[name]
    tree = formula(name)
    if isinstance(tree, exp.ArgMax):
        return _best(measure, tree)
    if list(tree.find_all(exp.Anonymous)):
        return _against_month_before(tree)
    return _value(measure, tree)


def table_name(name: str) -> str:
    """A table as DAX names it; words that DAX may know are put in quotes."""
    return name if _SNAKE.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def column_name(table: str, column: str) -> str:
    """A column of a table as DAX names it."""
    return f"{table_name(table)}[{column.replace(']', ']]')}]"


def text(value: str) -> str:
    """A text as DAX writes it."""
    return '"' + value.replace('"', '""') + '"'


def _value(measure: Measure, tree: exp.Expr) -> str:
    maker = _MAKERS.get(type(tree))
    if maker is None:
        raise DefinitionError(f"measures.yaml: no DAX is known for {tree.sql('spark')!r} in {measure.name}.")
    return maker(measure, tree)


def _column(measure: Measure, node: exp.Expr) -> str:
    if not isinstance(node, exp.Column):
        raise DefinitionError(f"measures.yaml: {node.sql('spark')!r} in {measure.name} must be a column.")
    if is_measure(node):
        return f"[{measures()[node.name].label['pt']}]"
    return column_name(TABLES[node.table], node.name)


def _sum(measure: Measure, node: exp.Expr) -> str:
    what, conditions = _conditional(measure, node.this)
    return _where(f"SUM ( {_column(measure, what)} )", conditions)


def _count(measure: Measure, node: exp.Expr) -> str:
    if not isinstance(node.this, exp.Distinct):
        raise DefinitionError(f"measures.yaml: {measure.name} must count distinct values.")
    what, *others = node.this.expressions
    what, conditions = _conditional(measure, what)
    if others:
        pairs = call("SUMMARIZE", FACT, *(_column(measure, each) for each in (what, *others)))
        return _where(call("COUNTROWS", pairs), conditions)
    if isinstance(what, exp.Column) and what.table == "f":
        return _where(f"DISTINCTCOUNT ( {_column(measure, what)} )", conditions)
    return _where(f"DISTINCTCOUNTNOBLANK ( {_column(measure, what)} )", [FACT, *conditions])


def _mean(measure: Measure, node: exp.Expr) -> str:
    """The mean over the members that a play reaches, each once."""
    return _where(f"AVERAGE ( {_column(measure, node.this)} )", [FACT])


def _count_days(measure: Measure, node: exp.Expr) -> str:
    kept = [f"{_column(measure, node.this)} = TRUE ()", f"{column_name(CALENDAR, COVERED)} = TRUE ()"]
    return _where(f"COUNTROWS ( {CALENDAR} )", [f"KEEPFILTERS ( {each} )" for each in kept])


def _ratio(measure: Measure, node: exp.Expr) -> str:
    above = _value(measure, node.this)
    if isinstance(node.this, exp.Count):
        above = call("COALESCE", above, "0")
    return call("DIVIDE", above, _value(measure, node.args["expression"]))


def _coalesce(measure: Measure, node: exp.Expr) -> str:
    return call("COALESCE", *(_value(measure, each) for each in (node.this, *node.expressions)))


_MAKERS: dict[type[exp.Expr], Callable[[Measure, exp.Expr], str]] = {
    exp.Sum: _sum,
    exp.Count: _count,
    exp.Avg: _mean,
    exp.CountIf: _count_days,
    exp.Div: _ratio,
    exp.Coalesce: _coalesce,
    exp.Column: _column,
    exp.Literal: lambda _, node: node.name,
}


def _conditional(measure: Measure, node: exp.Expr) -> tuple[exp.Expr, list[str]]:
    """What is counted or summed, and under which filters."""
    conditions = []
    if isinstance(node, exp.Case):
        (only,) = node.args["ifs"]
        conditions.append(_condition(measure, only.this))
        node = only.args["true"]
    if counts_tracks_only(measure):
        conditions.append(f'{column_name(FACT, "record_level")} = "track"')
    return node, [f"KEEPFILTERS ( {each} )" for each in conditions]


def _condition(measure: Measure, node: exp.Expr) -> str:
    if isinstance(node, exp.EQ) and node.expression.is_string:
        return f"{_column(measure, node.this)} = {text(node.expression.name)}"
    if isinstance(node, exp.Not) and isinstance(node.this, exp.Is):
        return f"NOT ISBLANK ( {_column(measure, node.this.this)} )"
    return f"{_column(measure, node)} = TRUE ()"


def _where(value: str, conditions: list[str]) -> str:
    return call("CALCULATE", value, *conditions) if conditions else value


def call(function: str, *arguments: str) -> str:
    """A function with its arguments, each on a line of its own where one line would be long."""
    line = f"{function} ( {', '.join(arguments)} )"
    if len(line) <= WIDTH and "\n" not in line:
        return line
    inner = ",\n".join(arguments).replace("\n", "\n    ")
    return f"{function} (\n    {inner}\n)"


def _best(measure: Measure, tree: exp.ArgMax) -> str:
    """What the value with the greatest measure is shown as; of equals the first, unknown ones left out."""
    shown = shown_column(dimensions()[measure.format])
    return _filled(
        "best",
        key=_column(measure, tree.this),
        measure=_column(measure, tree.expression),
        shown=column_name(CALENDAR, shown),
    )


def _against_month_before(tree: exp.Expr) -> str:
    """The formula where one month is selected; the days compared are those of metrics/sql/month_before.sql.

    Days are summed one by one: a filter on the date of a date table would lift those on weekdays.
    """
    (name,) = {column.name for column in tree.find_all(exp.Column)}
    week = (*WEEK, shown_column(dimensions()["weekday"]))
    return _filled(
        "month_before",
        measure=f"[{measures()[name].label['pt']}]",
        calendar=CALENDAR,
        day=column_name(CALENDAR, "date"),
        month=column_name(CALENDAR, "month_year"),
        covered=column_name(CALENDAR, COVERED),
        week=", ".join(column_name(CALENDAR, each) for each in week),
        formula=_arithmetic(tree),
    )


def _filled(name: str, **parts: str) -> str:
    path = resources.files("vitrola.handover.powerbi") / "dax_templates" / f"{name}.dax"
    return Template(path.read_text("utf-8")).substitute(parts).rstrip("\n")


def _arithmetic(node: exp.Expr) -> str:
    """The formula over the two variables."""
    if isinstance(node, exp.Div):
        return f"DIVIDE ( {_arithmetic(node.this)}, {_arithmetic(node.args['expression'])} )"
    if isinstance(node, exp.Sub):
        return f"{_arithmetic(node.this)} - {_arithmetic(node.args['expression'])}"
    if isinstance(node, exp.Paren):
        return _arithmetic(node.this)
    if isinstance(node, exp.Anonymous) and node.name.upper() == MONTH_BEFORE:
        return "ValueBefore"
    if isinstance(node, exp.Column):
        return "ValueNow"
    raise DefinitionError(f"measures.yaml: no DAX is known for {node.sql('spark')!r} between months.")
