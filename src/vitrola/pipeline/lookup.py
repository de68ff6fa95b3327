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
    from vitrola.pipeline.slices import Slice
    from vitrola.refining import Reading

COLUMNS = "user_id, track_id, playcount, source"
"""What models by users ask of plays; looked up in all plays, so that each column costs."""

DATED = "user_id, track_id, played_at, play_date, source"
"""What is asked of the plays in touched months."""

OF_USERS = f"{FACT}_of_users"
"""The relation of the former plays of touched users."""

BY_USER = f"{FACT}_by_user_id"
"""The relation of the former plays of touched users and their new plays."""

IN_MONTHS_THEN = f"{FACT}_in_months_then"
"""The relation of the former plays of touched users in touched months."""

IN_MONTHS = f"{FACT}_in_months"
"""The relation of these and the new plays; a former play with the key of a new one is of the same month."""

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

    def name_plays(self, users: Slice, months: Slice, new: str) -> None:
        """Name the plays of users, and those in months touched, with those in the relation ``new``."""
        dated = months.inside(f"(SELECT {DATED} FROM {FACT}_before)", "play_date")  # noqa: S608
        self._engine.table(IN_MONTHS_THEN, users.inside(f"({dated})", "user_id"))
        self.plays()
        for both, former, columns in ((BY_USER, OF_USERS, COLUMNS), (IN_MONTHS, IN_MONTHS_THEN, DATED)):
            parts = (f"SELECT {columns} FROM {part}" for part in (former, new))  # noqa: S608
            self._engine.view(both, " UNION ALL ".join(parts))

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
