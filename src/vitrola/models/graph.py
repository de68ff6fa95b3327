"""Put models in the order of what they select from, and check every name before anything runs."""

from __future__ import annotations

import re
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, cast

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.qualify import qualify

from vitrola.engines.dialect import parse, relations_of
from vitrola.errors import ModelError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.errors import StatementError
    from vitrola.models.loader import Model


def in_order(models: Iterable[Model], given: Iterable[str]) -> list[Model]:
    """Models so that each comes after its inputs; raises ModelError for a cycle or an unknown relation."""
    by_name: dict[str, Model] = {}
    for model in models:
        if model.name in by_name:
            raise ModelError(f"{model.file}: a table called {model.name} exists already.")
        by_name[model.name] = model
    outside = set(given)
    edges: dict[str, frozenset[str]] = {}
    for name, model in by_name.items():
        for unknown in sorted(model.inputs - set(by_name) - outside):
            raise ModelError(_unknown_relation(model, unknown, [*by_name, *outside]))
        edges[name] = model.inputs - outside
    try:
        return [by_name[name] for name in TopologicalSorter(edges).static_order()]
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        model = by_name[circle[0]]
        raise ModelError(
            f"{model.file}, line {_line(model, circle[1])}: models need each other: {' needs '.join(circle)}."
        ) from error


def check_columns(model: Model, columns: Mapping[str, Iterable[str]]) -> list[str]:
    """The model's output columns; raises ModelError naming file and line for a column that isn't there.

    ``columns`` are those of every relation known so far.
    """
    try:
        return checked_columns(model.sql, columns)
    except ModelError as error:
        raise ModelError(f"{model.file}: {error.message}") from error


def checked_columns(sql: str, columns: Mapping[str, Iterable[str]]) -> list[str]:
    """The output columns of a query; raises ModelError naming the line of a column that isn't there."""
    inputs = relations_of(sql)
    schema: dict[str, object] = {
        name: dict.fromkeys(columns[name], "string") for name in inputs if name in columns
    }
    tree = parse(sql).copy()
    try:
        qualified = cast("exp.Query", qualify(tree, schema=schema, dialect="spark", quote_identifiers=False))
    except OptimizeError as error:
        raise ModelError(_located(sql, error, columns)) from error
    return list(qualified.named_selects)


def blamed(model: Model, error: StatementError) -> ModelError:
    """What an engine refuses of a model, with its file and the line of a function that it doesn't know."""
    words = set(re.findall(r"\w+", error.message.lower()))
    unknown = [node.name for node in parse(model.sql).find_all(exp.Anonymous) if node.name.lower() in words]
    line = next((place for name in unknown if (place := _called_at(model, name))), None)
    where = f"{model.file}, line {line}" if line else model.file
    return ModelError(f"{where}: {error.message}")


def _called_at(model: Model, function: str) -> int | None:
    lines = enumerate(model.sql.splitlines(), 1)
    call = re.compile(rf"\b{re.escape(function)}\s*\(", re.IGNORECASE)
    return next((place for place, line in lines if call.search(line)), None)


def _unknown_relation(model: Model, unknown: str, known: list[str]) -> str:
    where = f"{model.file}, line {_line(model, unknown)}"
    return f"{where}: there is no relation called {unknown}.{did_you_mean(unknown, known)}"


def _line(model: Model, relation: str) -> int | str:
    """Where a model first selects from a relation."""
    tables = parse(model.sql).find_all(exp.Table)
    return next((table.this.meta.get("line", "?") for table in tables if table.name == relation), "?")


def _located(sql: str, error: OptimizeError, columns: Mapping[str, Iterable[str]]) -> str:
    text = str(error)
    known = {name for relation in relations_of(sql) for name in columns.get(relation, ())}
    for column in parse(sql).find_all(exp.Column):
        if column.name in text and column.name not in known:
            line = column.this.meta.get("line", "?")
            suggestion = did_you_mean(column.name, known)
            return f"line {line}: there is no column called {column.name}.{suggestion}"
    return text
