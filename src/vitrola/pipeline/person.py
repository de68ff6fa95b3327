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
    def tokens(self) -> tuple[str, ...]:
        """Spellings that mean this user wherever they stand."""
        qualified = self.id not in self.raw.values()
        found = [self.id] if qualified or _is_distinctive(self.id) else []
        return tuple(dict.fromkeys([*found, *filter(_is_distinctive, self.raw.values())]))

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What finds a token that stands for itself in a text; None without tokens."""
        return _standing_alone(self.tokens) if self.tokens else None

    def named_in(self, text: str | None) -> bool:
        """Whether a token stands in a text."""
        return bool(text and self.pattern and self.pattern.search(text))


class Records:
    """Tells the records of one layout that are a user's."""

    def __init__(self, person: Person, source: Source, layout: Layout) -> None:
        self._person = person
        self._raw = person.raw.get(source.name)
        self._columns = user_columns(source, layout)
        self._delimiter = layout.delimiter
        self._json = layout.format == "json"

    @property
    def needles(self) -> tuple[str, ...]:
        """Texts of which every record of the user has one."""
        return tuple(dict.fromkeys([*self._person.tokens, *filter(None, [self._raw])]))

    def hold(self, fields: Mapping[str, str | None] | None, text: str) -> bool:
        """Whether a record is the user's: by the columns that name users, or by a token anywhere in it.

        One that can't be split is when the user's identifier stands where such a column could.
        """
        if self._person.named_in(text):
            return True
        if fields is None:
            return self._raw is not None and self._in_broken(self._raw, text)
        if "\\" in text and any(map(self._person.named_in, fields.values())):
            return True
        if self._raw is None:
            return False
        return any(fields.get(column) == self._raw for column in self._columns)

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
            found.append(expression.name)
    return list(dict.fromkeys(found))


def _is_distinctive(identifier: str) -> bool:
    return len(identifier) >= DISTINCTIVE and any(char.isdigit() for char in identifier)


def _standing_alone(tokens: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(token) for token in tokens)
    return re.compile(rf"(?<![\w-])(?<!\w[.@:+])(?:{either})(?![\w-]|[.@:+]\w)")
