"""A disk that takes no more, and a process that dies at any moment: nothing published changes."""

import random
import subprocess
import sys
import time

import pytest

from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.lake import publication, raw_files
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


@pytest.fixture
def half_filled(tmp_path):
    """A lake that has published, with a catalogue that waits."""
    generate(tmp_path / "data", records=2_000, seed=3)
    lake = make_lake(tmp_path / "lake", [tmp_path / "data" / "User_Listening_History.csv"])
    run(lake, Settings())
    return lake, tmp_path / "data" / "Music_Info.csv"


def started(*arguments, largest_file="unlimited"):
    """The command at work; ``largest_file`` is in blocks of 512 bytes."""
    limited = ["sh", "-c", 'ulimit -f "$0"; exec "$@"', str(largest_file)]
    command = [*limited, sys.executable, "-m", "vitrola.cli.main", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("largest_file", [40, 100])
def test_a_full_disk_is_said_in_a_sentence_and_changes_nothing(half_filled, largest_file):
    lake, catalogue = half_filled
    pointer, files = lake.location.read(publication.POINTER), raw_files(lake)

    landing = started("land", lake.location.root, catalogue, largest_file=largest_file)
    _, said = landing.communicate(timeout=60)
    assert landing.returncode == 1
    assert 'Error: the system says "' in said
    assert "Errno" not in said
    assert "Traceback" not in said
    assert raw_files(lake) == files

    land(lake, catalogue)
    running = started("run", lake.location.root, largest_file=largest_file)
    _, said = running.communicate(timeout=60)
    assert running.returncode in (1, 7)
    assert said.startswith("Error: ")
    assert "Traceback" not in said
    assert lake.location.read(publication.POINTER) == pointer
    assert run(lake, Settings())["status"] == "published"


def test_a_process_killed_at_any_moment_is_made_good_by_the_next(half_filled, tmp_path):
    lake, catalogue = half_filled
    land(lake, catalogue)
    whole = make_lake(tmp_path / "whole", [catalogue.with_name("User_Listening_History.csv"), catalogue])
    run(whole, Settings())
    moments = random.Random(20)
    for _ in range(6):
        process = started("run", lake.location.root)
        time.sleep(moments.uniform(0.2, 1.2))
        process.kill()
        process.communicate()
    run(lake, Settings())
    for table in ("listening_history_fact", "music_info_dim", "user_id_dim"):
        assert published_rows(lake, table) == published_rows(whole, table)
