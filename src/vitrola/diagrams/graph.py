"""What a diagram shows: boxes of lines in columns, and edges between boxes or their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["raw", "work", "fact", "dimension", "measure", "aside"]
Many = Literal["one", "many"]


@dataclass(frozen=True)
class Line:
    """One line of a box: a text, what stands small at its end, and what at its beginning."""

    text: str
    note: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Box:
    """A titled box; ``key`` is what edges know it by."""

    key: str
    title: str
    lines: tuple[Line, ...]
    tone: Tone
    subtitle: str = ""


@dataclass(frozen=True)
class End:
    """Where an edge ends: at a line of a box, or at the box where ``line`` is None."""

    box: str
    line: int | None = None
    many: Many | None = None


@dataclass(frozen=True)
class Edge:
    """A connection between boxes of neighbouring columns; an arrow points to ``end`` unless it has ends."""

    start: End
    end: End
    label: str = ""
    tone: Tone = "work"


@dataclass(frozen=True)
class Diagram:
    """Columns of boxes from left to right, each from top to bottom."""

    title: str
    subtitle: str
    columns: tuple[tuple[Box, ...], ...]
    edges: tuple[Edge, ...]

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Every box, column by column."""
        return tuple(box for column in self.columns for box in column)
