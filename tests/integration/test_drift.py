"""Drift: what a delivery changed is named before it enters the lake, with the line that would read it."""

import csv
import datetime as dt
import io
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import follow, make_lake, totals
from vitrola.config import Settings
from vitrola.errors import DriftError
from vitrola.lake import create_lake, raw_files
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

MINE = """\
source: mine
title: Mine
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: FORMAT
    columns: [who, track_id, n, at, note]
    personal: [who]
    feeds:
      - records: listens
        level: track
        key: [user_id, played_at, track_id]
        columns:
          user_id: who
          playcount: n
          played_at: at  # local
"""
COLUMNS = ["who", "track_id", "n", "at", "note"]
ROWS = [[f"1{i}", f"t{i}", str(i + 1), f"2024-03-0{i + 1} 22:15:00", f"is {i}"] for i in range(9)]
FORMS = ("delimited", "json", "parquet")


def written(path, form, columns, rows):
    if form == "json":
        text = "".join(json.dumps(dict(zip(columns, row, strict=True))) + "\n" for row in rows)
    else:
        text = "".join(",".join(row) + "\n" for row in [columns, *rows])
    if form == "parquet":
        pq.write_table(pc.read_csv(pa.BufferReader(text.encode())), path)
    else:
        path.write_text(text)
    return path


def changed(column, name=None, value=None):
    """Columns and rows with one column under another name, of other values, or dropped."""
    place = COLUMNS.index(column)
    if value:
        return COLUMNS, [[*row[:place], value(row[place]), *row[place + 1 :]] for row in ROWS]
    if name:
        return [*COLUMNS[:place], name, *COLUMNS[place + 1 :]], ROWS
    return [*COLUMNS[:place], *COLUMNS[place + 1 :]], [[*row[:place], *row[place + 1 :]] for row in ROWS]


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def lake(form, tmp_path):
    lake = create_lake(tmp_path / "lake")
    text = MINE.replace("FORMAT", "json" if form == "json" else "delimited")
    (lake.source_folder / "mine.yaml").write_text(text)
    land(lake, written(tmp_path / "first", form, COLUMNS, ROWS))
    return lake


def stopped(lake, path):
    """The error of a file that must not enter the lake."""
    before = sorted(lake.location.root.rglob("*"))
    with pytest.raises(DriftError) as error:
        land(lake, path)
    assert sorted(lake.location.root.rglob("*")) == before
    return str(error.value)


BREAKING = {
    "mapped column renamed": (changed("n", "plays"), "column 'n' seems to be called 'plays' now"),
    "personal column renamed": (changed("who", "usuario"), "column 'who' seems to be called 'usuario' now"),
    "unread column dropped": (changed("note"), "column 'note' is no longer there"),
    "optional value dropped": (changed("at"), "column 'at' is no longer there"),
    "day before month": (
        changed("at", value=lambda text: f"{text[8:10]}/{text[5:7]}/{text[:4]}{text[10:]}"),
        "9 of the first 9 values are no valid played_at ('01/03/2024 22:15:00' now, '2024-03-01 22:15:00'",
    ),
    "ids with a prefix": (
        changed("who", value=lambda text: f"user-{text}"),
        "column 'who' is read as user_id: the identifiers were whole numbers and are text",
    ),
    "other ids": (
        changed("who", value=lambda text: f"{int(text):b}x{text}"),
        "column 'who' is read as user_id: the identifiers were whole numbers and are text",
    ),
}


@pytest.mark.parametrize("case", BREAKING)
def test_a_breaking_change_stops_and_following_the_message_reads_both_files(case, form, lake, tmp_path):
    (columns, rows), expected = BREAKING[case]
    others = [[cell.replace("t", "s") if re.fullmatch("t.", cell) else cell for cell in row] for row in rows]
    path = written(tmp_path / "second", form, columns, others)
    said = stopped(lake, path)
    assert re.match(r"second is not as the last delivery of mine \(plays\), first, landed \S+ \S+ UTC:", said)
    assert expected in said
    assert "'10'" not in said
    follow(lake, said)
    assert land(lake, path).outcome == "new"
    record = run(lake, Settings(cube=False))
    assert totals(record)["refined"] == 18


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (
            lambda row: [row[0], row[2], f"Faixa {row[1][1:]}", *row[3:]],
            "such values stand in 'track_id' now",
        ),
        (lambda row: [*row[:2], f"Faixa {row[2]}", *row[3:]], "no other column has such values"),
    ],
    ids=["swapped", "replaced"],
)
def test_titles_where_counts_should_be_are_never_cast_to_counts(change, seen, lake, form, tmp_path):
    said = stopped(lake, written(tmp_path / "second", form, COLUMNS, [change(row) for row in ROWS]))
    assert "Columns seem to be swapped or shifted" in said
    assert "column 'n' has no values any more that playcount could be" in said
    assert seen in said
    assert "regexp_replace" not in said
    assert "sources/mine.yaml" not in said


