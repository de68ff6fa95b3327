"""Work on several items side by side, over one engine's relations."""

import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.errors import EngineError, StatementError


@pytest.fixture(scope="module", params=[1, 2])
def engine(request):
    with make_engine(Settings(engine="duckdb", threads=request.param)) as running:
        running.table("numbers", "SELECT EXPLODE(SEQUENCE(1, 100)) AS n")
        yield running


def test_results_come_in_the_order_of_the_items(engine):
    def above(own, low):
        return own.rows(f"SELECT COUNT(*) AS n FROM numbers WHERE n > {low}")[0]["n"]

    lows = [90, 10, 50, 0, 99]
    assert engine.each(above, lows) == [100 - low for low in lows]
    assert engine.each(above, []) == []


def test_what_one_makes_all_can_ask_afterwards(engine):
    def made(own, name):
        own.table(name, "SELECT TIMESTAMP '2020-01-01 00:00:00' AS at, COUNT(*) AS n FROM numbers")
        own.view(f"{name}_view", f"SELECT n FROM {name}")

    engine.each(made, ["one", "two"])
    for name in ("one", "two"):
        assert engine.rows(f"SELECT n FROM {name}_view") == [{"n": 100}]


def test_an_error_of_one_is_raised_and_the_engine_goes_on(engine):
    def failing(own, item):
        return own.rows("SELECT nothing FROM numbers" if item == "bad" else "SELECT MAX(n) AS n FROM numbers")

    with pytest.raises((StatementError, EngineError), match="nothing"):
        engine.each(failing, ["good", "bad", "good"])
    assert engine.rows("SELECT MAX(n) AS n FROM numbers") == [{"n": 100}]
