"""The semantic model's files: ``definition/`` in TMDL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vitrola.handover.powerbi.columns import labels
from vitrola.handover.powerbi.dax import column_name, text
from vitrola.handover.powerbi.names import CULTURES, object_name, stable_id
from vitrola.handover.powerbi.star import relationships
from vitrola.handover.powerbi.tmdl import Block, Expression, column_path, quoted, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vitrola.handover.powerbi.columns import ModelColumn
    from vitrola.handover.powerbi.star import ModelMeasure, ModelTable
    from vitrola.handover.powerbi.tmdl import Value

COMPATIBILITY = 1606
READERS = "Leitores"
_BY_SOURCE = ("listening_history_fact", "tagging_fact")
"""Tables whose rows are of one source each; tracks and users with global identifiers can be of several."""


def model_files(
    tables: Sequence[ModelTable], parameters: Sequence[Block], sources: Iterable[str]
) -> dict[str, str]:
    """Every file by its path below ``definition/``."""
    found = {
        "database.tmdl": write(Block("database", properties=(("compatibilityLevel", COMPATIBILITY),))),
        "expressions.tmdl": write(*parameters),
        "relationships.tmdl": write(*(_relationship(*ends) for ends in relationships())),
    }
    roles = _roles(sources)
    found["model.tmdl"] = write(*_model([table.name for table in tables], [role.name for role in roles]))
    found |= {f"tables/{table.name}.tmdl": write(_table(table)) for table in tables}
    found |= {f"roles/{_file_name(role.name)}.tmdl": write(role) for role in roles}
    return found | {
        f"cultures/{tag}.tmdl": write(_culture(language, tag, tables)) for language, tag in CULTURES.items()
    }


def _file_name(name: str) -> str:
    """What a file can be called after an object of any name."""
    plain = re.sub(r"[^\w .-]", "_", name)
    return plain if plain == name else f"{plain} {object_name(name)[:6]}"


def _model(tables: Sequence[str], roles: Sequence[str]) -> list[Block]:
    model = Block(
        "model",
        "Model",
        properties=(
            ("culture", CULTURES["pt"]),
            ("defaultPowerBIDataSourceVersion", "powerBI_V3"),
            ("discourageImplicitMeasures", True),
            ("sourceQueryCulture", CULTURES["pt"]),
        ),
        children=(
            Block(
                "dataAccessOptions", properties=(("legacyRedirects", True), ("returnErrorValuesAsNull", True))
            ),
        ),
    )
    return [
        model,
        Block("annotation", "__PBI_TimeIntelligenceEnabled", Expression("0")),
        *(Block("ref table", name) for name in tables),
        *(Block("ref role", name) for name in roles),
        *(Block("ref cultureInfo", tag) for tag in CULTURES.values()),
    ]


def _relationship(table: str, column: str, one: str, key: str) -> Block:
    ends = (("fromColumn", column_path(table, column)), ("toColumn", column_path(one, key)))
    return Block("relationship", stable_id("relationship", table, column, one, key), properties=ends)


def _table(table: ModelTable) -> Block:
    properties: list[tuple[str, Value]] = [("lineageTag", stable_id("table", table.name))]
    properties += [("isHidden", True)] if table.hidden else []
    properties += [("dataCategory", "Time")] if table.is_calendar else []
    return Block(
        "table",
        table.name,
        properties=tuple(properties),
        children=(
            *(_measure(table.name, measure) for measure in table.measures),
            *(_column(table.name, column) for column in table.columns),
            Block(
                "partition",
                table.name,
                Expression("m"),
                (("mode", "import"), ("source", Expression(table.source))),
            ),
        ),
        description=table.description["pt"],
    )


def _measure(table: str, measure: ModelMeasure) -> Block:
    return Block(
        "measure",
        measure.name,
        Expression(measure.dax),
        _said(
            ("formatString", measure.format),
            ("displayFolder", _folder(measure.folder, "pt")),
            ("lineageTag", stable_id("measure", table, measure.name)),
        ),
        description=measure.description["pt"],
    )


def _column(table: str, column: ModelColumn) -> Block:
    return Block(
        "column",
        column.name,
        Expression(column.expression) if column.expression else None,
        _said(
            ("dataType", column.data_type),
            ("isHidden", column.hidden or None),
            ("isKey", column.is_key or None),
            ("formatString", column.format),
            ("lineageTag", stable_id("column", table, column.name)),
            ("displayFolder", _folder(column.folder, "pt")),
            ("dataCategory", column.category),
            ("summarizeBy", "none"),
            ("sourceColumn", column.source),
            ("sortByColumn", quoted(column.sort_by) if column.sort_by else None),
        ),
        description=column.description["pt"],
    )


def _said(*options: tuple[str, Value | None]) -> tuple[tuple[str, Value], ...]:
    return tuple((name, value) for name, value in options if value is not None)


def _folder(name: str | None, language: str) -> str | None:
    if name is None:
        return None
    portuguese, english = labels()["folders"][name]
    return str(portuguese if language == "pt" else english)


def _roles(sources: Iterable[str]) -> list[Block]:
    """One role that reads everything, and one for each source that reads that source's plays."""
    readers = Block(
        "role",
        READERS,
        properties=(("modelPermission", "read"),),
        description="Lê todas as fontes.",
    )
    return [readers, *(_role_of(source) for source in sources)]


def _role_of(source: str) -> Block:
    filters = [
        Block("tablePermission", table, Expression(f"{column_name(table, 'source')} = {text(source)}"))
        for table in _BY_SOURCE
    ]
    return Block(
        "role",
        f"Fonte {source}",
        properties=(("modelPermission", "read"),),
        children=tuple(filters),
        description=f"Lê só as reproduções e etiquetagens que a fonte {source} entregou.",
    )


def _culture(language: str, tag: str, tables: Sequence[ModelTable]) -> Block:
    """Captions, descriptions and folders of everything that can be seen."""
    translated = tuple(_translated_table(language, table) for table in tables)
    model = Block("model", "Model", children=translated)
    return Block("cultureInfo", tag, children=(Block("translations", children=(model,)),))


def _translated_table(language: str, table: ModelTable) -> Block:
    objects: list[tuple[str, ModelMeasure | ModelColumn]] = [("measure", each) for each in table.measures]
    objects += [("column", each) for each in table.columns if not each.hidden]
    return Block(
        "table",
        table.name,
        properties=(("caption", table.caption[language]), ("description", table.description[language])),
        children=tuple(
            Block(
                keyword,
                each.name,
                properties=_said(
                    ("caption", (each.caption or {}).get(language)),
                    ("description", each.description[language]),
                    ("displayFolder", _folder(each.folder, language)),
                ),
            )
            for keyword, each in objects
        ),
    )
