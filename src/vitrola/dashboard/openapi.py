"""The API's description in OpenAPI 3.1, made from the definitions of dimensions and measures."""

from __future__ import annotations

from typing import Any

from vitrola import __version__
from vitrola.metrics.answer import CHARTS
from vitrola.metrics.audience.answer import ORDERS as RANKED
from vitrola.metrics.audience.answer import SORTS, SPLITS
from vitrola.metrics.audience.tables import TABLES
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.parts import COMPARED, EXPLAINED
from vitrola.metrics.ranking import ORDERS
from vitrola.questions.grammar import LONGEST

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PATTERNS = {
    "year": "^-?[0-9]{1,4}$|^$",
    "month": "^[0-9]{4}-(0[1-9]|1[0-2])$|^$",
    "weekday": "^[1-7]$|^$",
    "text": "^[^\\u0000-\\u001f\\u007f]*$",
}
_TEXT = "[A-Za-z0-9+*._-]{0,99}"
_TABLE_ASKED = (
    f"^by=({'|'.join(dimensions())})(&sort=({'|'.join(ORDERS)}))?(&order=(asc|desc))?(&q={_TEXT})?"
    f"(&genre={_TEXT})?(&artist={_TEXT})?(&album={_TEXT})?(&limit=[1-9][0-9]{{0,2}})?$"
)


def document() -> dict[str, Any]:
    """The OpenAPI document."""
    filters = [
        *map(_filter, dimensions()),
        *_ranges(),
        _query("publication", {"type": "string"}, "A retained run."),
    ]
    by = _query(
        "by", {"type": "string", "enum": list(dimensions())}, "The dimension of the rows.", required=True
    )
    shown = [
        _query("sort", {"type": "string", "enum": list(ORDERS)}, "The column to sort by."),
        _query("order", {"type": "string", "enum": ["asc", "desc"]}, "The direction."),
        _query("q", {"type": "string", "maxLength": 100}, "Only rows with this in their name."),
    ]
    page = [
        _query("offset", {"type": "integer", "minimum": 0, "maximum": 10_000_000}, "Rows to leave out."),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000}, "Rows at most."),
    ]
    text = _query(
        "q",
        {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "[^\\s\\u0000-\\u001f\\u0085]"},
        "A part of a name.",
        required=True,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vitrola",
            "version": __version__,
            "description": "Listening, as one publication shows it.",
        },
        "paths": {
            "/api/dashboard": _get(
                "Cards and charts under filters, each chart without its own",
                [*filters, _BESIDE, _TABLES],
                _PAGE,
            ),
            "/api/drill": _get(
                "One dimension's values under all filters", [by, *shown, *page, *filters], _TABLE
            ),
            "/api/drivers": _get(
                "What a change is made of, adding up exactly to it",
                [_EXPLAINED_BY, _EXPLAINED, page[1], _PINNED, *filters],
                _DRIVERS,
            ),
            "/api/export.csv": _get("The rows of a drill as CSV", [by, _OF, *shown, *filters], None),
            "/api/export.xlsx": _get(
                "A view as XLSX, with deltas, a total and a cover",
                [by, _OF, *shown, _BESIDE, _PINNED, _LANG, *filters],
                None,
                kind=XLSX,
            ),
            "/api/audience": _get(
                "Who plays the artists or genres picked: reach, concentration, segments, other artists, "
                "setlists, months; `subject` is empty where none is picked",
                [*_AUDIENCE, *filters],
                _AN_AUDIENCE,
            ),
            "/api/audience.csv": _get("A table of an audience as CSV", [*_AUDIENCE_FILE, *filters], None),
            "/api/audience.xlsx": _get(
                "A table of an audience as XLSX, with a cover",
                [*_AUDIENCE_FILE, _LANG, *filters],
                None,
                kind=XLSX,
            ),
            "/api/ask": _get(
                "A question in words: how it was understood and its answer, a question back, or what isn't "
                "known. The `query` of a chip or choice is asked in place of `q`",
                [_QUESTION, _LANG, filters[-1]],
                _REPLY,
            ),
            "/api/search": _get("Artists and tracks by name", [text, filters[-1]], _RESULTS),
            "/api/metadata": _get(
                "Tables, columns, lineage, measures, freshness", filters[-1:], {"type": "object"}
            ),
            "/api/diagram.svg": _get(
                "The star schema, the run's flow or the lineage of measures, as SVG",
                [_DIAGRAM, _DIAGRAM_LANG, filters[-1]],
                None,
                kind="image/svg+xml",
            ),
            "/healthz": _get("Whether there is something to show", [], {"type": "object"}),
        },
        "components": {"schemas": {"Error": _ERROR}},
    }


def _filter(name: str) -> dict[str, Any]:
    kind = dimensions()[name].format
    schema: dict[str, Any] = {"type": "string", "maxLength": 500}
    schema |= {"format": "date"} if kind == "date" else {"pattern": _PATTERNS[kind]}
    values = {"type": "array", "items": schema, "maxItems": 200}
    described = (
        f"{dimensions()[name].description['en']} Repeated values are alternatives; an empty one is missing."
    )
    return _query(name, values, described) | {"explode": True, "style": "form"}


def _ranges() -> list[dict[str, Any]]:
    day = {"type": "string", "format": "date"}
    genres = {"type": "string", "enum": ["delivered", "resolved"]}
    return [
        _query("from", day, "First play date."),
        _query("to", day, "Last play date."),
        _query("genres", genres, "Genres as delivered, or completed from tags."),
    ]


