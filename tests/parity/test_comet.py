"""With Comet below Spark, set up as docs/scale.md says, a run publishes what DuckDB does."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from java_libraries import fetched
from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

DOCS = Path(__file__).parents[2] / "docs" / "scale.md"
PACKAGE = "spark.jars.packages"


def documented_options():
    """What the documentation puts into spark-defaults.conf."""
    block = next(
        block for block in re.findall(r"```\n(.*?)```", DOCS.read_text(), re.DOTALL) if PACKAGE in block
    )
    return dict(line.split() for line in block.splitlines() if line.startswith("spark."))


@pytest.fixture(scope="module")
def jar(tmp_path_factory):
    """Comet's jar, of the version that the documentation names."""
    (found,) = fetched("comet", tmp_path_factory.mktemp("jars"))
    _, artifact, version = documented_options()[PACKAGE].split(":")
    assert found.name == f"{artifact}-{version}.jar"
    return found


@pytest.fixture
def events(jar, tmp_path, monkeypatch):
    """The folder of Spark's own record of what it ran, for a Spark with the documented options."""
    options = documented_options()
    del options[PACKAGE]
    folder = tmp_path / "events"
    folder.mkdir()
    options |= {"spark.jars": str(jar), "spark.eventLog.enabled": "true"}
    options |= {"spark.eventLog.compress": "false", "spark.eventLog.dir": folder.as_uri()}
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in options.items()))
    monkeypatch.setenv("SPARK_CONF_DIR", str(conf))
    return folder


def native_operators(events):
    """Operators of Comet in the plans that were run."""
    logs = [path for path in events.rglob("events_*") if path.is_file()]
    return set(re.findall(r"\bComet[A-Z]\w+", "".join(path.read_text() for path in logs)))


def test_a_run_with_comet_publishes_what_duckdb_does(tmp_path, events):
    """On data with defects and with simulated columns."""
    generate(tmp_path / "data", records=10_000, seed=11, defects=True)
    files = sorted((tmp_path / "data").glob("*.csv"))
    ours, theirs = (make_lake(tmp_path / name, files) for name in ("duckdb", "spark"))
    record = run(ours, Settings(simulate=True, cube=False))
    settings = {"VITROLA_SIMULATE": "true", "VITROLA_CUBE": "false", "VITROLA_SMALL_ROWS": "0"}
    command = [sys.executable, "-m", "vitrola.cli.main", "run", str(theirs.location), "--engine", "spark"]
    done = subprocess.run(
        [*command, "--format", "json"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    on_spark = json.loads(done.stdout)
    for name in ("files", "tables", "playcount", "quarantine", "genre_coverage", "genre_agreement"):
        assert record[name] == on_spark[name], name
    for table in record["tables"]:
        assert published_rows(ours, table) == published_rows(theirs, table), table
    assert native_operators(events) >= {"CometNativeScan", "CometHashAggregate", "CometBroadcastHashJoin"}
