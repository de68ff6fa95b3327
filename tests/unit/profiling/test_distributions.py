"""Classes of values, the same on every engine."""

import pyarrow as pa
import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.profiling import distributions, unlike_values
from vitrola.profiling.columns import profile_columns

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request):
    with make_engine(Settings(engine=request.param, small_rows=0)) as running:
        yield running


def spread(engine, values, personal=()):
    engine.read_arrow("spread", pa.table({"c": pa.array(values, pa.string())}))
    _, columns = profile_columns(engine, "spread", ["c"], personal)
    return distributions(engine, "spread", columns).get("c"), columns[0]


def shown(found):
    return [(each.low, each.high, each.records) for each in found.classes]


def test_few_numbers_are_a_class_each(engine):
    found, _ = spread(engine, ["10", "9", "9", None, "", "200"])
    assert (found.kind, shown(found)) == ("values", [("9", None, 2), ("10", None, 1), ("200", None, 1)])


def test_whole_numbers_share_classes_evenly(engine):
    found, column = spread(engine, [str(n) for n in range(1, 101)])
    assert found.kind == "equal"
    assert shown(found)[0] == (1.0, 6.0, 5)
    assert shown(found)[-1] == (96.0, 101.0, 5)
    assert column.quartiles == ("25.75", "50.5", "75.25")


def test_decimals_fill_their_range(engine):
    found, _ = spread(engine, [f"0.{n:02}" for n in range(100)])
    assert sum(each.records for each in found.classes) == 100
    assert len(found.classes) == 24
    assert found.classes[-1].high > 0.99


def test_a_long_tail_is_shown_in_doubling_classes(engine):
    found, _ = spread(engine, ["1"] * 900 + [str(n) for n in range(2, 60)] + ["4000"])
    assert found.kind == "doubling"
    assert shown(found)[:4] == [(1.0, 2.0, 900), (2.0, 4.0, 2), (4.0, 8.0, 4), (8.0, 16.0, 8)]
    assert shown(found)[-1] == (2048.0, 4096.0, 1)


@pytest.mark.parametrize(("days", "unit"), [(["2020-01-03", "2020-01-09", "2020-03-01"], "month")])
def test_dates_are_counted_by_month(engine, days, unit):
    found, _ = spread(engine, days)
    assert (found.kind, shown(found)) == (unit, [("2020-01", None, 2), ("2020-03", None, 1)])


def test_dates_of_many_years_are_counted_by_year(engine):
    found, _ = spread(engine, ["1990-01-03", "2020-01-09", "2020-03-01"])
    assert (found.kind, shown(found)) == ("year", [("1990", None, 1), ("2020", None, 2)])


@pytest.mark.parametrize("values", [["7", "7"], ["a", "b"], [None, ""], ["1e308", "-1e308", "5"]])
def test_what_has_no_spread_has_no_classes(engine, values):
    many = values if len(set(values)) < 3 else [*values, *map(str, range(30))]
    assert spread(engine, many)[0] is None


def test_personal_columns_have_none(engine):
    assert spread(engine, ["1", "2", "3"], personal=("c",))[0] is None


def test_values_unlike_the_others_are_named(engine):
    _, column = spread(engine, [str(n) for n in range(400)] + ["unknown", "unknown", "n/a"])
    assert (column.kind, column.unlike) == ("whole number", 3)
    found = unlike_values(engine, "spread", [column])["c"]
    assert [(each.value, each.records) for each in found] == [("unknown", 2), ("n/a", 1)]
