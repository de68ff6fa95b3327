"""Work beside other work, on one engine: it ends before the block that started it does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Future
    from types import TracebackType
    from typing import Any

    from vitrola.engines.protocol import Engine

T = TypeVar("T")
R = TypeVar("R")


class Beside(Protocol):
    """A block in which work can be started beside what the block itself does.

    The block ends when all of it has ended. What work raises is raised where its result is asked for, at
    the latest at the end of the block; a block that fails stops what it started. There is none to
    ``spare`` for other work where it is done as it is started.
    """

    spare: bool

    def __enter__(self) -> Self:
        """Begin the block."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for all that was started."""

    def start(self, work: Callable[[Engine], R]) -> Callable[[], R]:
        """Start work, given an engine over the same relations; what is returned waits for its result."""


class AtOnce:
    """Work is done where it is started: for engines that have nothing to spare beside it."""

    spare = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left to wait for."""

    def start(self, work: Callable[[Engine], R]) -> Callable[[], R]:
        """See Beside."""
        result = work(self._engine)
        return lambda: result


class InThreads:
    """Work is done in threads, each piece on an engine of its own that ``own`` makes.

    ``stop`` interrupts what runs on such an engine, ``close`` ends it; it is closed in any case.
    """

    spare = True

    def __init__(
        self,
        threads: int,
        own: Callable[[], Any],
        *,
        stop: Callable[[Any], None],
        close: Callable[[Any], None],
    ) -> None:
        self._pool = ThreadPoolExecutor(threads)
        self._own = own
        self._stop = stop
        self._close = close
        self._begun: list[tuple[Future[Any], Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See Beside."""
        try:
            if kind is None:
                for work, _ in self._begun:
                    work.result()
        except BaseException:
            self._end(failed=True)
            raise
        self._end(failed=kind is not None)

    def start(self, work: Callable[[Engine], R]) -> Callable[[], R]:
        """See Beside."""
        engine = self._own()
        begun = self._pool.submit(work, engine)
        self._begun.append((begun, engine))
        return begun.result

    def _end(self, *, failed: bool) -> None:
        for _, engine in self._begun if failed else ():
            self._stop(engine)
        self._pool.shutdown(cancel_futures=failed)
        for _, engine in self._begun:
            self._close(engine)


def each(engine: Engine, work: Callable[[Engine, T], R], items: Iterable[T]) -> list[R]:
    """Work on every item, beside each other where the engine can; the results are in the items' order."""
    with engine.beside(waiting=True) as beside:
        begun = [beside.start(partial(_swapped, work, item)) for item in items]
        return [result() for result in begun]


def _swapped(work: Callable[[Engine, T], R], item: T, engine: Engine) -> R:
    return work(engine, item)
