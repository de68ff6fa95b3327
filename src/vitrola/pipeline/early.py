"""What waits only for the users whom new files name: begun as soon as these are known, beside the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.pipeline.audit import FACT
from vitrola.pipeline.slices import Users, touched_users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.models import Model
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.sameness import Sameness

COLUMNS = "user_id, track_id, played_at, play_date, playcount, source"
"""What models ask of the plays of touched users; looked up in all plays, so that each column costs."""

OF_USERS = f"{FACT}_of_users"
"""The relation of the former plays of touched users."""

BY_USER = f"{FACT}_by_user_id"
"""The relation of these and their new plays."""


class Early:
    """The former plays of touched users, and the rows of all other users, which are written again.

    In a lake of years these two are most of an increment's work.
    """

    def __init__(self, engine: Engine, builder: Builder, same: Sameness) -> None:
        self._engine = engine
        self._builder = builder
        self._same = same
        self._plays: Callable[[], None] | None = None
        self._others: dict[str, Callable[[], list[Path]]] = {}

    def begin(self, beside: Beside, tables: Iterable[Model]) -> Users:
        """Begin with both; returns the users. ``tables`` have a row for each user, made anew for these."""
        users = touched_users(
            self._engine,
            "SELECT user_id FROM accepted_listens_new UNION SELECT user_id FROM accepted_users_new",
        )
        users.parts[FACT] = BY_USER
        former = users.inside(f"(SELECT {COLUMNS} FROM {self._same.before(FACT)})", "user_id")  # noqa: S608
        self._plays = beside.start(lambda own: own.table(OF_USERS, former))
        for table in (model.name for model in tables if model.name in contracts()):
            self._builder.drop(table)
            others = users.outside(self._same.before(table), "user_id")
            self._others[table] = beside.start(self._builder.writing(table, others, "others", brief=True))
        return users

    def name_plays(self, new: str) -> str:
        """Name the plays of these users, with those in the relation ``new``.

        Returns the name of those among them whose key one of ``new`` may have.
        """
        if self._plays:
            self._plays()
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

    def writes_others(self, table: str) -> bool:
        """Whether the rows of other users of a table are written here."""
        return table in self._others

    def others(self, table: str) -> list[Path] | None:
        """The files that rows of other users were written to; None where that wasn't begun."""
        return self._others[table]() if table in self._others else None
