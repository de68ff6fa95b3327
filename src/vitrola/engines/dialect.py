"""The Spark SQL that models may use, and what DuckDB runs for it.

SQLGlot translates; where the two engines would differ, it is set right here and nowhere else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from vitrola.engines.grouping import in_two_steps
from vitrola.engines.one_pass import in_one_pass
from vitrola.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MARKED = "áàâãäåāąéèêëēęíìîïīóòôõöøōúùûüūçćčñń"
_PLAIN = "aaaaaaaaeeeeeeiiiiiooooooouuuuucccnn"
LETTERS = f"translate(lower({{0}}), '{_MARKED}', '{_PLAIN}'), '[^a-z0-9]', ''"
"""Arguments of regexp_replace for a text's letters without marks and its digits, as a template."""

YEARS = "-62135596800000 AND 253402300799999"
"""Milliseconds of the years 1 to 9999; no other can be told in every tool that reads a lake."""

DUCKDB_MACROS = (
    f"CREATE MACRO plain_letters(t) AS regexp_replace({LETTERS.format('t')}, 'g')",
    f"CREATE MACRO timestamp_millis(ms) AS CASE WHEN ms BETWEEN {YEARS} THEN make_timestamptz(ms * 1000) END",
    "CREATE MACRO hex_to_int(h) AS CAST('0x' || h AS BIGINT)",
    "CREATE MACRO local_date(instant, zone) AS CAST(timezone(zone, instant) AS DATE)",
    "CREATE MACRO iso_weekday(d) AS CAST(isodow(d) AS INTEGER)",
    "CREATE MACRO xxhash64(a, b, c) AS hash(a, b, c)",
    "CREATE MACRO ordered_distinct(l) AS list_filter(l, lambda x, i: list_position(l, x) = i)",
    "CREATE MACRO month_start(d) AS CAST(date_trunc('month', d) AS DATE)",
)
"""DuckDB's side of the functions that only one engine has."""

SPARK_FUNCTIONS = {
    "timestamp_millis": f"CASE WHEN {{0}} BETWEEN {YEARS} THEN timestamp_millis({{0}}) END",
    "plain_letters": f"regexp_replace({LETTERS})",
    "hex_to_int": "CAST(conv({0}, 16, 10) AS BIGINT)",
    "local_date": "to_date(from_utc_timestamp({0}, {1}))",
    "iso_weekday": "(weekday({0}) + 1)",
    "month_start": "trunc({0}, 'MM')",
}
"""Spark's side of the same functions, as templates over their arguments."""


@lru_cache(maxsize=512)
def relations_of(sql: str) -> frozenset[str]:
    """The relations that a query selects from, its own WITH names left out."""
    tree = parse(sql)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return frozenset(table.name for table in tree.find_all(exp.Table)) - own


def with_relations(sql: str, names: Mapping[str, str]) -> str:
    """The same query over other relations, each under the name that the query knows it by."""
    tree = parse(sql).copy()
    inputs = relations_of(sql)
    for table in tree.find_all(exp.Table):
        if table.name in names and table.name in inputs:
            known_as = table.alias_or_name
            table.replace(exp.to_table(names[table.name]).as_(known_as))
    return tree.sql("spark")


@lru_cache(maxsize=512)
def parse(sql: str) -> exp.Expr:
    """The syntax tree of one Spark SQL statement; raises ModelError naming line and column."""
    try:
        found = [tree for tree in sqlglot.parse(sql, read="spark") if tree is not None]
    except ParseError as error:
        facts = error.errors[0] if error.errors else {}
        said = re.sub(r"<Token .*? text: (.*?), line: .*>", r"'\1'", str(facts.get("description", error)))
        said = re.sub(r"<class '(?:\w+\.)*(\w+)'>", r"\1", said).rstrip(".")
        raise ModelError(
            f"SQL can't be read at line {facts.get('line', '?')}, column {facts.get('col', '?')}: {said}."
        ) from error
    if len(found) != 1:
        raise ModelError(f"One SQL statement is expected, and {len(found)} are given.")
    return found[0]


