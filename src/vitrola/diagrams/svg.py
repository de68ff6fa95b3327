"""A drawing as SVG: plain elements and attributes, no style sheet, no script, nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from vitrola.diagrams.layout import (
    LINE,
    MARGIN,
    PADDING,
    SIZE,
    SMALL,
    SUBTITLE,
    TITLE,
    fitted,
    mark_width,
    text_width,
)
from vitrola.wording.visible import visible

if TYPE_CHECKING:
    from vitrola.diagrams.graph import Line, Tone
    from vitrola.diagrams.layout import Drawing, Path, Placed

FONT = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif"
BACK, PANEL, TEXT, SOFT, RULE = "#ffffff", "#ffffff", "#1d1a22", "#5c5666", "#ddd7e5"
TONES: dict[Tone, tuple[str, str]] = {
    "raw": ("#7a5200", "#fbf4e6"),
    "work": ("#4a4458", "#f4f2f7"),
    "fact": ("#5b2f91", "#f3edfa"),
    "dimension": ("#1c5a91", "#ecf4fb"),
    "measure": ("#1f6139", "#ebf6ef"),
    "aside": ("#9a2229", "#fbecec"),
}
"""Of each tone the colour of lines and heads, and that of what lies under text."""
FOOT = 9.0
"""The length of a crow's foot."""


def svg(drawing: Drawing, lang: str) -> str:
    """The whole document; its title and description are what a screen reader says."""
    diagram = drawing.diagram
    width, height = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": "title desc",
            "font-family": FONT,
            "xml:lang": lang,
        },
    )
    ET.SubElement(root, "title", {"id": "title"}).text = visible(diagram.title)
    ET.SubElement(root, "desc", {"id": "desc"}).text = visible(diagram.subtitle)
    ET.SubElement(root, "rect", {"width": width, "height": height, "fill": BACK})
    _text(root, diagram.title, MARGIN, 42, 24, TEXT, bold=True)
    _text(root, diagram.subtitle, MARGIN, 64, SIZE, SOFT)
    for path in drawing.paths:
        _edge(root, path)
    for placed in drawing.boxes:
        _box(root, placed)
    for path in drawing.paths:
        if path.edge.label:
            _label(root, path)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(
    parent: ET.Element,
    text: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    bold: bool = False,
    anchor: str = "start",
) -> None:
    attributes = {"x": _number(x), "y": _number(y), "font-size": _number(size), "fill": fill}
    if bold:
        attributes["font-weight"] = "600"
    if anchor != "start":
        attributes["text-anchor"] = anchor
    ET.SubElement(parent, "text", attributes).text = visible(text)


def _rect(parent: ET.Element, x: float, y: float, width: float, height: float, **attributes: str) -> None:
    place = {"x": x, "y": y, "width": width, "height": height}
    ET.SubElement(parent, "rect", {**{k: _number(v) for k, v in place.items()}, **attributes})


def _box(root: ET.Element, placed: Placed) -> None:
    box = placed.box
    strong, pale = TONES[box.tone]
    group = ET.SubElement(root, "g", {"data-box": visible(box.key)})
    x, y, width = placed.x, placed.y, placed.width
    _rect(group, x, y, width, placed.height, rx="8", fill=PANEL, stroke=strong)
    head = placed.body - y
    down = _number(head - 8)
    across = _number(width - 16)
    shape = f"M{_number(x)} {_number(y + head)}v-{down}a8 8 0 0 1 8 -8h{across}a8 8 0 0 1 8 8v{down}z"
    ET.SubElement(group, "path", {"d": shape, "fill": strong})
    room = width - 2 * PADDING
    title = fitted(visible(box.title), TITLE, room, bold=True)
    _text(group, title, x + PADDING, y + 22, TITLE, "#ffffff", bold=True)
    if box.subtitle:
        _text(group, fitted(visible(box.subtitle), SMALL, room), x + PADDING, y + 22 + SUBTITLE, SMALL, pale)
    for place, line in enumerate(box.lines):
        _line(group, placed, line, placed.body + LINE * place, strong)


def _line(group: ET.Element, placed: Placed, line: Line, y: float, strong: str) -> None:
    left = placed.x + PADDING + mark_width(placed.box)
    right = placed.x + placed.width - PADDING
    base = y + LINE / 2 + 5
    if line.mark:
        _text(group, line.mark, placed.x + PADDING, base, SMALL, strong, bold=True)
    note = text_width(line.note, SMALL) + 16 if line.note else 0.0
    _text(group, fitted(visible(line.text), SIZE, right - left - note), left, base, SIZE, TEXT)
    if line.note:
        _text(group, line.note, right, base, SMALL, SOFT, anchor="end")


def _edge(root: ET.Element, path: Path) -> None:
    strong, _ = TONES[path.edge.tone]
    curve = (
        f"M{_number(path.x1)} {_number(path.y1)}C{_number(path.x1 + path.turn)} {_number(path.y1)} "
        f"{_number(path.x2 - path.turn)} {_number(path.y2)} {_number(path.x2)} {_number(path.y2)}"
    )
    drawn = {"fill": "none", "stroke": strong, "stroke-width": "1.5"}
    ends = f"{path.edge.start.box} {path.edge.end.box}"
    ET.SubElement(root, "path", {"d": curve, "data-edge": visible(ends), **drawn})
    way = 1.0 if path.x2 > path.x1 else -1.0
    if path.edge.start.many is None:
        tip = f"M{_number(path.x2 - 8 * way)} {_number(path.y2 - 4.5)}L{_number(path.x2)} {_number(path.y2)}"
        tip += f"L{_number(path.x2 - 8 * way)} {_number(path.y2 + 4.5)}"
        ET.SubElement(root, "path", {"d": f"{tip}z", "fill": strong})
        return
    for x, y, many, out in (
        (path.x1, path.y1, path.edge.start.many, way),
        (path.x2, path.y2, path.edge.end.many, -way),
    ):
        _cardinality(root, x, y, out, many=many == "many", drawn=drawn, strong=strong)


def _cardinality(
    root: ET.Element, x: float, y: float, out: float, *, many: bool, drawn: dict[str, str], strong: str
) -> None:
    """A crow's foot with N where many rows stand, a bar with 1 where one does."""
    away = x + FOOT * out
    if many:
        shape = f"M{_number(x)} {_number(y - 6)}L{_number(away)} {_number(y)}L{_number(x)} {_number(y + 6)}"
    else:
        shape = f"M{_number(away)} {_number(y - 6)}v12"
    ET.SubElement(root, "path", {"d": shape, **drawn})
    anchor = "start" if out > 0 else "end"
    _text(root, "N" if many else "1", away + 5 * out, y - 6, SMALL, strong, bold=True, anchor=anchor)


def _label(root: ET.Element, path: Path) -> None:
    strong, pale = TONES[path.edge.tone]
    x, y = (path.x1 + path.x2) / 2, (path.y1 + path.y2) / 2
    width = text_width(path.edge.label, SMALL) + 12
    _rect(root, x - width / 2, y - 10, width, 20, rx="10", fill=pale, stroke=strong)
    _text(root, path.edge.label, x, y + 4, SMALL, strong, bold=False, anchor="middle")
