"""What the API answers, as JSON schemas."""

from __future__ import annotations

from vitrola.metrics.answer import CHARTS

ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {name: {"type": "string"} for name in ("error", "error_pt")},
}
ROWS = {"type": "array", "items": {"type": "object", "required": ["value"]}}
CHART = {
    "type": "object",
    "required": ["rows", "total_rows"],
    "properties": {"rows": ROWS, "total_rows": {"type": "integer"}},
}
PAGE = {
    "type": "object",
    "required": ["publication", "filters", "cards", "charts"],
    "properties": {
        "publication": {"type": "string"},
        "filters": {"type": "object"},
        "cards": {
            "type": "object",
            "additionalProperties": {"type": "object", "required": ["value", "before"]},
        },
        "charts": {"type": "object", "required": list(CHARTS), "additionalProperties": CHART},
        "tables": {"type": "array", "items": {"type": "object", "required": ["publication", "by", "rows"]}},
    },
}
TABLE = {
    "type": "object",
    "required": ["publication", "by", "rows", "total_rows", "streams"],
    "properties": {"rows": ROWS, "total_rows": {"type": "integer"}, "streams": {"type": ["integer", "null"]}},
}
RESULTS = {"type": "object", "required": ["publication", "results"], "properties": {"results": ROWS}}
AN_AUDIENCE = {
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
REPLY = {
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
        "why": {"type": ["string", "null"]},
        "audience": {"type": ["string", "null"]},
    },
}
DRIVERS = {
    "type": "object",
    "required": ["publication", "before", "now", "change", "rows", "others", "total_rows"],
    "properties": {
        "rows": {
            "type": "array",
            "items": {"type": "object", "required": ["values", "before", "now", "contribution", "share"]},
        },
        "others": {"type": ["object", "null"], "required": ["values", "contribution"]},
        "days": {"type": "object", "required": ["before", "now"]},
        "per_day": {"type": ["object", "null"], "required": ["before", "now", "change"]},
    },
}
