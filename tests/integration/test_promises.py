"""What readers and writers of a lake can rely on."""

import itertools
import json
import multiprocessing
import shutil

import pytest

from support import FATES, make_lake, published_rows, run_lake
from vitrola.config import Settings
from vitrola.errors import LakeMovedError, ModelError, PublicationConflictError, UsageError, VitrolaError
from vitrola.lake import create_lake, open_lake, publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.land import land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.query import query
from vitrola.pipeline.record import records
from vitrola.pipeline.relocate import relocate
from vitrola.pipeline.run import run
from vitrola.sampledata import generate


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    generate(folder, records=600, seed=3)
    generate(folder / "more", records=500, seed=4)
    return [
        folder / "Music_Info.csv",
        folder / "User_Listening_History.csv",
        folder / "more" / "User_Listening_History.csv",
    ]


def rows_seen(lake):
    return [
        query(lake, Settings(), f"SELECT COUNT(*) AS n, SUM({sums}) AS s FROM {table}").to_pylist()[0]
        for table, sums in (
            ("listening_history_fact", "playcount"),
            ("user_id_dim", "1"),
            ("genre_mart", "streams"),
        )
    ]


def test_the_order_of_files_never_changes_the_result(files, tmp_path):
    tables = ("listening_history_fact", "music_info_dim", "user_id_dim", "track_alias", "artist_mart")
    found = []
    for number, order in enumerate(itertools.permutations(files)):
        lake = create_lake(tmp_path / str(number))
        for file in order[:2]:
            land(lake, file, kind="increment")
        run(lake, Settings())
        land(lake, order[2], kind="increment")
        record = run(lake, Settings())
        accounts = sorted((entry["sha256"], entry["rows_refined"]) for entry in record["files"])
        found.append((accounts, [published_rows(lake, table) for table in tables]))
    assert all(other == found[0] for other in found[1:])


def test_a_rerun_of_the_same_input_does_nothing(files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files)
    before = sorted(str(path) for path in lake.location.root.rglob("*"))
    again = run(lake, Settings())
    assert (again["status"], again["run_id"]) == ("nothing to do", first["run_id"])
    assert sorted(str(path) for path in lake.location.root.rglob("*")) == before


def test_a_changed_setting_or_model_is_a_reason_to_run(files, tmp_path):
    lake, _ = run_lake(tmp_path / "lake", files[:2])
    assert run(lake, Settings(simulate=True))["status"] == "published"
    (lake.model_folder / "mine.sql").write_text("SELECT COUNT(*) AS n FROM listening_history_fact")
    assert run(lake, Settings(simulate=True))["tables"]["mine"] == 1


def _read_until(root, stop, found):
    lake = open_lake(root)
    while not stop.is_set():
        shown = publication.current(lake)
        runs = {
            (table, path.parent.name)
            for table, metadata in shown.tables.items()
            for path in data_files(lake.location, metadata)
        }
        found.put((shown.run_id, runs))


def test_readers_in_another_process_never_see_a_mixture(files, tmp_path):
    lake, _ = run_lake(tmp_path / "lake", files[:2])
    context = multiprocessing.get_context("spawn")
    stop, found = context.Event(), context.Queue()
    reader = context.Process(target=_read_until, args=(lake.location.root, stop, found))
    reader.start()
    seen = [found.get(timeout=60)]
    for seed in range(6):
        run(lake, Settings(simulate=True, seed=seed))
    stop.set()
    while reader.is_alive() or not found.empty():
        if not found.empty():
            seen.append(found.get())
    reader.join()
    of_run = {record["run_id"]: record for record in records(lake)}
    assert len({run_id for run_id, _ in seen}) > 1
    for run_id, runs in seen:
        record = of_run[run_id]
        assert all(made_by == record["carried"].get(table, run_id) for table, made_by in runs)
        assert ("user_id_dim", run_id) in runs


def test_of_two_writers_at_once_the_second_is_told_to_wait(files, tmp_path):
    lake = make_lake(tmp_path / "lake", files)
    with lake.exclusive(), pytest.raises(PublicationConflictError, match="Another process is changing"):
        run(lake, Settings())
    assert run(lake, Settings())["status"] == "published"


