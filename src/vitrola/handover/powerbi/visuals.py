"""One visual of the report in PBIR: the fields it shows, how they are sorted, its title and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.errors import DefinitionError
from vitrola.handover.powerbi.names import MEASURES, METADATA, TABLES_BY_SIDE, object_name, shown_column
from vitrola.metrics.definitions import dimensions, measures

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCHEMAS = "https://developer.microsoft.com/json-schemas/fabric"
_SCHEMA = f"{SCHEMAS}/item/report/definition/visualContainer/2.9.0/schema.json"
Json = dict[str, Any]
_ANY = {"id": "default"}


def visual(page: str, spec: Mapping[str, Any], order: int, colours: Mapping[str, str]) -> Json:
    """The visual of one entry of report.yaml; raises DefinitionError for a kind or a name it doesn't know."""
    if spec["kind"] not in _KINDS:
        raise DefinitionError(f"report.yaml: {spec['name']} is of a kind {spec['kind']!r} that isn't known.")
    x, y, width, height = spec["at"]
    place = {"x": x, "y": y, "z": order * 1000, "width": width, "height": height, "tabOrder": order * 1000}
    return {
        "$schema": _SCHEMA,
        "name": object_name(page, spec["name"]),
        "position": place,
        "visual": _KINDS[spec["kind"]](spec, colours) | {"drillFilterOtherVisuals": True},
    }


def _cards(spec: Mapping[str, Any], colours: Mapping[str, str]) -> Json:
    shown = [_measure(name) for name in spec["measures"]]
    return {
        "visualType": "cardVisual",
        "query": {"queryState": {"Data": {"projections": shown}}},
        "objects": {
            "layout": _one({"columnCount": _literal(f"{len(shown)}L"), "orientation": _literal("0D")}),
            "value": _one({"fontSize": _literal("18D"), "fontColor": _colour(colours["mark"])}, _ANY),
            "label": _one({"fontSize": _literal("9D"), "fontColor": _colour(colours["muted"])}, _ANY),
        },
        "visualContainerObjects": _container(spec, title=False),
    }


def _chart(kind: str, *, by_value: bool) -> Callable[[Mapping[str, Any], Mapping[str, str]], Json]:
    def made(spec: Mapping[str, Any], colours: Mapping[str, str]) -> Json:
        category, value = _dimension(spec["dimension"]), _measure(spec["measure"])
        category["active"] = True
        ordered = (value, "Descending") if by_value else (category, "Ascending")
        return {
            "visualType": kind,
            "query": _sorted({"Category": [category], "Y": [value]}, *ordered),
            "objects": {
                "dataPoint": _one({"defaultColor": _colour(colours["mark"])}),
                "labels": _one({"show": _literal("true")}),
                "categoryAxis": _one({"showAxisTitle": _literal("false")}),
                "valueAxis": _one({"showAxisTitle": _literal("false"), "show": _literal("false")}),
            },
            "visualContainerObjects": _container(spec),
        }

    return made


def _matrix(spec: Mapping[str, Any], _: Mapping[str, str]) -> Json:
    rows = [_dimension(name) for name in spec["dimensions"]]
    rows[0]["active"] = True
    value = _measure(spec["measure"])
    return {
        "visualType": "pivotTable",
        "query": _sorted({"Rows": rows, "Values": [value]}, value, "Descending"),
        "visualContainerObjects": _container(spec),
    }


def _table(spec: Mapping[str, Any], _: Mapping[str, str]) -> Json:
    shown = [_column(METADATA, name) for name in spec["columns"]]
    return {
        "visualType": "tableEx",
        "query": {"queryState": {"Values": {"projections": shown}}},
        "objects": {"values": _one({"wordWrap": _literal("true")})},
        "visualContainerObjects": _container(spec),
    }


