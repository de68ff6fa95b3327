"""A run on a real cluster gives the tables that DuckDB gives, even when a worker is killed in the middle."""

import socket
from importlib.util import find_spec

import pytest
from tools.spark_cluster import Cluster

from spark_places import small_lake
from support import make_lake, published_rows, run_lake
from vitrola.config import Settings, load_settings
from vitrola.errors import EngineError, SettingError
from vitrola.lake import publication
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    made = Cluster(tmp_path)
    try:
        made.start(workers=2)
        monkeypatch.setenv("SPARK_CONF_DIR", str(made.settings))
        yield made
    finally:
        made.stop()


def test_a_run_survives_the_loss_of_a_worker(cluster, tmp_path):
    generate(tmp_path / "data", records=2_000, seed=21, defects=True)
    files = sorted((tmp_path / "data").glob("*.csv"))
    expected, by_duckdb = run_lake(tmp_path / "duckdb", files, simulate=True)
    lake = make_lake(tmp_path / "spark", files)
    killed = []

    def progress(name):
        if name == "month_mart":
            assert cluster.alive() == 2
            cluster.kill_worker(0)
            killed.append(name)

    record = run(
        lake,
        Settings(engine="spark", master=cluster.master, small_rows=1_000, simulate=True, cube=False),
        progress,
    )
    assert killed == ["month_mart"]
    assert record["files"] == by_duckdb["files"]
    for name in record["tables"]:
        assert published_rows(lake, name) == published_rows(expected, name), name
    assert list((lake.location.root / "control" / "scratch").iterdir()) == []


def test_a_cluster_without_anybody_left_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setattr("vitrola.engines.spark.watch.SECONDS_WITHOUT_EXECUTORS", 5)
    cluster = Cluster(tmp_path)
    lake = small_lake(tmp_path)
    try:
        cluster.start(workers=1)
        monkeypatch.setenv("SPARK_CONF_DIR", str(cluster.settings))

        def progress(name):
            if name == "track_member":
                cluster.kill_worker(0)

        with pytest.raises(EngineError, match=rf"Spark at {cluster.master} has had no executor for \d+ s\."):
            run(lake, Settings(engine="spark", master=cluster.master, small_rows=0), progress)
    finally:
        cluster.stop()
    assert publication.current(lake) is None
    assert list((lake.location.root / "control" / "scratch").iterdir()) == []


@pytest.fixture
def lake(tmp_path):
    return small_lake(tmp_path)


@pytest.mark.skipif(find_spec("grpc") is not None, reason="what Spark Connect needs is installed")
def test_what_spark_connect_needs_is_named(lake):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"sc://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(EngineError, match="Spark Connect needs more than Spark") as raised:
            run(lake, Settings(engine="spark", remote=address))
    assert raised.value.hint == "Run: make setup EXTRAS=connect"


@pytest.mark.parametrize(
    "wrong",
    [{"engine": "spark", "master": "local[2]", "remote": "sc://host:15002"}, {"master": "spark://host:7077"}],
)
def test_places_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingError, match="master and remote"):
        load_settings(None, {}, wrong)
