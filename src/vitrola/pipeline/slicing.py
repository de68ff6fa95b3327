"""Make tables' rows in touched slices anew, beside the rest of a run's work, and leave all other rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.pipeline.built import Late
from vitrola.pipeline.nearness import USER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.models import Model
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.built import Built
    from vitrola.pipeline.sameness import Sameness
    from vitrola.pipeline.slices import Slice


@dataclass(frozen=True)
class _Begun:
    """What waits for the rows of a table made anew, a query of all rows, and what waits for the others.

    Without ``others``, all rows are written together.
    """

    anew: Callable[[], list[Path]]
    whole: str
    others: Callable[[], list[Path]] | None


class Slicing:
    """The tables of one run that are made in part; a ``column`` tells what is in a slice.

    What all of these tables' statements take of a slice is computed with the first of them, and each
    table of a slice after the one before it. Tables by users are long: their other rows are written
    after that, beside the ``rest`` of the run up to their commit.
    """

    def __init__(self, engine: Engine, builder: Builder, same: Sameness, built: Built, rest: Beside) -> None:
        self._engine = engine
        self._builder = builder
        self._same = same
        self._built = built
        self._rest = rest
        self._waiting: dict[str, list[Callable[[Engine], object]]] = defaultdict(list)
        self._begun: dict[str, _Begun] = {}

    def relate(self, model: Model, touched: Slice, column: str) -> None:
        """Name what a slice has of a relation that tables need; it is computed with the next of them."""
        part = _part(model.name)
        self._waiting[column].append(self._builder.relating(model, part, touched.parts))
        touched.parts[model.name] = part

    def begin(self, beside: Beside, model: Model, touched: Slice, column: str) -> None:
        """Begin to write a table: the rows made anew and all others."""
        table, part = model.name, _part(model.name)
        waiting, sql = self._waiting.pop(column, []), self._builder.bound(model, touched.parts)
        apart = column == USER and table in contracts()
        whole, others = self._queries(table, touched, column)
        anew = f"SELECT * FROM {part}"  # noqa: S608
        self._builder.drop(table)
        write = self._builder.writing(table, anew if apart else whole, "touched" if apart else "")

        def made(own: Engine) -> list[Path]:
            for work in waiting:
                work(own)
            own.view(f"{table}_any", sql)
            own.table(part, touched.inside(f"{table}_any", column))
            return write(own)

        begun = beside.start(made)
        self._waiting[column].append(lambda _: begun())
        self._begun[table] = _Begun(begun, whole, self._write(table, others, begun) if apart else None)

    def finish(self, table: str) -> None:
        """Wait until a table is written and name its rows, if it was begun and nobody has waited yet."""
        if table in self._begun:
            self._complete(table, self._begun.pop(table))
            self._built.counted[table] = _part(table)

    def finish_all(self) -> None:
        """Wait for every table that was begun; the other rows of some come late."""
        for table, begun in list(self._begun.items()):
            if begun.others is None:
                self.finish(table)
                continue
            del self._begun[table]
            self._built.late[table] = Late(begun.anew(), partial(self._complete, table, begun))
            self._engine.view(table, begun.whole)
            self._built.counted[table] = _part(table)

    def end(self) -> None:
        """Wait until nothing that was begun is written any more."""
        for begun in self._begun.values():
            begun.anew()
            if begun.others:
                begun.others()

    def _complete(self, table: str, begun: _Begun) -> None:
        files = [*(begun.others() if begun.others else ()), *begun.anew()]
        self._builder.read_back(table, f"SELECT * FROM {_part(table)}", files, self._built)  # noqa: S608

    def _write(self, table: str, others: str, anew: Callable[[], list[Path]]) -> Callable[[], list[Path]]:
        """Begin to write rows that stay when those made ``anew`` are there."""
        write = self._builder.writing(table, others, "others", brief=True)

        def written(own: Engine) -> list[Path]:
            anew()
            return write(own)

        return self._rest.start(written)

    def _queries(self, table: str, touched: Slice, column: str) -> tuple[str, str]:
        """All rows of a table, those in the slice as they are made anew; and all others."""
        before = self._same.before(table)
        columns = ", ".join(f"`{name}`" for name, _ in self._engine.columns(before))
        others = touched.outside(before, column)
        both = (f"SELECT {columns} FROM {rows}" for rows in (f"({others}) AS f", _part(table)))  # noqa: S608
        return " UNION ALL ".join(both), others


def _part(name: str) -> str:
    """The relation that holds what a slice has of a relation or table."""
    return f"{name}_touched"
