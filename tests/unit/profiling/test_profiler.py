import pyarrow as pa
import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.profiling import KeyProfile, Suspicion, ValueCount, profile_relation
from vitrola.profiling.columns import profile_columns
from vitrola.profiling.repeats import profile_key, repeated_records
from vitrola.sources.mapping import shipped_sources


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request):
    with make_engine(Settings(engine=request.param, small_rows=0)) as running:
        yield running


pytestmark = pytest.mark.xdist_group("spark")


def give(engine, relation, **columns):
    engine.read_arrow(
        relation, pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})
    )
    return relation


def column_of(engine, values, personal=()):
    relation = give(engine, "one_column", value=values)
    _, (profile,) = profile_columns(engine, relation, ["value"], personal)
    return profile


@pytest.mark.parametrize(
    ("values", "kind", "unlike", "low", "high"),
    [
        (["10", "9", " 2 "], "whole number", 0, "2", "10"),
        (["1.5", "10", "1e3"], "number", 0, "1.5", "1000"),
        (["1"] * 99 + ["x"], "whole number", 1, "1", "1"),
        (["1"] * 98 + ["x", "y"], "text", 0, "1", "y"),
        (["2020-01-02", "2019-12-31"], "date", 0, "2019-12-31", "2020-01-02"),
        (["2020-01-02 03:04:05", "2020-01-02T03:04"], "time", 0, "2020-01-02 03:04:05", "2020-01-02T03:04"),
        ([None, "", None], "empty", 0, None, None),
    ],
)
def test_kind_and_range(engine, values, kind, unlike, low, high):
    profile = column_of(engine, values)
    assert (profile.kind, profile.unlike, profile.minimum, profile.maximum) == (kind, unlike, low, high)


def test_counts_lengths_and_frequent_values(engine):
    profile = column_of(engine, ["b", "b", "coração", "a", "a", None, ""])
    assert (profile.nulls, profile.distinct, profile.repeats) == (2, 3, 2)
    assert (profile.shortest, profile.longest) == (1, 7)
    assert profile.frequent == (ValueCount("a", 2), ValueCount("b", 2), ValueCount("coração", 1))


def test_quartiles_are_those_between_values_on_every_engine(engine):
    assert column_of(engine, ["1", "2", "3", "10"]).quartiles == ("1.75", "2.5", "4.75")
    assert column_of(engine, ["a", "1", "2"]).quartiles == ()


def test_all_values_are_frequent_where_there_are_few(engine):
    few, many = ([str(number % values) for number in range(60)] for values in (20, 21))
    assert [len(column_of(engine, values).frequent) for values in (few, many)] == [20, 5]


def test_values_of_a_personal_column_are_counted_and_never_kept(engine):
    profile = column_of(engine, ["Ana", "Ana", "Bia"], personal=("value",))
    assert (profile.distinct, profile.repeats) == (2, 1)
    assert (profile.minimum, profile.maximum, profile.frequent) == (None, None, ())


def test_repeated_keys_and_records_are_counted_exactly(engine):
    relation = give(
        engine,
        "keyed",
        user=["u1", "u1", "u1", "u2", None, None],
        track=["t1", "t1", "t1", "t1", "t1", "t1"],
        plays=["1", "1", "2", "1", "1", "1"],
    )
    key = {"user_id": "`user`", "track_id": "`track`"}
    assert profile_key(engine, relation, key) == KeyProfile(("user_id", "track_id"), repeats=2, with_null=2)
    assert repeated_records(engine, relation, ["user", "track", "plays"]) == 2


def test_more_columns_than_a_hash_takes_are_told_apart(engine):
    columns = {f"c{number}": ["x", "x", "x"] for number in range(5)} | {"last": ["a", "b", "b"]}
    relation = give(engine, "wide", **columns)
    assert repeated_records(engine, relation, list(columns)) == 1


def test_misspelt_tracks_and_artists_are_suspected(engine):
    layout = shipped_sources()["million-song"].layout("catalogue")
    rows = {
        "track_id": ["TR1", "TR2", "TR3", "TR4"],
        "name": ["Fim de Tarde", "Fim De Tarde?", "Outra", "Mais Uma"],
        "artist": ["Os Três", "Os Três", "Os Tres", "Outros"],
        "spotify_id": ["s1", "s1", "s3", "s4"],
    }
    everything = {name: rows.get(name, [None] * 4) for name in layout.columns}
    relation = give(engine, "catalogue", **everything)
    found = profile_relation(
        engine,
        relation,
        shipped_sources()["million-song"],
        layout,
        name="Music_Info.csv",
        size=1,
        unreadable=0,
    )
    assert found.suspicions == (
        Suspicion(
            "one spotify_id, different name",
            "name",
            "s1",
            ("Fim De Tarde?", "Fim de Tarde"),
            2,
            (1, 1),
            identifier="spotify_id",
        ),
        Suspicion("same letters, different spelling", "artist", "ostres", ("Os Tres", "Os Três"), 3, (1, 2)),
    )
    assert found.keys == (KeyProfile(("track_id",), repeats=0, with_null=0),)
