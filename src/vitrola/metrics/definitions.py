"""What the dashboard can show and by what it can be filtered, read from YAML."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from vitrola.errors import DefinitionError
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

Side = Literal["track", "day", "user"]
Origin = Literal["date", "demographics"]
Each = Literal["user", "day"]
SIMULATED: Mapping[Origin, set[tuple[str, str]]] = {
    "date": {("listening_history_fact", "play_date")},
    "demographics": {("user_id_dim", "sex"), ("user_id_dim", "birth_year"), ("user_id_dim", "age")},
}
"""Tables and columns that may be simulated, by what says so."""
_Kind = TypeVar("_Kind", "Dimension", "Measure")


@dataclass(frozen=True)
class Dimension:
    """By what plays can be grouped and filtered.

    ``side`` is the member of a play that carries it; ``column`` is where its values stand there, and
    ``shown`` where a person's name for them does. ``bands`` are the lower edges of classes of a number.
    ``origin`` names the columns that may be simulated.
    """

    name: str
    side: Side
    column: str
    format: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    resolved: str | None = None
    shown: str | None = None
    level: str | None = None
    origin: Origin | None = None
    bands: tuple[int, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A number with its definition on the published tables, its unit, and what its absence means.

    ``level`` is ``track`` where records that only name an artist are left out; ``column`` is the one
    without which there is no such number; ``exact`` holds for every combination of filters. ``each`` names
    the members that are looked at once each instead of play by play; ``by`` is the dimension that the
    number is always shown by.
    """

    name: str
    unit: Mapping[str, str]
    additive: bool
    format: str
    sql: str
    label: Mapping[str, str]
    description: Mapping[str, str]
    null_means: Mapping[str, str]
    level: str | None = None
    origin: Origin | None = None
    column: str | None = None
    exact: bool = True
    each: Each | None = None
    by: str | None = None


@cache
def dimensions() -> dict[str, Dimension]:
    """Every dimension by name, in the order they are offered; raises DefinitionError."""
    found = [_built(Dimension, entry, "dimensions.yaml") for entry in _entries("dimensions.yaml")]
    for dimension in found:
        if dimension.side not in get_args(Side):
            raise DefinitionError(f"dimensions.yaml: {dimension.name} has no side called {dimension.side!r}.")
    return {dimension.name: dimension for dimension in found}


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name; raises DefinitionError."""
    found = [_built(Measure, entry, "measures.yaml") for entry in _entries("measures.yaml")]
    return {measure.name: measure for measure in found}


def _entries(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = shipped("metrics", f"definitions/{name}")
    return entries


def _built(kind: type[_Kind], entry: dict[str, Any], where: str) -> _Kind:
    try:
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
        return kind(**values)
    except TypeError as error:
        raise DefinitionError(
            f"{where}: {entry.get('name', entry)!r} can't be understood: {error}."
        ) from error
