"""The former plays of the users whom new text names: looked up before the text is refined.

In a lake of years the look-up is the longest piece of an increment's work, and text says at once whom it
will be about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.pipeline.audit import FACT
from vitrola.pipeline.slices import Users, touched_users
from vitrola.refining import PLAYER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.lake import RawFile
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.former import Former
    from vitrola.refining import Reading

COLUMNS = "user_id, track_id, played_at, play_date, playcount, source"
"""What models ask of the plays of touched users; looked up in all plays, so that each column costs."""

OF_USERS = f"{FACT}_of_users"
"""The relation of the former plays of touched users."""

BY_USER = f"{FACT}_by_user_id"
"""The relation of the former plays of touched users and their new plays."""

MOST = 1_000_000
"""Records of text that are soon read twice."""


class LookUp:
    """What one run looks up beside the rest of its work; ``early`` where it may begin with the text.

    Text may name users of whom no record is accepted. What is made of these comes out as it was.
    """

    def __init__(self, engine: Engine, beside: Beside, former: Former, *, early: bool) -> None:
        self._engine = engine
        self.beside = beside
        self._former = former
        self._early = early and beside.spare
        self._files: set[str] = set()
        self._users: Users | None = None
        self.plays: Callable[[], None]

    def see(self, reading: Reading, files: Iterable[RawFile]) -> None:
        """Begin with the users of a text of plays that was named, if nothing was begun yet."""
        found = list(files)
        if self._early and not self._files and sum(file.records for file in found) <= MOST:
            self._files = {file.id for file in found}
            players = f"SELECT DISTINCT {PLAYER} AS user_id FROM {reading.typed}"  # noqa: S608
            self._begin(f"{players} WHERE {PLAYER} IS NOT NULL")

    def users(self, new: Intake) -> Users:
        """The users whom new records name, all of them and maybe some more; the look-up has begun."""
        if self._users and self._seen(new):
            return self._users
        if self._users:
            self.plays()
        return self._begin(
            "SELECT user_id FROM accepted_listens_new UNION SELECT user_id FROM accepted_users_new"
        )

    def name_plays(self, new: str) -> str:
        """Name the plays of these users, with those in the relation ``new``.

        Returns the name of those among them whose key one of ``new`` may have.
        """
        self.plays()
        alike = f"{FACT}_at_times"
        both = (f"SELECT {COLUMNS} FROM {part}" for part in (OF_USERS, new))  # noqa: S608
        self._engine.view(BY_USER, " UNION ALL ".join(both))
        times = f"SELECT MIN(played_at) AS first, MAX(played_at) AS last FROM {new}"  # noqa: S608
        self._engine.view(
            alike,
            f"SELECT p.* FROM {BY_USER} AS p CROSS JOIN ({times}) AS t "  # noqa: S608
            "WHERE p.played_at IS NULL OR p.played_at BETWEEN t.first AND t.last",
        )
        return alike

    def _seen(self, new: Intake) -> bool:
        """Whether new records are all from text that was seen, and wasn't read another way after that."""
        return all(portion.files <= self._files and not portion.batch.numbered for portion in new.portions)

    def _begin(self, named: str) -> Users:
        self._users = touched_users(self._engine, named)
        self._users.parts[FACT] = BY_USER
        self._former.give(self._engine, FACT, f"{FACT}_before")
        former = self._users.inside(f"(SELECT {COLUMNS} FROM {FACT}_before)", "user_id")  # noqa: S608
        self.plays = self.beside.start(lambda own: own.table(OF_USERS, former))
        return self._users
