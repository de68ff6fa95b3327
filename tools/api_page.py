"""The reference page of the API, from its own OpenAPI description."""

from __future__ import annotations

from typing import Any

from tools.markdown import rows
from vitrola.dashboard.openapi import document

INTRO = (
    "What `vitrola serve` answers; `/api/openapi.json` has the same for machines, and "
    "[assistants](../how-to/assistants.md) ask the same questions. Every path is asked by GET. Unknown "
    "parameters are refused. An answer is of one publication, which it names."
)

ALTERNATIVES = "Repeated values are alternatives; an empty one is missing."


def page() -> list[str]:
    """The parts of the page in order."""
    described = document()
    paths = {path: entry["get"] for path, entry in described["paths"].items()}
    shared = _shared(paths)
    head = f"## Filters\nParameters of every path that says *filters*. {ALTERNATIVES}\n\n"
    return [
        "# The API",
        INTRO,
        head
        + _parameters([entry for entry in paths["/api/dashboard"]["parameters"] if entry["name"] in shared]),
        *(_path(path, entry, shared) for path, entry in paths.items()),
        "## Errors\n" + rows(["status", "when"], _errors(paths)),
    ]


def _shared(paths: dict[str, Any]) -> set[str]:
    """Names of the filters: the parameters that page and drill have in common."""
    page, drill = (
        {each["name"] for each in paths[f"/api/{path}"]["parameters"]} for path in ("dashboard", "drill")
    )
    return page & drill


def _path(path: str, entry: dict[str, Any], shared: set[str]) -> str:
    own = [each for each in entry["parameters"] if each["name"] not in shared]
    filtered = len(entry["parameters"]) - len(own)
    if filtered == 1:
        own += [each for each in entry["parameters"] if each["name"] in shared]
    kind = next(iter(entry["responses"]["200"]["content"]))
    said = f"## {path}\n{entry['summary']}. Answers `{kind}`." + (" Takes *filters*." if filtered > 1 else "")
    return f"{said}\n\n{_parameters(own)}" if own else said


def _parameters(entries: list[dict[str, Any]]) -> str:
    return rows(
        ["parameter", "what it takes", "what it says"],
        [
            [
                f"`{each['name']}`" + (" (required)" if each["required"] else ""),
                _taken(each["schema"]),
                each["description"].removesuffix(ALTERNATIVES).strip(),
            ]
            for each in entries
        ],
    )


def _taken(schema: dict[str, Any]) -> str:
    """What a value may be, in words."""
    if schema["type"] == "array":
        return f"{_taken(schema['items'])}; repeated, at most {schema['maxItems']} times"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "integer":
        return f"a whole number from {schema['minimum']:,} to {schema['maximum']:,}"
    longest = f" of at most {schema['maxLength']} characters" if "maxLength" in schema else ""
    pattern = schema.get("pattern", "")
    like = "" if not pattern or pattern.startswith("^[^") or len(pattern) > 60 else f" like `{pattern}`"
    return "a date such as 2020-03-31" if schema.get("format") == "date" else f"text{longest}{like}"


def _errors(paths: dict[str, Any]) -> list[list[str]]:
    found = {
        status: said["description"]
        for entry in paths.values()
        for status, said in entry["responses"].items()
        if status.startswith(("4", "5"))
    }
    return [[status, said] for status, said in sorted(found.items())]
