"""From delivered columns over published ones to measures, as the SQL of models and definitions has it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.diagrams.graph import Box, Diagram, Edge, End, Line
from vitrola.metrics.definitions import SIMULATED, measures
from vitrola.metrics.formula import TABLES, formula, is_measure
from vitrola.models.lineage import shipped_lineage
from vitrola.sources.expressions import uses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from vitrola.sources import Source
    from vitrola.wording.words import Wording

Column = tuple[str, str]
"""A table, or the source and layout of raw files, and a column of it."""


def lineage_diagram(say: Wording, sources: Iterable[Source], simulated: Collection[Column] = ()) -> Diagram:
    """Every measure with the columns it is made of; of tables and files only such columns are shown.

    Published columns that are ``simulated``, and measures that depend on them, say so.
    """
    read = {name: sorted(measure_columns(name)) for name in measures()}
    read = {name: columns for name, columns in read.items() if columns}
    published = sorted({column for columns in read.values() for column in columns})
    delivered = {column: sorted(_raw(column, sources)) for column in published}
    raw = sorted({column for columns in delivered.values() for column in columns})
    notes = dict.fromkeys(simulated, say("simulated"))
    raw_boxes, raw_at = _boxes(raw, "raw", {})
    boxes, at = _boxes(published, None, notes)
    parts = {part for part, columns in SIMULATED.items() if columns & set(notes)}
    lines = tuple(
        Line(measures()[name].label[say.short], say("simulated") if measures()[name].origin in parts else "")
        for name in read
    )
    edges = [
        Edge(raw_at[origin], at[column], tone="raw") for column in published for origin in delivered[column]
    ]
    edges += [
        Edge(at[column], End("measures", place), tone="measure")
        for place, columns in enumerate(read.values())
        for column in columns
    ]
    last = Box("measures", say("measures"), lines, "measure")
    columns = (*((raw_boxes,) if raw_boxes else ()), boxes, (last,))
    return Diagram(say("lineage_title"), say("lineage_subtitle"), columns, tuple(edges))


@cache
def measure_columns(name: str) -> frozenset[Column]:
    """The published columns that a measure's definition names, those of measures it is made of included."""
    found: set[Column] = set()
    for column in formula(name).find_all(exp.Column):
        if is_measure(column):
            found |= measure_columns(column.name)
        else:
            found.add((TABLES[column.table], column.name))
    return frozenset(found)


def _raw(column: Column, sources: Iterable[Source]) -> Iterator[Column]:
    table, name = column
    origins = set(shipped_lineage().get(table, {}).get(name, []))
    for source in sources:
        for layout in source.layouts:
            made = [
                sql
                for feed in layout.feeds
                for canonical, sql in feed.columns.items()
                if sql and (feed.records, canonical) in origins
            ]
            for each in layout.columns:
                if any(uses(sql, each) for sql in made):
                    yield f"{source.name}/{layout.name}", each


def _boxes(
    columns: Iterable[Column], tone: str | None, notes: Mapping[Column, str]
) -> tuple[tuple[Box, ...], dict[Column, End]]:
    """A box for each table with a line for each of its columns, and where each column is."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for table, name in columns:
        grouped[table].append(name)
    ends = {
        (table, name): End(table, at) for table, names in grouped.items() for at, name in enumerate(names)
    }
    boxes = tuple(
        Box(
            table,
            table,
            tuple(Line(name, notes.get((table, name), "")) for name in names),
            "raw" if tone == "raw" else "fact" if table.endswith("_fact") else "dimension",
        )
        for table, names in grouped.items()
    )
    return boxes, ends
