"""Workbooks read back by another library."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitrola.errors import UsageError
from vitrola.handover.spreadsheet import workbook
from vitrola.handover.spreadsheet.plain import plain_batch, plain_cell
from vitrola.handover.spreadsheet.workbook import Cover, Sheet, write_workbook

COVER = Cover("Cover", "About", [("Run", "r1")], ("Column", "Meaning"), [("a", "=first")])
CREATED = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "|cmd", "%x", " =1+1", "'=1", '"=1']


def written(rows, *, headings=("a",), formats=("text",), total=()):
    target = io.BytesIO()
    count = write_workbook(target, COVER, Sheet("Rows", headings, formats, rows, total), CREATED)
    return count, target.getvalue()


def read(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_cover_comes_first_and_says_what_the_rows_are():
    _, data = written([("x",)])
    book = read(data)
    assert book.sheetnames == ["Cover", "Rows"]
    told = [[cell.value for cell in row if cell.value] for row in book["Cover"]]
    assert [row for row in told if row] == [
        ["About"], ["Run", "r1"], ["Column", "Meaning"], ["a", "=first"],
    ]  # fmt: skip
    assert book.properties.created == CREATED.replace(tzinfo=None)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_is_text_and_stays_so_when_edited(text):
    _, data = written([(text,)], headings=(text,))
    sheet = read(data)["Rows"]
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.value, cell.data_type) == (text, "s")
        assert cell.quotePrefix
    assert plain_cell(text) == f"'{text}"


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=50), max_size=20)
)
def test_any_text_comes_back_and_none_of_it_is_a_formula(texts):
    _, data = written([(text,) for text in texts])
    cells = [read(data)["Rows"].cell(row, 1) for row in range(2, len(texts) + 2)]
    assert [cell.value or "" for cell in cells] == texts
    assert all(cell.data_type != "f" for cell in cells)


def test_values_keep_their_kinds():
    row = (
        7, 2.5, True, None, dt.date(2020, 3, 1), dt.datetime(2020, 3, 1, 12, 30), Decimal("1.25"),
        2**60, float("nan"), dt.date(1850, 1, 1),
    )  # fmt: skip
    _, data = written([row], headings=list("abcdefghij"), formats=["text"] * 10)
    assert [cell.value for cell in read(data)["Rows"][2]] == [
        7, 2.5, True, None, dt.datetime(2020, 3, 1), dt.datetime(2020, 3, 1, 12, 30), 1.25,
        str(2**60), "nan", "1850-01-01",
    ]  # fmt: skip


def test_rows_beyond_a_sheet_go_on_to_the_next_and_the_total_stands_below_the_last(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    count, data = written([(n,) for n in range(7)], formats=("whole",), total=(21,))
    book = read(data)
    assert count == 7
    assert book.sheetnames == ["Cover", "Rows", "Rows (2)", "Rows (3)"]
    found = [[cell.value for cell in book[name]["A"]] for name in book.sheetnames[1:]]
    assert found == [["a", 0, 1, 2], ["a", 3, 4, 5], ["a", 6, 21]]


def test_a_full_sheet_has_room_for_its_total(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    _, data = written([(n,) for n in range(3)], formats=("whole",), total=(3,))
    assert [cell.value for cell in read(data)["Rows"]["A"]] == ["a", 0, 1, 2, 3]


def test_text_that_no_cell_holds_is_an_error_that_names_the_cell():
    with pytest.raises(UsageError, match=r"Rows!A2 would have 32,768 characters"):
        written([("x" * 32_768,)])


def test_the_same_rows_are_the_same_bytes():
    assert written([("x",), (3,)]) == written([("x",), (3,)])


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from(DANGEROUS) | st.text(max_size=8), max_size=20))
def test_columns_are_made_plain_as_cells_are(texts):
    batch = pa.RecordBatch.from_pydict({"a": pa.array(texts, pa.string())})
    found = plain_batch(batch).column("a").to_pylist()
    assert [value or "" for value in found] == [plain_cell(text) for text in texts]
