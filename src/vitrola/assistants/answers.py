"""Tools and resources answered by the dashboard's API in this process: same names, limits and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2

from vitrola.assistants.comparison import compared
from vitrola.errors import UsageError, did_you_mean
from vitrola.metrics.definitions import dimensions, measures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp

    from vitrola.assistants.toolbox import Pairs, Resource, Tool, Toolbox
    from vitrola.metrics.definitions import Dimension, Measure


class RefusedError(Exception):
    """The API's refusal: one sentence, in Portuguese too where the page may show it."""


class Answers:
    """What the API answers to tools and resources."""

    def __init__(self, api: ASGIApp, toolbox: Toolbox) -> None:
        self._client = httpx2.AsyncClient(transport=httpx2.ASGITransport(api), base_url="http://lake")
        self._toolbox = toolbox

    async def call(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """A tool's answer; raises UsageError or RefusedError."""
        tool = _known(name, self._toolbox.tools, "tool")
        pairs = [*tool.pairs(arguments), *tool.fixed.items()]
        asked = compared(self._get, tool, pairs) if tool.also else self._get(tool.path, pairs)
        found = _kept(tool, await asked)
        return found | ({"definitions": definitions(found)} if tool.defines else {})

    async def read(self, uri: str) -> dict[str, Any]:
        """A resource's content; raises UsageError or RefusedError."""
        resource = _known(uri, self._toolbox.resources, "resource")
        return _kept(resource, await self._get(resource.path, []))

    async def _get(self, path: str, pairs: Pairs) -> dict[str, Any]:
        answer = await self._client.get(path, params=tuple(pairs))
        body: dict[str, Any] = answer.json()
        if answer.status_code != httpx2.codes.OK:
            raise RefusedError("\n".join(dict.fromkeys(filter(None, [body["error"], body.get("error_pt")]))))
        return body


def definitions(answer: dict[str, Any]) -> dict[str, Any]:
    """What the measures in an answer mean, and the dimension of its rows.

    ``origin`` names the part of the publication's origins that says whether a number is simulated.
    """
    named = set(_names(answer))
    found = {
        name: _said(measure, "label", "unit", "description", "null_means") | {"adds_up": measure.additive}
        for name, measure in measures().items()
        if name in named
    }
    if (by := answer.get("by")) in dimensions():
        found[by] = _said(dimensions()[by], "label", "description")
    return found


def _said(defined: Measure | Dimension, *names: str) -> dict[str, Any]:
    found = {name: dict(getattr(defined, name)) for name in names}
    return found | ({"origin": defined.origin} if defined.origin else {})


def _names(part: Any) -> Iterator[str]:
    """The keys of every object within."""
    if isinstance(part, dict):
        yield from part
    for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _names(each)


def _kept(offered: Tool | Resource, answer: dict[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in offered.keep if name in answer} if offered.keep else answer


def _known(name: str, known: Mapping[str, Any], kind: str) -> Any:
    if name not in known:
        raise UsageError(
            f"There is no {kind} called {name[:50]!r}; known are {', '.join(known)}."
            + did_you_mean(name, known)
        )
    return known[name]
