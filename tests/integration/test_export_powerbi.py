"""``vitrola export powerbi``: what it writes, when it refuses, and that it reads nothing but metadata."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from powerbi_project import Project
from support import files_below, make_lake, published
from vitrola.config import Settings
from vitrola.lake import open_lake, publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.land import land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.relocate import relocate
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

FOREIGN = "has files that no export wrote: notes.txt"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    generate(folder / "data", records=1_000, seed=6)
    lake = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(lake, Settings(simulate=True))
    return lake


def export(lake, out, *options, code=0):
    command = [sys.executable, "-m", "vitrola.cli.main", "export", "powerbi"]
    command += [str(lake.location.root), str(out), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_project_is_written_and_written_again(lake, tmp_path):
    out = tmp_path / "bi"
    said = export(lake, out)
    assert re.search(r"Power BI project of run \S+: (\d+) of \1 files written\.", said)
    assert f"Open   {out}/Vitrola.pbip" in said
    assert "14 measures, some simulated" in said
    first = contents(out)
    again = json.loads(export(lake, out, "--format", "json"))
    assert (again["written"], again["files"]) == (0, len(first) - 1)
    assert contents(out) == first
    project = Project({name: data for name, data in first.items() if name != "vitrola-export.json"})
    parameters = {node.name: node.value for node in project.nodes["expressions.tmdl"]}
    assert parameters["PastaDoLake"].startswith(f'"{lake.location.root}" meta ')


def test_parameters_come_from_the_command_line(lake, tmp_path):
    options = ["--source", "athena", "--dsn", 'Music "BR"', "--database", "refined", "--folder", "Z:\\lake"]
    said = export(lake, tmp_path / "bi", *options)
    assert 'Reads  AwsDataCatalog.refined by DSN Music "BR"' in said
    text = (tmp_path / "bi/Vitrola.SemanticModel/definition/expressions.tmdl").read_text()
    assert 'expression Fonte = "Athena" meta' in text
    assert 'expression AthenaDSN = "Music ""BR""" meta' in text
    assert 'expression PastaDoLake = "Z:\\lake" meta' in text


def test_a_database_that_no_run_fills_is_said_to_be_one(lake, tmp_path):
    said = " ".join(export(lake, tmp_path / "bi", "--source", "athena").split())
    assert "No run of this lake shows its tables in Glue (catalog is none)" in said
    text = (tmp_path / "bi/Vitrola.SemanticModel/definition/expressions.tmdl").read_text("utf-8")
    assert "Nenhuma execução põe tabelas nele" in text
    assert "No run of this lake" not in export(lake, tmp_path / "bi")
    named = export(lake, tmp_path / "bi", "--source", "athena", "--database", "refined")
    assert "No run of this lake" not in named


