"""What is served: the current publication and its cube, and answers kept while they are true."""

from __future__ import annotations

import hashlib
import json
import math
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vitrola.dashboard.catalogue import catalogue
from vitrola.errors import LakeError, NotRetainedError, PublicationConflictError
from vitrola.lake import publication
from vitrola.metrics.answer import Answer, answer
from vitrola.metrics.audience.answer import warm_audience
from vitrola.metrics.cube import load_cube
from vitrola.metrics.listeners import warm_listeners
from vitrola.metrics.scan import warm_sums
from vitrola.metrics.segments import warm_segments
from vitrola.metrics.selection import in_force
from vitrola.metrics.state import State
from vitrola.pipeline.cube import cube_of
from vitrola.pipeline.dictionary import dictionary_rows
from vitrola.pipeline.record import record_of
from vitrola.questions.reply import lexicon_of, warm_lexicon
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.lake import Lake, Publication
    from vitrola.metrics.cube import Cube
    from vitrola.questions.reply import Lexicon
    from vitrola.sources import Source

ASK_AGAIN_SECONDS = 2
"""How long the pointer of a lake that is asked over a network is taken to be as it was."""
KEPT_ANSWERS = 2_000
KEPT_CUBES = 3
KEPT_SCANS = 8
"""Scans kept for the tables of a page that has just been answered."""


@dataclass(frozen=True)
class Shown:
    """One publication as it is served. Everything in an answer comes from one of these."""

    publication: Publication
    cube: Cube
    record: dict[str, Any]
    sources: list[Source]
    dictionary: list[dict[str, Any]]

    @property
    def run_id(self) -> str:
        """The run that published it."""
        return self.publication.run_id

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """The metadata page's content."""
        return catalogue(self.publication, self.cube, self.record, self.dictionary)

    @cached_property
    def unfiltered(self) -> Answer:
        """The answer without filters, by which names found are ranked."""
        return answer(self.cube, State())

    @cached_property
    def lexicon(self) -> Lexicon:
        """What questions in words are read with."""
        return lexicon_of(self.cube)


class Desk:
    """Serves one lake; a new publication is seen at the next question, without a restart."""

    def __init__(self, lake: Lake, settings: Settings) -> None:
        self._lake = lake
        self._settings = settings
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._answers: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._scans: OrderedDict[tuple[str, State], Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._current: Publication | None = None
        self._asked = -math.inf

    def warm(self) -> None:
        """Load the current publication and compile what answers it, so that the first person needn't wait."""
        shown = self.shown()
        shown.unfiltered.dashboard()
        warm_lexicon(shown.lexicon)
        warm_sums(shown.cube.orders)
        warm_listeners(shown.cube)
        warm_segments(shown.cube)
        warm_audience(shown.cube)

    def shown(self, run_id: str | None = None) -> Shown:
        """The current publication, or a retained one; raises LakeError or NotRetainedError."""
        wanted = self._now()
        if wanted is None:
            raise LakeError(
                "Nothing has been published yet.",
                hint=f"Run: vitrola run {self._lake.location}",
                pt="Nada foi publicado ainda.",
            )
        if run_id and run_id != wanted.run_id:
            kept = {entry.run_id: entry for entry in publication.retained(self._lake)}
            if run_id not in kept:
                raise NotRetainedError(
                    f"Publication {run_id[:50]!r} is not retained any more.",
                    pt=f"A publicação {run_id[:50]!r} não é mais guardada.",
                )
            wanted = kept[run_id]
        return self._shown.get(wanted.run_id) or self._load(wanted)

    def _now(self) -> Publication | None:
        """The current publication: of a shared location as it was at most ASK_AGAIN_SECONDS ago."""
        if not self._lake.location.shared:
            return publication.current(self._lake)
        if time.monotonic() - self._asked > ASK_AGAIN_SECONDS:
            self._current = publication.current(self._lake)
            self._asked = time.monotonic()
        return self._current

    def _load(self, wanted: Publication) -> Shown:
        with self._loading:
            if found := self._shown.get(wanted.run_id):
                return found
            cube = load_cube(cube_of(self._lake, self._settings, wanted))
            record = record_of(self._lake, wanted.run_id)
            used = self._used(record)
            loaded = Shown(wanted, cube, record, used, dictionary_rows(self._lake, wanted, used))
            self._shown[wanted.run_id] = loaded
            while len(self._shown) > KEPT_CUBES:
                self._shown.popitem(last=False)
            with suppress(PublicationConflictError), self._lake.exclusive():
                self._lake.location.tidy()
            return loaded

    def _used(self, record: dict[str, Any]) -> list[Source]:
        """The sources whose files a publication is made of."""
        landed = {file["source"] for file in record["files"]}
        return [source for name, source in sources(self._lake.source_folder).items() if name in landed]

    def scanned(self, shown: Shown, state: State) -> Answer:
        """The plays scanned under a state, once for the cards, charts and tables that show it."""
        key = shown.run_id, state
        with self._lock:
            found = self._scans.get(key)
        if found is None:
            found = answer(shown.cube, state)
            with self._lock:
                self._scans[key] = found
                while len(self._scans) > KEPT_SCANS:
                    self._scans.popitem(last=False)
        return found

    def kept(self, key: tuple[str, ...]) -> bytes | None:
        """An answer given before to the same question on the same publication."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: tuple[str, ...], make: Callable[[], dict[str, Any]]) -> bytes:
        """Make an answer and keep it."""
        body = json.dumps(make(), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        with self._lock:
            self._answers[key] = body
            while len(self._answers) > KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return body


def canonical(shown: Shown, state: State) -> str:
    """The filters in force as text; states that mean the same are the same text."""
    return json.dumps(in_force(shown.cube, state).as_json(), sort_keys=True)


def etag(key: tuple[str, ...]) -> str:
    """The entity tag of an answer, from its publication and question, before it is made."""
    return f'"{hashlib.sha256(repr(key).encode()).hexdigest()[:32]}"'
