"""Where the engine is Spark, small tables are DuckDB's, and each has what it needs of the other's."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vitrola.config import Settings
from vitrola.engines import DelimitedText, make_engine
from vitrola.engines.paired import PairedEngine
from vitrola.engines.spark import Place, SparkEngine
from vitrola.errors import EngineError
from vitrola.lake.directory import Directory

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]

HASH = "XXHASH64(user_id, 'a', 1)"


@pytest.fixture
def engine(tmp_path):
    """With ten plays of three users, more rows than are small, and three persons."""
    files = {"play": tmp_path / "lake" / "plays.parquet", "person": tmp_path / "lake" / "persons.parquet"}
    files["play"].parent.mkdir()
    plays = {"user_id": [f"u{number % 3}" for number in range(10)], "playcount": range(10)}
    pq.write_table(pa.table(plays), files["play"])
    pq.write_table(pa.table({"user_id": ["u0", "u1", "u9"], "country": ["BR", "PT", "AO"]}), files["person"])
    with make_engine(Settings(engine="spark", threads=2, small_rows=5)) as engine:
        for name, path in files.items():
            engine.read_parquet(name, [path])
        yield engine


def computed_by(engine, relation):
    """Which engine computes a query over a relation: each makes a hash of its own."""
    engine.table("hashed", f"SELECT DISTINCT XXHASH64('a', 'b', 1) AS hash FROM {relation}")
    return engine.rows("SELECT hash FROM hashed")[0]["hash"]


def test_small_tables_are_computed_here_and_large_ones_on_spark(engine, tmp_path):
    here, on_spark = (computed_by(engine, relation) for relation in ("person", "play"))
    assert here != on_spark
    engine.view("brazilian", "SELECT user_id FROM person WHERE country = 'BR'")
    engine.table("nobody", "SELECT user_id, COUNT(*) AS n FROM person WHERE country = 'US' GROUP BY user_id")
    counted = "SELECT SUM(playcount) AS plays FROM play LEFT {} JOIN {} AS p ON play.user_id = p.user_id"
    assert engine.rows(counted.format("SEMI", "brazilian")) == [{"plays": 18}]
    assert engine.rows(counted.format("ANTI", "nobody")) == [{"plays": 45}]

    by_user = "SELECT user_id, SUM(playcount) AS plays FROM play GROUP BY user_id"
    engine.table("by_user", by_user)
    engine.table("by_user_once", by_user, once=True)
    engine.view("by_user_seen", by_user)
    assert computed_by(engine, "by_user") == here
    assert computed_by(engine, "by_user_once") == computed_by(engine, "by_user_seen") == on_spark
    joined = "SELECT country, plays FROM person AS p INNER JOIN {} AS b ON p.user_id = b.user_id ORDER BY 2"
    for name in ("by_user", "by_user_once"):
        assert engine.rows(joined.format(name)) == [
            {"country": "PT", "plays": 12},
            {"country": "BR", "plays": 18},
        ]

    engine.table("none", "SELECT user_id, playcount FROM play WHERE playcount > 99")
    assert engine.rows("SELECT COUNT(*) AS n, MAX(playcount) AS most FROM none") == [{"n": 0, "most": None}]
    assert engine.columns("none") == [("user_id", "STRING"), ("playcount", "BIGINT")]

    written = engine.write_parquet("SELECT * FROM person", tmp_path / "lake" / "written")
    engine.read_parquet("play", written)
    assert computed_by(engine, "play") == here


def test_on_one_machine_text_and_what_gives_few_rows_are_duckdbs(engine, tmp_path):
    here, on_spark = (computed_by(engine, relation) for relation in ("person", "play"))
    hashed = "SELECT DISTINCT XXHASH64('a', 'b', 1) AS hash FROM {}"
    assert engine.rows(hashed.format("play")) == [{"hash": here}]
    assert engine.query(hashed.format("play")).to_pylist() == [{"hash": here}]
    engine.table("few", hashed.format("play"), few=True)
    assert engine.rows("SELECT * FROM few") == [{"hash": here}]
    engine.view("of_few", "SELECT user_id, playcount FROM play WHERE playcount > 2")
    engine.read_parquet(
        "few", engine.write_parquet(hashed.format("of_few"), tmp_path / "lake" / "few", few=True)
    )
    assert engine.rows("SELECT * FROM few") == [{"hash": here}]
    assert computed_by(engine, "of_few") == on_spark

    counted = "SELECT APPROX_COUNT_DISTINCT({}) AS n FROM play"
    engine.table("by_user", hashed.format("play"), few=counted.format("user_id"))
    assert engine.rows("SELECT * FROM by_user") == [{"hash": here}]
    engine.table("by_play", hashed.format("play"), few=counted.format("playcount"))
    assert engine.rows("SELECT * FROM by_play") == [{"hash": on_spark}]
    engine.table("by_cause", hashed.format("play"), few="SELECT COUNT(*) AS n FROM unknown")
    assert engine.rows("SELECT * FROM by_cause") == [{"hash": on_spark}]
    engine.table("waiting", hashed.format("play"), once=True)
    engine.table("read_here", "SELECT hash FROM waiting", few=True)
    engine.table("read_there", "SELECT hash FROM waiting")
    assert engine.rows("SELECT * FROM read_here") == [{"hash": here}]
    assert engine.rows("SELECT * FROM read_there") == [{"hash": on_spark}]

    engine.table("large", "SELECT user_id, playcount FROM of_few WHERE playcount > 3")
    assert engine.rows("SELECT SUM(playcount) AS n FROM large") == [{"n": 4 + 5 + 6 + 7 + 8 + 9}]
    assert computed_by(engine, "large") == on_spark
    engine.read_arrow("play", pa.table({"user_id": ["u5"], "playcount": [4]}))
    assert engine.rows("SELECT user_id FROM play") == [{"user_id": "u5"}]

    path = tmp_path / "lake" / "plays.csv"
    path.write_text("user_id,playcount\n" + "u1,22\n" * 500)
    engine.read_delimited("text", DelimitedText((path,), ("user_id", "playcount"), ",", ""), numbered=True)
    assert computed_by(engine, "text") == here
    assert engine.rows("SELECT MAX(_record) AS n FROM text WHERE playcount = '22'") == [{"n": 500}]


def test_what_is_large_is_sparks_where_that_is_elsewhere(tmp_path):
    """A cluster's workers read what the driver need not see."""
    path = tmp_path / "lake" / "plays.csv"
    path.parent.mkdir()
    path.write_text("user_id,playcount\n" + "u1,22\n" * 500)
    text = DelimitedText((path,), ("user_id", "playcount"), ",", "")
    location = Directory(tmp_path / "lake")
    spark = SparkEngine(Place(threads=2), location)
    duckdb = make_engine(Settings(threads=1), location)
    with PairedEngine(duckdb, spark, location, 5, together=False) as engine:
        engine.read_arrow("person", pa.table({"user_id": ["u1"]}))
        engine.read_delimited("text", text)
        engine.table("play", "SELECT user_id, CAST(playcount AS INT) AS playcount FROM text")
        here, there = (
            engine.rows(f"SELECT DISTINCT XXHASH64('a', 'b', 1) AS hash FROM {relation}")
            for relation in ("person", "play")
        )
        assert here != there
        assert computed_by(engine, "text WHERE user_id = 'u1'") == there[0]["hash"]
        with pytest.raises(EngineError):
            engine.read_delimited("text", text, numbered=True)


