"""Places for the boxes and edges of a diagram: the same diagram always looks the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitrola.diagrams.graph import Box, Diagram, Edge, End

MARGIN = 40.0
HEADING = 84.0
"""Room for the title and the subtitle."""
HEAD = 34.0
SUBTITLE = 18.0
LINE = 22.0
FOOT = 8.0
BETWEEN = 28.0
"""Between boxes of a column."""
GUTTER, LABELLED, BRIEF = 110.0, 104.0, 64.0
"""Between columns, where edges run: from line to line, with labels, and from box to box."""
LEAST, MOST = 150.0, 340.0
"""Widths of a box."""
PADDING = 14.0
MARKED = 12.0
"""Between a mark and its text."""
SLACK = 1.0
SIZE, SMALL, TITLE = 13.0, 11.0, 14.0

_NARROW, _WIDE = set("ijltfrI.,:;'|![]()/ -"), set("mwMW@%")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in a sans-serif face; rather more than less, since faces differ."""
    units = sum(0.36 if c in _NARROW else 0.98 if c in _WIDE else 0.74 if c.isupper() else 0.62 for c in text)
    return units * size * (1.08 if bold else 1.0)


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of a text as there is room for."""
    if text_width(text, size, bold=bold) <= room + SLACK:
        return text
    while text and text_width(f"{text}…", size, bold=bold) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True)
class Placed:
    """A box with its place; ``x`` and ``y`` are its upper left corner."""

    box: Box
    x: float
    y: float
    width: float
    height: float

    @property
    def body(self) -> float:
        """Where the first line begins."""
        return self.y + HEAD + (SUBTITLE if self.box.subtitle else 0.0)

    def middle(self, line: int | None) -> float:
        """The height of a line's middle, or of the box's."""
        return self.y + self.height / 2 if line is None else self.body + LINE * (line + 0.5)


@dataclass(frozen=True)
class Path:
    """An edge from side to side: points at both boxes, ``turn`` the distance at which it bends."""

    edge: Edge
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def turn(self) -> float:
        """How far the curve runs level at each end, to the right or to the left."""
        return (self.x2 - self.x1) / 2


@dataclass(frozen=True)
class Drawing:
    """A diagram with all places, in pixels."""

    diagram: Diagram
    boxes: tuple[Placed, ...]
    paths: tuple[Path, ...]
    width: float
    height: float


def drawn(diagram: Diagram) -> Drawing:
    """Columns side by side, each in the middle of the height; edges run in the gutters between them."""
    heights = [_column_height(column) for column in diagram.columns]
    tallest = max(heights)
    boxes: list[Placed] = []
    x = MARGIN
    gutter = 0.0
    for column, height in zip(diagram.columns, heights, strict=True):
        x += gutter
        width = max(map(_width, column))
        y = HEADING + (tallest - height) / 2
        for box in column:
            boxes.append(Placed(box, x, y, width, _height(box)))
            y += _height(box) + BETWEEN
        x += width
        gutter = _gutter(diagram, column)
    titled = max(text_width(diagram.title, 24, bold=True), text_width(diagram.subtitle, SIZE)) + 2 * MARGIN
    places = {placed.box.key: placed for placed in boxes}
    paths = tuple(_path(edge, places) for edge in diagram.edges)
    return Drawing(diagram, tuple(boxes), paths, max(x + MARGIN, titled), HEADING + tallest + MARGIN)


def _gutter(diagram: Diagram, column: tuple[Box, ...]) -> float:
    """Room for the edges that leave a column to the right."""
    keys = {box.key for box in column}
    leaving = [edge for edge in diagram.edges if edge.start.box in keys or edge.end.box in keys]
    if any(edge.label and edge.start.box in keys for edge in leaving):
        return LABELLED
    return GUTTER if any(edge.start.line is not None for edge in leaving) else BRIEF


def mark_width(box: Box) -> float:
    """Room before the lines of a box for the marks that some of them have."""
    widest = max((text_width(line.mark, SMALL, bold=True) for line in box.lines), default=0.0)
    return widest + MARKED if widest else 0.0


def _column_height(column: tuple[Box, ...]) -> float:
    return sum(map(_height, column)) + BETWEEN * (len(column) - 1)


def _height(box: Box) -> float:
    return HEAD + (SUBTITLE if box.subtitle else 0.0) + LINE * len(box.lines) + (FOOT if box.lines else 0.0)


def _width(box: Box) -> float:
    marked = mark_width(box)
    widths = [
        text_width(box.title, TITLE, bold=True),
        text_width(box.subtitle, SMALL),
        *(marked + text_width(line.text, SIZE) + _note_width(line.note) for line in box.lines),
    ]
    return min(max(max(widths) + 2 * PADDING, LEAST), MOST)


def _note_width(note: str) -> float:
    return text_width(note, SMALL) + 16 if note else 0.0


def _path(edge: Edge, places: dict[str, Placed]) -> Path:
    start, end = places[edge.start.box], places[edge.end.box]
    if start.x < end.x:
        x1, x2 = start.x + start.width, end.x
    else:
        x1, x2 = start.x, end.x + end.width
    return Path(edge, x1, _height_of(edge.start, start), x2, _height_of(edge.end, end))


def _height_of(end: End, placed: Placed) -> float:
    return placed.middle(end.line)
