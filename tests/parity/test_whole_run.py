"""The whole job on every engine gives equal tables."""

import math

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support import files_below, make_lake, published, run_lake
from vitrola.config import Settings
from vitrola.lake import publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.cube import cube_folder
from vitrola.pipeline.land import land
from vitrola.pipeline.quarantine import quarantine_file
from vitrola.pipeline.review import decide, suggestions
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


def comparable(table):
    rows = [tuple(row[name] for name in sorted(row)) for row in table.to_pylist()]
    return sorted(rows, key=repr)


def assert_equal_tables(left, right, tables):
    for name in tables:
        ours, theirs = published(left, name), published(right, name)
        assert [(f.name, f.type) for f in ours.schema] == [(f.name, f.type) for f in theirs.schema], name
        first, second = comparable(ours), comparable(theirs)
        assert len(first) == len(second), name
        for one, other in zip(first, second, strict=True):
            for a, b in zip(one, other, strict=True):
                close = isinstance(a, float) and math.isclose(a, b, rel_tol=1e-15)
                assert a == b or close, (name, one, other)


def decided(root, files):
    """Every suggestion for a lake of these files, accepted."""
    lake, _ = run_lake(root, files)
    return [found.decided("accepted", "me") for found in suggestions(lake, Settings())]


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize(("case", "small_rows"), [("sample", 0), ("reviewed", 0), ("sample", 9_000)])
def test_duckdb_and_spark_publish_equal_tables(case, small_rows, tmp_path, request):
    """The real sets with accepted merges; and sample data with defects, simulated columns and a cube.

    All of it on Spark, and with what is small on DuckDB beside it.
    """
    if case == "reviewed":
        shared = request.getfixturevalue("shared_data")
        files = files_below(shared)
    else:
        generate(tmp_path / "data", records=10_000, seed=11, defects=True)
        files = sorted((tmp_path / "data").glob("*.csv"))
    lakes, records = {}, {}
    decisions = decided(tmp_path / "reviewed", files) if case == "reviewed" else []
    for engine in ("duckdb", "spark"):
        lakes[engine] = make_lake(tmp_path / engine, files)
        decide(lakes[engine], decisions)
        sample = case == "sample"
        settings = Settings(engine=engine, small_rows=small_rows, simulate=sample, cube=sample)
        records[engine] = run(lakes[engine], settings)
    assert records["duckdb"]["files"] == records["spark"]["files"]
    for name in ("tables", "playcount", "quarantine", "genre_coverage", "genre_agreement"):
        assert records["duckdb"][name] == records["spark"][name], name
    if decisions:
        assert records["duckdb"]["tables"]["artist_alias"] > 100
        assert records["duckdb"]["tables"]["track_alias"] > 0
    assert_equal_tables(lakes["duckdb"], lakes["spark"], records["duckdb"]["tables"])
    assert quarantined(lakes["duckdb"], records["duckdb"]) == quarantined(lakes["spark"], records["spark"])
    if sample:
        cubes = [cube_folder(lakes[engine], records[engine]["run_id"]) for engine in lakes]
        assert rows_of_cube(cubes[0]) == rows_of_cube(cubes[1]) != {}


def quarantined(lake, record):
    """Every violation with its file, line, column, rule and value."""
    file = quarantine_file(lake, record["run_id"])
    if not record["quarantine"]:
        return []
    rows = pq.read_table(file).drop_columns(["run_id"]).to_pylist()
    assert len(rows) == sum(record["quarantine"].values())
    return sorted(map(repr, rows))


def rows_of_cube(folder):
    tables = {path.name: pa.ipc.open_file(path).read_all() for path in folder.iterdir()}
    return {name: sorted(map(repr, table.to_pylist())) for name, table in tables.items()}


@pytest.mark.spark
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("small_rows", [0, 1_000])
def test_both_engines_grow_and_merge_the_same_tables(small_rows, tmp_path, monkeypatch):
    monkeypatch.setattr("vitrola.pipeline.appending.MOST_FILES", 2)
    generate(tmp_path / "data", records=3_000, seed=13)
    header, *lines = (tmp_path / "data" / "User_Listening_History.csv").read_text().splitlines(keepends=True)
    ends = (0, 2_500, 2_650, 2_800, 3_000)
    parts = [tmp_path / f"part-{number}.csv" for number in range(len(ends) - 1)]
    for part, begin, end in zip(parts, ends, ends[1:], strict=False):
        part.write_text("".join([header, *lines[begin:end]]))
    lakes = {}
    for engine in ("duckdb", "spark"):
        lakes[engine] = make_lake(tmp_path / engine, [tmp_path / "data" / "Music_Info.csv", parts[0]])
        settings = Settings(engine=engine, small_rows=small_rows, simulate=True, cube=False)
        run(lakes[engine], settings)
        for part in parts[1:]:
            land(lakes[engine], part, kind="increment")
            record = run(lakes[engine], settings)
            assert record["grown"] == ["listening_history_fact"], engine
        fact = publication.current(lakes[engine]).tables["listening_history_fact"]
        assert any("merged" in path.parts for path in data_files(lakes[engine].location, fact)), engine
    assert_equal_tables(lakes["duckdb"], lakes["spark"], record["tables"])