def _query(name: str, schema: dict[str, Any], description: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": description}


def _get(
    summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any] | None, *, kind: str = "text/csv"
) -> dict[str, Any]:
    """A path's description; what has no schema is text of a kind."""
    content = {"application/json": {"schema": schema}} if schema else {kind: {"schema": {"type": "string"}}}
    errors = {
        "400": "A name or value is not known.",
        "404": "The publication is not retained.",
        "401": "A token is needed.",
        "503": "Busy, or nothing published.",
    }
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    responses: dict[str, Any] = {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "Unchanged."},
    }
    responses |= {code: {"description": text, "content": error} for code, text in errors.items()}
    return {"get": {"summary": summary, "parameters": parameters, "responses": responses}}


_BESIDE = _query(
    "beside",
    {"type": "string", "enum": ["before"]},
    "Adds `before`: the same page under the period before, null where there is none.",
)
_PINNED = _query(
    "pinned",
    {"type": "string", "pattern": "^(sex=[FM])?$"},
    "Filters as a query string: the selection that numbers are compared with.",
)
_LANG = _query("lang", {"type": "string", "enum": ["pt", "en"]}, "The language of its words.")
_OF = _query(
    "of",
    {"type": "string", "enum": ["table", "chart"]},
    "The rows of a `chart` leave its own dimension's filter out, as it does.",
)
_TABLES = _query(
    "table",
    {"type": "array", "items": {"type": "string", "pattern": _TABLE_ASKED}, "maxItems": 4},
    "Adds to `tables` what `/api/drill` answers to this query string, whose text is percent-encoded, "
    "under the page's filters and its own.",
)
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {name: {"type": "string"} for name in ("error", "error_pt")},
}
_ROWS = {"type": "array", "items": {"type": "object", "required": ["value"]}}
_CHART = {
    "type": "object",
    "required": ["rows", "total_rows"],
    "properties": {"rows": _ROWS, "total_rows": {"type": "integer"}},
}
_PAGE = {
    "type": "object",
    "required": ["publication", "filters", "cards", "charts"],
    "properties": {
        "publication": {"type": "string"},
        "filters": {"type": "object"},
        "cards": {
            "type": "object",
            "additionalProperties": {"type": "object", "required": ["value", "before"]},
        },
        "charts": {"type": "object", "required": list(CHARTS), "additionalProperties": _CHART},
        "tables": {"type": "array", "items": {"type": "object", "required": ["publication", "by", "rows"]}},
    },
}
_TABLE = {
    "type": "object",
    "required": ["publication", "by", "rows", "total_rows", "streams"],
    "properties": {"rows": _ROWS, "total_rows": {"type": "integer"}, "streams": {"type": "integer"}},
}
_RESULTS = {"type": "object", "required": ["publication", "results"], "properties": {"results": _ROWS}}


_AUDIENCE = [
    _query("sort", {"type": "string", "enum": list(SORTS)}, "What other artists are ranked by."),
    _query("order", {"type": "string", "enum": list(RANKED)}, "What tracks are ranked by."),
    _query(
        "split", {"type": "string", "enum": list(SPLITS)}, "The trait of users that setlists are told by."
    ),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000}, "Rows of each table at most."),
]
_AUDIENCE_FILE = [
    _query("table", {"type": "string", "enum": list(TABLES)}, "Which table; setlist if none."),
    *_AUDIENCE[:3],
]
_AN_AUDIENCE = {
    "type": "object",
    "required": [
        "publication",
        "filters",
        "subject",
        "suppressed",
        "numbers",
        "segments",
        "artists",
        "setlist",
    ],
    "properties": {
        "publication": {"type": "string"},
        "suppressed": {"type": "boolean"},
        "numbers": {"type": "object", "additionalProperties": {"type": "object", "required": ["value"]}},
    },
}
_QUESTION = _query(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "[^\\s\\u0000-\\u001f\\u0085]"},
    "A question in Portuguese or English.",
    required=True,
)
_REPLY = {
    "type": "object",
    "required": ["publication", "kind", "lang", "sentence"],
    "properties": {
        "kind": {"type": "string", "enum": ["answer", "ambiguous", "unknown", "refused"]},
        "reading": {"type": "object", "required": ["measure", "by", "filters", "order", "limit", "change"]},
        "chips": {
            "type": "array",
            "items": {"type": "object", "required": ["part", "text", "remove", "options"]},
        },
        "choices": {"type": "array", "items": {"type": "object", "required": ["text", "query", "reading"]}},
        "answer": {"type": "object", "required": ["columns", "rows", "total_rows"]},
        "link": {"type": "string"},
    },
}
_DIAGRAM = _query(
    "of", {"type": "string", "enum": ["er", "flow", "lineage"]}, "What is drawn.", required=True
)
_DIAGRAM_LANG = _query(
    "lang", {"type": "string", "enum": ["pt-BR", "en"]}, "The language of its texts; pt-BR if none."
)

_BY = [name for name in dimensions() if name not in COMPARED]
_EXPLAINED_BY = _query(
    "by",
    {"type": "string", "enum": [*_BY, "genre,sex", "artist,age_band"]},
    "The dimension whose values explain the change, or two with a comma between.",
    required=True,
)
_EXPLAINED = _query(
    "measure",
    {"type": "string", "enum": ["streams"]},
    f"What changed. Others are {', '.join(EXPLAINED[1:])}, each by the dimensions whose values add up to it; "
    "by others it is refused.",
)
_DRIVERS = {
    "type": "object",
    "required": ["publication", "before", "now", "change", "rows", "others", "total_rows"],
    "properties": {
        "rows": {
            "type": "array",
            "items": {"type": "object", "required": ["values", "before", "now", "contribution", "share"]},
        },
        "others": {"type": ["object", "null"], "required": ["values", "contribution"]},
    },
}
