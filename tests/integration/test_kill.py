"""A process that is killed at any step changes nothing that is published, and the next one completes."""

import json
import os
import signal
import subprocess
import sys

import pytest

from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.lake import create_lake, open_lake, publication, standing
from vitrola.pipeline.land import land
from vitrola.pipeline.record import records
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

TABLES = (
    "artist_alias",
    "artist_mart",
    "calendar_dim",
    "genre_mart",
    "listening_history_fact",
    "month_mart",
    "music_info_dim",
    "release_year_mart",
    "tag_dim",
    "tagging_fact",
    "track_alias",
    "track_match",
    "user_id_dim",
)
WRITTEN = [table for table in TABLES if table != "tag_dim"]
"""Tables that the second run writes: a catalogue without tags leaves their table as it is."""
PREPARED = ("audit", "cube", "commit", "dictionary", "before pointer")
RUN_STEPS = ("refine", *(f"write:{table}" for table in WRITTEN), *PREPARED)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=600, seed=3)
    return [folder / "User_Listening_History.csv", folder / "Music_Info.csv"]


@pytest.fixture(scope="module")
def uninterrupted(files, tmp_path_factory):
    lake = make_lake(tmp_path_factory.mktemp("reference") / "lake", files)
    run(lake, Settings())
    return tables_of(lake)


def tables_of(lake):
    """Everything readers see, without the ids that differ from lake to lake."""
    return {table: published_rows(lake, table) for table in TABLES}


def vitrola(*arguments, fault=None):
    environment = {**os.environ, **({"VITROLA_FAULT": fault} if fault else {})}
    command = [sys.executable, "-m", "vitrola.cli.main", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def half_filled_lake(root, files):
    """A lake that has published plays without a catalogue, whose catalogue waits to be run."""
    lake = make_lake(root, files[:1])
    run(lake, Settings())
    land(lake, files[1])
    return lake


def folders_of_runs(lake):
    return {path.name for path in lake.location.path("refined").glob("*/data/*")}


@pytest.mark.parametrize("step", RUN_STEPS)
def test_a_run_killed_before_the_pointer_changes_nothing_and_the_next_converges(
    step, files, uninterrupted, tmp_path
):
    lake = half_filled_lake(tmp_path / "lake", files)
    before, pointer = tables_of(lake), lake.location.read(publication.POINTER)

    assert vitrola("run", lake.location.root, fault=step).returncode == -signal.SIGKILL
    assert lake.location.read(publication.POINTER) == pointer
    assert tables_of(lake) == before

    assert run(lake, Settings())["status"] == "published"
    assert tables_of(lake) == uninterrupted
    published = [record["run_id"] for record in records(lake) if record["status"] == "published"]
    assert len(published) == 2
    assert folders_of_runs(lake) == set(published)


def test_a_run_killed_after_the_pointer_is_published_and_known(files, uninterrupted, tmp_path):
    lake = half_filled_lake(tmp_path / "lake", files)

    assert vitrola("run", lake.location.root, fault="after pointer").returncode == -signal.SIGKILL
    assert tables_of(lake) == uninterrupted
    status = json.loads(vitrola("status", lake.location.root, "--format", "json").stdout)
    assert (status["status"], status["files_waiting"]) == ("published", 0)
    assert status["playcount"]["read"] == status["playcount"]["refined"]
    assert run(lake, Settings())["status"] == "nothing to do"


@pytest.mark.parametrize("step", ["raw copy", "ledger", "delivery"])
def test_landing_killed_at_any_step_can_be_repeated(step, files, uninterrupted, tmp_path):
    root = tmp_path / "lake"
    create_lake(root)
    assert vitrola("land", root, *files, fault=step).returncode == -signal.SIGKILL
    assert standing(open_lake(root)).active == []

    assert vitrola("land", root, *files).returncode == 0
    lake = open_lake(root)
    assert [file.records for file in standing(lake).active if file.layout == "history"] == [600]
    run(lake, Settings())
    assert tables_of(lake) == uninterrupted