def _slicer(spec: Mapping[str, Any], _: Mapping[str, str]) -> Json:
    field = _dimension(spec["dimension"]) if "dimension" in spec else _column(METADATA, spec["column"])
    field["active"] = True
    return {
        "visualType": "slicer",
        "query": {"queryState": {"Values": {"projections": [field]}}},
        "objects": {
            "data": _one({"mode": _text("Dropdown")}),
            "general": _one({"selfFilterEnabled": _literal("true")}),
            "header": _one({"show": _literal("true"), "text": _text(field["nativeQueryRef"])}),
        },
        "visualContainerObjects": _container(
            {"title": f"Filtrar por {field['nativeQueryRef']}"}, title=False
        ),
    }


def _textbox(spec: Mapping[str, Any], colours: Mapping[str, str]) -> Json:
    style = {"fontSize": f"{spec['size']}pt", "color": colours["ink"]}
    paragraphs = [{"textRuns": [{"value": spec["text"], "textStyle": style}]}]
    return {
        "visualType": "textbox",
        "objects": {"general": [{"properties": {"paragraphs": paragraphs}}]},
    }


def _pages(spec: Mapping[str, Any], _: Mapping[str, str]) -> Json:
    return {
        "visualType": "pageNavigator",
        "objects": {"layout": _one({"orientation": _literal("1D")})},
        "visualContainerObjects": _container(spec, title=False),
    }


def _clear(spec: Mapping[str, Any], colours: Mapping[str, str]) -> Json:
    link = {"show": _literal("true"), "type": _text("ClearAllSlicers"), "tooltip": _text(spec["title"])}
    return {
        "visualType": "actionButton",
        "objects": {
            "text": _one(
                {
                    "show": _literal("true"),
                    "text": _text(spec["title"]),
                    "fontColor": _colour(colours["mark"]),
                },
                _ANY,
            ),
            "icon": _one({"show": _literal("false")}, _ANY),
        },
        "visualContainerObjects": _container(spec, title=False) | {"visualLink": _one(link)},
    }


_KINDS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], Json]] = {
    "bars": _chart("barChart", by_value=True),
    "cards": _cards,
    "clear": _clear,
    "columns": _chart("columnChart", by_value=False),
    "line": _chart("lineChart", by_value=False),
    "matrix": _matrix,
    "pages": _pages,
    "slicer": _slicer,
    "table": _table,
    "text": _textbox,
}


def _dimension(name: str) -> Json:
    if name not in dimensions():
        raise DefinitionError(f"report.yaml names a dimension {name!r} that isn't defined.")
    dimension = dimensions()[name]
    return _column(TABLES_BY_SIDE[dimension.side], shown_column(dimension))


def _measure(name: str) -> Json:
    if name not in measures():
        raise DefinitionError(f"report.yaml names a measure {name!r} that isn't defined.")
    return _field("Measure", MEASURES, measures()[name].label["pt"])


def _column(table: str, column: str) -> Json:
    return _field("Column", table, column)


def _field(kind: str, table: str, name: str) -> Json:
    field = {kind: {"Expression": {"SourceRef": {"Entity": table}}, "Property": name}}
    return {"field": field, "queryRef": f"{table}.{name}", "nativeQueryRef": name}


def _sorted(roles: Mapping[str, list[Json]], by: Json, direction: str) -> Json:
    return {
        "queryState": {role: {"projections": shown} for role, shown in roles.items()},
        "sortDefinition": {"sort": [{"field": by["field"], "direction": direction}], "isDefaultSort": False},
    }


def _container(spec: Mapping[str, Any], *, title: bool = True) -> Json:
    """Title and the text that a screen reader says."""
    shown: Json = {"show": _literal("true" if title else "false")}
    if title:
        shown |= {"text": _text(spec["title"]), "fontSize": _literal("11D")}
    return {"title": _one(shown), "general": _one({"altText": _text(spec["title"])})}


def _one(properties: Json, selector: Json | None = None) -> list[Json]:
    return [{"properties": properties} | ({"selector": selector} if selector else {})]


def _literal(value: str) -> Json:
    return {"expr": {"Literal": {"Value": value}}}


def _text(value: str) -> Json:
    return _literal("'" + value.replace("'", "''") + "'")


def _colour(value: str) -> Json:
    return {"solid": {"color": _text(value)}}
