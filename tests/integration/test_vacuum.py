"""House-keeping: what goes is needed by nothing that is retained, and what is retained stays whole."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from support import make_lake, published_rows, run_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.errors import LakeError, PublicationConflictError, UsageError
from vitrola.lake import publication, standing
from vitrola.lake.tables import data_files
from vitrola.pipeline import compaction
from vitrola.pipeline.batch import kept_batches
from vitrola.pipeline.inventory import needed_files
from vitrola.pipeline.land import Landing, land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.run import run
from vitrola.pipeline.sweep import sweep
from vitrola.pipeline.vacuum import look, vacuum
from vitrola.sampledata import generate

HEADER = "track_id,user_id,playcount\n"
LONG_AGO = time.time() - 40 * 86_400


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=500, seed=3, defects=True)
    generate(folder / "more", records=500, seed=4)
    return [*sorted(folder.glob("*.csv")), folder / "more" / "User_Listening_History.csv"]


@pytest.fixture
def lake(files, tmp_path):
    """Four publications of which two are retained, and a superseded history."""
    made = make_lake(tmp_path / "lake", files[:2])
    for seed in (1, 2):
        run(made, Settings(simulate=True, seed=seed, retained=2))
    land(made, files[2])
    for seed in (3, 4):
        run(made, Settings(simulate=True, seed=seed, retained=2))
    return made


def everything(lake, tables=None):
    tables = tables or publication.current(lake).tables
    return {name: published_rows(lake, name) for name in tables}


def seen_in_each(lake):
    """All rows of every retained publication, each shown in its turn as a rollback does."""
    found = {}
    for kept in publication.retained(lake):
        rollback(lake, kept.run_id)
        found[kept.run_id] = everything(lake)
    return found


def tree(lake):
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns) for path in lake.location.root.rglob("*")
    }


def removed(lake, found):
    return {str(e.path.relative_to(lake.location.root)) for entries in found.files.values() for e in entries}


def test_after_a_vacuum_every_retained_publication_has_equal_rows(lake):
    before = seen_in_each(lake)
    assert len(before) == 2
    raw = sorted(path.name for path in lake.location.path("raw").rglob("*") if path.is_file())
    records = sorted(lake.location.names("control/runs", ".json"))
    found = vacuum(lake, Settings(), older_than=0)
    assert {"cube", "quarantine", "batch", "metadata", "data"} <= set(found.files)
    assert seen_in_each(lake) == before
    assert raw == sorted(path.name for path in lake.location.path("raw").rglob("*") if path.is_file())
    assert records == sorted(lake.location.names("control/runs", ".json"))
    assert run(lake, Settings(simulate=True, seed=9))["status"] == "published"
    assert vacuum(lake, Settings(), older_than=0).files.keys() <= {"metadata", "data"}, "the run's own rests"
    folders = {path.name for path in lake.location.path("refined").glob("*/data/*")}
    retained = publication.retained(lake)
    tables = {metadata for kept in retained for metadata in kept.tables.values()}
    makers = {path.parent.name for metadata in tables for path in data_files(lake.location, metadata)}
    assert folders == makers | {kept.run_id for kept in retained}, "of tables carried on, and of cubes"


def test_a_dry_run_names_what_would_go_and_changes_nothing(lake):
    before = tree(lake)
    dry = look(lake, Settings(), older_than=0)
    assert tree(lake) == before
    assert dry.count > 20
    assert dry.bytes == sum(before[str(e.path)][0] for entries in dry.files.values() for e in entries)
    wet = vacuum(lake, Settings(), older_than=0)
    assert removed(lake, wet) == removed(lake, dry)
    assert set(tree(lake)).isdisjoint(str(e.path) for entries in dry.files.values() for e in entries)


def test_nothing_goes_before_its_age_counted_from_when_a_publication_expired(lake):
    assert look(lake, Settings()).count == 0
    for path in lake.location.root.rglob("*"):
        if "expired" not in path.parts:
            os.utime(path, (LONG_AGO, LONG_AGO))
    young = look(lake, Settings())
    expired = needed_files(lake, (gone for gone, _ in publication.expired(lake)))
    assert {"cube", "quarantine"}.isdisjoint(young.files)
    assert expired.isdisjoint(e.path for entries in young.files.values() for e in entries)
    for path in lake.location.path("control/expired").iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert {"cube", "quarantine", "metadata", "data"} <= set(vacuum(lake, Settings()).files)
    assert list(lake.location.names("control/expired", ".json")) == []


def test_orphans_are_found_in_every_zone_and_links_are_left_alone(lake, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.parquet").write_text("mine")
    planted = [
        "refined/listening_history_fact/data/stray.parquet",
        "refined/no_such_table/data/20200101T000000-abcdef/part-0.parquet",
        "refined/user_id_dim/metadata/00009-left.metadata.json",
        "refined/cube/data/.20200101T000000-abcdef.part/play.arrow",
        "refined/records/0123456789abcdef/listens/part-0.parquet",
        "quarantine/batches/0123456789abcdef.parquet",
        "quarantine/20200101T000000-abcdef.parquet",
        "raw/.incoming/0123",
        "raw/million-song/history/0123456789abcdef-left.csv",
        "control/.publication.json.0123.part",
        "control/publications/20200101T000000-abcdef.json.lock",
    ]
    for name in planted:
        path = lake.location.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left behind")
        os.utime(path, (LONG_AGO, LONG_AGO))
    link = lake.location.path("refined/listening_history_fact/data/link")
    link.symlink_to(outside, target_is_directory=True)
    file_link = lake.location.path("refined/listening_history_fact/data/link.parquet")
    file_link.symlink_to(outside / "precious.parquet")
    assert removed(lake, look(lake, Settings())) == set(planted)
    vacuum(lake, Settings())
    assert not any(lake.location.exists(name) for name in planted)
    assert not lake.location.exists("refined/no_such_table")
    assert (outside / "precious.parquet").read_text() == "mine"
    assert link.is_symlink()
    assert file_link.is_symlink()


def carried(lake):
    """A publication whose fact is carried on, metadata and files, from the oldest retained run."""
    old, new = publication.retained(lake)[0], publication.current(lake)
    mixed = replace(
        new, tables={**new.tables, "listening_history_fact": old.tables["listening_history_fact"]}
    )
    publication.point(lake, mixed, former=new)
    for kept in publication.retained(lake)[:-1]:
        publication.forget(lake, kept)
    return old


def test_a_table_carried_on_from_an_earlier_run_stays_whole(lake):
    old = carried(lake)
    before = everything(lake)
    found = vacuum(lake, Settings(), older_than=0)
    assert everything(lake) == before
    assert any(old.run_id in name for name in removed(lake, found)), "its other tables are gone"
    record = lake.location.path(f"control/runs/{old.run_id}.json")
    record.write_text(json.dumps({**json.loads(record.read_text()), "status": "failed"}))
    sweep(lake, standing(lake).stored)
    assert everything(lake) == before


def test_where_a_retained_publication_is_damaged_nothing_is_removed(lake):
    shown = publication.retained(lake)[0]
    gone = data_files(lake.location, shown.tables["user_id_dim"])
    metadata = shown.tables["user_id_dim"].removeprefix("file://")
    shutil.move(metadata, f"{metadata}.away")
    before = tree(lake)
    with pytest.raises(LakeError, match="missing or damaged"):
        vacuum(lake, Settings(), older_than=0)
    assert tree(lake) == before
    assert all(path.exists() for path in gone)


def test_while_another_process_changes_the_lake_nothing_is_removed(lake):
    before = set(tree(lake))
    held = [sys.executable, "-c", HOLD, str(lake.location.root)]
    with subprocess.Popen(held, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(PublicationConflictError):
            vacuum(lake, Settings(), older_than=0)
        other.communicate("\n")
    assert set(tree(lake)) == before


HOLD = """
import sys, pathlib
from vitrola.lake import open_lake
with open_lake(pathlib.Path(sys.argv[1])).exclusive():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_reader_of_what_just_expired_reads_on(files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files[:2], retained=1)
    resolved = publication.current(lake)
    run(lake, Settings(simulate=True, retained=1))
    vacuum(lake, Settings())
    assert [kept.run_id for kept in publication.retained(lake)] != [first["run_id"]]
    assert all(path.exists() for path in needed_files(lake, [resolved]))