def test_numbers_of_another_form_are_named_with_a_line_that_reads_both(lake, form, tmp_path):
    rows = changed("n", value=lambda text: f'"{text},0"' if form != "json" else f"{text},0")[1]
    if form == "delimited":
        definition = lake.source_folder / "mine.yaml"
        definition.write_text(definition.read_text().replace("delimited\n", "delimited\n    quote: '\"'\n"))
    path = written(tmp_path / "second", form, COLUMNS, rows)
    said = stopped(lake, path)
    assert "sources/mine.yaml" in said
    assert "`playcount: n` → `playcount: replace(n, ',', '.')`" in said
    follow(lake, said)
    land(lake, path)


def test_a_column_without_which_nothing_is_accepted_is_asked_for(lake, form, tmp_path):
    said = stopped(lake, written(tmp_path / "second", form, *changed("who")))
    assert "column 'who' is no longer there" in said
    assert "sources/mine.yaml:15: `user_id: who` needs 'who'" in said
    assert "ask for the file with it" in said


def test_a_delivery_without_records_is_not_compared_with(lake, form, tmp_path):
    if form != "json":
        empty = written(tmp_path / "empty", "delimited", COLUMNS, [])
        land(lake, empty)
    said = stopped(lake, written(tmp_path / "second", form, *changed("n", value=lambda text: f"{text}x")))
    assert "last delivery of mine (plays), first, landed" in said


def test_what_a_dropped_column_leaves_empty_is_said(lake, form, tmp_path):
    said = stopped(lake, written(tmp_path / "second", form, *changed("at")))
    assert said.endswith("add `    optional: [at]`, which leaves played_at empty for such files")


def test_additive_changes_pass_with_a_notice(lake, form, tmp_path):
    wider = [*COLUMNS, "mood"], [[*row, "x"] for row in ROWS]
    notice = land(lake, written(tmp_path / "wider", form, *wider)).notice
    assert notice == "Columns mood are new and stay in the raw zone."
    same = [*COLUMNS, "mood"], [[*row, "y"] for row in ROWS]
    assert land(lake, written(tmp_path / "same", form, *same)).notice is None
    notice = land(lake, written(tmp_path / "narrow", form, COLUMNS, ROWS[:5])).notice
    assert notice == "Column 'mood' is no longer there (compared with same)."
    definition = lake.source_folder / "mine.yaml"
    definition.write_text(
        definition.read_text().replace("    personal:", "    optional: [note]\n    personal:")
    )
    notice = land(lake, written(tmp_path / "without", form, *changed("note"))).notice
    assert notice == "Column 'note' is no longer there (compared with narrow)."
    notice = land(lake, written(tmp_path / "with", form, COLUMNS, ROWS[:6])).notice
    assert notice == "Column 'note' is there again (compared with without)."


def test_some_wrong_values_are_for_quarantine(lake, form, tmp_path):
    rows = [[*row[:2], "x" if number < 4 else row[2], *row[3:]] for number, row in enumerate(ROWS)]
    assert land(lake, written(tmp_path / "second", form, COLUMNS, rows)).outcome == "new"
    few = [[*row[:2], "x", *row[3:]] for row in ROWS[:2]]
    assert land(lake, written(tmp_path / "third", form, COLUMNS, few)).outcome == "new"
    assert totals(run(lake, Settings(cube=False)))["quarantined"] == 6


def test_another_parquet_type_is_noticed_where_values_are_still_read(tmp_path):
    lake = create_lake(tmp_path / "lake")
    (lake.source_folder / "mine.yaml").write_text(MINE.replace("FORMAT", "delimited"))
    first = written(tmp_path / "first", "parquet", COLUMNS, ROWS)
    land(lake, first)
    table = pq.read_table(first)
    pq.write_table(table.set_column(2, "n", table["n"].cast(pa.float64())), tmp_path / "second")
    assert (
        land(lake, tmp_path / "second").notice == "Column 'n' is double and was int64 (compared with first)."
    )
    pq.write_table(table.set_column(0, "who", table["who"].cast(pa.float64())), tmp_path / "third")
    said = stopped(lake, tmp_path / "third")
    assert "the identifiers were whole numbers and are numbers" in said
    follow(lake, said)
    land(lake, tmp_path / "third")


def iso(milliseconds):
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).isoformat(timespec="milliseconds")


