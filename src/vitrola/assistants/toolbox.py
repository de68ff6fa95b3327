"""What assistants are offered, read from YAML, with the API's own description of each argument."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from vitrola.dashboard.openapi import document
from vitrola.errors import DefinitionError, UsageError, did_you_mean
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Tool:
    """One question of the API as a tool. ``keep`` names the parts of its answer; none means all of it.

    ``fixed`` parameters are always sent, those of ``without`` never. ``also`` is the path of the rows that
    are compared with those of the period before. ``defines`` adds the definitions of measures.
    """

    name: str
    title: str
    description: str
    path: str
    keep: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    also: str | None = None
    defines: bool = True

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of its arguments, from the API's description of the same parameters."""
        paths = [self.path, *([self.also] if self.also else [])]
        found = {entry["name"]: entry for path in paths for entry in _parameters(path)}
        known = {name: entry for name, entry in found.items() if name not in self.without}
        own = {entry["name"] for entry in _parameters(self.path)}
        return {
            "type": "object",
            "properties": {
                name: entry["schema"] | {"description": entry["description"]} for name, entry in known.items()
            },
            "required": [name for name, entry in known.items() if entry["required"] and name in own],
            "additionalProperties": False,
        }

    def pairs(self, arguments: Mapping[str, Any]) -> Pairs:
        """Arguments as a query string's names and values; raises UsageError for any it doesn't know."""
        known = self.schema["properties"]
        for name in arguments:
            if name not in known:
                raise UsageError(
                    f"{self.name} has no argument called {name[:50]!r}; known are {', '.join(known)}."
                    + did_you_mean(name, known)
                )
        return [pair for name, value in arguments.items() for pair in _pairs(name, value)]


@dataclass(frozen=True)
class Resource:
    """Something that an assistant can read without asking about it."""

    uri: str
    name: str
    title: str
    description: str
    path: str
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Toolbox:
    """All of it; tools by name, resources by address."""

    instructions: str
    tools: Mapping[str, Tool]
    resources: Mapping[str, Resource]


@cache
def toolbox() -> Toolbox:
    """What is offered; raises DefinitionError."""
    found = shipped("assistants", "tools.yaml")
    try:
        tools = [Tool(**_tuples(entry)) for entry in found["tools"]]
        readable = [Resource(**_tuples(entry)) for entry in found["resources"]]
    except (KeyError, TypeError) as error:
        raise DefinitionError(f"tools.yaml can't be understood: {error}.") from error
    return Toolbox(
        found["instructions"],
        {tool.name: tool for tool in tools},
        {resource.uri: resource for resource in readable},
    )


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


@cache
def _parameters(path: str) -> tuple[dict[str, Any], ...]:
    paths = document()["paths"]
    if path not in paths:
        raise DefinitionError(f"tools.yaml: the API has no path {path}.")
    return tuple(paths[path]["get"]["parameters"])


def _pairs(name: str, value: Any) -> Pairs:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(each, dict | list | bool) for each in values):
        raise UsageError(f"{name} must be text, a number, or a list of them.")
    return [(name, "" if each is None else str(each)) for each in values]
