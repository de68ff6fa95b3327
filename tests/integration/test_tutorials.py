"""The tutorials do what they say: their files, commands and answers are taken from the pages."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support import follow
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import DriftError, ModelError
from vitrola.lake import create_lake
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

PAGES = Path(__file__).parents[2] / "docs" / "tutorials"


def blocks(page):
    """The fenced blocks of a page by the name after their language; commands under "console"."""
    found = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```", (PAGES / page).read_text("utf-8"), re.M | re.S)
    return {name or language: text for language, name, text in found}


def vitrola(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)


def type_in(commands, lake, folder):
    """Type each command, for this lake and with files of this folder; returns the last answer."""
    for command in commands.splitlines():
        words = [str(lake) if word == "LAKE" else word for word in shlex.split(command)[1:]]
        words = [str(folder / word) if (folder / word).is_file() else word for word in words]
        done = vitrola(*words, "--format", "json")
    return json.loads(done.stdout)


def test_own_source(tmp_path):
    page = blocks("own-source.md")
    lake = tmp_path / "lake"
    vitrola("init", lake)
    (tmp_path / "weekly.csv").write_text(page["weekly.csv"], "iso-8859-1")
    (lake / "sources" / "distributor.yaml").write_text(page["distributor.yaml"])
    assert type_in(page["console"], lake, tmp_path) == json.loads(page["answer"])
    (file,) = json.loads(vitrola("status", lake, "--format", "json").stdout)["files"]
    fates = [file[f"rows_{fate}"] for fate in ("read", "refined", "filtered", "quarantined", "merged")]
    assert fates == [4, 2, 1, 1, 0]
    asked = vitrola("sql", lake, "SELECT record, column, rule, value FROM quarantine", "--format", "json")
    assert json.loads(asked.stdout) == [
        {"record": 3, "column": "playcount", "rule": "not_a_number", "value": "x"}
    ]
    users = vitrola("sql", lake, "SELECT user_id FROM user_id_dim", "--format", "json")
    assert json.loads(users.stdout) == [{"user_id": "distributor:17"}]


def test_a_changed_file(tmp_path):
    page = blocks("own-source.md")
    lake = create_lake(tmp_path / "lake")
    definition = lake.source_folder / "distributor.yaml"
    definition.write_text(page["distributor.yaml"])
    for name in ("weekly.csv", "april.csv"):
        (tmp_path / name).write_text(page[name], "iso-8859-1")
    land(lake, tmp_path / "weekly.csv")
    for message in ("renamed", "retyped"):
        with pytest.raises(DriftError) as error:
            land(lake, tmp_path / "april.csv")
        said = re.sub(r"landed .{16} UTC", "landed 2024-04-30 09:00 UTC", str(error.value))
        assert said == page[message].strip()
        follow(lake, said)
    land(lake, tmp_path / "april.csv")
    files = {file["name"]: file["rows_refined"] for file in run(lake, Settings())["files"]}
    assert files == {"weekly.csv": 2, "april.csv": 3}


def test_own_model(tmp_path):
    page = blocks("own-model.md")
    lake = tmp_path / "lake"
    generate(tmp_path / "data", records=600, seed=8)
    vitrola("init", lake)
    vitrola("land", lake, tmp_path / "data")
    for name in ("artist_share.sql", "artist_top.sql"):
        (lake / "models" / name).write_text(page[name])
    (answer,) = type_in(page["console"], lake, tmp_path)
    assert answer["total"] == pytest.approx(1)
    assert answer["n"] > 0
    (lake / "models" / "wrong.sql").write_text(page["wrong.sql"])
    with pytest.raises(ModelError, match=re.escape(page["error"].strip())):
        vitrola("run", lake)
