"""What a contract says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """The types a column can have, by their Spark SQL names."""

    STRING = "string"
    INT = "int"
    BIGINT = "bigint"
    DOUBLE = "double"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    """An instant in UTC, microseconds."""


class Reason(StrEnum):
    """The closed list of reason codes for quarantine."""

    REQUIRED = "required"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_TIME = "not_a_time"
    OUT_OF_RANGE = "out_of_range"
    BAD_PATTERN = "bad_pattern"
    NOT_ALLOWED = "not_allowed"
    DUPLICATE_KEY = "duplicate_key"
    WRONG_FIELD_COUNT = "wrong_field_count"
    UNCLOSED_QUOTE = "unclosed_quote"
    BAD_ENCODING = "bad_encoding"
    MALFORMED_JSON = "malformed_json"
    FIELD_TOO_LONG = "field_too_long"


class Action(StrEnum):
    """What a violation does."""

    QUARANTINE = "quarantine"
    """The whole row is kept aside."""
    NULL = "null"
    """The row goes on with the value null; the value is kept in quarantine."""
    WARN = "warn"
    """The row goes on as it is; the violation is recorded."""


@dataclass(frozen=True)
class Rule:
    """One check on one column: a reason code with its bounds and its consequence.

    ``minimum`` and ``maximum`` are inclusive; null values pass every rule but ``required``.
    """

    reason: Reason
    action: Action
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a published table.

    ``delivered`` columns can be mapped by a source; the others are computed by the model.
    ``unreadable`` says what happens to a value that isn't of the column's type.
    """

    name: str
    kind: Kind
    description: Mapping[str, str]
    delivered: bool = False
    nullable: bool = True
    primary_key: int | None = None
    unreadable: Action = Action.NULL
    rules: tuple[Rule, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """The only values the column may hold; empty where any may stand."""
        return next((rule.allowed for rule in self.rules if rule.allowed), ())


@dataclass(frozen=True)
class Reference:
    """A foreign key: every non-null value of ``column`` stands in ``table.target``."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class Contract:
    """What one published table promises.

    ``records`` names the accepted relation that sources feed (``accepted_<records>``), if any.
    """

    table: str
    description: Mapping[str, str]
    columns: tuple[Column, ...]
    records: str | None = None
    references: tuple[Reference, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key's columns in order."""
        keyed = [column for column in self.columns if column.primary_key is not None]
        return tuple(column.name for column in sorted(keyed, key=lambda column: column.primary_key or 0))

    @property
    def delivered(self) -> tuple[Column, ...]:
        """The columns a source can map."""
        return tuple(column for column in self.columns if column.delivered)

    def column(self, name: str) -> Column:
        """The column called ``name``; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