def test_an_earlier_run_can_be_shown_again_and_the_later_one_too(files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files[:2])
    before = rows_seen(lake)
    land(lake, files[2], kind="increment")
    second = run(lake, Settings())
    after = rows_seen(lake)
    assert after != before
    rollback(lake, first["run_id"])
    assert rows_seen(lake) == before
    rollback(lake, second["run_id"])
    assert rows_seen(lake) == after
    with pytest.raises(UsageError, match="is not retained; retained are"):
        rollback(lake, "nonsense")


def test_a_run_after_a_rollback_publishes_anew(files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files[:2])
    land(lake, files[2], kind="increment")
    run(lake, Settings())
    after = rows_seen(lake)
    rollback(lake, first["run_id"])
    assert run(lake, Settings())["status"] == "published"
    assert rows_seen(lake) == after


def test_only_so_many_publications_are_retained(files, tmp_path):
    lake = make_lake(tmp_path / "lake", files[:2])
    made = [run(lake, Settings(simulate=True, seed=seed, retained=2))["run_id"] for seed in range(4)]
    assert [entry.run_id for entry in publication.retained(lake)] == made[-2:]
    assert {record["status"] for record in records(lake)} == {"published"}


def test_a_failed_run_changes_nothing_and_is_on_record(files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files[:2])
    before, pointer = rows_seen(lake), lake.location.read(publication.POINTER)
    (lake.model_folder / "broken.sql").write_text("SELECT CAST('x' AS INT) AS n FROM listening_history_fact")
    with pytest.raises(VitrolaError):
        run(lake, Settings())
    assert (rows_seen(lake), lake.location.read(publication.POINTER)) == (before, pointer)
    assert [record["status"] for record in records(lake)] == ["published", "failed"]
    folders = {path.name for path in lake.location.path("refined").glob("*/data/*")}
    assert folders == {first["run_id"]}


def test_a_wrong_model_stops_before_anything_runs(files, tmp_path):
    lake = make_lake(tmp_path / "lake", files[:2])
    (lake.model_folder / "wrong.sql").write_text("SELECT\n  playcuont\nFROM listening_history_fact")
    with pytest.raises(
        ModelError, match=r"wrong\.sql: line 2: there is no column called playcuont\. Did you mean playcount"
    ):
        run(lake, Settings())
    assert records(lake) == []


@pytest.mark.parametrize("how", ["moved", "copied"])
def test_a_lake_that_was_moved_or_copied_is_made_whole_again(how, files, tmp_path):
    lake, first = run_lake(tmp_path / "lake", files[:2])
    land(lake, files[2], kind="increment")
    second = run(lake, Settings())
    before = rows_seen(lake)
    act = shutil.move if how == "moved" else shutil.copytree
    act(lake.location.root, tmp_path / "elsewhere")
    with pytest.raises(LakeMovedError, match="was moved or copied"):
        open_lake(tmp_path / "elsewhere")
    assert relocate(open_lake(tmp_path / "elsewhere", even_if_moved=True)) == 28
    shutil.rmtree(tmp_path / "lake", ignore_errors=True)
    there = open_lake(tmp_path / "elsewhere")
    assert rows_seen(there) == before
    assert run(there, Settings())["run_id"] == second["run_id"]
    rollback(there, first["run_id"])
    assert rows_seen(there) != before
    assert run(there, Settings(simulate=True))["status"] == "published"
    rollback(there, second["run_id"])
    assert rows_seen(there) == before


def test_status_is_the_record_kept_in_the_control_zone(files, tmp_path):
    lake, record = run_lake(tmp_path / "lake", files[:2])
    assert json.loads(lake.location.read(f"control/runs/{record['run_id']}.json")) == record
    assert {"run_id", "status", "engine", "seconds", "files", "tables", "playcount", "genre_coverage"} <= set(
        record
    )
    assert set(record["playcount"]) == {"read", "refined", "quarantined", "unreadable_rows", "copied"}
    for entry in record["files"]:
        assert {"name", "sha256", "source", "rows_read"} <= set(entry)
        assert entry["rows_read"] == sum(entry[f"rows_{fate}"] for fate in FATES)
    asked = query(
        lake, Settings(), "SELECT name, rows_read, rows_merged FROM run_file ORDER BY name"
    ).to_pylist()
    kept = [{key: entry[key] for key in ("name", "rows_read", "rows_merged")} for entry in record["files"]]
    assert asked == sorted(kept, key=lambda entry: entry["name"])
