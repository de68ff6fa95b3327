"""Only what depends on a change is built again, the run says what and why, and the result is a full run's."""

import json

import pytest

from support import make_lake, published_rows, run_lake
from vitrola.config import Settings
from vitrola.lake import publication
from vitrola.lake.tables import data_files
from vitrola.pipeline.cube import cube_folder
from vitrola.pipeline.land import land
from vitrola.pipeline.publish import rollback
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

OF_PLAYS = {
    "artist_mart",
    "genre_mart",
    "listening_history_fact",
    "month_mart",
    "music_info_dim",
    "release_year_mart",
    "user_id_dim",
}


@pytest.fixture
def files(tmp_path):
    generate(tmp_path / "data", records=1_500, seed=4, defects=True)
    generate(tmp_path / "more", records=900, seed=5)
    return [*sorted((tmp_path / "data").glob("*.csv")), tmp_path / "more" / "User_Listening_History.csv"]


@pytest.fixture
def lake(files, tmp_path):
    made, _ = run_lake(tmp_path / "lake", files[:2], cube=False)
    return made


def everything(lake):
    return {name: published_rows(lake, name) for name in publication.current(lake).tables}


def assert_equals_a_full_run(lake, record, **settings):
    increments = everything(lake)
    full = run(lake, Settings(cube=False, **settings), full=True)
    assert everything(lake) == increments
    same = (
        "files",
        "tables",
        "playcount",
        "quarantine",
        "genre_coverage",
        "genre_agreement",
        "business_days",
    )
    assert {name: record[name] for name in same} == {name: full[name] for name in same}


def test_an_own_model_leaves_every_shipped_table_as_it_is(lake):
    before = dict(publication.current(lake).tables)
    (lake.model_folder / "mine.sql").write_text(
        "SELECT source, COUNT(*) AS n FROM user_id_dim GROUP BY source"
    )
    record = run(lake, Settings(cube=False))
    assert record["rebuilt"] == {"mine": ["mine"]}
    after = publication.current(lake).tables
    assert {name: after[name] for name in before} == before
    assert_equals_a_full_run(lake, record)


def test_another_text_of_a_model_builds_it_and_what_selects_from_it(lake):
    (lake.model_folder / "mine.sql").write_text("SELECT user_id FROM user_id_dim")
    (lake.model_folder / "count.sql").write_text("SELECT COUNT(*) AS n FROM mine")
    (lake.model_folder / "other.sql").write_text("SELECT COUNT(*) AS n FROM user_id_dim")
    run(lake, Settings(cube=False))
    (lake.model_folder / "mine.sql").write_text("SELECT user_id FROM user_id_dim WHERE user_id < 'a'")
    record = run(lake, Settings(cube=False))
    assert record["rebuilt"] == {"count": ["mine"], "mine": ["mine"]}
    (lake.model_folder / "mine.sql").unlink()
    (lake.model_folder / "count.sql").unlink()
    record = run(lake, Settings(cube=False))
    assert record["rebuilt"] == {}
    assert set(publication.current(lake).tables) == set(record["tables"])
    assert "mine" not in record["tables"]


def test_another_genre_table_builds_what_knows_genres(lake):
    (lake.model_folder / "genre_tag.csv").write_text("tag,genre\nrock,Rock\npop,Pop\n")
    record = run(lake, Settings(cube=False))
    assert record["rebuilt"]["genre_mart"] == ["genre_tag"]
    assert "listening_history_fact" in record["carried"]
    assert "calendar_dim" in record["carried"]
    assert_equals_a_full_run(lake, record)


def test_other_holidays_build_the_calendar_only(lake):
    record = run(lake, Settings(cube=False, holidays_country="PT"))
    assert record["rebuilt"] == {"calendar_dim": ["setting holidays_country"]}
    assert_equals_a_full_run(lake, record, holidays_country="PT")


def test_more_plays_build_what_counts_plays(lake, files):
    land(lake, files[2], kind="increment")
    record = run(lake, Settings(cube=False))
    assert set(record["rebuilt"]) >= OF_PLAYS
    assert {"tag_dim", "tagging_fact", "track_alias"} <= set(record["carried"])
    assert all(reasons == ["accepted_listens"] for name, reasons in record["rebuilt"].items())
    assert_equals_a_full_run(lake, record)


def days(tmp_path, first, last):
    """A log for each day from 31 October 2018 on, every listener in each, who may play a song again."""
    for day in range(first, last):
        path = tmp_path / f"{day}-events.json"
        lines = [
            event(user=(day + n) % 9, song=(day * n) % 13, at=1_541_000_000_000 + day * 86_400_000 + n * 1000)
            for n in range(30)
        ]
        path.write_text("".join(f"{line}\n" for line in lines))
        yield path


def event(*, user, song, at):
    fields = {
        "artist": f"A{song % 4}",
        "auth": "In",
        "firstName": "x",
        "gender": "MF"[user % 2],
        "lastName": "y",
    }
    fields |= {
        "itemInSession": 1,
        "length": 1.5,
        "level": "paid" if at // 1000 % 7 else "free",
        "location": "Natal, RN",
    }
    fields |= {
        "method": "PUT",
        "page": "NextSong" if at // 1000 % 5 else "Home",
        "registration": 1.5e12,
        "sessionId": 1,
    }
    return json.dumps(
        {**fields, "song": f"S{song}", "status": 200, "ts": at, "userAgent": "z", "userId": f"{user}"}
    )


