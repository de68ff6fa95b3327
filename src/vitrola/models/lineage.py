"""From which accepted columns each column of a shipped table comes, found from the SQL itself.

That takes seconds, and shipped SQL stays as it is: what was found is kept in ``lineage.json``, which
``make golden`` writes.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, cast

from sqlglot import exp
from sqlglot.lineage import lineage as trace
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from vitrola.engines.dialect import parse
from vitrola.models.loader import shipped_models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vitrola.models.loader import Model

ACCEPTED = "accepted_"
KEPT = "lineage.json"
Origin = tuple[str, str]
"""Records, as named by a contract, and the canonical column."""


@cache
def shipped_lineage() -> dict[str, dict[str, list[Origin]]]:
    """For each shipped table and column the accepted columns, as ``lineage`` finds them, in order."""
    text = (resources.files("vitrola.models") / KEPT).read_text("utf-8")
    kept: dict[str, dict[str, list[list[str]]]] = json.loads(text)
    return {
        table: {column: [(records, name) for records, name in origins] for column, origins in columns.items()}
        for table, columns in kept.items()
    }


def lineage(table: str, given: Mapping[str, Sequence[str]]) -> dict[str, set[Origin]]:
    """For each column of a shipped table the accepted columns that its value is computed from.

    ``given`` has the columns of the relations that models start from. What only filters or joins rows is
    not lineage.
    """
    known = tuple((relation, tuple(columns)) for relation, columns in sorted(given.items()))
    return _origins(table, known) if any(model.name == table for model in shipped_models()) else {}


@cache
def _origins(name: str, given: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, set[Origin]]:
    model = next(model for model in shipped_models() if model.name == name)
    known = dict(given)
    upstream = {
        other.name: _origins(other.name, given) for other in shipped_models() if other.name in model.inputs
    }
    schema = {
        each: dict.fromkeys(known.get(each) or upstream.get(each, {}), "string") for each in model.inputs
    }
    found: dict[str, set[Origin]] = {}
    for column, sources in _sources(model, schema).items():
        found[column] = set()
        for relation, of_column in sources:
            if relation in known and relation.startswith(ACCEPTED):
                found[column].add((relation.removeprefix(ACCEPTED), of_column))
            found[column] |= upstream.get(relation, {}).get(of_column, set())
    return found


def _sources(model: Model, schema: Mapping[str, object]) -> dict[str, set[tuple[str, str]]]:
    """Relation and column of everything that each output column of a model reads."""
    filled = {each: columns or {"_": "string"} for each, columns in schema.items()}
    tree = qualify(
        _values_only(parse(model.sql)),
        schema=filled,
        dialect="spark",
        validate_qualify_columns=False,
    )
    query = cast("exp.Query", tree)
    scope = build_scope(query)
    found: dict[str, set[tuple[str, str]]] = {}
    for column in query.named_selects:
        leaves = [
            node
            for node in trace(column, query, filled, scope=scope, dialect="spark").walk()
            if not node.downstream
        ]
        found[column] = {
            (leaf.expression.name, leaf.name.split(".")[-1].strip('`"'))
            for leaf in leaves
            if isinstance(leaf.expression, exp.Table)
        }
    return found


def _values_only(tree: exp.Expr) -> exp.Expr:
    """The query without what decides only which row a value is taken from."""

    def taken(node: exp.Expr) -> exp.Expr:
        return node.this if isinstance(node, (exp.ArgMin, exp.ArgMax, exp.Filter)) else node

    return tree.transform(taken).transform(taken)
