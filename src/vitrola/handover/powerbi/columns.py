"""The columns of the model: those of a contract, and those that dimensions are shown by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vitrola.contracts import Kind
from vitrola.handover.powerbi.dax import COVERED, column_name, text
from vitrola.handover.powerbi.names import NOT_INFORMED, TABLES_BY_SIDE, resolved_column, shown_column
from vitrola.metrics.definitions import SIMULATED, dimensions
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vitrola.contracts import Contract
    from vitrola.metrics.definitions import Dimension

DATA_TYPES = {
    Kind.STRING: "string",
    Kind.INT: "int64",
    Kind.BIGINT: "int64",
    Kind.DOUBLE: "double",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "dateTime",
    Kind.TIMESTAMP: "dateTime",
}
_FORMATS = {
    Kind.INT: "0",
    Kind.BIGINT: "#,0",
    Kind.DOUBLE: "#,0.000",
    Kind.DATE: "dd/mm/yyyy",
    Kind.TIMESTAMP: "dd/mm/yyyy hh:nn:ss",
}
_SORTED = {"month_name": "month_number", "month_name_pt": "month_number"} | dict.fromkeys(
    ("weekday_name", "weekday_name_pt"), "weekday_order"
)
_ORIGINS = {"date": "date_origin", "demographics": "demographics_origin"}
_SIMULATED = {
    "pt": "[simulado] Onde {origin} é simulated, o valor foi simulado e não vem da fonte.",
    "en": "[simulated] Where {origin} is simulated, the value was simulated and is not from the source.",
}


@dataclass(frozen=True)
class ModelColumn:
    """One column of the model; ``source`` is the contract's column, or ``expression`` its DAX.

    ``category`` tells Power BI what values are beyond their type, such as addresses to be followed.
    """

    name: str
    data_type: str
    description: Mapping[str, str]
    source: str | None = None
    expression: str | None = None
    caption: Mapping[str, str] | None = None
    folder: str | None = None
    sort_by: str | None = None
    format: str | None = None
    is_key: bool = False
    category: str | None = None

    @property
    def hidden(self) -> bool:
        """Whether no analyst needs to see it."""
        return self.caption is None


@cache
def labels() -> dict[str, Any]:
    """Captions of tables, folders and columns."""
    found: dict[str, Any] = shipped("handover.powerbi", "labels.yaml")
    return found


def in_languages(entry: list[str]) -> dict[str, str]:
    """A pair of labels by language."""
    return dict(zip(("pt", "en"), entry, strict=True))


def table_columns(contract: Contract, *, simulated: bool) -> list[ModelColumn]:
    """Every column of a contract, then those that dimensions of the table are shown by."""
    known = labels()["columns"].get(contract.table, {})
    found = []
    for column in contract.columns:
        folder, *pair = known.get(column.name, [None])
        found.append(
            ModelColumn(
                name=column.name,
                data_type=DATA_TYPES[column.kind],
                description=column.description,
                source=column.name,
                caption=in_languages(pair) if pair else None,
                folder=folder,
                sort_by=_SORTED.get(column.name),
                format=_FORMATS.get(column.kind),
                is_key=contract.key == (column.name,),
                category="WebUrl" if column.name.endswith("_url") else None,
            )
        )
    found += _shown(contract.table)
    if contract.table == TABLES_BY_SIDE["day"]:
        found.append(_covered())
    return [_marked(contract.table, column) for column in found] if simulated else found


def marked(description: Mapping[str, str], origin: str | None) -> dict[str, str]:
    """A description with the mark of what may be simulated."""
    if origin is None:
        return dict(description)
    marks = {language: mark.format(origin=_ORIGINS[origin]) for language, mark in _SIMULATED.items()}
    return {language: f"{said} {marks[language]}" for language, said in description.items()}


def _marked(table: str, column: ModelColumn) -> ModelColumn:
    origins = [part for part, columns in SIMULATED.items() if (table, column.name) in columns]
    if column.expression:
        origins += [
            each.origin
            for each in dimensions().values()
            if each.origin and shown_column(each) == column.name and TABLES_BY_SIDE[each.side] == table
        ]
    return replace(column, description=marked(column.description, next(iter(origins), None)))


def _shown(table: str) -> Iterator[ModelColumn]:
    for dimension in dimensions().values():
        if TABLES_BY_SIDE[dimension.side] != table or dimension.format == "date":
            continue
        yield _shown_by(dimension, shown_column(dimension), dimension.label, table)
        if dimension.resolved:
            both = {"pt": resolved_column(dimension), "en": f"{dimension.label['en']} (with tags)"}
            taken = replace(dimension, column=dimension.resolved)
            yield _shown_by(taken, both["pt"], both, table)


def _shown_by(dimension: Dimension, name: str, caption: Mapping[str, str], table: str) -> ModelColumn:
    expression, sort_by = _expression(dimension, table)
    return ModelColumn(
        name=name,
        data_type="string",
        description=dimension.description,
        expression=expression,
        caption=caption,
        folder="dimensions",
        sort_by=sort_by,
    )


def _expression(dimension: Dimension, table: str) -> tuple[str, str | None]:
    """The DAX of what a dimension is shown by, and the column that orders it."""
    column = column_name(table, dimension.shown or dimension.column)
    unknown = text(NOT_INFORMED)
    if dimension.format == "month":
        month, year = column_name(table, "month_name_pt"), column_name(table, "year")
        return f'LEFT ( {month}, 3 ) & "/" & {year}', "month_year"
    if dimension.format == "weekday":
        return column_name(table, "weekday_name_pt"), "weekday_order"
    if dimension.format == "year":
        return f'IF ( ISBLANK ( {column} ), {unknown}, FORMAT ( {column}, "0" ) )', dimension.column
    if dimension.bands:
        return _bands(column_name(table, "age"), dimension.bands), None
    if dimension.name == "sex":
        return f'SWITCH ( {column}, "M", "Masculino", "F", "Feminino", {unknown} )', None
    return f"COALESCE ( {column}, {unknown} )", None


def _bands(column: str, edges: tuple[int, ...]) -> str:
    """Classes of a number by their lower edges, the last open."""
    lines = [f"ISBLANK ( {column} ) || {column} < {edges[0]}, {text(NOT_INFORMED)}"]
    lines += [f"{column} < {above}, {text(f'{edge}-{above - 1}')}" for edge, above in pairwise(edges)]
    inner = ",\n    ".join([*lines, text(f"{edges[-1]}+")])
    return f"SWITCH (\n    TRUE (),\n    {inner}\n)"


def _covered() -> ModelColumn:
    day, played = column_name("calendar_dim", "date"), column_name("listening_history_fact", "play_date")
    return ModelColumn(
        name=COVERED,
        data_type="boolean",
        description={
            "pt": "Se o dia está entre a primeira e a última reprodução.",
            "en": "Whether the day is between the first play and the last.",
        },
        expression=f"{day} >= MIN ( {played} ) && {day} <= MAX ( {played} )",
    )