def test_hashes_are_made_anew_where_they_are_compared(engine):
    """The plays of users whom small tables name twice: DuckDB's hash of them is another one than Spark's."""
    twice = "SELECT user_id FROM person WHERE country <> 'AO' UNION ALL SELECT user_id FROM person"
    engine.repeats("repeated", f"SELECT {HASH} AS key_hash FROM ({twice}) AS q")
    small = f"SELECT user_id FROM person LEFT SEMI JOIN repeated ON {HASH} = repeated.key_hash ORDER BY 1"
    large = f"SELECT SUM(playcount) AS plays FROM play LEFT SEMI JOIN repeated ON {HASH} = repeated.key_hash"
    assert [row["user_id"] for row in engine.rows(small)] == ["u0", "u1"]
    assert engine.rows(large) == [{"plays": 0 + 1 + 3 + 4 + 6 + 7 + 9}]
    engine.repeats("repeated", f"SELECT {HASH} AS key_hash FROM play")
    assert engine.rows(small.replace("person", "play").replace("ORDER BY 1", "GROUP BY 1 ORDER BY 1")) == [
        {"user_id": name} for name in ("u0", "u1", "u2")
    ]


def test_numbered_text_is_handed_over_as_it_was_split(engine, tmp_path):
    path = tmp_path / "lake" / "names.csv"
    path.write_text("user_id,name\nu0,Ana\nu2,Rui\n")
    engine.read_delimited("named", DelimitedText((path,), ("user_id", "name"), ",", ""), numbered=True)
    joined = "SELECT n.name, n._record, SUM(p.playcount) AS plays FROM play AS p INNER JOIN named AS n"
    assert engine.rows(f"{joined} ON p.user_id = n.user_id GROUP BY 1, 2 ORDER BY 2") == [
        {"name": "Ana", "_record": 1, "plays": 18},
        {"name": "Rui", "_record": 2, "plays": 15},
    ]


def test_a_locked_engine_still_joins_both(engine, tmp_path):
    engine.lock(tmp_path / "lake")
    joined = "SELECT SUM(playcount) AS n FROM play INNER JOIN person ON play.user_id = person.user_id"
    assert engine.rows(joined) == [{"n": 30}]
