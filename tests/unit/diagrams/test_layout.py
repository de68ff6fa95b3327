"""Boxes of a drawing never overlap, edges run from box to box beside others, texts stay inside."""

from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from vitrola.diagrams.graph import Box, Diagram, Edge, End, Line
from vitrola.diagrams.layout import PADDING, SIZE, drawn, fitted, text_width
from vitrola.diagrams.mermaid import mermaid
from vitrola.diagrams.svg import svg

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
LINES = st.builds(Line, TEXTS, st.sampled_from(["", "string", "1,234"]), st.sampled_from(["", "PK", "PK FK"]))


@st.composite
def diagrams(draw):
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    columns = tuple(
        tuple(
            Box(f"{at}.{row}", draw(TEXTS), tuple(draw(st.lists(LINES, max_size=6))), "raw", draw(TEXTS))
            for row in range(size)
        )
        for at, size in enumerate(sizes)
    )
    edges = []
    for left, right in pairwise(columns):
        for _ in range(draw(st.integers(0, 4))):
            pair = [draw(st.sampled_from(left)), draw(st.sampled_from(right))]
            if draw(st.booleans()):
                pair.reverse()
            ends = [
                End(box.key, draw(st.sampled_from([None, *range(len(box.lines))])) if box.lines else None)
                for box in pair
            ]
            edges.append(Edge(*ends, label=draw(st.sampled_from(["", "1,234"]))))
    return Diagram(draw(TEXTS), draw(TEXTS), columns, tuple(edges))


@given(diagrams())
def test_boxes_do_not_overlap_and_stay_on_the_page(diagram):
    drawing = drawn(diagram)
    for one, other in combinations(drawing.boxes, 2):
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart
    for placed in drawing.boxes:
        assert placed.x + placed.width <= drawing.width
        assert placed.y + placed.height <= drawing.height


@given(diagrams())
def test_edges_end_at_their_boxes_and_run_between_columns(diagram):
    drawing = drawn(diagram)
    places = {placed.box.key: placed for placed in drawing.boxes}
    for path in drawing.paths:
        for x, y, end in ((path.x1, path.y1, path.edge.start), (path.x2, path.y2, path.edge.end)):
            placed = places[end.box]
            assert x in (placed.x, placed.x + placed.width)
            assert placed.y < y < placed.y + placed.height
        low, high = sorted((path.x1, path.x2))
        assert not [one for one in drawing.boxes if one.x < high and one.x + one.width > low]


@given(diagrams())
def test_every_diagram_is_well_formed_and_the_same_each_time(diagram):
    text = svg(drawn(diagram), "en")
    assert text == svg(drawn(diagram), "en")
    root = ET.fromstring(text)
    elements = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert elements <= {"svg", "title", "desc", "rect", "text", "g", "path"}
    assert not [
        name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name
    ]


@given(diagrams())
def test_no_text_breaks_out_of_its_quotes_in_mermaid(diagram):
    for line in mermaid(diagram).splitlines():
        assert line.count('"') in (0, 2, 4)
        assert "<script" not in line


@given(TEXTS)
def test_what_is_fitted_has_room(text):
    assert text_width(fitted(text, SIZE, 120), SIZE) <= 121
    assert PADDING > 0
