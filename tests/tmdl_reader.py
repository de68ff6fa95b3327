"""A strict reader of TMDL, written from Microsoft's description of the language and not from our writer.

It keeps what is said: keyword, name, default property, properties and children. What it doesn't know it
refuses, as Power BI Desktop does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

EXPRESSION_PROPERTIES = {"source", "linguisticMetadata"}
NAMELESS = {"database", "translations", "dataAccessOptions"}
OBJECTS = {
    "database", "model", "table", "column", "measure", "partition", "expression", "relationship", "role",
    "tablePermission", "cultureInfo", "translations", "annotation", "hierarchy", "level", "dataAccessOptions",
    "ref table", "ref cultureInfo", "ref role",
}  # fmt: skip
NAME = r"'(?:[^']|'')*'|[^\s'=:.]+"
DECLARATION = re.compile(rf"(?P<word>(?:ref )?[A-Za-z]+)(?: (?P<name>{NAME}))?(?P<rest> = .*| =)?")
PROPERTY = re.compile(r"(?P<name>[A-Za-z]+)(?P<rest>: .*| = .*| =)?")


class TmdlError(Exception):
    """The text is no TMDL."""


@dataclass
class Node:
    keyword: str
    name: str = ""
    value: str | None = None
    properties: dict[str, object] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    description: str = ""

    def of(self, keyword: str) -> dict[str, Node]:
        return {child.name: child for child in self.children if child.keyword == keyword}


def read(text: str) -> list[Node]:
    if text.startswith("\ufeff") or "\r" in text:
        raise TmdlError("a byte order mark or carriage returns")
    return _Reader(text.split("\n")).blocks(0)


def unquote(name: str) -> str:
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def split_path(path: str) -> tuple[str, str]:
    match = re.fullmatch(rf"({NAME})\.({NAME})", path)
    if not match:
        raise TmdlError(f"no path to a column: {path}")
    return unquote(match[1]), unquote(match[2])


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0

    def blocks(self, depth: int) -> list[Node]:
        found: list[Node] = []
        described: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                if described:
                    raise TmdlError(f"line {self.at + 1}: a description with nothing below it")
                self.at += 1
                continue
            if _depth(line) < depth:
                break
            if _depth(line) > depth:
                raise TmdlError(f"line {self.at + 1}: indented too far")
            if line.strip().startswith("///"):
                described.append(line.strip()[3:].removeprefix(" "))
                self.at += 1
                continue
            node = self.block(line.strip(), depth)
            node.description = "\n".join(described)
            described = []
            found.append(node)
        if described:
            raise TmdlError("a description with nothing below it")
        return found

    def block(self, text: str, depth: int) -> Node:
        match = DECLARATION.fullmatch(text)
        if not match or match["word"] not in OBJECTS or bool(match["name"]) == (match["word"] in NAMELESS):
            raise TmdlError(f"line {self.at + 1}: neither property nor object: {text}")
        node = Node(match["word"], unquote(match["name"] or ""))
        self.at += 1
        if match["rest"]:
            node.value = self.expression(match["rest"], depth)
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip() or _depth(line) != depth + 1 or not self.property(node, line, depth + 1):
                break
        node.children = self.blocks(depth + 1)
        keys = [(child.keyword, child.name.lower()) for child in node.children]
        if len(keys) != len(set(keys)):
            raise TmdlError(f"{node.keyword} {node.name} declares something twice")
        return node

    def property(self, node: Node, line: str, depth: int) -> bool:
        match = PROPERTY.fullmatch(line[depth:])
        if not match or match["name"] in OBJECTS:
            return False
        name, rest = match["name"], match["rest"]
        if name in node.properties:
            raise TmdlError(f"line {self.at + 1}: {name} is said twice")
        self.at += 1
        if rest is None:
            node.properties[name] = True
        elif rest.startswith(" ="):
            if name not in EXPRESSION_PROPERTIES:
                raise TmdlError(f"{name} takes no expression")
            node.properties[name] = self.expression(rest, depth)
        else:
            node.properties[name] = _plain(rest[2:])
        return True

    def expression(self, rest: str, depth: int) -> str:
        first = rest.removeprefix(" =").removeprefix(" ")
        if first and first != "```":
            return first
        fenced, margin, body = first == "```", "\t" * (depth + 2), []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if fenced and line.strip() == "```":
                self.at += 1
                return "\n".join(body)
            if not line.startswith(margin):
                break
            body.append(line.removeprefix(margin))
            self.at += 1
        if fenced or not body:
            raise TmdlError(f"line {self.at + 1}: an expression without an end or a body")
        return "\n".join(body)


def _depth(line: str) -> int:
    depth = len(line) - len(line.lstrip("\t"))
    if line[depth:].startswith(" "):
        raise TmdlError(f"indented with spaces: {line!r}")
    return depth


def _plain(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text
