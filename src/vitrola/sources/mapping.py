"""What a source definition says, as frozen values, and how it is read from YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

import yaml

from vitrola.contracts import contract_for_records
from vitrola.errors import ContractError, SourceDefinitionError
from vitrola.yamltext import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

DeliveryKind = Literal["increment", "snapshot"]
Format = Literal["delimited", "json"]
Repeated = Literal["sum", "quarantine"]

CARRIED: Mapping[str, tuple[str, ...]] = {
    "listens": ("track_name", "track_artist"),
    "users": ("observed_at",),
}
"""Columns a feed may map beside its contract's: what the models need but no table publishes."""


@dataclass(frozen=True)
class Feed:
    """How rows of one layout become records of one contract.

    ``columns`` maps canonical columns to Spark SQL over the raw text columns; rows for which ``where``
    is not true are set aside. ``key`` and ``repeated`` are for listens: what identifies one, and what
    happens to a second row with the same key.
    """

    records: str
    columns: Mapping[str, str | None]
    level: str | None = None
    where: str | None = None
    set_aside: str | None = None
    key: tuple[str, ...] = ()
    repeated: Repeated = "sum"
    required: tuple[str, ...] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """One kind of raw file: how its text is split, and which records it feeds.

    The first feed accounts for the file's rows. ``personal`` columns stay in the raw zone. A file may
    lack ``optional`` columns, whose values are then null; ``renamed`` gives other names of a column, which
    stand in where a file doesn't have its own.
    """

    name: str
    format: Format
    columns: tuple[str, ...]
    feeds: tuple[Feed, ...]
    delimiter: str = ","
    quote: str = ""
    encoding: str = "utf-8"
    personal: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    renamed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Every name of a column that the layout knows."""
        return frozenset(self.columns).union(*self.renamed.values())

    def found_as(self, column: str, names: Collection[str]) -> str | None:
        """What a file with these names calls a column of the layout; None where it lacks it."""
        return next((name for name in (column, *self.renamed.get(column, ())) if name in names), None)

    def lacking(self, names: Collection[str]) -> list[str]:
        """The columns, in order, without which a file with these names isn't of this layout."""
        needed = (column for column in self.columns if column not in self.optional)
        return [column for column in needed if self.found_as(column, names) is None]


@dataclass(frozen=True)
class Source:
    """A provider: its layouts, how it delivers, and whether its identifiers are global."""

    name: str
    title: str
    delivery: DeliveryKind
    global_identifiers: bool
    layouts: tuple[Layout, ...]
    file: str = field(default="", compare=False, repr=False)
    """Where it is defined: for messages only, since a copy elsewhere reads records alike."""

    def layout(self, name: str) -> Layout:
        """The layout called ``name``; raises KeyError."""
        for layout in self.layouts:
            if layout.name == name:
                return layout
        raise KeyError(name)


@cache
def shipped_sources() -> dict[str, Source]:
    """The sources that come with Vitrola, by name."""
    folder = resources.files("vitrola.sources") / "definitions"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=str)
    found = [parse(entry.read_text("utf-8"), where=entry.name) for entry in entries]
    return {source.name: source for source in found}


def sources(folder: Path | None = None) -> dict[str, Source]:
    """The shipped sources and those kept in a lake's ``sources/`` folder, which win by name."""
    found = dict(shipped_sources())
    for path in sorted(folder.glob("*.yaml")) if folder and folder.is_dir() else []:
        source = parse(path.read_text("utf-8"), where=str(path))
        found[source.name] = source
    return found


def parse(text: str, *, where: str) -> Source:
    """Read one source definition; raises SourceDefinitionError naming ``where`` and what is wrong."""
    try:
        document = parsed(text)
        return Source(
            name=document["source"],
            title=document["title"],
            delivery=_one_of(document, "delivery", ("increment", "snapshot")),
            global_identifiers=_one_of(document, "identifiers", ("global", "local")) == "global",
            layouts=tuple(_layout(entry) for entry in document["layouts"]),
            file=where,
        )
    except yaml.YAMLError as error:
        raise SourceDefinitionError(f"{where} is not YAML: {error}.") from error
    except KeyError as error:
        raise SourceDefinitionError(f"{where} lacks {error}.") from error
    except (TypeError, ValueError, ContractError) as error:
        raise SourceDefinitionError(f"{where}: {error}") from error


def _one_of(entry: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> Any:
    value = entry[name]
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _layout(entry: dict[str, Any]) -> Layout:
    columns = tuple(entry["columns"])
    options = {name: entry[name] for name in ("delimiter", "quote", "encoding") if name in entry}
    return Layout(
        name=entry["name"],
        format=_one_of(entry, "format", ("delimited", "json")),
        columns=columns,
        feeds=tuple(_feed(feed, columns) for feed in entry["feeds"]),
        personal=tuple(entry.get("personal", ())),
        optional=_known(entry, "optional", columns),
        renamed=_renamed(entry, columns),
        **options,
    )


def _known(entry: dict[str, Any], name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    found = entry.get(name, ())
    if stray := sorted(set(found) - set(columns)):
        raise ValueError(f"{name} has {', '.join(stray)}; known columns are {', '.join(columns)}.")
    return tuple(found)


def _renamed(entry: dict[str, Any], columns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    _known(entry, "renamed", columns)
    written = dict(entry.get("renamed", {}))
    return {name: (other,) if isinstance(other, str) else tuple(other) for name, other in written.items()}


def _feed(entry: dict[str, Any], raw: tuple[str, ...]) -> Feed:
    records = entry["records"]
    contract = contract_for_records(records)
    known = [column.name for column in contract.delivered] + list(CARRIED.get(records, ()))
    stray = sorted(set(entry["columns"]) - set(known))
    if stray:
        raise ValueError(f"{records} have no column {', '.join(stray)}; known are {', '.join(known)}.")
    same_name = {name: f"`{name}`" for name in known if name in raw}
    return Feed(
        records=records,
        columns={**same_name, **entry["columns"]},
        level=entry.get("level"),
        where=entry.get("where"),
        set_aside=entry.get("set_aside"),
        key=tuple(entry.get("key", ())),
        repeated=_one_of({"repeated": entry.get("repeated", "sum")}, "repeated", ("sum", "quarantine")),
        required=tuple(entry.get("required", ())),
        patterns=entry.get("patterns", {}),
    )