def test_a_day_of_plays_grows_the_fact_by_a_file_and_touches_its_listeners_only(tmp_path, files):
    lake = make_lake(tmp_path / "lake", [*days(tmp_path, 0, 5), *files[:2]])
    run(lake, Settings(cube=False))
    former = set(data_files(lake.location, publication.current(lake).tables["listening_history_fact"]))
    for path in days(tmp_path, 5, 8):
        land(lake, path)
        record = run(lake, Settings(cube=False))
        assert record["grown"] == ["listening_history_fact"]
        assert {"tag_dim", "tagging_fact", "music_info_dim", "release_year_mart"} & set(record["carried"])
    after = data_files(lake.location, publication.current(lake).tables["listening_history_fact"])
    assert former < set(after)
    assert len(after) == len(former) + 3
    assert_equals_a_full_run(lake, record)


def test_a_day_with_a_play_known_already_builds_all_of_it_anew(tmp_path):
    (first, second, third) = days(tmp_path, 0, 3)
    lake = make_lake(tmp_path / "lake", [first])
    run(lake, Settings(cube=False))
    second.write_text(second.read_text() + first.read_text().splitlines()[3] + "\n")
    land(lake, second)
    record = run(lake, Settings(cube=False))
    assert record["grown"] == []
    assert record["quarantine"] == {"duplicate_key": 1}
    land(lake, third)
    record = run(lake, Settings(cube=False))
    assert record["grown"] == ["listening_history_fact"]
    assert record["quarantine"] == {"duplicate_key": 1}, "what an earlier run found stays"
    assert_equals_a_full_run(lake, record)


@pytest.mark.parametrize(
    ("months", "files_then"),
    [([(0, 6)], [2, 3, 4, 5, 2]), ([(1, 4), (31, 33)], [2, 3, 2, 3])],
    ids=["a month of too many files", "another month"],
)
def test_small_files_of_a_fact_are_merged(months, files_then, tmp_path, monkeypatch):
    monkeypatch.setattr("vitrola.pipeline.appending.MOST_FILES", 3)
    first, *more = (path for begin, end in months for path in days(tmp_path, begin, end))
    lake = make_lake(tmp_path / "lake", [first])
    run(lake, Settings(cube=False))
    counts = []
    for path in more:
        land(lake, path)
        record = run(lake, Settings(cube=False))
        counts.append(
            len(data_files(lake.location, publication.current(lake).tables["listening_history_fact"]))
        )
    assert counts == files_then
    assert_equals_a_full_run(lake, record)


def test_a_first_play_in_a_new_year_makes_everybody_older(tmp_path, files):
    (old,) = days(tmp_path, 0, 1)
    lake = make_lake(tmp_path / "lake", [old, *files[:2]])
    run(lake, Settings(cube=False, simulate=True))
    (new,) = days(tmp_path, 9_000, 9_001)
    land(lake, new)
    record = run(lake, Settings(cube=False, simulate=True))
    assert record["grown"] == []
    assert_equals_a_full_run(lake, record, simulate=True)


def test_what_is_carried_on_names_the_run_that_made_it(lake, files):
    first = publication.current(lake).run_id
    (lake.model_folder / "mine.sql").write_text("SELECT 1 AS n")
    second = run(lake, Settings(cube=False))
    third = run(lake, Settings(cube=False, holidays_country="PT"))
    assert third["carried"]["mine"] == second["run_id"]
    assert third["carried"]["listening_history_fact"] == first
    for name, metadata in publication.current(lake).tables.items():
        made_by = third["carried"].get(name, third["run_id"])
        assert {path.parent.name for path in data_files(lake.location, metadata)} <= {made_by}


def test_after_a_rollback_the_shown_publication_is_gone_on_from(lake, files):
    first = publication.current(lake).run_id
    land(lake, files[2], kind="increment")
    run(lake, Settings(cube=False))
    rollback(lake, first)
    record = run(lake, Settings(cube=False))
    assert record["carried"]["tag_dim"] == first
    assert_equals_a_full_run(lake, record)


def test_quarantined_rows_of_a_run_are_all_in_its_quarantine(lake):
    first = publication.current(lake).run_id
    second = run(lake, Settings(cube=False, holidays_country="PT"))
    sql = "SELECT file, record, rule, value FROM quarantine_history WHERE run_id = '{}'"
    before = query(lake, Settings(), sql.format(first)).to_pylist()
    after = query(lake, Settings(), sql.format(second["run_id"])).to_pylist()
    assert before
    assert sorted(map(repr, before)) == sorted(map(repr, after))


def test_a_cube_is_carried_on_with_its_tables(files, tmp_path):
    lake, first = run_lake(tmp_path / "with_cube", files[:2])
    (lake.model_folder / "mine.sql").write_text("SELECT 1 AS n")
    second = run(lake, Settings())
    one, two = (cube_folder(lake, record["run_id"]) for record in (first, second))
    assert {path.name for path in one.iterdir()} == {path.name for path in two.iterdir()}
    assert all(path.samefile(two / path.name) for path in one.iterdir())