def test_a_reader_at_work_during_a_vacuum_reads_equal_rows(lake):
    expected, found, stop = published_rows(lake, "listening_history_fact"), [], threading.Event()

    def read():
        while not stop.is_set():
            found.append(published_rows(lake, "listening_history_fact") == expected)

    reader = threading.Thread(target=read)
    reader.start()
    assert vacuum(lake, Settings(), older_than=0).count > 20
    stop.set()
    reader.join()
    assert found
    assert all(found)


@pytest.mark.parametrize("kind", ["cube", "batch", "data"])
def test_a_vacuum_killed_at_any_kind_leaves_what_is_retained_and_can_be_repeated(kind, lake):
    before = seen_in_each(lake)
    command = [sys.executable, "-m", "vitrola.cli.main", "vacuum", lake.location.root, "--remove"]
    environment = {**os.environ, "VITROLA_FAULT": f"vacuum:{kind}"}
    killed = subprocess.run([*command, "--older-than", "0s"], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert seen_in_each(lake) == before
    vacuum(lake, Settings(), older_than=0)
    assert seen_in_each(lake) == before
    assert look(lake, Settings(), older_than=0).count == 0


@pytest.fixture
def daily(tmp_path):
    """A lake of many small daily files, each in a batch of its own, some with values that break a rule."""
    lake = make_lake(tmp_path / "lake", [])
    landing = Landing(lake, kind="increment")
    for day in range(2 * compaction.FEW + 4):
        file = tmp_path / f"day-{day:02}.csv"
        bad = f"TRAAAAA{day:011},{day:040x},many\n" if day % 2 else ""
        file.write_text(HEADER + "".join(f"TRAAAAA{n:011},{n + day:040x},{n + 1}\n" for n in range(9)) + bad)
        landing.add(file)
    landing.close()
    return lake


def split(lake, monkeypatch):
    """Read every file again into a batch of its own, which the run leaves."""
    monkeypatch.setattr("vitrola.pipeline.reading.Reader.groups", lambda _, files: [[file] for file in files])
    with monkeypatch.context() as patched:
        patched.setattr(compaction, "FEW", 1_000)
        return run(lake, Settings(cube=False), full=True)


def accounts(record):
    return sorted(
        (entry["name"], *(entry[n] for n in entry if n.startswith("rows_"))) for entry in record["files"]
    )


def test_small_batches_are_merged_and_results_and_accounts_are_the_same(daily, monkeypatch):
    split_record = split(daily, monkeypatch)
    rows = everything(daily)
    assert vacuum(daily, Settings(), older_than=0).merged == 2 * compaction.FEW + 4
    assert sorted((batch.numbered, len(batch.counts)) for batch in kept_batches(daily)) == [
        (False, compaction.FEW + 2),
        (True, compaction.FEW + 2),
    ]
    merged = run(daily, Settings(cube=False, simulate=True))
    again = run(daily, Settings(cube=False))
    assert (accounts(merged), accounts(again)) == (accounts(split_record),) * 2
    assert again["quarantine"] == split_record["quarantine"]
    assert everything(daily) == rows


def test_a_run_merges_small_batches_too_and_reads_no_file_again(daily, monkeypatch, tmp_path):
    left = split(daily, monkeypatch)
    rows = everything(daily)
    merged = run(daily, Settings(cube=False), full=True)
    assert sorted(len(batch.counts) for batch in kept_batches(daily)) == [compaction.FEW + 2] * 2
    day = tmp_path / "another-day.csv"
    day.write_text(HEADER + f"TRAAAAA{99:011},{99:040x},5\n")
    land(daily, day, kind="increment")
    read = []
    monkeypatch.setattr(
        "vitrola.pipeline.reading.Reader.groups", lambda _, files: read.extend(files) or [files]
    )
    grown = run(daily, Settings(cube=False))
    assert [file.name for file in read] == ["another-day.csv"]
    assert grown["grown"] == ["listening_history_fact"]
    assert accounts(merged) == accounts(left) == [entry for entry in accounts(grown) if entry[0] != day.name]
    facts = "listening_history_fact"
    assert {*map(str, rows[facts])} < {*map(str, everything(daily)[facts])}


def test_a_superseded_file_does_not_come_back_with_a_merged_batch(daily, monkeypatch, tmp_path):
    right = tmp_path / "day-04-right.csv"
    right.write_text(HEADER + f"TRAAAAA{77:011},{5:040x},1000\n")
    land(daily, right, replaces=["day-04.csv"])
    split(daily, monkeypatch)
    rows = everything(daily)
    vacuum(daily, Settings(), older_than=0)
    run(daily, Settings(cube=False, simulate=True))
    run(daily, Settings(cube=False))
    assert everything(daily) == rows


@pytest.mark.parametrize("verb", [("vacuum", "--remove"), ("run", "--simulate")], ids=["vacuum", "run"])
def test_merging_killed_before_the_small_batches_go_can_be_repeated(verb, daily, monkeypatch):
    split(daily, monkeypatch)
    rows = everything(daily)
    command = [sys.executable, "-m", "vitrola.cli.main", verb[0], daily.location.root, *verb[1:]]
    killed = subprocess.run(command, env={**os.environ, "VITROLA_FAULT": "merge"}, check=False)
    assert killed.returncode == -signal.SIGKILL
    run(daily, Settings(cube=False, simulate=True))
    vacuum(daily, Settings(), older_than=0)
    run(daily, Settings(cube=False))
    assert everything(daily) == rows


def test_the_command_says_what_it_would_do_and_does_it_when_told_to(lake):
    command = CliRunner()
    root = str(lake.location.root)
    dry = command.invoke(app, ["vacuum", root, "--older-than", "0s"])
    assert dry.exit_code == 0, dry.output
    assert f"Nothing was changed. To do it: vitrola vacuum {root} --remove --older-than 0s" in dry.output
    said = json.loads(command.invoke(app, ["vacuum", root, "--older-than", "0s", "--format", "json"]).stdout)
    assert (said["removed"], len(said["paths"])) == (False, said["files"])
    done = command.invoke(app, ["vacuum", root, "--older-than", "0s", "--remove"])
    assert f"Removed {said['files']:,} files of {said['bytes']:,} bytes." in done.output
    again = command.invoke(app, ["vacuum", root, "--older-than", "0s", "--remove"])
    assert "No file has been needless for 0s." in again.output
    wrong = command.invoke(app, ["vacuum", root, "--older-than", "soon"])
    assert isinstance(wrong.exception, UsageError)
    assert everything(lake, ["user_id_dim"])["user_id_dim"]
