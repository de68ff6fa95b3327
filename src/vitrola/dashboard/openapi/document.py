"""The document: every path with its parameters and answers."""

from __future__ import annotations

from typing import Any

from vitrola import __version__
from vitrola.dashboard.openapi import queries, shapes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def document() -> dict[str, Any]:
    """The OpenAPI document."""
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
                [*queries.FILTERS, queries.BESIDE, queries.TABLES],
                shapes.PAGE,
            ),
            "/api/drill": _get(
                "One dimension's values under all filters",
                [queries.BY, *queries.SHOWN, queries.OFFSET, queries.LIMIT, *queries.FILTERS],
                shapes.TABLE,
            ),
            "/api/drivers": _get(
                "What a change is made of, adding up exactly to it",
                [queries.EXPLAINED_BY, queries.EXPLAINED, queries.LIMIT, queries.PINNED, *queries.FILTERS],
                shapes.DRIVERS,
            ),
            "/api/export.csv": _get(
                "The rows of a drill as CSV; `simulated` names in each row what is simulated, if anything",
                [queries.BY, queries.OF, *queries.SHOWN, queries.CSV_LANG, *queries.FILTERS],
                None,
            ),
            "/api/export.xlsx": _get(
                "A view as XLSX, with deltas, a total and a cover",
                [
                    queries.BY,
                    queries.OF,
                    *queries.SHOWN,
                    queries.BESIDE,
                    queries.PINNED,
                    queries.LANG,
                    *queries.FILTERS,
                ],
                None,
                kind=XLSX,
            ),
            "/api/audience": _get(
                "Who plays the artists or genres picked: reach, concentration, segments, other artists, "
                "setlists, months; `subject` is empty where none is picked",
                [*queries.AUDIENCE, *queries.FILTERS],
                shapes.AN_AUDIENCE,
            ),
            "/api/audience.csv": _get(
                "A table of an audience as CSV; `simulated` names in each row what is simulated, if anything",
                [*queries.AUDIENCE_FILE, queries.CSV_LANG, *queries.FILTERS],
                None,
            ),
            "/api/audience.xlsx": _get(
                "A table of an audience as XLSX, with a cover",
                [*queries.AUDIENCE_FILE, queries.LANG, *queries.FILTERS],
                None,
                kind=XLSX,
            ),
            "/api/ask": _get(
                "A question in words: how it was understood and its answer, a question back, or what isn't "
                "known. The `query` of a chip or choice is asked in place of `q`",
                [queries.QUESTION, queries.LANG, queries.PUBLICATION],
                shapes.REPLY,
            ),
            "/api/search": _get(
                "Artists and tracks by name", [queries.NAME, queries.PUBLICATION], shapes.RESULTS
            ),
            "/api/metadata": _get(
                "Tables, columns, lineage, measures, freshness", [queries.PUBLICATION], {"type": "object"}
            ),
            "/api/diagram.svg": _get(
                "The star schema, the run's flow or the lineage of measures, as SVG",
                [queries.DIAGRAM, queries.DIAGRAM_LANG, queries.PUBLICATION],
                None,
                kind="image/svg+xml",
            ),
            "/healthz": _get("Whether there is something to show", [], {"type": "object"}),
        },
        "components": {"schemas": {"Error": shapes.ERROR}},
    }


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
