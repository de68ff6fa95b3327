"""A run through Spark Connect gives the tables that DuckDB gives."""

import json

import pytest
from tools.spark_cluster import ConnectServer

from spark_places import CONNECT, small_lake, vitrola
from support import published_rows, run_lake

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture
def server(tmp_path):
    made = ConnectServer(tmp_path)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.mark.skipif(not CONNECT.is_dir(), reason="make test installs what Spark Connect needs")
def test_a_run_on_a_connect_server_publishes_equal_tables(server, tmp_path):
    lake = small_lake(tmp_path)
    files = sorted((tmp_path / "data").glob("*.csv"))
    expected, by_duckdb = run_lake(tmp_path / "duckdb", files, simulate=True)
    place = ("--engine", "spark", "--remote", server.address)
    some_on_duckdb = {"VITROLA_CUBE": "false", "VITROLA_SMALL_ROWS": "200"}
    done = vitrola("run", lake.location.root, *place, "--simulate", "--format", "json", **some_on_duckdb)
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["files"] == by_duckdb["files"]
    for name in record["tables"]:
        assert published_rows(lake, name) == published_rows(expected, name), name
    assert list((lake.location.root / "control" / "scratch").iterdir()) == []
