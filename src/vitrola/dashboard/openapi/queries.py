"""The parameters that questions to the API take."""

from __future__ import annotations

from typing import Any

from vitrola.metrics.audience.answer import ORDERS as RANKED
from vitrola.metrics.audience.answer import SORTS, SPLITS
from vitrola.metrics.audience.tables import TABLES as AUDIENCE_TABLES
from vitrola.metrics.definitions import dimensions
from vitrola.metrics.parts import COMPARED
from vitrola.metrics.parts import EXPLAINED as EXPLAINABLE
from vitrola.metrics.ranking import ORDERS
from vitrola.questions.grammar import LONGEST

_PATTERNS = {
    "year": "^-?[0-9]{1,4}$|^$",
    "month": "^[0-9]{4}-(0[1-9]|1[0-2])$|^$",
    "weekday": "^[1-7]$|^$",
    "text": "^[^\\u0000-\\u001f\\u007f]*$",
}


def _query(name: str, schema: dict[str, Any], description: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema, "description": description}


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


_TEXT = "[A-Za-z0-9+*._-]{0,99}"
_TABLE_ASKED = (
    f"^by=({'|'.join(dimensions())})(&sort=({'|'.join(ORDERS)}))?(&order=(asc|desc))?(&q={_TEXT})?"
    f"(&genre={_TEXT})?(&artist={_TEXT})?(&album={_TEXT})?(&limit=[1-9][0-9]{{0,2}})?$"
)
PUBLICATION = _query("publication", {"type": "string"}, "A retained run.")
FILTERS = [*map(_filter, dimensions()), *_ranges(), PUBLICATION]
BY = _query("by", {"type": "string", "enum": list(dimensions())}, "The dimension of the rows.", required=True)
SHOWN = [
    _query("sort", {"type": "string", "enum": list(ORDERS)}, "The column to sort by."),
    _query("order", {"type": "string", "enum": ["asc", "desc"]}, "The direction."),
    _query("q", {"type": "string", "maxLength": 100}, "Only rows with this in their name."),
]
OFFSET, LIMIT = (
    _query("offset", {"type": "integer", "minimum": 0, "maximum": 10_000_000}, "Rows to leave out."),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000}, "Rows at most."),
)
NAME = _query(
    "q",
    {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "[^\\s\\u0000-\\u001f\\u0085]"},
    "A part of a name.",
    required=True,
)
BESIDE = _query(
    "beside",
    {"type": "string", "enum": ["before"]},
    "Adds `before`: the same page under the period before, null where there is none.",
)
PINNED = _query(
    "pinned",
    {"type": "string", "pattern": "^(sex=[FM])?$"},
    "Filters as a query string: the selection that numbers are compared with.",
)
LANG = _query("lang", {"type": "string", "enum": ["pt", "en"]}, "The language of its words.")
CSV_LANG = _query(
    "lang",
    {"type": "string", "enum": ["pt", "en"]},
    "`pt` has headings in Portuguese, semicolons and decimal commas, as a spreadsheet in Brazil opens it; "
    "`en`, if none, the API's names and commas between.",
)
OF = _query(
    "of",
    {"type": "string", "enum": ["table", "chart"]},
    "The rows of a `chart` leave its own dimension's filter out, as it does.",
)
TABLES = _query(
    "table",
    {"type": "array", "items": {"type": "string", "pattern": _TABLE_ASKED}, "maxItems": 4},
    "Adds to `tables` what `/api/drill` answers to this query string, whose text is percent-encoded, "
    "under the page's filters and its own.",
)
AUDIENCE = [
    _query("sort", {"type": "string", "enum": list(SORTS)}, "What other artists are ranked by."),
    _query("order", {"type": "string", "enum": list(RANKED)}, "What tracks are ranked by."),
    _query(
        "split", {"type": "string", "enum": list(SPLITS)}, "The trait of users that setlists are told by."
    ),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000}, "Rows of each table at most."),
]
AUDIENCE_FILE = [
    _query("table", {"type": "string", "enum": list(AUDIENCE_TABLES)}, "Which table; setlist if none."),
    *AUDIENCE[:3],
]
QUESTION = _query(
    "q",
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "[^\\s\\u0000-\\u001f\\u0085]"},
    "A question in Portuguese or English.",
    required=True,
)
DIAGRAM = _query("of", {"type": "string", "enum": ["er", "flow", "lineage"]}, "What is drawn.", required=True)
DIAGRAM_LANG = _query(
    "lang", {"type": "string", "enum": ["pt-BR", "en"]}, "The language of its texts; pt-BR if none."
)
_BY = [name for name in dimensions() if name not in COMPARED]
EXPLAINED_BY = _query(
    "by",
    {"type": "string", "enum": [*_BY, "genre,sex", "artist,age_band"]},
    "The dimension whose values explain the change, or two with a comma between.",
    required=True,
)
EXPLAINED = _query(
    "measure",
    {"type": "string", "enum": ["streams"]},
    f"What changed. Others are {', '.join(EXPLAINABLE[1:])}, each by what adds up to it; "
    "by others it is refused.",
)
