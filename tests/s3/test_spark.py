"""A run on Spark reads and writes a lake in a bucket by itself, and publishes what DuckDB does."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack

import pytest
from tools.spark_cluster import Cluster

from java_libraries import fetched
from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.lake import open_lake, publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("s3")]


@pytest.fixture(scope="session")
def connector(tmp_path_factory):
    """Jars by which Spark reaches S3."""
    return ",".join(map(str, fetched("s3a", tmp_path_factory.mktemp("jars"))))


@pytest.fixture(scope="session")
def delivered(tmp_path_factory):
    """Files with defects, so that records are read one by one and quarantined too."""
    folder = tmp_path_factory.mktemp("defects")
    generate(folder, records=2_000, seed=5, defects=True)
    return sorted(folder.glob("*.csv"))


@pytest.fixture(scope="session")
def by_duckdb(delivered, tmp_path_factory):
    lake = make_lake(tmp_path_factory.mktemp("duckdb") / "lake", delivered)
    return lake, run(lake, Settings())


@pytest.fixture
def on_spark(connector, monkeypatch, tmp_path):
    """Runs a lake on Spark from a machine that has seen nothing of it; returns the run's record."""
    monkeypatch.setenv("VITROLA_SPARK_PACKAGES", "none")
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", f"--jars {connector} pyspark-shell")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)

    def started(address, *options, small_rows):
        command = [sys.executable, "-m", "vitrola.cli.main", "run", address, "--engine", "spark", *options]
        environment = {
            **os.environ,
            "VITROLA_CACHE": str(tmp_path / "driver"),
            "VITROLA_THREADS": "2",
            "VITROLA_SMALL_ROWS": str(small_rows),
        }
        done = subprocess.run(
            [*command, "--format", "json"], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3_000:]
        return json.loads(done.stdout)

    return started


def assert_as_by_duckdb(address, by_duckdb):
    lake = open_lake(address)
    for table in publication.current(lake).tables:
        assert published_rows(lake, table) == published_rows(by_duckdb[0], table), table


def on_the_driver(tmp_path, table):
    return list((tmp_path / "driver").rglob(f"refined/{table}/**/*.parquet"))


def test_a_run_and_a_day_more_pass_no_plays_through_the_driver(
    on_s3, delivered, by_duckdb, on_spark, tmp_path
):
    lake = make_lake(on_s3, delivered)
    record = on_spark(on_s3, small_rows=1_000)
    for name in ("tables", "quarantine", "playcount"):
        assert record[name] == by_duckdb[1][name], name
    assert_as_by_duckdb(on_s3, by_duckdb)
    assert not on_the_driver(tmp_path, "listening_history_fact")
    day = tmp_path / "User_Listening_History.csv"
    header, *rows = next(path for path in delivered if "History" in path.name).read_text().splitlines()
    track = rows[0].split(",")[0]
    day.write_text(f"{header}\n{track},{'f' * 40},3\n")
    land(lake, day, kind="increment")
    assert on_spark(on_s3, small_rows=0)["grown"] == ["listening_history_fact"]
    former = publication.retained(lake)[0].tables["listening_history_fact"]
    after = publication.current(lake).tables["listening_history_fact"]
    assert set(data_files(lake.location, former)) < set(data_files(lake.location, after))
    assert not on_the_driver(tmp_path, "listening_history_fact")


def test_a_cluster_leaves_nothing_behind_but_the_publication(
    on_s3, delivered, by_duckdb, on_spark, tmp_path, monkeypatch
):
    lake = make_lake(on_s3, delivered)
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:
        cluster = Cluster(folder)
        stack.callback(cluster.stop)
        cluster.start(workers=2)
        monkeypatch.setenv("SPARK_CONF_DIR", str(cluster.settings))
        on_spark(on_s3, "--master", cluster.master, small_rows=1_000)
    assert_as_by_duckdb(on_s3, by_duckdb)
    assert list(lake.location.below("control/scratch")) == []
    written = {entry.path.name for entry in lake.location.below("refined")}
    assert not [name for name in written if "_temporary" in name or "__magic" in name]
