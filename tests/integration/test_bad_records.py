"""A bad record never stops a run and is never lost: it is kept with its number, column, rule and value."""

import gzip

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support import FATES, make_lake, published_rows, run_lake
from vitrola.config import Settings
from vitrola.lake import create_lake
from vitrola.pipeline.broken import BrokenRule, broken_rules
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run

T1, T2 = "TRAAAAA00000000001", "TRAAAAA00000000002"
U1, U2 = "a" * 40, "b" * 40
HEADER = b"track_id,user_id,playcount\n"
GOOD = f"{T1},{U1},1\n".encode()
REORDERED = f"playcount,user_id,track_id\n1,{U1},{T1}\n7,{U2},{T2}\n".encode()
WIDER = f"track_id,user_id,playcount,note\n{T1},{U1},1,x\n{T2},{U2},7,y\n".encode()


def run_history(tmp_path, data, name="User_Listening_History.csv"):
    file = tmp_path / name
    file.write_bytes(data)
    lake, record = run_lake(tmp_path / "lake", [file])
    (account,) = record["files"]
    assert account["rows_read"] == sum(account[f"rows_{fate}"] for fate in FATES)
    return lake, record, account


def quarantined(lake, record):
    rows = pq.read_table(lake.location.path(f"quarantine/{record['run_id']}.parquet")).to_pylist()
    return [(row["record"], row["column"], row["rule"], row["value"]) for row in rows]


