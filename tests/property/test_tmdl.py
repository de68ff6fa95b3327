"""What is written in TMDL is read back the same, whatever names, texts and expressions hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tmdl_reader
from vitrola.errors import DefinitionError
from vitrola.handover.powerbi.tmdl import KEYWORDS, Block, Expression, column_path, quoted, write

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)
AWKWARD = st.sampled_from(
    [*sorted(KEYWORDS), "it's", "a.b", "a = b", "Não", "Gênero: x", "d''e", '"', "' '", "日本"]
)
NAMES = st.one_of(LINE.filter(str.strip), AWKWARD)
EXPRESSIONS = st.lists(st.one_of(LINE, st.just("\tx = 1  "), st.just("")), min_size=1, max_size=4).map(
    "\n".join
)
TEXTS = st.one_of(LINE, st.sampled_from(['"', '""', '"a"', " a", 'a"', "#,0", ": x", "= y"]))


def _same(node: tmdl_reader.Node, block: Block) -> None:
    assert (node.keyword, node.name) == (block.keyword, block.name)
    assert node.value == (block.value.text if block.value else None)
    given = {name: value.text if isinstance(value, Expression) else value for name, value in block.properties}
    assert node.properties == given
    assert len(node.children) == len(block.children)
    for inner, child in zip(node.children, block.children, strict=True):
        _same(inner, child)


@given(table=NAMES, column=NAMES, measure=NAMES, text=TEXTS, dax=EXPRESSIONS, m=EXPRESSIONS, note=LINE)
def test_a_table_is_read_back_as_it_was(table, column, measure, text, dax, m, note):
    fenced = "```" in dax + m
    block = Block(
        "table",
        table,
        properties=(("isHidden", True), ("displayFolder", text if text not in ("true", "false") else "x")),
        children=(
            Block("measure", measure, Expression(dax), (("formatString", "#,0"),), description=note.strip()),
            Block("column", column, properties=(("isKey", False), ("sourceColumn", "a"))),
            Block("partition", table, Expression("m"), (("mode", "import"), ("source", Expression(m)))),
        ),
    )
    if fenced:
        with pytest.raises(DefinitionError):
            write(block)
        return
    (node,) = tmdl_reader.read(write(block))
    _same(node, block)
    assert node.children[0].description == note.strip()


@given(NAMES, NAMES)
def test_a_path_names_both_ends(table, column):
    assert tmdl_reader.split_path(column_path(table, column)) == (table, column)


@pytest.mark.parametrize("name", ["", " ", "a\tb", "a\nb", "a\x00"])
def test_a_name_that_no_model_can_hold_is_refused(name):
    with pytest.raises(DefinitionError, match="can't be a name"):
        quoted(name)


def test_keywords_and_marks_are_quoted():
    assert [quoted(name) for name in ("playcount", "table", "Medida 1", "D'Ávila")] == [
        "playcount", "'table'", "'Medida 1'", "'D''Ávila'",
    ]  # fmt: skip
