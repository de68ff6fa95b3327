"""Whatever was landed, run, rolled back, retained or killed: a vacuum takes nothing that is needed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vitrola.config import Settings
from vitrola.lake import create_lake, publication, raw_files
from vitrola.lake.tables import data_files
from vitrola.pipeline.inventory import needed_files
from vitrola.pipeline.land import land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.run import run
from vitrola.pipeline.vacuum import look, vacuum
from vitrola.sampledata import generate

KILLED_AT = ("refine", "write:user_id_dim", "cube", "commit", "before pointer", "after pointer")

STEPS = st.one_of(
    st.tuples(st.just("land"), st.integers(0, 2)),
    st.tuples(st.just("run"), st.integers(1, 3)),
    st.tuples(st.just("rollback"), st.integers(0, 3)),
    st.tuples(st.just("kill"), st.sampled_from(KILLED_AT)),
    st.tuples(st.just("vacuum"), st.none()),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=500, seed=3)
    generate(folder / "more", records=500, seed=4)
    return [*sorted(folder.glob("*.csv")), folder / "more" / "User_Listening_History.csv"]


def act(lake, files, number, kind, value):
    """Take one step; every run has settings of its own, so that it publishes."""
    if kind == "land":
        land(lake, files[value])
    elif kind == "run":
        run(lake, Settings(simulate=True, seed=number, retained=value))
    elif kind == "rollback":
        kept = publication.retained(lake)
        if kept:
            rollback(lake, kept[value % len(kept)].run_id)
    elif kind == "kill":
        environment = {**os.environ, "VITROLA_FAULT": value, "VITROLA_SEED": str(1_000 + number)}
        command = [sys.executable, "-m", "vitrola.cli.main", "run", lake.location.root, "--simulate"]
        subprocess.run(command, env=environment, capture_output=True, check=False)
    else:
        vacuum(lake, Settings(), older_than=0)


def rows_of_all(lake):
    return {
        (kept.run_id, table): sorted(
            repr(row) for path in data_files(lake.location, metadata) for row in _rows(path)
        )
        for kept in publication.retained(lake)
        for table, metadata in kept.tables.items()
    }


def _rows(path):
    return pq.read_table(path).to_pylist()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=3, max_size=5))
def test_a_vacuum_takes_nothing_that_is_needed(files, steps):
    with tempfile.TemporaryDirectory() as folder:
        lake = create_lake(Path(folder) / "lake")
        land(lake, files[0])
        for number, (kind, value) in enumerate([("run", 3), *steps]):
            act(lake, files, number, kind, value)
        before = rows_of_all(lake)
        needed = needed_files(lake, publication.retained(lake))
        needed |= {lake.location.path(file.stored) for file in raw_files(lake)}
        needed |= {lake.location.path(name) for name in lake.location.names("control/runs", ".json")}
        found = look(lake, Settings(), older_than=0)
        assert needed.isdisjoint(entry.path for entries in found.files.values() for entry in entries)
        vacuum(lake, Settings(), older_than=0)
        assert rows_of_all(lake) == before
        assert all(path.exists() for path in needed)
        assert look(lake, Settings(), older_than=0).count == 0
        assert run(lake, Settings(simulate=True, seed=99))["status"] == "published"
