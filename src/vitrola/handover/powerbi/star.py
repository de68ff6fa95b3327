"""What the model holds, whatever language it is written in: tables with their columns and measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.contracts import contracts
from vitrola.handover.powerbi.columns import ModelColumn, in_languages, labels, marked, table_columns
from vitrola.handover.powerbi.dax import measure_dax
from vitrola.handover.powerbi.metadata import COLUMNS, metadata_rows
from vitrola.handover.powerbi.names import MEASURES, METADATA
from vitrola.handover.powerbi.power_query import literal_source, table_source
from vitrola.metrics.definitions import measures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.contracts import Contract
    from vitrola.metrics.definitions import Measure
    from vitrola.sources import Source

STAR = ("listening_history_fact", "music_info_dim", "user_id_dim", "calendar_dim", "tagging_fact", "tag_dim")
CALENDAR_KEY = ("listening_history_fact", "play_date", "calendar_dim", "date")
"""A relationship that no contract has, since a play without a date is of no day."""
_HIDDEN = ("tagging_fact", "tag_dim")
"""Tables that no measure counts: their columns would seem to filter plays, and don't."""
_FORMATS = {
    "count": "#,0",
    "decimal": "#,0.00",
    "share": "0.0%",
    "age": "0.0",
    "difference": "+0.0%;-0.0%;0.0%",
}
_TEXT = "string"
_ADDS = {
    "all": {"pt": "Soma-se entre grupos.", "en": "Adds up over groups."},
    "days": {"pt": "Soma-se entre dias, e só entre dias.", "en": "Adds up over days, and over days only."},
    "none": {
        "pt": "Não se soma: cada total é calculado por si.",
        "en": "Doesn't add up: each total is its own.",
    },
}


@dataclass(frozen=True)
class ModelMeasure:
    """One measure of the model; captions and descriptions by language."""

    name: str
    dax: str
    caption: Mapping[str, str]
    description: Mapping[str, str]
    folder: str
    format: str | None


@dataclass(frozen=True)
class ModelTable:
    """One table of the model; ``source`` is the M that fills it."""

    name: str
    caption: Mapping[str, str]
    description: Mapping[str, str]
    columns: tuple[ModelColumn, ...]
    source: str
    measures: tuple[ModelMeasure, ...] = ()
    hidden: bool = False
    is_calendar: bool = False


def model_tables(sources: Iterable[Source], *, simulated: bool) -> list[ModelTable]:
    """The star, the measures and the metadata of a lake with these sources."""
    star = [_of_contract(contracts()[name], simulated=simulated) for name in STAR]
    return [*star, _measures(simulated=simulated), _metadata(sources, simulated=simulated)]


def relationships() -> list[tuple[str, str, str, str]]:
    """Each as the many side's table and column and the one side's, in the order of the tables."""
    found = [
        (name, reference.column, reference.table, reference.target)
        for name in STAR
        for reference in contracts()[name].references
        if reference.table in STAR
    ]
    return [*found, CALENDAR_KEY]


def _of_contract(contract: Contract, *, simulated: bool) -> ModelTable:
    return ModelTable(
        name=contract.table,
        caption=in_languages(labels()["tables"][contract.table]),
        description=contract.description,
        columns=tuple(table_columns(contract, simulated=simulated)),
        source=table_source(contract),
        hidden=contract.table in _HIDDEN,
        is_calendar=contract.table == "calendar_dim",
    )


def _measures(*, simulated: bool) -> ModelTable:
    described = {
        "pt": "Coluna sem valores, que dá lugar às medidas.",
        "en": "No values: it holds the measures.",
    }
    return ModelTable(
        name=MEASURES,
        caption={"pt": MEASURES, "en": "Metrics"},
        description={
            "pt": "As medidas do modelo, cada uma da mesma definição que o SQL do lago.",
            "en": "The model's measures, each from the definition that the lake's SQL is made of.",
        },
        columns=(ModelColumn("Medida", _TEXT, described, source="Medida"),),
        source=literal_source(["Medida"], []),
        measures=tuple(_measure(measure, simulated=simulated) for measure in measures().values()),
    )


def _measure(measure: Measure, *, simulated: bool) -> ModelMeasure:
    adds = _ADDS["days" if measure.each == "day" else "all" if measure.additive else "none"]
    blank = {"pt": "Em branco:", "en": "Blank:"}
    said = {
        language: f"{measure.description[language]} ({measure.unit[language]}) {adds[language]} "
        f"{blank[language]} {measure.null_means[language]}"
        for language in adds
    }
    return ModelMeasure(
        name=measure.label["pt"],
        dax=measure_dax(measure.name),
        caption=measure.label,
        description=marked(said, measure.origin if simulated else None),
        folder={"date": "time", "demographics": "people"}.get(measure.origin or "", "plays"),
        format=_FORMATS.get(measure.format),
    )


def _metadata(sources: Iterable[Source], *, simulated: bool) -> ModelTable:
    rows = metadata_rows((contracts()[name] for name in contracts()), sources, simulated=simulated)
    names = [name for name, _ in COLUMNS]
    return ModelTable(
        name=METADATA,
        caption={"pt": METADATA, "en": "Metadata"},
        description={
            "pt": "Cada coluna das zonas e cada medida, com sua descrição.",
            "en": "Every column of the zones and every measure, with its description.",
        },
        columns=tuple(
            ModelColumn(
                name,
                _TEXT,
                {"pt": f"{name} do metadado.", "en": f"{english} of the metadata."},
                source=name,
                caption={"pt": name, "en": english},
            )
            for name, english in COLUMNS
        ),
        source=literal_source(names, rows),
    )
