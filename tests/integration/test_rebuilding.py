"""Only what depends on a change is built again, the run says what and why, and the result is a full run's."""

import pytest

from support import published_rows, run_lake
from vitrola.config import Settings
from vitrola.lake import publication
from vitrola.lake.iceberg import data_files
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


def test_what_is_carried_on_names_the_run_that_made_it(lake, files):
    first = publication.current(lake).run_id
    (lake.model_folder / "mine.sql").write_text("SELECT 1 AS n")
    second = run(lake, Settings(cube=False))
    third = run(lake, Settings(cube=False, holidays_country="PT"))
    assert third["carried"]["mine"] == second["run_id"]
    assert third["carried"]["listening_history_fact"] == first
    for name, metadata in publication.current(lake).tables.items():
        made_by = third["carried"].get(name, third["run_id"])
        assert {path.parent.name for path in data_files(metadata)} <= {made_by}


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
    sql = "SELECT file, record, rule, value FROM quarantine WHERE run_id = '{}'"
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
