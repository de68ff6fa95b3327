"""Pieces are every byte of a file, and their records are those that reading finds."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vitrola.sources import sources
from vitrola.sources.pieces import pieces
from vitrola.sources.text import read_records

HISTORY = sources()["million-song"].layout("history")
LISTENS = sources()["lastfm-2k"].layout("listens")
TAGS = sources()["lastfm-2k"].layout("tags")
EVENTS = sources()["sparkify"].layout("events")

FRAGMENTS = st.sampled_from(
    [
        *'a1é,:{}[]"\t\n\r\0',
        "\r\n",
        '""',
        "\U0001f600",
        "x" * 20,
        "\\u0061",
        '{"userId": "10"}',
        '{"a": 1}',
        "[]",
    ]
)
TEXTS = st.lists(FRAGMENTS, max_size=30).map("".join)


def encoded(text, codec):
    return text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace")


def whole(found):
    return b"".join(piece.glue + piece.data for piece in found)


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example('"open\nquote\n', "utf-8")
@example("\n\n", "utf-16")
@example("a\ra", "utf-8")
def test_pieces_of_delimited_text_are_all_of_its_bytes_and_its_records(text, codec):
    data = encoded("track_id,user_id,playcount\n" + text, codec)
    found = list(pieces(io.BytesIO(data), HISTORY))
    assert whole(found) == data
    read = list(read_records(io.BytesIO(data), HISTORY))
    records = [piece for piece in found if piece.record]
    assert len(records) == len(read)
    for piece, record in zip(records, read, strict=True):
        if record.problem is None:
            assert [piece.fields[name] or None for name in HISTORY.columns] == record.values
            assert piece.text == record.raw


@given(st.binary(max_size=200))
def test_pieces_of_any_bytes_are_all_of_them(data):
    for layout in (LISTENS, TAGS, EVENTS):
        assert whole(pieces(io.BytesIO(data), layout)) == data


@given(TEXTS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@example('[\n {"userId": "1"},\n {"userId": "2"} ]\n', "utf-8")
@example('{\n "userId": "1"\n}', "utf-16")
def test_pieces_of_json_are_all_of_its_bytes_and_its_records(text, codec):
    data = encoded(text, codec)
    found = list(pieces(io.BytesIO(data), EVENTS))
    assert whole(found) == data
    read = [record for record in read_records(io.BytesIO(data), EVENTS) if record.problem is None]
    split = [piece for piece in found if piece.record and piece.fields is not None and "\0" not in piece.text]
    assert [piece.fields.get("userId") for piece in split if "\ufffd" not in piece.text] == [
        record.values[EVENTS.columns.index("userId")] for record in read
    ]


@pytest.mark.parametrize("gone", [{0}, {1}, {2}, {0, 1}, {0, 2}, {0, 1, 2}, set()])
def test_an_array_stays_one_when_elements_are_left_out(gone):
    data = b'[\n {"userId": "0"},\n {"userId": "1"} , {"userId":"2"}\n]\n'
    kept, place = b"", 0
    written = False
    for piece in pieces(io.BytesIO(data), EVENTS):
        if piece.record:
            place += 1
            if place - 1 in gone:
                continue
            kept += piece.glue if written else b""
            written = True
        kept += piece.data
    import json

    assert [row["userId"] for row in json.loads(kept)] == [n for n in "012" if int(n) not in gone]