SPARKIFY = {
    "renamed": (lambda row: {"user_id" if key == "userId" else key: row[key] for key in row}, "'user_id'"),
    "dropped": (lambda row: {key: row[key] for key in row if key != "method"}, "'method' is no longer"),
    "seconds": (lambda row: row | {"ts": row["ts"] // 1000}, "would be read as of 1970; they were of 2018"),
    "ISO times": (lambda row: row | {"ts": iso(row["ts"])}, "are no valid played_at"),
}


@pytest.mark.parametrize("case", SPARKIFY)
def test_a_changed_sparkify_log(case, shared_data, tmp_path):
    logs = sorted((shared_data / "sparkify" / "log_data").rglob("*.json"))[:2]
    change, expected = SPARKIFY[case]
    rows = [change(json.loads(line)) for line in logs[1].read_text("utf-8").splitlines()]
    path = tmp_path / "log.json"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    lake = make_lake(tmp_path / "lake", logs[:1])
    said = stopped(lake, path)
    assert expected in said
    assert "a copy of the shipped definition: cp " in said
    follow(lake, said)
    land(lake, path)
    record = run(lake, Settings(cube=False))
    assert totals(record)["quarantined"] == 0
    assert totals(record)["refined"] == 11 + 155


def test_a_changed_lastfm_file(shared_data, tmp_path):
    original = shared_data / "lastfm-2k" / "user_artists.dat"
    head, *rows = original.read_text("utf-8").splitlines()[:2000]
    path = tmp_path / "user_artists.dat"
    lake = make_lake(tmp_path / "lake", [original])
    path.write_text("\n".join([head.replace("weight", "peso"), *rows]) + "\n")
    assert "column 'weight' seems to be called 'peso' now" in stopped(lake, path)
    path.write_text("\n".join([head, *(row.replace("\t", ".0\t", 1) for row in rows)]) + "\n")
    said = stopped(lake, path)
    assert "('2.0' now, '2' before)" in said
    follow(lake, said)
    land(lake, path)


def test_real_files_of_one_layout_do_not_drift(shared_data, tmp_path):
    lake = create_lake(tmp_path / "lake")
    for path in sorted((shared_data / "sparkify").rglob("*.json"))[::4]:
        assert land(lake, path).notice is None


def test_a_catalogue_with_decimal_commas(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    lake = make_lake(tmp_path / "lake", [tmp_path / "data" / "Music_Info.csv"])
    rows = list(csv.DictReader(io.StringIO((tmp_path / "data" / "Music_Info.csv").read_text("utf-8"))))
    with (tmp_path / "Music_Info.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"energy": row["energy"].replace(".", ",")} for row in rows)
    said = stopped(lake, tmp_path / "Music_Info.csv")
    assert "column 'energy' is read as energy" in said
    follow(lake, said)
    land(lake, tmp_path / "Music_Info.csv")


def test_the_command_prints_the_lines_and_exits_with_4(tmp_path):
    (tmp_path / "a.csv").write_text("track_id,user_id,playcount\nTRAAAAA00000000001,u,1\n")
    (tmp_path / "b.csv").write_text("track_id,user_id,plays\nTRAAAAA00000000001,u,2\n")
    make_lake(tmp_path / "lake", [tmp_path / "a.csv"])
    command = [sys.executable, "-m", "vitrola.cli.main", "land", "lake", "b.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    lines = done.stderr.splitlines()
    assert lines[0].startswith("Refused: b.csv is not as the last delivery of million-song (history), a.csv")
    assert lines[1] == "  column 'playcount' seems to be called 'plays' now"
    assert lines[-1] == "  sources/million-song.yaml:24: below it add `    renamed: {playcount: plays}`"


def test_a_file_of_another_kind_is_told_what_it_always_was(tmp_path):
    (tmp_path / "a.csv").write_text("track_id,user_id,playcount\nTRAAAAA00000000001,u,1\n")
    (tmp_path / "b.csv").write_text("track_id,listener,times\nTRAAAAA00000000001,u,2\n")
    lake = make_lake(tmp_path / "lake", [tmp_path / "a.csv"])
    with pytest.raises(Exception, match=r"fits no known source; the closest is million-song \(history\)"):
        land(lake, tmp_path / "b.csv")
    assert [file.name for file in raw_files(lake)] == ["a.csv"]


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 3), st.sampled_from(["who", "track_id", "n", "at", "note"]))
def test_order_and_new_columns_never_stop_and_a_dropped_column_always_does(order, added, dropped):
    with tempfile.TemporaryDirectory() as folder:
        lake = create_lake(Path(folder) / "lake")
        (lake.source_folder / "mine.yaml").write_text(MINE.replace("FORMAT", "delimited"))
        land(lake, written(Path(folder) / "first", "delimited", COLUMNS, ROWS))
        extra = [f"extra_{number}" for number in range(added)]
        columns = [*(COLUMNS[place] for place in order), *extra]
        rows = [[*(row[place] for place in order), *extra] for row in ROWS]
        assert land(lake, written(Path(folder) / "other", "delimited", columns, rows)).outcome == (
            "new" if columns != COLUMNS else "known"
        )
        place = columns.index(dropped)
        without = [[*row[:place], *row[place + 1 :]] for row in [columns, *rows]]
        said = stopped(lake, written(Path(folder) / "less", "delimited", without[0], without[1:]))
        assert f"column {dropped!r} is no longer there" in said
