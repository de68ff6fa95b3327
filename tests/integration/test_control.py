"""The control zone's tables that no run writes."""

from support import run_lake
from vitrola.config import Settings
from vitrola.pipeline.land import land
from vitrola.pipeline.query import query
from vitrola.sampledata import generate


def test_every_arrived_file_has_a_row_and_says_whether_it_counts(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    music, history = (tmp_path / "data" / f"{name}.csv" for name in ("Music_Info", "User_Listening_History"))
    lake, _ = run_lake(tmp_path / "lake", [music, history])
    right = tmp_path / "right.csv"
    right.write_bytes(history.read_bytes().rsplit(b"\n", 2)[0] + b"\n")
    land(lake, right, replaces=[history.name])
    rows = {row["name"]: row for row in query(lake, Settings(), "SELECT * FROM landed_file").to_pylist()}
    assert {name: row["counts"] for name, row in rows.items()} == {
        music.name: True,
        history.name: False,
        right.name: True,
    }
    assert {name: row["records"] for name, row in rows.items()} == {
        file.name: len(file.read_bytes().splitlines()) - 1 for file in (music, history, right)
    }
    assert {name: row["size"] for name, row in rows.items()} == {
        file.name: file.stat().st_size for file in (music, history, right)
    }
    assert {row["type"] for row in rows.values()} == {"plain"}
    assert rows[right.name]["landed_at"] > rows[history.name]["landed_at"]
