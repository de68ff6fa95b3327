"""What a dictionary document says, as tables of text and numbers, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.contracts import control_contracts
from vitrola.errors import LakeError
from vitrola.lake import publication
from vitrola.metrics.definitions import measures
from vitrola.pipeline.dictionary import dictionary_rows
from vitrola.pipeline.record import record_of
from vitrola.sources import sources
from vitrola.wording.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from vitrola.lake import Lake
    from vitrola.wording.words import Wording

NAMES = (
    "zone",
    "table",
    "column",
    "type",
    "description",
    "key",
    "required",
    "rules",
    "reference",
    "null_share",
    "examples",
    "lineage",
    "simulated",
)
MARKS = ("key", "required", "simulated")
MEASURES = ("measure", "unit", "description", "definition")

Cell = str | float | None


@dataclass(frozen=True)
class Content:
    """One publication's dictionary in one language; rows have the columns of NAMES and MEASURES.

    ``lake`` is its last name only: where it stands is nobody else's business.
    """

    lake: str
    run_id: str
    published_at: str
    rows: list[tuple[Cell, ...]]
    measures: list[tuple[Cell, ...]]
    meanings: list[tuple[str, str]]


def content(lake: Lake, say: Wording) -> Content:
    """The current publication's dictionary; raises LakeError where nothing was published yet."""
    shown = publication.current(lake)
    if shown is None:
        raise LakeError("Nothing has been published yet.", hint=f"Run: vitrola run {lake.location}")
    landed = {file["source"] for file in record_of(lake, shown.run_id)["files"]}
    known = [source for name, source in sources(lake.source_folder).items() if name in landed]
    return Content(
        lake=str(lake.location).rstrip("/").rpartition("/")[2],
        run_id=shown.run_id,
        published_at=shown.published_at,
        rows=[_cells(row, say) for row in dictionary_rows(lake, shown, known)],
        measures=[
            (each.label[say.short], each.unit[say.short], each.description[say.short], each.sql)
            for each in measures().values()
        ],
        meanings=_meanings(say),
    )


def _cells(row: Mapping[str, Any], say: Wording) -> tuple[Cell, ...]:
    said = {**row, "description": row[f"description_{say.short}"]}
    said |= {name: say("yes") if row[name] else "" for name in MARKS}
    return tuple(visible(value) if isinstance(value := said[name], str) else value for name in NAMES)


def _meanings(say: Wording) -> list[tuple[str, str]]:
    columns = {column.name: column for column in control_contracts()["dictionary"].columns}
    described = {name: columns.get(name) or columns[f"{name}_{say.short}"] for name in NAMES}
    return [(say(name), column.description[say.short]) for name, column in described.items()]
