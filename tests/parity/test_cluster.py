"""A run on a real cluster gives the tables that DuckDB gives, even when a worker is killed in the middle."""

import pytest

from spark_cluster import Cluster
from support import make_lake, published_rows, run_lake
from vitrola.config import Settings
from vitrola.errors import EngineError
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    made = Cluster(tmp_path)
    try:
        made.start(workers=2)
        yield made
    finally:
        made.stop()


def test_a_run_survives_the_loss_of_a_worker(cluster, tmp_path):
    generate(tmp_path / "data", records=5_000, seed=21, defects=True)
    files = sorted((tmp_path / "data").glob("*.csv"))
    expected, by_duckdb = run_lake(tmp_path / "duckdb", files, simulate=True)
    lake = make_lake(tmp_path / "spark", files)
    killed = []

    def progress(name):
        if name == "month_mart":
            assert cluster.alive() == 2
            cluster.kill_worker(0)
            killed.append(name)

    record = run(lake, Settings(engine="spark", master=cluster.master, simulate=True), progress)
    assert killed == ["month_mart"]
    assert record["files"] == by_duckdb["files"]
    for name in record["tables"]:
        assert published_rows(lake, name) == published_rows(expected, name), name
    assert list((lake.location.root / "control" / "scratch").iterdir()) == []


def test_a_master_that_does_not_answer_is_named(tmp_path):
    generate(tmp_path / "data", records=500, seed=1)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    for place in ({"master": "spark://127.0.0.1:9"}, {"remote": "sc://127.0.0.1:9"}):
        with pytest.raises(EngineError, match=r"Spark at (spark|sc)://127\.0\.0\.1:9 can't be reached"):
            run(lake, Settings(engine="spark", **place))
