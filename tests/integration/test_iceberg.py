"""Tables as other readers of Iceberg see them: PyIceberg opens the metadata files of a publication."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.table import StaticTable

from support import make_lake
from vitrola.config import Settings
from vitrola.errors import LakeError
from vitrola.lake import publication
from vitrola.lake.iceberg import HISTORY
from vitrola.lake.tables import data_files, empty_table
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

ROWS = 20
"""Plays of a day."""


@pytest.fixture
def days(tmp_path):
    """A catalogue, and a history in as many parts as are asked for."""
    generate(tmp_path / "data", records=1_000, seed=3)
    header, *rows = (tmp_path / "data" / "User_Listening_History.csv").read_text().splitlines(keepends=True)

    def part(number):
        path = tmp_path / f"day-{number}.csv"
        path.write_text(header + "".join(rows[number * ROWS : (number + 1) * ROWS]))
        return path

    return part


@pytest.fixture
def lake(tmp_path, days):
    made = make_lake(tmp_path / "lake", [tmp_path / "data" / "Music_Info.csv", days(0)])
    run(made, Settings(cube=False))
    return made


def add(lake, file):
    land(lake, file, kind="increment")
    return run(lake, Settings(cube=False))


def table(lake, name):
    return StaticTable.from_metadata(publication.current(lake).tables[name])


def summaries(lake, name):
    return [snapshot.summary for snapshot in table(lake, name).metadata.snapshots]


def test_each_run_is_one_snapshot_that_names_it(lake, days):
    second = add(lake, days(1))["run_id"]
    fact = summaries(lake, "listening_history_fact")
    assert [int(summary["total-records"]) for summary in fact] == [ROWS, 2 * ROWS]
    assert [int(summary["added-records"]) for summary in fact] == [ROWS, ROWS], "the fact grew"
    mart = summaries(lake, "track_mart")
    assert [summary["vitrola.run-id"] for summary in mart][1:] == [second]
    assert int(mart[-1]["total-records"]) == table(lake, "track_mart").scan().to_arrow().num_rows


def test_metadata_names_no_more_than_the_recent_history(lake, days):
    for number in range(1, HISTORY + 4):
        record = add(lake, days(number))
    assert len(summaries(lake, "track_mart")) == HISTORY + 1
    assert len(summaries(lake, "listening_history_fact")) == HISTORY + 1
    rows = table(lake, "listening_history_fact").scan().to_arrow()
    assert rows.num_rows == record["tables"]["listening_history_fact"]
    assert sum(table(lake, "track_mart").scan().to_arrow()["records"].to_pylist()) == rows.num_rows


def test_a_table_that_loses_all_its_rows_is_empty(lake, tmp_path):
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("track_id,user_id,playcount\n")
    land(lake, nothing, replaces=["day-0.csv"])
    run(lake, Settings(cube=False))
    for name in ("listening_history_fact", "user_id_dim", "track_mart"):
        assert table(lake, name).current_snapshot() is None
        assert len(summaries(lake, name)) == 1, "the former one is in its history"
        assert table(lake, name).scan().to_arrow().num_rows == 0


def test_readers_without_pyiceberg_find_the_same_files_and_columns(lake, days):
    add(lake, days(1))
    for address in publication.current(lake).tables.values():
        known = StaticTable.from_metadata(address)
        assert data_files(lake.location, address) == sorted(
            Path(task.file.file_path.removeprefix("file://")) for task in known.scan().plan_files()
        )
        columns = schema_to_pyarrow(known.schema(), include_field_ids=False)
        assert [
            (one.name, str(one.type).removeprefix("large_"))
            for one in empty_table(lake.location, address).schema
        ] == [(one.name, str(one.type).removeprefix("large_")) for one in columns]


@pytest.mark.parametrize("kind", ["*.metadata.json", "snap-*.avro", "*-m0.avro"])
@pytest.mark.parametrize("left", [None, 0, 3, 0.5])
def test_a_missing_or_damaged_file_is_named(lake, kind, left):
    """``left`` is what is left of the file: nothing at all, so many bytes, or a share of them."""
    *_, file = sorted((lake.location.root / "refined" / "user_id_dim" / "metadata").glob(kind))
    data = file.read_bytes()
    file.unlink()
    if left is not None:
        file.write_bytes(data[: left if isinstance(left, int) else int(len(data) * left)])
    with pytest.raises(LakeError, match=r"metadata\.json is missing or damaged"):
        data_files(lake.location, publication.current(lake).tables["user_id_dim"])