def scalar(sql: str) -> exp.Expr:
    """The syntax tree of one Spark SQL expression, as a fresh copy; raises ModelError."""
    found: exp.Expr = parse(f"SELECT {sql}").expressions[0]
    return found.copy()


def to_duckdb(sql: str) -> str:
    """DuckDB's SQL for a piece of Spark SQL."""
    return rewritten(parse(sql), _for_duckdb).sql(dialect="duckdb")


def to_spark(sql: str) -> str:
    """Plain Spark SQL for a piece of ours: what is right already stays as it is written."""
    given = parse(sql)
    tree = in_one_pass(in_two_steps(given))
    if tree is given and not any(_for_spark(node) is not node for node in tree.walk()):
        return sql
    return rewritten(tree, _for_spark).sql(dialect="spark")


def rewritten(tree: exp.Expr, rewrite: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """A copy of the tree with every node rewritten, the innermost first."""
    tree = tree.copy()
    for node in reversed(list(tree.walk())):
        replaced = rewrite(node)
        if node is tree:
            tree = replaced
        elif replaced is not node:
            node.replace(replaced)
    return tree


def _for_duckdb(node: exp.Expr) -> exp.Expr:
    rewrite = _DUCKDB.get(type(node))
    return rewrite(node) if rewrite else node


def _cast(node: exp.Expr) -> exp.Expr:
    return node if node.args.get("safe") else exp.Cast(this=node.this, to=node.args["to"])


def _division(node: exp.Expr) -> exp.Expr:
    """Zero as a divisor is an error, as it is on Spark, where DuckDB gives null or no number."""
    divisor = node.expression
    if isinstance(divisor, exp.Literal) and divisor.is_number and float(divisor.name) != 0:
        return node
    divisor = exp.paren(divisor.copy()) if isinstance(divisor, exp.Binary) else divisor.copy()
    zero = exp.EQ(this=divisor, expression=exp.Literal.number(0))
    raised = exp.case().when(zero, exp.func("error", exp.Literal.string("Division by zero")))
    divided = raised.else_(divisor.copy())
    if isinstance(node, exp.Mod):
        return exp.Mod(this=node.this.copy(), expression=divided)
    return exp.Div(this=node.this.copy(), expression=divided, typed=False, safe=False)


def _trim(node: exp.Expr) -> exp.Expr:
    """Spaces only: DuckDB's own choice has other white space of Unicode too."""
    if node.expression:
        return node
    return exp.Trim(**{**node.args, "this": node.this.copy(), "expression": exp.Literal.string(" ")})


def _lower(node: exp.Expr) -> exp.Expr:
    """A dotted capital I keeps its dot, as in Unicode's own folding; DuckDB's is a plain i."""
    dotted = exp.func("replace", node.this.copy(), exp.Literal.string("İ"), exp.Literal.string("i\u0307"))
    return exp.Lower(this=dotted)


_DUCKDB: Mapping[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.TryCast: _cast,
    exp.Div: _division,
    exp.Mod: _division,
    exp.Trim: _trim,
    exp.Lower: _lower,
    exp.ArrayDistinct: lambda node: exp.Anonymous(this="ordered_distinct", expressions=[node.this]),
    exp.Quantile: lambda node: exp.Anonymous(
        this="quantile_cont", expressions=[node.this, node.args["quantile"]]
    ),
}
"""What is set right for DuckDB, by kind of node."""


def _for_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name.lower() in SPARK_FUNCTIONS:
        arguments = [argument.sql(dialect="spark") for argument in node.expressions]
        return sqlglot.parse_one(SPARK_FUNCTIONS[node.name.lower()].format(*arguments), read="spark")
    if isinstance(node, exp.RegexpLike) and _ends_before_newline(node.expression):
        pattern = exp.Literal.string(f"{node.expression.name[:-1]}\\z")
        return exp.RegexpLike(this=node.this.copy(), expression=pattern)
    return node


def _ends_before_newline(pattern: exp.Expr) -> bool:
    """Whether a pattern ends in ``$``, which in Java also stands before a last line end."""
    return pattern.is_string and pattern.name.endswith("$") and not pattern.name.endswith("\\$")
