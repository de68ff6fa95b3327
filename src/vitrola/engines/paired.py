"""Two engines as one: what is small is computed in this process, what is large on a cluster's engine.

An engine made for large tables takes as long for a table of fifty rows as this process for fifty thousand.
Most statements of a run are over small tables.
"""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from vitrola.engines.beside import AtOnce
from vitrola.engines.dialect import relations_of
from vitrola.lake.parquet import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa

    from vitrola.engines.beside import Beside
    from vitrola.engines.protocol import DelimitedText, Domains, Engine
    from vitrola.lake.location import Location

BYTES_OF_A_ROW = 64
"""What a row of text is taken to have, before it is read."""


class PairedEngine:
    """An Engine over two: ``near`` for statements over small relations, ``far`` for all others.

    A relation is small that is read from at most ``small`` rows, or was computed to have no more, or is a
    view over such. What a statement over large ones selects from is named for ``far`` when it asks for it.
    Both engines give the same rows; only hashes are an engine's own, and are never handed over.

    Where both are on one machine, ``together``, what is large is seldom read by ``far``: text, which costs
    it many times what it costs ``near``, and files out of which only few rows are wanted.
    """

    def __init__(self, near: Engine, far: Engine, location: Location, small: int, *, together: bool) -> None:
        self.name = far.name
        self._near = near
        self._far = far
        self._location = location
        self._small = small
        self._together = together
        self._stack = ExitStack()
        self._numbers = count()
        self._here: set[str] = set()
        """Relations that ``near`` has and computes with."""
        self._read_here: set[str] = set()
        """Others that ``near`` can read, for what has few rows."""
        self._for_far: dict[str, Callable[[], None]] = {}
        """What names relations for ``far`` that it doesn't have yet."""
        self._written: set[Path] = set()
        """Files that ``near`` wrote, and that ``far`` doesn't see yet."""

    def __enter__(self) -> Self:
        self._stack.enter_context(self._far)
        self._stack.enter_context(self._near)
        self.scratch = self._far.scratch
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def read_delimited(
        self, relation: str, text: DelimitedText, *, numbered: bool = False, with_path: bool = False
    ) -> None:
        """See Engine. Text is handed over as it was split, since only some engines number its records."""
        small = sum(map(self._size, text.paths)) <= self._small * BYTES_OF_A_ROW
        engine = self._near if small or self._together else self._far
        engine.read_delimited(relation, text, numbered=numbered, with_path=with_path)
        if engine is self._near:
            self._put_here(relation)
        else:
            self._put_there(relation)

    def read_parquet(self, relation: str, paths: Sequence[Path], *, with_path: bool = False) -> None:
        """See Engine."""

        def name(engine: Engine) -> None:
            if engine is self._far:
                self._keep(paths)
            engine.read_parquet(relation, paths, with_path=with_path)

        self._name(relation, name, small=self._is_small(paths))

    def read_arrow(self, relation: str, table: pa.Table) -> None:
        """See Engine."""
        self._name(relation, lambda engine: engine.read_arrow(relation, table), small=True)

    def view(self, relation: str, sql: str) -> None:
        """See Engine."""
        if relations_of(sql) <= self._here:
            self._near.view(relation, sql)
            self._put_here(relation)
        elif self._can_read(sql):
            self._near.view(relation, sql)
            self._put_in_reach(relation, lambda: self._ready(sql).view(relation, sql))
        else:
            self._ready(sql).view(relation, sql)
            self._put_there(relation)

    def table(self, relation: str, sql: str, *, once: bool = False, few: bool | str = False) -> None:
        """See Engine. What waits for its reader is computed by whichever computes that."""
        waits = once and not relations_of(sql) <= self._here
        if waits and self._can_read(sql):
            self.view(relation, sql)
        elif self._at(sql, few=few) is self._near:
            self._near.table(relation, sql)
            self._put_here(relation)
        elif once:
            self._far.table(relation, sql, once=True)
            self._put_there(relation)
        else:
            self._compute_there(relation, sql)

    def repeats(self, relation: str, sql: str) -> None:
        """See Engine. Hashes aren't handed over: ``far`` makes its own where it needs them."""
        if self._at(sql, few=True) is self._near:
            self._near.repeats(relation, sql)
            self._put_here(relation, lambda: self._ready(sql).repeats(relation, sql))
        else:
            self._far.repeats(relation, sql)
            self._put_there(relation)

    def query(self, sql: str) -> pa.Table:
        """See Engine."""
        return self._at(sql, few=True).query(sql)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """See Engine."""
        return self._at(sql, few=True).batches(sql)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """See Engine."""
        return self._at(sql, few=True).rows(sql)

    def beside(self, *, waiting: bool = False) -> Beside:  # noqa: ARG002 - there is nothing to share
        """See Engine."""
        return AtOnce(self)

    def columns(self, relation: str) -> list[tuple[str, str]]:
        """See Engine."""
        return self._at(f"SELECT * FROM {relation}", few=True).columns(relation)  # noqa: S608

    def write_parquet(
        self,
        sql: str,
        folder: Path,
        *,
        domains: Domains | None = None,
        near: str | None = None,
        brief: bool = False,
        few: bool | str = False,
    ) -> list[Path]:
        """See Engine."""
        engine = self._at(sql, few=few)
        files = engine.write_parquet(sql, folder, domains=domains, near=near, brief=brief)
        if engine is self._near:
            self._written.update(files)
        return files

    def lock(self, folder: Path) -> None:
        """See Engine."""
        self._near.lock(folder)
        self._far.lock(folder)

    def compiled(self, sql: str) -> str:
        """See Engine."""
        return self._at(sql).compiled(sql)

    def _at(self, sql: str, *, few: bool | str = False) -> Engine:
        """The engine for a query, which has all that the query selects from."""
        if relations_of(sql) <= self._here or (self._can_read(sql) and self._are(few)):
            return self._near
        return self._ready(sql)

    def _are(self, few: bool | str) -> bool:
        """Whether rows are few as they are told to be, or as ``near`` counts them where it can."""
        if isinstance(few, bool):
            return few
        if not self._can_read(few):
            return False
        ((counted,),) = (row.values() for row in self._near.rows(few))
        return bool(counted <= self._small)

    def _can_read(self, sql: str) -> bool:
        """Whether ``near`` can read all that a query selects from, however large it is."""
        return relations_of(sql) <= self._here | self._read_here

    def _ready(self, sql: str) -> Engine:
        """``far``, given all that a query selects from."""
        for relation in sorted(relations_of(sql) & self._for_far.keys()):
            self._for_far.pop(relation)()
        return self._far

    def _name(self, relation: str, name: Callable[[Engine], None], *, small: bool) -> None:
        if small:
            name(self._near)
            self._put_here(relation, lambda: name(self._far))
        elif self._together:
            name(self._near)
            self._put_in_reach(relation, lambda: name(self._far))
        else:
            self._put_there(relation, lambda: name(self._far))

    def _put_here(self, relation: str, hand_over: Callable[[], None] | None = None) -> None:
        """Note that ``near`` has a relation; its rows are what is handed over, unless told otherwise."""
        self._put_there(relation, hand_over or partial(self._hand_over, relation))
        self._here.add(relation)

    def _put_in_reach(self, relation: str, name: Callable[[], None]) -> None:
        """Note that ``near`` can read a large relation, and what names it for ``far``."""
        self._put_there(relation, name)
        self._read_here.add(relation)

    def _put_there(self, relation: str, name: Callable[[], None] | None = None) -> None:
        """Note that ``far`` has a relation, or what is to ``name`` it there once it is asked for."""
        self._here.discard(relation)
        self._read_here.discard(relation)
        self._for_far.pop(relation, None)
        if name:
            self._for_far[relation] = name

    def _hand_over(self, relation: str) -> None:
        """Write the rows that ``near`` has for ``far``."""
        files = self._near.write_parquet(f"SELECT * FROM {relation}", self._folder(relation))  # noqa: S608
        if files:
            self._written.update(files)
            self._keep(files)
            self._far.read_parquet(relation, files)
        else:
            self._far.view(relation, _nothing(self._near.columns(relation)))

    def _compute_there(self, relation: str, sql: str) -> None:
        """Compute a relation on ``far``, for both where it turns out to be small."""
        files = self._far.write_parquet(sql, self._folder(relation))
        if files:
            self.read_parquet(relation, files)
            return
        self._far.view(relation, f"SELECT * FROM ({sql}) AS q LIMIT 0")  # noqa: S608
        self._put_there(relation)
        self._near.view(relation, _nothing(self._far.columns(relation)))
        self._here.add(relation)

    def _keep(self, paths: Iterable[Path]) -> None:
        """Let all machines see what was written on this one."""
        waiting = self._written.intersection(paths)
        self._written -= waiting
        self._location.keep(path for path in waiting if path.is_relative_to(self._location.root))

    def _folder(self, relation: str) -> Path:
        """A new folder in what both engines see."""
        return self.scratch / "paired" / f"{relation}-{next(self._numbers)}"

    def _is_small(self, paths: Iterable[Path]) -> bool:
        """Whether Parquet files have few rows; no more of them are looked at than tell it."""
        rows = 0
        for path in paths:
            rows += rows_of(self._location, path)
            if rows > self._small:
                return False
        return True

    def _size(self, path: Path) -> int:
        with self._location.opened(path) as file:
            return file.seek(0, 2)


def _nothing(columns: Iterable[tuple[str, str]]) -> str:
    """A query of these columns and their types, without rows."""
    return f"SELECT {', '.join(f'CAST(NULL AS {kind}) AS `{name}`' for name, kind in columns)} WHERE FALSE"