def line(track=T1, user=U1, plays="1"):
    return f"{track},{user},{plays}\n".encode()


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (line(plays="-3"), ("playcount", "out_of_range", "-3")),
        (line(plays="0"), ("playcount", "out_of_range", "0")),
        (line(plays="99999999999"), ("playcount", "out_of_range", "99999999999")),
        (line(plays="2.5"), ("playcount", "not_a_number", "2.5")),
        (line(plays="1e400"), ("playcount", "not_a_number", "1e400")),
        (line(plays="NaN"), ("playcount", "not_a_number", "NaN")),
        (line(plays="Infinity"), ("playcount", "not_a_number", "Infinity")),
        (line(plays="0x10"), ("playcount", "not_a_number", "0x10")),
        (line(plays="1_000"), ("playcount", "not_a_number", "1_000")),
        (line(plays="١٢"), ("playcount", "not_a_number", "١٢")),
        (line(plays=""), ("playcount", "required", "")),
        (line(user=""), ("user_id", "required", "")),
        (line(track="TRSHORT"), ("track_id", "bad_pattern", "TRSHORT")),
        (line(user="'; DROP TABLE x; --"), ("user_id", "bad_pattern", "'; DROP TABLE x; --")),
        (line(user="=cmd|' /C calc'!A0"), ("user_id", "bad_pattern", "=cmd|' /C calc'!A0")),
        (b"only one field\n", (None, "wrong_field_count", None)),
        (line(plays="1,1"), (None, "wrong_field_count", None)),
        (line(user="a\0b"), (None, "bad_encoding", None)),
        (f"{T1},".encode() + b"\xff\xfe,1\n", (None, "bad_encoding", None)),
        (f'{T1},"{U1},1\n'.encode(), (None, "unclosed_quote", None)),
    ],
)
def test_a_bad_record_is_kept_aside_and_the_others_go_on(bad, found, tmp_path):
    lake, record, account = run_history(tmp_path, HEADER + GOOD + bad + line(T2, U2, "7"))
    assert (account["rows_read"], account["rows_refined"], account["rows_quarantined"]) == (3, 2, 1)
    assert quarantined(lake, record) == [(2, *found)]
    assert {row[2] for row in published_rows(lake, "listening_history_fact")} == {1, 7}
    assert record["playcount"]["read"] == record["playcount"]["refined"] + record["playcount"]["quarantined"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(HEADER + GOOD + line(T2, U2, "7"), id="LF"),
        pytest.param((HEADER + GOOD + line(T2, U2, "7")).replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param((HEADER + GOOD + line(T2, U2, "7")).replace(b"\n", b"\r"), id="CR"),
        pytest.param(HEADER.replace(b"\n", b"\r\n") + GOOD + line(T2, U2, "7"), id="mixed ends"),
        pytest.param((HEADER + GOOD + line(T2, U2, "7")).rstrip(b"\n"), id="no last end"),
        pytest.param(HEADER + b"\n" + GOOD + b"\n\n" + line(T2, U2, "7") + b"\n", id="blank lines"),
        pytest.param(b"\xef\xbb\xbf" + HEADER + GOOD + line(T2, U2, "7"), id="UTF-8 BOM"),
        pytest.param((HEADER + GOOD + line(T2, U2, "7")).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(REORDERED, id="other order"),
        pytest.param(WIDER, id="new column"),
        pytest.param(HEADER + f'"{T1}","{U1}","1"\n"{T2}","{U2}"," 7 "\n'.encode(), id="quoted"),
        pytest.param(HEADER + line(plays="1.0") + line(T2, U2, "+07"), id="other ways to write a number"),
        pytest.param(gzip.compress(HEADER + GOOD + line(T2, U2, "7")), id="gzip"),
    ],
)
def test_the_same_records_written_otherwise_give_the_same_table(data, tmp_path):
    lake, record, account = run_history(tmp_path, data)
    assert (account["rows_read"], account["rows_refined"]) == (2, 2)
    rows = [row[:3] for row in published_rows(lake, "listening_history_fact")]
    assert rows == [(T1, U1, 1), (T2, U2, 7)]
    assert record["quarantine"] == {}


def test_numbers_stay_right_after_blank_lines_and_line_ends_in_fields(tmp_path):
    data = HEADER + b"\n" + GOOD + f'"a\nb",{U1},1\n'.encode() + b"\n" + line(plays="x")
    lake, record, _ = run_history(tmp_path, data)
    assert quarantined(lake, record) == [
        (2, "track_id", "bad_pattern", "a\nb"),
        (3, "playcount", "not_a_number", "x"),
    ]


def test_every_violation_of_a_record_is_named(tmp_path):
    lake, record, account = run_history(tmp_path, HEADER + line("x", "y", "z"))
    assert account["rows_quarantined"] == 1
    assert sorted(quarantined(lake, record)) == [
        (1, "playcount", "not_a_number", "z"),
        (1, "track_id", "bad_pattern", "x"),
        (1, "user_id", "bad_pattern", "y"),
    ]
    assert record["playcount"] == {
        "read": 0,
        "refined": 0,
        "quarantined": 0,
        "unreadable_rows": 1,
        "copied": 0,
    }


@pytest.mark.parametrize("full", [False, True])
def test_a_first_run_may_find_no_good_listen_at_all(full, tmp_path):
    (tmp_path / "User_Listening_History.csv").write_bytes(HEADER + line(user="u036", plays="3"))
    lake = make_lake(tmp_path / "lake", [tmp_path / "User_Listening_History.csv"])
    record = run(lake, Settings(), full=full)
    assert record["status"] == "published"
    assert record["tables"]["listening_history_fact"] == 0
    assert record["playcount"]["refined"] == 0
    assert broken_rules(lake, record) == [
        BrokenRule(
            source="million-song",
            layout="history",
            column="user_id",
            rule="bad_pattern",
            action="quarantine",
            rows=1,
            example="u036",
            expected="^[0-9a-f]{40}$",
        )
    ]


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (line(plays="0"), "1 to 1,000,000,000"),
        (line(plays="2.5"), "a whole number"),
        (line(plays=""), "a value"),
        (b"only one field\n", "as many fields as the header has"),
    ],
)
def test_what_was_expected_is_said_beside_an_example(bad, expected, tmp_path):
    lake, record, _ = run_history(tmp_path, HEADER + GOOD + bad)
    (rule,) = broken_rules(lake, record)
    assert rule.expected == expected


