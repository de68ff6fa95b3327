"""Slices of tables that new files touch: all that concerns some users, or all of some months."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from vitrola.engines import Engine


class Slice(Protocol):
    """``parts`` names, for what models select from, the relations that hold what of it is in the slice."""

    parts: dict[str, str]

    def inside(self, relation: str, column: str) -> str:
        """A query of the rows of a relation that are in the slice by the value of a column."""

    def outside(self, relation: str, column: str) -> str:
        """A query of the rows that are not."""


@dataclass
class Users:
    """All that concerns the users in the relation ``users``."""

    users: str
    parts: dict[str, str] = field(default_factory=dict)

    def inside(self, relation: str, column: str) -> str:
        """See Slice."""
        return self._joined(relation, column, "SEMI")

    def outside(self, relation: str, column: str) -> str:
        """See Slice."""
        return self._joined(relation, column, "ANTI")

    def _joined(self, relation: str, column: str, how: str) -> str:
        return f"SELECT r.* FROM {relation} AS r LEFT {how} JOIN {self.users} AS u ON r.{column} = u.user_id"  # noqa: S608


@dataclass
class Months:
    """All of the days ``first`` to ``last`` (ISO), which are whole months, and of no day where ``undated``.

    Literal days, not a join, so that an engine passes over row groups of other months.
    """

    first: str | None
    last: str | None
    undated: bool
    parts: dict[str, str] = field(default_factory=dict)

    def inside(self, relation: str, column: str) -> str:
        """See Slice."""
        dated = f"{column} BETWEEN DATE '{self.first}' AND DATE '{self.last}'" if self.first else None
        return _filtered(relation, dated, f"{column} IS NULL" if self.undated else None)

    def outside(self, relation: str, column: str) -> str:
        """See Slice."""
        dated = f"{column} < DATE '{self.first}' OR {column} > DATE '{self.last}'"
        return _filtered(
            relation,
            dated if self.first else f"{column} IS NOT NULL",
            None if self.undated else f"{column} IS NULL",
        )


def touched_users(engine: Engine, queries: str) -> Users:
    """The users that these queries find."""
    engine.table("touched_user", queries)
    return Users("touched_user")


def touched_months(engine: Engine, plays: str) -> Months:
    """From the first to the last month of these plays."""
    span = "MIN(play_date) AS first, MAX(play_date) AS last, COUNT_IF(play_date IS NULL) AS undated"
    (found,) = engine.rows(f"SELECT {span} FROM {plays}")  # noqa: S608
    first, last = found["first"], found["last"]
    if first is None:
        return Months(None, None, bool(found["undated"]))
    last = last.replace(day=monthrange(last.year, last.month)[1])
    return Months(first.replace(day=1).isoformat(), last.isoformat(), bool(found["undated"]))


def _filtered(relation: str, *conditions: str | None) -> str:
    either = " OR ".join(condition for condition in conditions if condition)
    return f"SELECT r.* FROM {relation} AS r WHERE {either or 'FALSE'}"  # noqa: S608
