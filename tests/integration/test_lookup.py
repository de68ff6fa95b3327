"""What a run does beside its other work: whatever comes first or last, tables are a full run's."""

from time import sleep

import pytest
from benchmarks.loads.deliveries import SOURCE

from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.engines.duckdb import DuckDBEngine
from vitrola.errors import AuditError, EngineError
from vitrola.lake import publication
from vitrola.pipeline import lookup
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run

NOON = 1_735_732_800_000
"""Of 1 January 2025, UTC, in milliseconds."""
DAY = 86_400_000
LAST_KNOWN, SEEN_BROKEN_ONLY = 11, 99


def row(day, user, plays=1):
    return f"TRAAAAA128F{day % 7:07},{user:040x},{plays},{NOON + day * DAY + user}\n"


def write(folder, day, *rows):
    path = folder / f"day-{day}.csv"
    path.write_text("track_id,user_id,playcount,played_ms\n" + "".join(rows))
    return path


@pytest.fixture
def lake(tmp_path):
    """Three days of twelve users, published."""
    made = make_lake(tmp_path / "lake", [])
    (made.location.root / "sources").mkdir(exist_ok=True)
    (made.location.root / "sources" / "daily-plays.yaml").write_text(SOURCE)
    for day in range(3):
        land(made, write(tmp_path, day, *(row(day, user) for user in range(LAST_KNOWN + 1))))
    run(made, Settings(cube=False, threads=2))
    return made


@pytest.fixture
def asked(monkeypatch):
    """The queries that told which users a run touches."""
    queries = []
    found = lookup.touched_users

    def noted(engine, query):
        queries.append("text" if "_typed" in query else "records")
        return found(engine, query)

    monkeypatch.setattr(lookup, "touched_users", noted)
    return queries


def everything(lake):
    return {name: published_rows(lake, name) for name in publication.current(lake).tables}


@pytest.mark.parametrize(
    ("rows", "threads", "begun"),
    [
        ([row(3, 2), row(3, 5), row(3, 77)], 2, ["text"]),
        ([row(3, 2), row(3, 5), row(3, 77)], 1, ["records"]),
        ([row(3, 2), row(3, LAST_KNOWN, "many"), row(3, SEEN_BROKEN_ONLY, "many")], 2, ["text", "records"]),
        ([row(3, 2), f'"{row(3, 5)[:-1]}"\n'], 2, ["text", "records"]),
        ([row(400, 2), row(401, 78)], 2, ["text"]),
    ],
    ids=[
        "clean",
        "nothing to spare",
        "values that break a rule",
        "a row that can't be split",
        "another year",
    ],
)
def test_a_day_is_added_as_a_full_run_would(rows, threads, begun, lake, asked, tmp_path):
    land(lake, write(tmp_path, 3, *rows))
    record = run(lake, Settings(cube=False, threads=threads))
    assert record["grown"] == ([] if "calendar_dim" in record["rebuilt"] else ["listening_history_fact"])
    assert asked == begun
    added = everything(lake)
    full = run(lake, Settings(cube=False), full=True)
    assert everything(lake) == added
    assert (full["files"], full["quarantine"], full["tables"]) == (
        record["files"],
        record["quarantine"],
        record["tables"],
    )
    assert f"{SEEN_BROKEN_ONLY:040x}" not in str(added["user_id_dim"])


def test_a_day_of_years_with_plays_leaves_the_calendar_as_it_was(lake, tmp_path):
    land(lake, write(tmp_path, 3, row(3, 2)))
    assert "calendar_dim" in run(lake, Settings(cube=False))["carried"]
    land(lake, write(tmp_path, 400, row(400, 2)))
    assert "calendar_dim" in run(lake, Settings(cube=False))["rebuilt"]


@pytest.fixture
def slow_others(monkeypatch):
    """Rows of users come late, those of who doesn't play only when all else is done; they fail if told so."""
    wrote, named, told = DuckDBEngine.write_parquet, DuckDBEngine.table, []

    def name_late(self, relation, sql, **options):
        if relation == "user_id_dim_touched":
            sleep(1)
        named(self, relation, sql, **options)

    def write_late(self, sql, folder, **options):
        if folder.name == "others":
            sleep(1)
            if told:
                raise EngineError(told[0])
        return wrote(self, sql, folder, **options)

    monkeypatch.setattr(DuckDBEngine, "table", name_late)
    monkeypatch.setattr(DuckDBEngine, "write_parquet", write_late)
    return told


def files_of_users(lake):
    return sorted((lake.location.root / "refined" / "user_id_dim").rglob("*.parquet"))


@pytest.mark.parametrize("threads", [1, 2])
def test_nothing_is_committed_without_the_rows_that_come_last(lake, slow_others, threads, tmp_path):
    land(lake, write(tmp_path, 3, row(3, 2), row(3, 77)))
    record = run(lake, Settings(cube=False, threads=threads))
    assert record["tables"]["user_id_dim"] == LAST_KNOWN + 2
    added = everything(lake)
    run(lake, Settings(cube=False), full=True)
    assert everything(lake) == added


@pytest.mark.parametrize("threads", [1, 2])
def test_rows_that_come_last_can_fail_a_run(lake, slow_others, threads, tmp_path):
    before, files = publication.current(lake), files_of_users(lake)
    land(lake, write(tmp_path, 3, row(3, 2)))
    slow_others.append("no space left")
    with pytest.raises(EngineError, match="no space left"):
        run(lake, Settings(cube=False, threads=threads))
    assert (publication.current(lake), files_of_users(lake)) == (before, files)


def test_a_run_that_fails_before_leaves_none_of_the_rows_that_come_last(
    lake, slow_others, monkeypatch, tmp_path
):
    before, files = publication.current(lake), files_of_users(lake)
    land(lake, write(tmp_path, 3, row(3, 2)))

    def fail(*_):
        raise AuditError("found wanting")

    monkeypatch.setattr("vitrola.pipeline.work.audit", fail)
    with pytest.raises(AuditError):
        run(lake, Settings(cube=False, threads=2))
    assert (publication.current(lake), files_of_users(lake)) == (before, files)