@pytest.mark.parametrize(
    ("plays", "read"), [("-3", 0), ("0", 0), ("", 0), ("x", 0), ("2000000000", 2_000_000_000)]
)
def test_a_value_that_counts_no_plays_is_an_unreadable_row_and_no_sum_is_negative(plays, read, tmp_path):
    _, record, _ = run_history(tmp_path, HEADER + GOOD + line(plays=plays) + line(T2, "x", "7"))
    assert record["playcount"] == {
        "read": 8 + read,
        "refined": 1,
        "quarantined": 7 + read,
        "unreadable_rows": int(read == 0),
        "copied": 0,
    }


ODD_JSON = [
    ('{"page": "NextSong", "userId": "1", "userId": "2"}', "duplicate keys"),
    ('{"page": "NextSong", ', "cut short"),
    ("[1, 2]", "no object"),
    ("nonsense", "no JSON"),
    ("[" * 100_000, "deep nesting"),
]


@pytest.mark.parametrize(("odd", "what"), ODD_JSON, ids=[what for _, what in ODD_JSON])
def test_bad_json_lines_are_kept_aside(odd, what, tmp_path):
    event = (
        '{"artist":"A","auth":"","firstName":"","gender":"F","itemInSession":1,"lastName":"","length":1.5,'
        '"level":"free","location":"","method":"PUT","page":"NextSong","registration":1540000000000.0,'
        '"sessionId":1,"song":"S","status":200,"ts":1541121934796,"userAgent":"","userId":"10"}'
    )
    file = tmp_path / "events.json"
    file.write_text(f"{event}\n{odd}\n{event.replace('934796', '934797')}\n")
    lake, record = run_lake(tmp_path / "lake", [file])
    (account,) = record["files"]
    assert (account["rows_read"], account["rows_refined"], account["rows_quarantined"]) == (3, 2, 1)
    assert quarantined(lake, record) == [(2, None, "malformed_json", None)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.lists(
        st.one_of(
            st.binary(max_size=40),
            st.sampled_from(
                [GOOD, line(T2, U2, "3"), line(plays="x"), b'"', b"\n", b"\r\n", b",", b"\xff", b"\0"]
            ),
        ),
        max_size=12,
    ).map(b"".join)
)
def test_any_bytes_after_the_header_are_accounted_for(body, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    file = folder / "history.csv"
    file.write_bytes(HEADER + body)
    lake = create_lake(folder / "lake")
    land(lake, file, source="million-song")
    record = run(lake, Settings())
    (account,) = record["files"]
    assert account["rows_read"] == sum(account[f"rows_{fate}"] for fate in FATES)
    facts = published_rows(lake, "listening_history_fact")
    assert sum(row[2] for row in facts) == record["playcount"]["refined"]


def test_a_long_file_with_a_few_bad_values_keeps_each_of_them_with_its_number_and_row(tmp_path):
    bad = {
        number: row.decode().rstrip("\n")
        for number, row in {
            1: line(plays="-1"),
            2: line(user="short"),
            399_999: line(plays=""),
            650_000: line(track=""),
            700_000: line(plays=" x "),
        }.items()
    }
    rows = (bad.get(number) or f"{T1},{number:040x},1" for number in range(1, 700_001))
    lake, record, account = run_history(tmp_path, HEADER + "\n".join(rows).encode() + b"\n")
    kept = pq.read_table(lake.location.path(f"quarantine/{record['run_id']}.parquet")).to_pylist()
    assert {row["record"]: row["row"] for row in kept} == bad
    assert (account["rows_read"], account["rows_refined"], account["rows_quarantined"]) == (
        700_000,
        699_995,
        5,
    )


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_row_is_kept_as_delivered_whether_its_file_has_quotes_or_not(tmp_path, quote):
    delivered = b",".join([quote + T1.encode() + quote, U1.encode(), b" -3 "])
    lake, record, _ = run_history(tmp_path, HEADER.replace(b"\n", b"\r\n") + delivered + b"\r\n")
    (kept,) = pq.read_table(lake.location.path(f"quarantine/{record['run_id']}.parquet")).to_pylist()
    assert (kept["record"], kept["value"], kept["row"]) == (1, " -3 ", delivered.decode())
