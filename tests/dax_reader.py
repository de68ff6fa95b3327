"""Read DAX into a tree of nested tuples: values, columns, measures, names, calls, operators and variables."""

from __future__ import annotations

import re
from typing import Any

TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?)|(?P<field>\[(?:[^\]]|\]\])+\])
    |(?P<table>'(?:[^']|'')+')|(?P<word>[A-Za-z_]\w*)|(?P<mark>\|\||&&|>=|<=|<>|[-+*/&=<>(),]))""",
    re.VERBOSE,
)
ORDER = (("||",), ("&&",), ("=", "<>", ">=", "<=", ">", "<"), ("&",), ("+", "-"), ("*", "/"))


def parse(dax: str) -> Any:
    """The tree of an expression; raises SyntaxError."""
    tokens, at = [], 0
    while dax[at:].strip():
        match = TOKEN.match(dax, at)
        if not match:
            raise SyntaxError(f"no DAX: {dax[at : at + 40]}")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    parser = _Parser(tokens)
    tree = parser.block()
    if parser.tokens:
        raise SyntaxError(f"left over: {parser.tokens[:3]}")
    return tree


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def next_is(self, *values: str) -> bool:
        return bool(self.tokens) and self.tokens[0][1] in values

    def take(self, value: str | None = None) -> str:
        found = self.tokens.pop(0)[1]
        if value is not None and found != value:
            raise SyntaxError(f"{value} expected, not {found}")
        return found

    def block(self) -> Any:
        variables = []
        while self.next_is("VAR"):
            self.take()
            name = self.take()
            self.take("=")
            variables.append((name, self.binary(0)))
        if not variables:
            return self.binary(0)
        self.take("RETURN")
        return ("let", variables, self.binary(0))

    def binary(self, level: int) -> Any:
        if level == len(ORDER):
            return self.primary()
        left = self.binary(level + 1)
        while self.next_is(*ORDER[level]):
            left = ("op", self.take(), left, self.binary(level + 1))
        return left

    def primary(self) -> Any:
        kind, value = self.tokens.pop(0)
        if kind in ("text", "number", "field"):
            return _literal(kind, value)
        if value == "-":
            return ("op", "-", ("value", 0), self.primary())
        if value == "(":
            inner = self.block()
            self.take(")")
            return inner
        return self.named(kind, value)

    def named(self, kind: str, value: str) -> Any:
        name = _inside(value) if kind == "table" else value
        if value == "NOT" and not self.next_is("("):
            return ("call", "NOT", [self.primary()])
        if self.tokens and self.tokens[0][0] == "field":
            return ("column", name, _inside(self.take()))
        if kind == "word" and self.next_is("("):
            return ("call", name, self.arguments())
        return ("name", name)

    def arguments(self) -> list[Any]:
        self.take("(")
        found = []
        while not self.next_is(")"):
            found.append(self.block())
            if not self.next_is(")"):
                self.take(",")
        self.take(")")
        return found


def _literal(kind: str, value: str) -> Any:
    if kind == "number":
        return ("value", float(value) if "." in value else int(value))
    return ("value" if kind == "text" else "measure", _inside(value))


def _inside(value: str) -> str:
    """What stands between two marks, of which the last is doubled where it is meant itself."""
    return value[1:-1].replace(value[-1] * 2, value[-1])
