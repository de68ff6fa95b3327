"""The tutorial and the how-tos do what they say: files, commands and answers are taken from the pages."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support import follow, make_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import DriftError, ModelError
from vitrola.lake import create_lake
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "how-to"
FIRST_LAKE = ROOT / "docs" / "tutorials" / "first-lake.md"


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


def test_the_first_lake(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    said, compared = "", 0
    for language, text in re.findall(r"^```(\w+).*?\n(.*?)^```", FIRST_LAKE.read_text("utf-8"), re.M | re.S):
        if language == "console":
            done = [vitrola(*shlex.split(command)[1:]) for command in text.splitlines()]
            assert [each.exit_code for each in done] == [0] * len(done)
            said = re.sub(" +$", "", "".join(each.stdout for each in done), flags=re.M)
        else:
            assert text.strip() in said
            compared += 1
    assert compared == 6


def test_own_measure_as_a_table(tmp_path):
    page = blocks("own-measure.md")
    lake = tmp_path / "lake"
    generate(tmp_path / "data", records=600, seed=8)
    vitrola("init", lake)
    vitrola("land", lake, tmp_path / "data")
    (lake / "models" / "listener_mart.sql").write_text(page["listener_mart.sql"])
    (answer,) = type_in(page["table"], lake, tmp_path)
    plain = "SELECT COUNT(DISTINCT COALESCE(genre, '-')) AS genres, SUM(playcount) AS streams FROM "
    plain += "listening_history_fact AS f LEFT JOIN music_info_dim AS m ON f.track_id = m.track_id"
    assert [answer] == json.loads(vitrola("sql", lake, plain, "--format", "json").stdout)


def test_own_measure_as_a_definition(tmp_path):
    page = blocks("own-measure.md")
    for folder in ("src/vitrola", "tools", "docs/reference"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "assets")
        )
    with (tmp_path / "src/vitrola/metrics/definitions/measures.yaml").open("a") as definitions:
        definitions.write(page["plays_per_listener.yaml"])

    def python(*arguments):
        environment = os.environ | {"PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{tmp_path}"}
        command = [sys.executable, "-m", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        ).stdout

    python("tools.references")
    written = (tmp_path / "docs/reference/measures.md").read_text().split("## plays_per_listener\n")[1]
    assert page["statement"] in written
    assert page["dax"] in written
    generate(tmp_path / "data", records=600, seed=8)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    asked = python("vitrola.cli.main", "sql", lake.location.root, page["statement"], "--format", "json")
    plain = "SELECT SUM(playcount) * 1.0 / COUNT(DISTINCT user_id) AS plain FROM listening_history_fact"
    (truth,) = json.loads(vitrola("sql", lake.location.root, plain, "--format", "json").stdout)
    assert json.loads(asked) == [{"plays_per_listener": pytest.approx(truth["plain"])}]
    python("vitrola.cli.main", "export", "powerbi", lake.location.root, tmp_path / "bi")
    project = (tmp_path / "bi/Vitrola.SemanticModel/definition/tables/Medidas.tmdl").read_text("utf-8")
    assert (
        "measure 'Reproduções por ouvinte' = DIVIDE ( [Total de streamings], [Total de usuários] )" in project
    )
