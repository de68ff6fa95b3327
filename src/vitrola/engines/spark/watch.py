"""Notice that a cluster has nobody left to work: Spark itself would wait for ever."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

SECONDS_WITHOUT_EXECUTORS = 60
"""A cluster that starts executors on demand, or replaces lost ones, is given this long."""
SECONDS_BETWEEN_LOOKS = 1


class Watch:
    """Looks at a session's executors as long as it is open; without any for long, cancels what runs."""

    def __init__(self, session: Any) -> None:
        self.given_up = False
        self._context = session.sparkContext
        self._closed = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._thread.join()

    def _look(self) -> None:
        seen = time.monotonic()
        while not self._closed.wait(SECONDS_BETWEEN_LOOKS):
            if self._executors():
                seen = time.monotonic()
            elif time.monotonic() - seen > SECONDS_WITHOUT_EXECUTORS:
                self.given_up = True
                self._context.cancelAllJobs()

    def _executors(self) -> int:
        """How many there are; the driver counts itself among them."""
        count: int = self._context._jsc.sc().getExecutorMemoryStatus().size()
        return count - 1
