"""The reference page of what assistants are offered, from the tools' own descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.markdown import rows
from vitrola.assistants.toolbox import toolbox
from vitrola.metrics.definitions import dimensions

if TYPE_CHECKING:
    from vitrola.assistants.toolbox import Tool

FILTERS = {*dimensions(), "from", "to", "genres"}
INTRO = (
    "What `vitrola mcp` offers ([how to set it up](../how-to/assistants.md)). A tool asks a path of "
    "[the API](api.md), whose parameters are its arguments; *filters* are described there. The texts are "
    "those that assistants read."
)


def page() -> list[str]:
    """The parts of the page in order."""
    offered = toolbox()
    resources = [[f"`{each.uri}`", each.title, each.description] for each in offered.resources.values()]
    return [
        "# Tools for assistants",
        INTRO,
        *map(_tool, offered.tools.values()),
        "## Resources\n" + rows(["address", "title", "what it holds"], resources),
        f"## Instructions\nBefore anything else an assistant reads:\n\n> {offered.instructions}",
    ]


def _tool(tool: Tool) -> str:
    required = set(tool.schema["required"])
    taken = list(tool.schema["properties"])
    own = [f"`{name}`{' (required)' if name in required else ''}" for name in taken if name not in FILTERS]
    arguments = [*(["*filters*"] if FILTERS & set(taken) else []), *own]
    paths = " and ".join(f"`{path}`" for path in (tool.path, tool.also) if path)
    said = f"Takes {', '.join(arguments)}." if arguments else "Takes nothing."
    return f"## {tool.name}\n**{tool.title}.** {tool.description}\n\n{said} Asks {paths}."
