"""At most so many computations at once; equal questions share one, and too many are sent away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_Out = TypeVar("_Out")

AT_ONCE = 2
WAITING = 64
LONGEST = 20.0
"""Seconds that a question may wait and take."""


class BusyError(Exception):
    """Too many questions wait already, or one took too long."""


class Counter:
    """A counter with a short queue. Work is done in threads, so that the page is served meanwhile."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting
        self._running: dict[Hashable, asyncio.Task[Any]] = {}

    async def do(self, key: Hashable, work: Callable[[], _Out]) -> _Out:
        """The result of the work, or of the same work already asked for; raises BusyError."""
        task = self._running.get(key)
        if task is None:
            if len(self._running) >= self._room:
                raise BusyError
            task = asyncio.create_task(self._one(work))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        try:
            found: _Out = await asyncio.wait_for(asyncio.shield(task), LONGEST)
        except TimeoutError as error:
            raise BusyError from error
        return found

    async def _one(self, work: Callable[[], _Out]) -> _Out:
        async with self._free:
            return await asyncio.to_thread(work)
