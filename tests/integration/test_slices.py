"""Slices on a real engine: what is inside and outside of touched months and users."""

from __future__ import annotations

import pytest

from vitrola.config import Settings
from vitrola.engines import make_engine
from vitrola.pipeline.slices import touched_months, touched_users

PLAYS = """SELECT * FROM VALUES
  ('a', DATE '2024-12-31'), ('a', DATE '2025-01-01'), ('b', DATE '2025-02-28'), ('c', DATE '2025-03-01'),
  ('d', CAST(NULL AS DATE)) AS play(user_id, play_date)"""


@pytest.fixture
def engine():
    with make_engine(Settings()) as engine:
        engine.table("play", PLAYS)
        yield engine


def values(engine, sql):
    return sorted(str(row["play_date"]) for row in engine.rows(sql))


@pytest.mark.parametrize(
    ("new", "inside", "outside"),
    [
        (
            "DATE '2025-02-10'), (DATE '2025-01-31'",
            ["2025-01-01", "2025-02-28"],
            ["2024-12-31", "2025-03-01", "None"],
        ),
        (
            "DATE '2025-03-31'), (CAST(NULL AS DATE)",
            ["2025-03-01", "None"],
            ["2024-12-31", "2025-01-01", "2025-02-28"],
        ),
        ("CAST(NULL AS DATE)", ["None"], ["2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01"]),
    ],
)
def test_a_slice_of_months_goes_from_the_first_to_the_last_whole_month(engine, new, inside, outside):
    engine.table("new_play", f"SELECT * FROM VALUES ({new}) AS n(play_date)")
    months = touched_months(engine, "new_play")
    assert values(engine, months.inside("play", "play_date")) == inside
    assert values(engine, months.outside("play", "play_date")) == outside


def test_no_new_plays_touch_no_month(engine):
    months = touched_months(engine, "(SELECT * FROM play WHERE FALSE) AS none")
    assert values(engine, months.inside("play", "play_date")) == []
    assert len(values(engine, months.outside("play", "play_date"))) == 5


def test_a_slice_of_users_has_all_of_theirs(engine):
    users = touched_users(engine, "SELECT 'a' AS user_id UNION SELECT 'z'")
    assert values(engine, users.inside("play", "user_id")) == ["2024-12-31", "2025-01-01"]
    assert values(engine, users.outside("play", "user_id")) == ["2025-02-28", "2025-03-01", "None"]