def test_a_folder_with_other_files_is_refused_and_left_alone(lake, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    assert FOREIGN in export(lake, tmp_path, code=2)
    assert [*contents(tmp_path)] == ["notes.txt"]
    out = tmp_path / "bi"
    export(lake, out)
    (out / "notes.txt").write_text("mine")
    assert FOREIGN in export(lake, out, "--overwrite", code=2)
    assert (out / "notes.txt").read_text() == "mine"


def test_edits_are_kept_unless_they_may_go(lake, tmp_path):
    export(lake, tmp_path / "bi")
    edited = tmp_path / "bi/Vitrola.Report/definition/report.json"
    before = edited.read_bytes()
    edited.write_text("{}")
    assert "was edited since it was exported: Vitrola.Report" in export(lake, tmp_path / "bi", code=2)
    assert edited.read_text() == "{}"
    export(lake, tmp_path / "bi", "--overwrite")
    assert edited.read_bytes() == before


def test_what_power_bi_and_git_keep_beside_the_project_stays(lake, tmp_path):
    export(lake, tmp_path / "bi")
    kept = [tmp_path / "bi/Vitrola.SemanticModel/.pbi/cache.abf", tmp_path / "bi/.gitignore"]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("theirs")
    export(lake, tmp_path / "bi")
    assert [path.read_text() for path in kept] == ["theirs", "theirs"]


def test_files_of_an_earlier_export_go_and_one_cut_short_is_completed(lake, tmp_path):
    out = tmp_path / "bi"
    export(lake, out)
    whole = contents(out)
    manifest = json.loads((out / "vitrola-export.json").read_text())
    gone = out / "Vitrola.Report/definition/pages/old/page.json"
    gone.parent.mkdir()
    gone.write_text("{}")
    manifest["files"]["Vitrola.Report/definition/pages/old/page.json"] = (
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    )
    (out / "vitrola-export.json").write_text(json.dumps(manifest))
    export(lake, out)
    assert contents(out) == whole
    assert not gone.parent.exists()
    (out / "vitrola-export.json").unlink()
    (out / "Vitrola.pbip").unlink()
    (out / "vitrola-export.json.part").write_text("half")
    export(lake, out)
    assert contents(out) == whole


@pytest.mark.parametrize("manifest", ["{", "[]", '{"target": "powerbi"}'])
def test_a_damaged_list_is_named(lake, tmp_path, manifest):
    (tmp_path / "vitrola-export.json").write_text(manifest)
    assert "vitrola-export.json is damaged" in export(lake, tmp_path, code=2)


def test_a_list_that_names_files_elsewhere_removes_none(lake, tmp_path):
    (tmp_path / "precious").write_text("mine")
    out = tmp_path / "bi"
    export(lake, out)
    manifest = json.loads((out / "vitrola-export.json").read_text())
    manifest["files"]["../precious"] = "0"
    (out / "vitrola-export.json").write_text(json.dumps(manifest))
    export(lake, out)
    assert (tmp_path / "precious").read_text() == "mine"


def test_the_lake_itself_and_files_are_no_place_for_it(lake, tmp_path):
    assert "is inside the lake" in export(lake, lake.location.root / "bi", code=2)
    (tmp_path / "file").write_text("x")
    assert "is no folder" in export(lake, tmp_path / "file", code=2)


def test_nothing_published_and_no_list_of_files_are_said(lake, tmp_path):
    empty = make_lake(tmp_path / "empty", [])
    assert "Nothing has been published yet. Run: vitrola run" in export(empty, tmp_path / "bi", code=3)
    shown = publication.current(lake)
    pointer = lake.location.path(publication.POINTER)
    kept = pointer.read_bytes()
    pointer.write_bytes(json.dumps({**json.loads(kept), "files": {}}).encode())
    try:
        assert "kept no list of its files" in export(lake, tmp_path / "bi", code=3)
        export(lake, tmp_path / "athena", "--source", "athena")
    finally:
        pointer.write_bytes(kept)
    assert publication.current(lake) == shown


def test_only_metadata_is_read(lake, tmp_path):
    files = [path for name in publication.current(lake).tables for path in parquet(lake, name)]
    kept = {path: path.read_bytes() for path in files}
    try:
        for path in files:
            path.chmod(0o600)
            path.write_bytes(b"no Parquet at all")
        export(lake, tmp_path / "bi")
    finally:
        for path, data in kept.items():
            path.write_bytes(data)


def parquet(lake, table):
    return data_files(lake.location, publication.current(lake).tables[table])


def test_the_pointer_lists_the_files_that_readers_without_iceberg_need(tmp_path):
    generate(tmp_path / "data", records=3_000, seed=13)
    music, history = tmp_path / "data/Music_Info.csv", tmp_path / "data/User_Listening_History.csv"
    header, *lines = history.read_text().splitlines(keepends=True)
    parts = [tmp_path / f"part-{number}.csv" for number in range(2)]
    for part, chosen in zip(parts, (lines[:2_850], lines[2_850:]), strict=True):
        part.write_text("".join([header, *chosen]))
    lake = make_lake(tmp_path / "lake", [music, parts[0]])
    run(lake, Settings())
    first = publication.current(lake)
    assert_listed(lake)
    land(lake, parts[1], kind="increment")
    run(lake, Settings())
    assert_listed(lake)
    assert len(publication.current(lake).files["listening_history_fact"]) == 2
    rollback(lake, first.run_id)
    assert_listed(lake)
    assert publication.current(lake).files == first.files
    moved = open_lake(shutil.move(lake.location.root, tmp_path / "moved"), even_if_moved=True)
    relocate(moved)
    assert_listed(open_lake(tmp_path / "moved"))


def assert_listed(lake):
    """A reader of the pointer's lists sees each published table."""
    shown = publication.current(lake)
    assert set(shown.files) == set(shown.tables)
    for table, names in shown.files.items():
        parts = [pq.read_table(lake.location.root / name) for name in names]
        found = pa.concat_tables(parts, promote_options="permissive") if parts else pa.table({})
        assert found.equals(published(lake, table)), table


def test_no_value_of_a_row_is_in_the_project(shared_data, tmp_path):
    lake = make_lake(tmp_path / "lake", files_below(shared_data / "sparkify"))
    run(lake, Settings())
    export(lake, tmp_path / "bi")
    text = b"".join(contents(tmp_path / "bi").values()).decode()
    people = published(lake, "user_id_dim").column("user_id").to_pylist()
    tracks = published(lake, "music_info_dim")
    artists = {name for name in tracks.column("artist").to_pylist() if name and len(name) > 6}
    assert len(people) > 50
    assert len(artists) > 1_000
    assert not [value for value in [*people, *artists] if f'"{value}"' in text]
    assert "firstName" in text


def test_the_lake_can_come_from_the_environment(lake, tmp_path, monkeypatch):
    monkeypatch.setenv("VITROLA_LAKE", str(lake.location.root))
    command = [sys.executable, "-m", "vitrola.cli.main", "export", "powerbi", str(tmp_path / "bi")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(tmp_path / "bi/Vitrola.pbip").is_file()


def test_an_unknown_target_is_told_what_it_is_like():
    command = [sys.executable, "-m", "vitrola.cli.main", "export", "powerby"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command 'powerby'. Did you mean powerbi?" in done.stderr
