"""The numbers of answers against plain SQL on the published tables, written without a look at the cube."""

import datetime as dt

import pytest

SHARE = """COUNT(DISTINCT user_id) FILTER (sex = '{}')
  / NULLIF(COUNT(DISTINCT user_id) FILTER (sex IS NOT NULL), 0)"""
MEASURES = {
    "streams": "SUM(playcount)",
    "ouvintes": "COUNT(DISTINCT user_id)",
    "média de reproduções": "SUM(playcount) / COUNT(DISTINCT (user_id, track_id))",
    "percentual de homens": SHARE.format("M"),
    "percentual de mulheres": SHARE.format("F"),
    "faixas ativas": "COUNT(DISTINCT track_id)",
    "artistas ativos": "COUNT(DISTINCT artist)",
    "idade média": "AVG(age)",
}
ONE = {
    "gênero musical": "genre_delivered",
    "artista": "artist",
    "mês": "month",
    "dia da semana": "weekday",
    "sexo": "sex",
    "faixa etária": "age_band",
    "país": "country",
    "ano de lançamento": "release_year",
}
PAIRS = [
    ("sexo", "faixa etária"),
    ("gênero musical", "mês"),
    ("país", "artista"),
    ("mês", "dia da semana"),
    ("gênero musical", "ano de lançamento"),
    ("faixa etária", "mês"),
]
FILTERS = {
    "": "true",
    " em março": "month = '2020-03'",
    " no Brasil aos domingos": "country = 'BR' AND weekday = 7",
    " das mulheres de rock": "sex = 'F' AND genre_delivered = 'Rock'",
}
MEAN_AGE = "idade média"


def truth(asked, measure, columns, condition):
    """A measure by columns in SQL; ages are of distinct users."""
    named = ", ".join(columns)
    if measure == MEAN_AGE:
        source = f"(SELECT DISTINCT {named}, user_id, age FROM p WHERE {condition})"
        sql = f"SELECT {named}, AVG(age) FROM {source} GROUP BY {named}"
    else:
        sql = f"SELECT {named}, {MEASURES[measure]} FROM p WHERE {condition} GROUP BY {named}"
    return {row[:-1]: row[-1] for row in asked.sql.db.execute(sql).fetchall()}


def everything(asked, text):
    found = asked.reply(text)
    assert found["kind"] == "answer", (text, found["sentence"])
    rows = found["answer"]["rows"] + found["answer"]["not_informed"]
    assert found["answer"]["total_rows"] >= len(found["answer"]["rows"])
    return found, {tuple(row["values"]): row["value"] for row in rows}


def agree(ours, theirs, *, whole):
    assert set(ours) <= set(theirs)
    assert set(ours) == set(theirs) or not whole
    for key, value in ours.items():
        assert value == (None if theirs[key] is None else pytest.approx(theirs[key])), key


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", ONE)
def test_a_measure_by_a_dimension_is_what_sql_says(asked, measure, by):
    for words, condition in FILTERS.items():
        found, ours = everything(asked, f"{measure} por {by}{words}")
        assert found["reading"]["by"], found["understood"]
        theirs = truth(asked, measure, [ONE[by]], condition)
        agree(ours, theirs, whole=found["answer"]["total_rows"] <= 100)


@pytest.mark.parametrize("measure", ["streams", "ouvintes", "percentual de mulheres", "idade média"])
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_dimensions_are_what_sql_says(asked, measure, pair):
    _, ours = everything(asked, f"{measure} por {pair[0]} e {pair[1]}")
    agree(ours, truth(asked, measure, [ONE[each] for each in pair], "true"), whole=False)


def test_a_ranking_has_the_first_rows_of_all(asked):
    best = asked.sql.db.execute(
        "SELECT artist, SUM(playcount) FROM p WHERE month = '2020-03' AND genre_delivered = 'Rock' "
        "GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
    ).fetchall()
    assert list(asked.rows("top 5 artistas de rock em março").values()) == [streams for _, streams in best]
    least = asked.sql.db.execute(
        "SELECT MIN(n) FROM (SELECT SUM(playcount) AS n FROM p GROUP BY track_id)"
    ).fetchone()
    assert list(asked.rows("the least played song").values()) == [least[0]]


def test_growth_is_from_the_month_before(asked):
    months = {(month,): n for month, n in asked.sql.chart("month", {}).items()}
    grown = asked.rows("crescimento mensal de streams")
    assert grown["2020-01",] is None
    assert grown["2020-11",] == months["2020-11",] - months["2020-10",]
    rates = asked.rows("growth rate of listeners by month")
    users = {month: n for month, (_, n) in asked.sql.table("month", {}).items()}
    assert rates["2020-05",] == pytest.approx(users["2020-05"] / users["2020-04"] - 1)
    best = max(
        (now - months[before,], after)
        for (after,), now in months.items()
        for before in [_before(after)]
        if (before,) in months
    )
    assert asked.rows("which month grew most?") == {(best[1],): best[0]}


