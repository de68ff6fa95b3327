"""What waits only for the users whom new files name: begun as soon as these are known, beside the rest."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.pipeline.audit import FACT
from vitrola.pipeline.lookup import COLUMNS, OF_USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from vitrola.engines import Engine
    from vitrola.engines.beside import Beside
    from vitrola.models import Model
    from vitrola.pipeline.batch import Intake
    from vitrola.pipeline.build import Builder
    from vitrola.pipeline.lookup import LookUp
    from vitrola.pipeline.sameness import Sameness
    from vitrola.pipeline.slices import Users

BY_USER = f"{FACT}_by_user_id"
"""The relation of the former plays of touched users and their new plays."""


class Early:
    """The former plays of touched users, and the rows of all other users, which are written again.

    In a lake of years these two are most of an increment's work.
    """

    def __init__(self, engine: Engine, builder: Builder, same: Sameness, look_up: LookUp) -> None:
        self._engine = engine
        self._builder = builder
        self._same = same
        self._look_up = look_up
        self._others: dict[str, Callable[[], list[Path]]] = {}

    def begin(self, beside: Beside, tables: Iterable[Model], new: Intake) -> Users:
        """Begin with both; returns the users. ``tables`` have a row for each user, made anew for these."""
        users = self._look_up.users(new)
        users.parts[FACT] = BY_USER
        for table in (model.name for model in tables if model.name in contracts()):
            self._builder.drop(table)
            others = users.outside(self._same.before(table), "user_id")
            write = self._builder.writing(table, others, "others", brief=True)
            self._others[table] = beside.start(partial(self._after_plays, write))
        return users

    def _after_plays(self, write: Callable[[Engine], list[Path]], own: Engine) -> list[Path]:
        """Write when the plays, which are asked for first, have been looked up."""
        self._look_up.plays()
        return write(own)

    def name_plays(self, new: str) -> str:
        """Name the plays of these users, with those in the relation ``new``.

        Returns the name of those among them whose key one of ``new`` may have.
        """
        self._look_up.plays()
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
