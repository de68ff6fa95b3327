"""Growth month by month, which is found for all months at once, against plain SQL on every period alone."""

from itertools import pairwise

import pytest
from tests.questions.test_answers import MEAN_AGE, MEASURES

PERIODS = {
    "": {
        "2020-04": ("2020-04-01", "2020-04-30", "2020-03-01", "2020-03-31"),
        "2020-11": ("2020-11-01", "2020-11-30", "2020-10-01", "2020-10-31"),
    },
    " de 10 de março a 20 de maio": {
        "2020-03": ("2020-03-10", "2020-03-31", "2020-02-17", "2020-03-09"),
        "2020-04": ("2020-04-01", "2020-04-30", "2020-03-01", "2020-03-31"),
        "2020-05": ("2020-05-01", "2020-05-20", "2020-04-01", "2020-04-20"),
    },
}
"""Each month asked for and what it is compared with, which shares days with other months."""


def measured(asked, measure, first, last, condition="true"):
    days = f"play_date BETWEEN '{first}' AND '{last}' AND {condition}"
    if measure == MEAN_AGE:
        sql = f"SELECT AVG(age) FROM (SELECT DISTINCT user_id, age FROM p WHERE {days})"
    else:
        sql = f"SELECT {MEASURES[measure]} FROM p WHERE {days}"
    return asked.sql.db.execute(sql).fetchone()[0]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("range_", PERIODS)
def test_every_month_is_compared_with_its_period_before(asked, measure, range_):
    rows = asked.rows(f"crescimento mensal de {measure}{range_}")
    assert set(rows) == {(month,) for month in PERIODS[range_]} or not range_
    for month, (first, last, start, end) in PERIODS[range_].items():
        change = measured(asked, measure, first, last) - measured(asked, measure, start, end)
        assert rows[month,] == pytest.approx(change), month


def test_months_of_another_dimension_are_compared_too(asked):
    rows = asked.rows("streams growth by country and month de 10 de março a 20 de maio")
    for (country, month), change in rows.items():
        first, last, start, end = PERIODS[" de 10 de março a 20 de maio"][month]
        sides = (
            measured(asked, "streams", *days, f"country = '{country}'") or 0
            for days in ((first, last), (start, end))
        )
        assert change == next(sides) - next(sides), (country, month)
    assert len(rows) == 15


def test_months_with_few_users_are_withheld(asked):
    users = {month: n for month, (_, n) in asked.sql.table("month", {"artist": ["Enya"]}).items()}
    smallest = sorted(users.values())[6]
    found = asked.reply("crescimento mensal de streams de Enya", smallest=smallest)["answer"]["rows"]
    withheld = {row["values"][0] for row in found if row.get("suppressed")}
    months = sorted(users)
    few = {month for month in months if users[month] < smallest}
    assert withheld == few | {after for before, after in pairwise(months) if before in few}
