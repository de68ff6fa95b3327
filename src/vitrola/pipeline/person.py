"""How one user is spelt in a lake's files, and whether a record or a value is that user's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlglot import exp

from vitrola.engines.dialect import scalar
from vitrola.errors import SourceDefinitionError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vitrola.sources import Layout, Source

DISTINCTIVE = 16
"""Characters from which an identifier with a digit in it is taken for nothing else wherever it stands.
Shorter ones (a number, a first name) occur by chance, so they count in a user's column only."""


@dataclass(frozen=True)
class Person:
    """One user: ``id`` as tables have it, and as each source delivers it.

    Values are compared whole: an identifier that only contains the other is another user's.
    """

    id: str
    raw: Mapping[str, str]

    @cached_property
    def token(self) -> str | None:
        """The identifier, if it means this user wherever it stands.

        A short one means nothing outside columns of users: ``lastfm-2k:2`` is an artist and a tag, too.
        """
        return self.id if any(map(_is_distinctive, self.raw.values())) else None

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _standing_alone(self.token) if self.token else None

    @cached_property
    def mention(self) -> re.Pattern[str] | None:
        """What finds the user in a sentence; a sentence on something of the same name is found, too."""
        return _standing_alone(self.id) if self.token or self.id not in self.raw.values() else None

    def named_in(self, text: str | None) -> bool:
        """Whether the token stands in a text."""
        return bool(text and self._pattern and self._pattern.search(text))


class Records:
    """Tells the records of one layout that are a user's.

    ``raw`` is the user as the source delivers it; None where the source can't have this user.
    """

    def __init__(self, person: Person, source: Source, layout: Layout) -> None:
        self.raw = person.raw.get(source.name)
        self._named = _standing_alone(self.raw) if self.raw and _is_distinctive(self.raw) else None
        self._columns = user_columns(source, layout) if self.raw else []
        self._delimiter = layout.delimiter
        self._json = layout.format == "json"

    def hold(self, fields: Mapping[str, str | None] | None, text: str) -> bool:
        """Whether a record is the user's: by the columns that name users, or by a token anywhere in it.

        One that can't be split is when the user's identifier stands where such a column could.
        """
        if self.raw is None:
            return False
        if self._named and self._named.search(text):
            return True
        if fields is None:
            return self._in_broken(self.raw, text)
        if self._named and "\\" in text and any(map(self._named.search, filter(None, fields.values()))):
            return True
        return any(fields.get(column) == self.raw for column in self._columns)

    def _in_broken(self, raw: str, text: str) -> bool:
        if self._json:
            names = "|".join(re.escape(column) for column in self._columns)
            return bool(re.search(rf'"(?:{names})"\s*:\s*"?{re.escape(raw)}(?=["\s,}}]|$)', text))
        return raw in (part.strip().strip('"') for part in text.split(self._delimiter))


def find_person(user: str, known: Mapping[str, Source]) -> Person:
    """The user as ``user_id_dim`` has it; raises UsageError for an identifier that can be nobody's."""
    if not user or user != user.strip() or not user.isprintable():
        raise UsageError(f"{user!r} can't be a user's identifier.", hint="Take it from user_id_dim.")
    source, _, rest = user.partition(":")
    if rest and source in known and not known[source].global_identifiers:
        return Person(user, {source: rest})
    return Person(user, {name: user for name, entry in known.items() if entry.global_identifiers})


def user_columns(source: Source, layout: Layout) -> list[str]:
    """Raw columns that hold a user's identifier as it is; raises SourceDefinitionError for an expression."""
    found = []
    for feed in layout.feeds:
        if sql := feed.columns.get("user_id"):
            expression = scalar(sql)
            if not isinstance(expression, exp.Column):
                raise SourceDefinitionError(
                    f"Source {source.name}, {layout.name}: user_id is made by {sql!r}, so it can't be told "
                    "which records are a user's.",
                    hint="Deliver the identifier in a column of its own.",
                )
            found += [expression.name, *layout.renamed.get(expression.name, ())]
    return list(dict.fromkeys(found))


def _is_distinctive(identifier: str) -> bool:
    return len(identifier) >= DISTINCTIVE and any(char.isdigit() for char in identifier)


def _standing_alone(token: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?<!\w[.@:+])(?:{re.escape(token)})(?![\w-]|[.@:+]\w)")
