"""A diagram as Mermaid text, for documents that draw it themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.diagrams.graph import Diagram, Edge, End, Line


def mermaid(diagram: Diagram) -> str:
    """An entity relationship diagram where edges have cardinalities, else a flow chart."""
    related = any(edge.start.many for edge in diagram.edges)
    lines = _entities(diagram) if related else _flowchart(diagram)
    return "\n".join([f"---\ntitle: {_quoted(diagram.title)}\n---", *lines]) + "\n"


def _entities(diagram: Diagram) -> Iterator[str]:
    yield "erDiagram"
    boxes = {box.key: box for box in diagram.boxes}
    for edge in diagram.edges:
        label = boxes[edge.start.box].lines[edge.start.line or 0].text
        yield f"  {_word(edge.end.box)} ||--o{{ {_word(edge.start.box)} : {_quoted(label)}"
    for box in diagram.boxes:
        yield f"  {_word(box.key)} {{"
        for line in box.lines:
            if line.note:
                yield f"    {_word(line.note)} {_word(line.text)} {line.mark.replace(' ', ', ')}".rstrip()
        yield "  }"


def _flowchart(diagram: Diagram) -> Iterator[str]:
    """Boxes whose lines are connected become groups of nodes; others are one node each."""
    yield "flowchart LR"
    ids = {box.key: f"b{place}" for place, box in enumerate(diagram.boxes)}
    split = {end.box for edge in diagram.edges for end in (edge.start, edge.end) if end.line is not None}
    for box in diagram.boxes:
        name = ids[box.key]
        if box.key in split:
            yield f"  subgraph {name}[{_quoted(box.title)}]"
            for place, line in enumerate(box.lines):
                yield f"    {name}_{place}[{_quoted(_said(line))}]"
            yield "  end"
        else:
            yield f"  {name}[{_quoted(box.title, *map(_said, box.lines))}]"
    for edge in diagram.edges:
        yield f"  {_arrow(edge, ids)}"


def _said(line: Line) -> str:
    return " ".join(filter(None, (line.mark, line.text, line.note)))


def _arrow(edge: Edge, ids: dict[str, str]) -> str:
    label = f"|{_quoted(edge.label)}|" if edge.label else ""
    return f"{_node(edge.start, ids)} -->{label} {_node(edge.end, ids)}"


def _node(end: End, ids: dict[str, str]) -> str:
    return ids[end.box] if end.line is None else f"{ids[end.box]}_{end.line}"


def _quoted(*parts: str) -> str:
    """Texts below each other, as one quoted text in which no character has a meaning to Mermaid."""
    return '"' + "<br/>".join(re.sub(r"[^\w .,:;/()+=%-]", _entity, part) for part in parts) + '"'


def _entity(match: re.Match[str]) -> str:
    return f"#{ord(match[0])};"


def _word(text: str) -> str:
    return re.sub(r"\W", "_", text)
