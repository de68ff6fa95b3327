import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitrola.contracts import Reason
from vitrola.sources.mapping import shipped_sources
from vitrola.sources.physical import scan
from vitrola.sources.text import read_records

HISTORY = shipped_sources()["million-song"].layout("history")
TAGS = shipped_sources()["lastfm-2k"].layout("tags")
SONGS = shipped_sources()["sparkify"].layout("songs")
HEADER = b"track_id,user_id,playcount\n"


def records(data, layout=HISTORY):
    return list(read_records(io.BytesIO(data), layout))


def scanned(data):
    return scan(io.BytesIO(data), delivered_size=len(data), encoding="utf-8", quote='"', header=True)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_to_the_end_and_numbered(data):
    found = records(HEADER + data)
    assert [record.number for record in found] == list(range(1, len(found) + 1))
    assert all(record.problem or len(record.values) == 3 for record in found)


fields = st.text(st.characters(codec="utf-8", exclude_characters='"\0\r\n,'), max_size=8)


@given(
    st.lists(st.tuples(fields, fields, fields).filter(any), max_size=8),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_and_counted(rows, quoted, end):
    def cell(value):
        return f'"{value}"' if quoted else value

    text = end.join([HEADER.decode().strip(), *(",".join(map(cell, row)) for row in rows)]) + end
    found = records(text.encode())
    assert [tuple(record.values) for record in found] == [
        tuple(value or None for value in row) for row in rows
    ]
    physical = scanned(text.encode())
    if physical.plain:
        assert physical.records == len(rows)


@pytest.mark.parametrize(
    "odd",
    [
        b"\xef\xbb\xbf" + HEADER,
        HEADER + b"a,b\xff,1\n",
        HEADER + b"a,b\0,1\n",
        HEADER + b"a,b,1\r",
        HEADER + b"a\rb,c,1\n",
        HEADER + b"a,b,1\r\n",
        HEADER + b"\na,b,1\n",
        HEADER + b'a,"b,1\n',
        HEADER + "a,ç".encode()[:-1],
    ],
    ids=["BOM", "invalid", "NUL", "CR", "lone CR", "mixed", "blank", "open quote", "cut character"],
)
def test_an_odd_file_is_not_trusted_to_an_engine(odd):
    assert not scanned(odd).plain


def test_facts_do_not_depend_on_where_chunks_end(monkeypatch):
    data = HEADER.replace(b"\n", b"\r\n") + '"ç\r\n""é""",b,1\r\nx,y,2\r\n'.encode()
    whole = scanned(data)
    for size in range(1, 9):
        monkeypatch.setattr("vitrola.sources.physical.CHUNK", size)
        assert scanned(data) == whole
    assert (whole.records, whole.plain) == (2, True)


def test_line_ends_and_delimiters_in_quotes_belong_to_the_field():
    (record,) = records(HEADER + b'"a,\n""b""",u,1\n')
    assert list(record.values) == ['a,\n"b"', "u", "1"]


def test_a_quote_left_open_does_not_swallow_the_rest():
    found = records(HEADER + b'"a,u,1\n' + b"b,u,2\n" * 3)
    assert [record.problem for record in found] == [Reason.UNCLOSED_QUOTE, None, None, None]


def test_columns_come_in_the_layouts_order_whatever_the_files():
    (record,) = records(b"playcount,note,user_id,track_id\n1,x,u,t\n")
    assert list(record.values) == ["t", "u", "1"]


def test_latin_1_is_read_as_declared():
    (record,) = records("tagID\ttagValue\r\n1\tCaf\u00e9\r\n".encode("iso-8859-1"), TAGS)
    assert list(record.values) == ["1", "Café"]


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "a", "year": 1}\n{"title": "b", "year": 2}\n',
        '[{"title": "a", "year": 1}, {"title": "b", "year": 2}]',
    ],
    ids=["lines", "array"],
)
def test_json_lines_and_arrays_give_the_same_records(text):
    places = [SONGS.columns.index(name) for name in ("title", "year")]
    assert [[record.values[place] for place in places] for record in records(text.encode(), SONGS)] == [
        ["a", "1"],
        ["b", "2"],
    ]


def test_json_numbers_keep_their_digits():
    (record,) = records(b'{"duration": 1.10, "year": 12345678901234567890123}', SONGS)
    assert "1.10" in record.values
    assert "12345678901234567890123" in record.values
