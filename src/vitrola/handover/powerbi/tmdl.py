"""Write objects in TMDL, the language that Power BI keeps semantic models in.

One object is a Block; what it says about names, quotes and indentation is in this module and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitrola.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
KEYWORDS = frozenset({
    "annotation", "column", "cultureInfo", "database", "expression", "hierarchy", "level", "measure", "model",
    "partition", "ref", "relationship", "role", "table", "tablePermission", "translations", "true", "false",
})  # fmt: skip
"""Names that are quoted too, so that no reader takes them for what they aren't."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_FENCE = "```"


@dataclass(frozen=True)
class Expression:
    """DAX or M, of one line or several."""

    text: str


Value = str | bool | int | Expression


@dataclass(frozen=True)
class Block:
    """One object: ``value`` is its default property, which stands after an equals sign.

    A description may have several lines; it is what Power BI shows in a tooltip.
    """

    keyword: str
    name: str = ""
    value: Expression | None = None
    properties: tuple[tuple[str, Value], ...] = ()
    children: tuple[Block, ...] = ()
    description: str = ""


def write(*blocks: Block) -> str:
    """The text of a file with these objects; raises DefinitionError for what TMDL can't hold."""
    return "\n".join("\n".join(_lines(block, 0)) + "\n" for block in blocks)


def quoted(name: str) -> str:
    """A name as TMDL wants it: in quotes unless it is a plain word."""
    if not name.strip() or _CONTROL.search(name):
        raise DefinitionError(f"{name!r} can't be a name in a Power BI model.")
    if PLAIN.fullmatch(name) and name not in KEYWORDS:
        return name
    return "'" + name.replace("'", "''") + "'"


def column_path(table: str, column: str) -> str:
    """A column of a table, as a relationship names its ends."""
    return f"{quoted(table)}.{quoted(column)}"


def _lines(block: Block, depth: int) -> Iterator[str]:
    indent = "\t" * depth
    for line in block.description.splitlines():
        yield f"{indent}/// {line}".rstrip()
    head = f"{indent}{block.keyword}" + (f" {quoted(block.name)}" if block.name else "")
    if block.value is None:
        yield head
    else:
        yield from _assigned(head, block.value.text, depth)
    for name, value in block.properties:
        yield from _property(name, value, depth + 1)
    for child in block.children:
        yield ""
        yield from _lines(child, depth + 1)


def _property(name: str, value: Value, depth: int) -> Iterator[str]:
    head = "\t" * depth + name
    if isinstance(value, Expression):
        yield from _assigned(head, value.text, depth)
    elif isinstance(value, bool):
        yield head if value else f"{head}: false"
    else:
        yield f"{head}: {_text(value) if isinstance(value, str) else value}"


def _text(value: str) -> str:
    """A text value; only one that would lose something at its ends is put in quotes."""
    if _CONTROL.search(value):
        raise DefinitionError(f"{value!r} can't be a property in a Power BI model: it has line breaks.")
    enclosed = len(value) > 1 and value[0] == value[-1] == '"'
    if value.strip() == value and value and not enclosed:
        return value
    return '"' + value.replace('"', '""') + '"'


def _assigned(head: str, text: str, depth: int) -> Iterator[str]:
    """An expression behind its name: on the line, below it, or fenced where spaces at the ends count."""
    lines = text.split("\n")
    if _FENCE in text or _CONTROL.search(text.replace("\n", "").replace("\t", "")):
        raise DefinitionError(f"An expression of a Power BI model can't hold {text[:60]!r}.")
    trimmed = all(line == line.rstrip() for line in lines) and lines[0] == lines[0].lstrip()
    if len(lines) == 1 and trimmed and text:
        yield f"{head} = {text}"
        return
    body = "\t" * (depth + 2)
    if trimmed and all(lines):
        yield f"{head} ="
        yield from (body + line for line in lines)
    else:
        yield f"{head} = {_FENCE}"
        yield from (body + line for line in lines)
        yield body + _FENCE
