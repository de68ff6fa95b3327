"""Work beside other work, over one engine's relations."""

import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.engines.beside import each
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
    assert each(engine, above, lows) == [100 - low for low in lows]
    assert each(engine, above, []) == []


def test_what_one_makes_all_can_ask_afterwards(engine):
    def made(own, name):
        own.table(name, "SELECT TIMESTAMP '2020-01-01 00:00:00' AS at, COUNT(*) AS n FROM numbers")
        own.view(f"{name}_view", f"SELECT n FROM {name}")

    each(engine, made, ["one", "two"])
    for name in ("one", "two"):
        assert engine.rows(f"SELECT n FROM {name}_view") == [{"n": 100}]


def test_an_error_of_one_is_raised_and_the_engine_goes_on(engine):
    def failing(own, item):
        return own.rows("SELECT nothing FROM numbers" if item == "bad" else "SELECT MAX(n) AS n FROM numbers")

    with pytest.raises((StatementError, EngineError), match="nothing"):
        each(engine, failing, ["good", "bad", "good"])
    assert engine.rows("SELECT MAX(n) AS n FROM numbers") == [{"n": 100}]


def test_what_was_begun_is_there_when_it_is_asked_for_and_at_the_latest_after_the_block(engine):
    with engine.beside() as beside:
        made = beside.start(lambda own: own.table("above", "SELECT n FROM numbers WHERE n > 90"))
        beside.start(lambda own: own.table("below", "SELECT n FROM numbers WHERE n < 10"))
        made()
        assert engine.rows("SELECT COUNT(*) AS n FROM above") == [{"n": 10}]
    assert engine.rows("SELECT COUNT(*) AS n FROM below") == [{"n": 9}]


def test_an_error_that_nobody_asked_for_is_raised_after_the_block(engine):
    with pytest.raises(StatementError, match="nothing"), engine.beside() as beside:
        beside.start(lambda own: own.table("failed", "SELECT nothing FROM numbers"))


def test_a_block_that_fails_ends_what_it_began(engine):
    def failing():
        with engine.beside() as beside:
            beside.start(lambda own: own.table("made", "SELECT n FROM numbers"))
            raise EngineError("the block's own")

    with pytest.raises(EngineError, match="the block's own"):
        failing()
    assert engine.rows("SELECT MAX(n) AS n FROM numbers") == [{"n": 100}]
