"""A mistake in a lake's own definitions is named with file and line, by the run and before it by status."""

import json

import pytest
from typer.testing import CliRunner

from support import run_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import ModelError, SourceDefinitionError
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.pipeline.soundness import defects

MINE = """\
source: mine
title: Mine
delivery: increment
identifiers: local
layouts:
  - name: plays
    format: delimited
    columns: [who, track_id, times]
    feeds:
      - records: listens
        level: track
        key: [user_id, track_id]
        columns:
          user_id: who
          playcount: tmes
"""


@pytest.fixture
def lake(tmp_path):
    (tmp_path / "one.csv").write_text(f"track_id,user_id,playcount\nTRAAAAA00000000001,{'a' * 40},1\n")
    return run_lake(tmp_path / "lake", [tmp_path / "one.csv"], cube=False)[0]


def test_a_function_that_no_engine_knows_is_named_with_the_models_file_and_line(lake):
    sql = "SELECT user_id,\n  nosuch(playcount) AS n\nFROM listening_history_fact"
    (lake.model_folder / "mine.sql").write_text(sql)
    with pytest.raises(ModelError, match=r"mine\.sql, line 2: .*nosuch"):
        run(lake, Settings(cube=False))


def test_a_column_that_a_layout_lacks_is_named_with_the_line_and_what_is_made_of_it(lake, tmp_path):
    path = lake.source_folder / "mine.yaml"
    path.write_text(MINE.replace("tmes", "times"))
    (tmp_path / "two.csv").write_text("who,track_id,times\n1,2,3\n")
    land(lake, tmp_path / "two.csv")
    path.write_text(MINE)
    assert defects(lake) == [
        f"{path}, line 15: playcount is 'tmes', and layout plays has no column tmes; "
        "known are who, track_id, times. Did you mean times?"
    ]
    with pytest.raises(SourceDefinitionError) as error:
        run(lake, Settings(cube=False))
    assert str(error.value) == defects(lake)[0]


def test_status_warns_of_what_the_next_run_would_stop_at(lake):
    assert defects(lake) == []
    lake.location.path("vitrola.toml").write_text("time_zone = 'Mars/Phobos'\n")
    (lake.model_folder / "mine.sql").write_text("SELECT nothing FROM user_id_dim")
    shown = CliRunner().invoke(app, ["status", str(lake.location.root)])
    assert shown.exit_code == 0
    assert "The next run would stop: Setting time_zone is 'Mars/Phobos'" in shown.stdout
    assert "mine.sql: line 1: there is no column called nothing" in shown.stdout
    asked = CliRunner().invoke(app, ["status", str(lake.location.root), "--format", "json"])
    assert len(json.loads(asked.stdout)["defects"]) == 2
