"""The tools and resources of one lake over the Model Context Protocol, on standard input and output."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import mcp_types as types
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from vitrola import __version__
from vitrola.assistants.answers import Answers, RefusedError
from vitrola.assistants.toolbox import Tool, toolbox
from vitrola.dashboard.app import make_api
from vitrola.dashboard.routes import UNEXPECTED
from vitrola.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcp.server import ServerRequestContext

    from vitrola.config import Settings
    from vitrola.lake import Lake

    Context = ServerRequestContext[Any]

LOG = logging.getLogger(__name__)
"""Goes to the error stream, which the assistant's application keeps."""
READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_server(lake: Lake, settings: Settings, *, smallest: int = 0) -> Server[Any]:
    """The server of one lake; ``smallest`` is the number of users below which numbers are withheld."""
    offered = toolbox()
    answers = Answers(make_api(lake, settings, smallest=smallest), offered)

    async def list_tools(_: Context, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(tool) for tool in offered.tools.values()])

    async def call_tool(_: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            with _refusing(asked.name):
                found = await answers.call(asked.name, asked.arguments or {})
        except RefusedError as error:
            return types.CallToolResult(content=[types.TextContent(text=str(error))], is_error=True)
        return types.CallToolResult(content=[types.TextContent(text=_text(found))], structured_content=found)

    async def list_resources(_: Context, __: Any) -> types.ListResourcesResult:
        found = [
            types.Resource(
                uri=each.uri,
                name=each.name,
                title=each.title,
                description=each.description,
                mime_type="application/json",
            )
            for each in offered.resources.values()
        ]
        return types.ListResourcesResult(resources=found)

    async def read_resource(_: Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(asked.uri)
        try:
            with _refusing(uri):
                text = _text(await answers.read(uri))
        except RefusedError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        content = types.TextResourceContents(uri=uri, mime_type="application/json", text=text)
        return types.ReadResourceResult(contents=[content])

    return Server(
        "vitrola",
        version=__version__,
        title="Vitrola",
        instructions=offered.instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )


def serve_assistants(lake: Lake, settings: Settings, *, smallest: int) -> None:
    """Answer on standard input and output until the other side hangs up.

    Ctrl+C ends the process as it is: the thread that waits for input would keep anything gentler waiting.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    server = make_server(lake, settings, smallest=smallest)

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    asyncio.run(serve())


def _tool(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=READ_ONLY,
    )


@contextmanager
def _refusing(asked: str) -> Iterator[None]:
    """Whatever goes wrong is a RefusedError with a sentence; what nobody foresaw is logged."""
    try:
        yield
    except RefusedError:
        raise
    except UsageError as error:
        raise RefusedError(str(error)) from error
    except Exception as error:
        LOG.exception("%s could not be answered", asked)
        raise RefusedError("\n".join(UNEXPECTED)) from error


def _text(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