def _before(month):
    return (dt.date.fromisoformat(f"{month}-01") - dt.timedelta(1)).strftime("%Y-%m")


def test_growth_by_another_dimension_is_between_two_periods(asked):
    grown = asked.rows("crescimento de streams por país em outubro")
    now, before = (asked.sql.chart("country", {"month": [month]}) for month in ("2020-10", "2020-09"))
    assert grown == {(name,): now[name] - before[name] for name in now if name}


def test_growth_without_a_period_is_refused_and_says_what_is_missing(asked):
    found = asked.reply("which genre grew most?")
    assert found["kind"] == "refused"
    assert "a period is needed" in found["sentence"]


def test_single_numbers_are_the_cards_of_the_page(asked):
    cards = asked.sql.cards({"genre": ["Rock"], "month": ["2020-03"]})
    for text, name in {
        "streams de rock em março": "streams", "ouvintes de rock em março": "users",
        "dias úteis em março": "business_days",
        "plays por dia útil de rock em março": "streams_per_business_day",
        "idade média do rock em março": "mean_age", "melhor dia da semana do rock em março": "best_weekday",
    }.items():  # fmt: skip
        [value] = asked.rows(text).values()
        assert value == pytest.approx(cards[name]), text


def test_the_best_month_of_each_genre(asked):
    best = dict(asked.sql.db.execute(
        "SELECT genre_delivered, month FROM "
        "(SELECT genre_delivered, month, SUM(playcount) AS n FROM p GROUP BY 1, 2) "
        "QUALIFY row_number() OVER (PARTITION BY genre_delivered ORDER BY n DESC, month) = 1"
    ).fetchall())  # fmt: skip
    assert asked.rows("melhor mês de cada gênero musical") == {
        (name,): month for name, month in best.items() if name
    }


def test_rows_about_few_people_are_withheld_everywhere(asked):
    users = {(name,): n for name, (_, n) in asked.sql.table("artist", {"month": ["2020-03"]}).items()}
    smallest = sorted(users.values())[len(users) // 2]
    for text in ("streams por artista em março", "idade média por artista em março"):
        rows = asked.reply(text, smallest=smallest)["answer"]["rows"]
        assert {tuple(row["values"]) for row in rows if row.get("suppressed")} == {
            a for a, n in users.items() if n < smallest
        }
        assert all(row["value"] is None for row in rows if row.get("suppressed"))
    grown = asked.reply("crescimento de streams por artista em março", smallest=smallest)["answer"]["rows"]
    told = {tuple(row["values"]) for row in grown if row["value"] is not None}
    assert told
    assert all(users[artist] >= smallest for artist in told)
    assert all(row["now"] is None and row["before"] is None for row in grown if row.get("suppressed"))
    single = asked.reply("streams de Enya em março", smallest=10_000)
    assert single["answer"]["rows"][0]["value"] is None
    assert not any(char.isdigit() for char in single["sentence"].replace("2020", ""))


def test_what_is_asked_for_and_was_never_played_is_a_row_of_nothing(asked):
    rows = asked.rows("Muse vs Enya streams on 2020-02-29 in Portugal")
    assert set(rows) == {("Enya",), ("Muse",)}


def test_links_show_the_same_plays(asked):
    from urllib.parse import parse_qsl

    from vitrola.metrics.answer import answer
    from vitrola.metrics.state import parse_state

    for text in (
        "streams de rock dos anos 90 no Brasil",
        "plays of One by Metallica from March 3 to April 9",
    ):
        found = asked.reply(text)
        cards = answer(asked.cube, parse_state(parse_qsl(found["link"], keep_blank_values=True))).cards()
        assert found["answer"]["rows"][0]["value"] == cards["streams"]["value"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "top 5 songs by listeners",
        "3 faixas com menos ouvintes",
        "10 tracks with the biggest increase in plays in april",
        "quais artistas mais caíram em novembro?",
        "fastest growing artists in percent, september",
        "músicas que mais perderam ouvintes em outubro",
        "crescimento de streams por país em outubro",
        "5 artistas com mais ouvintes em março",
        "youngest audience: which artist",
        "top 5 artists by share of women",
        "os 3 artistas com menor percentual de homens",
        "which artists lost the most listeners in May?",
    ],
)
def test_a_ranking_is_the_same_whether_all_rows_or_the_first_are_worked_out(asked, monkeypatch, text):
    monkeypatch.setattr("vitrola.questions.figures.MANY", 2)
    first, every = asked.reply(text)["answer"], asked.reply(text, smallest=1)["answer"]
    assert first["rows"]
    assert {key: first[key] for key in ("rows", "not_informed", "total_rows")} == {
        key: every[key] for key in ("rows", "not_informed", "total_rows")
    }
