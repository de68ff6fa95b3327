"""Make tables' rows in touched slices anew, beside the rest of a run's work, and leave all other rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.models import Model
    from vitrola.pipeline.build import Builder, Built
    from vitrola.pipeline.early import Early
    from vitrola.pipeline.sameness import Sameness
    from vitrola.pipeline.slices import Slice


class Slicing:
    """The tables of one run that are made in part; a ``column`` tells what is in a slice.

    What all of these tables' statements take of a slice is computed with the first of them, and each
    table of a slice after the one before it.
    """

    def __init__(self, engine: Engine, builder: Builder, same: Sameness, early: Early, built: Built) -> None:
        self._engine = engine
        self._builder = builder
        self._same = same
        self._early = early
        self._built = built
        self._waiting: dict[str, list[Callable[[Engine], object]]] = defaultdict(list)
        self._begun: dict[str, Callable[[], list[Path]]] = {}

    def relate(self, model: Model, touched: Slice, column: str) -> None:
        """Name what a slice has of a relation that tables need; it is computed with the next of them."""
        part = _part(model.name)
        self._waiting[column].append(self._builder.relating(model, part, touched.parts))
        touched.parts[model.name] = part

    def begin(self, beside: Beside, model: Model, touched: Slice, column: str) -> None:
        """Begin to write a table: the rows made anew and all others, which may be written already."""
        table, part = model.name, _part(model.name)
        waiting, sql = self._waiting.pop(column, []), self._builder.bound(model, touched.parts)
        write = self._writing(table, touched, column)

        def made(own: Engine) -> list[Path]:
            for work in waiting:
                work(own)
            own.view(f"{table}_any", sql)
            own.table(part, touched.inside(f"{table}_any", column))
            return write(own)

        begun = self._begun[table] = beside.start(made)
        self._waiting[column].append(lambda _: begun())

    def finish(self, table: str) -> None:
        """Wait until a table is written and name its rows, if it was begun and nobody has waited yet."""
        if table not in self._begun:
            return
        files = [*(self._early.others(table) or ()), *self._begun.pop(table)()]
        self._builder.read_back(table, f"SELECT * FROM {_part(table)}", files, self._built)  # noqa: S608
        self._built.counted[table] = _part(table)

    def finish_all(self) -> None:
        """Wait for every table that was begun."""
        for table in list(self._begun):
            self.finish(table)

    def _writing(self, table: str, touched: Slice, column: str) -> Callable[[Engine], list[Path]]:
        anew = f"SELECT * FROM {_part(table)}"  # noqa: S608
        if self._early.writes_others(table):
            return self._builder.writing(table, anew, "touched")
        before = self._same.before(table)
        columns = ", ".join(f"`{name}`" for name, _ in self._engine.columns(before))
        parts = (f"({touched.outside(before, column)}) AS f", _part(table))
        self._builder.drop(table)
        return self._builder.writing(
            table,
            " UNION ALL ".join(f"SELECT {columns} FROM {part}" for part in parts),  # noqa: S608
        )


def _part(name: str) -> str:
    """The relation that holds what a slice has of a relation or table."""
    return f"{name}_touched"
