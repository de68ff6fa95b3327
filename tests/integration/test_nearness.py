"""Deliveries in which users are all over the place are written by users, and nothing else changes."""

from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support import make_lake, published_rows
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.engines import make_engine
from vitrola.pipeline import nearness
from vitrola.pipeline.batch import kept_batches
from vitrola.pipeline.nearness import USER, near
from vitrola.pipeline.run import run

USERS = 40
RECORDS = 400


def write(path, *, scattered):
    """Each of the users plays ten tracks: a round of all users at a time, or one user after the other."""
    plays = [(user, track) for track in range(10) for user in range(USERS)]
    rows = plays if scattered else sorted(plays)
    lines = [f"TRAAAAA128F{track:07},{user:040x},{user + track + 1}" for user, track in rows]
    path.write_text("\n".join(["track_id,user_id,playcount", *lines, ""]))
    return path


def stretches(users):
    """How often the user changes from one row to the next, and the first."""
    return 1 + sum(one != other for one, other in pairwise(users))


@pytest.fixture(params=["duckdb", "spark"])
def engine(request):
    with make_engine(Settings(engine=request.param, small_rows=0)) as engine:
        yield engine


def test_rows_of_one_value_are_written_beside_each_other(engine, tmp_path):
    rows = [(f"user{n % USERS:02}", n) for n in range(RECORDS)]
    engine.read_arrow("play", pa.table({USER: [u for u, _ in rows], "n": [n for _, n in rows]}))
    files = engine.write_parquet(f"SELECT {USER}, n FROM play", tmp_path / "near", near=USER)
    written = pa.concat_tables(map(pq.read_table, files)).to_pylist()
    assert sorted((row[USER], row["n"]) for row in written) == sorted(rows)
    assert stretches([row[USER] for row in written]) == USERS


def test_files_that_are_soon_written_anew_have_the_same_rows(engine, tmp_path):
    engine.read_arrow(
        "listener", pa.table({USER: [f"{n:040x}" for n in range(RECORDS)], "sex": ["F", None] * 200})
    )
    lasting, brief = (
        engine.write_parquet("SELECT * FROM listener", tmp_path / name, brief=name == "brief")
        for name in ("lasting", "brief")
    )
    tables = [pa.concat_tables(map(pq.read_table, files)).sort_by(USER) for files in (lasting, brief)]
    assert tables[0].to_pylist() == tables[1].to_pylist()
    assert tables[0].num_rows == RECORDS
    column = pq.read_metadata(brief[0]).row_group(0).column(0)
    assert column.compression == ("UNCOMPRESSED" if engine.name == "duckdb" else "SNAPPY")


def test_only_many_scattered_plays_are_to_be_written_by_users():
    with make_engine(Settings()) as engine:
        engine.read_arrow("scattered", pa.table({USER: [f"u{n % 9000}" for n in range(20_000)]}))
        engine.read_arrow("grouped", pa.table({USER: [f"u{n // 9}" for n in range(20_000)]}))

        def found(relation, records="listens", rows=nearness.FEWEST):
            return near(engine, f"SELECT * FROM {relation}", records, rows)

        assert found("scattered") == USER
        assert found("grouped") is None
        assert found("scattered", "taggings") is None
        assert found("scattered", rows=nearness.FEWEST - 1) is None
        assert found("scattered", rows=nearness.MOST + 1) is None


@pytest.mark.parametrize("scattered", [True, False])
def test_accepted_records_and_the_fact_keep_users_together_and_have_the_same_rows(
    tmp_path, monkeypatch, scattered
):
    file = write(tmp_path / "User_Listening_History.csv", scattered=scattered)
    plain = make_lake(tmp_path / "plain", [file])
    run(plain, Settings())
    monkeypatch.setattr(nearness, "FEWEST", RECORDS)
    monkeypatch.setattr(nearness, "LOOKED_AT", USERS)
    lake = make_lake(tmp_path / "near", [file])
    run(lake, Settings())
    (batch,) = kept_batches(lake)
    (kept,) = (lake.location.path(name) for name in batch.parts["listens"])
    assert stretches(pq.read_table(kept)[USER].to_pylist()) == USERS
    (fact,) = (lake.location.root / "refined" / "listening_history_fact" / "data").glob("*/*.parquet")
    assert stretches(pq.read_table(fact)[USER].to_pylist()) == USERS
    for table in (name for name, contract in contracts().items() if contract.table):
        rows, wanted = (sorted(map(repr, published_rows(each, table))) for each in (lake, plain))
        assert rows == wanted
