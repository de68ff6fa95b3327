"""Asking over the API and on the command line."""

import json

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app


@pytest.fixture(scope="module")
def client(asked):
    return TestClient(make_app(asked.lake, Settings(), Access()), base_url="http://localhost")


def test_a_question_is_answered_with_how_it_was_understood(client, asked):
    found = client.get("/api/ask", params={"q": "top 10 artistas de rock em março", "lang": "en"}).json()
    assert found["kind"] == "answer"
    assert found["reading"] == {
        "measure": "streams", "by": ["artist"], "filters": {"genre": ["Rock"], "month": ["2020-03"]},
        "order": "desc", "limit": 10, "change": None,
    }  # fmt: skip
    assert found["link"] == "genre=Rock&month=2020-03"
    assert found["lang"] == "pt"
    assert found["sentence"].startswith("Radiohead tem o maior valor")
    [genre] = [chip for chip in found["chips"] if chip["text"] == "Genre: Rock"]
    without = client.get(f"/api/ask?{genre['remove']}").json()
    assert without["reading"]["filters"] == {"month": ["2020-03"]}
    page = client.get(f"/api/dashboard?{found['link']}").json()
    assert page["cards"]["streams"]["value"] == sum(asked.rows("artistas de rock em março").values())


def test_every_part_of_a_reading_can_be_changed(client):
    found = client.get("/api/ask", params={"q": "top 5 songs do Muse por mês"}).json()
    for chip in found["chips"]:
        for query in filter(None, [chip["remove"], *(option["query"] for option in chip["options"])]):
            assert client.get(f"/api/ask?{query}").status_code == 200, query


def test_equal_questions_are_asked_once(client):
    first = client.get("/api/ask?q=streams")
    again = client.get("/api/ask?q=streams", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_an_ambiguous_question_is_asked_back_and_each_choice_is_answered(client):
    found = client.get("/api/ask?q=plays+de+One").json()
    assert (found["kind"], len(found["choices"])) == ("ambiguous", 2)
    values = [
        client.get(f"/api/ask?{choice['query']}").json()["answer"]["rows"][0]["value"]
        for choice in found["choices"]
    ]
    assert all(value > 0 for value in values)


def test_unknown_words_are_named_and_near_names_offered(client):
    found = client.get("/api/ask?q=africa+listeners&lang=en").json()
    assert found["kind"] == "unknown"
    [unknown] = found["unknown"]
    assert (unknown["words"], unknown["suggests"][0]["value"]) == ("africa", "Africa Unite")
    again = client.get("/api/ask", params={"q": unknown["suggests"][0]["question"]}).json()
    assert again["reading"]["filters"] == {"artist": ["Africa Unite"]}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=", "q must have between 1 and 300 characters."),
        (f"q={'a' * 301}", "q must have between 1 and 300 characters."),
        ("q=streams&by=sex", "A question in words has no 'by' beside it"),
        ("measure=revenue", "measure must be one of streams"),
        ("by=sex&by=month&by=genre", "At most two dimensions"),
        ("limit=0", "limit must be a whole number"),
        ("sql=SELECT", "There is no filter called 'sql'"),
        ("q=streams&lang=fr", "lang must be pt or en"),
        ("date=2020-01-01..x", "date must be a date"),
    ],
)
def test_what_cannot_be_asked_is_refused(client, query, sentence):
    found = client.get(f"/api/ask?{query}")
    assert found.status_code == 400
    assert found.json()["error"].startswith(sentence)


def test_a_value_that_is_not_in_the_lake_gets_a_sentence_and_no_number(client):
    found = client.get("/api/ask?genre=Funk&lang=en").json()
    assert (found["kind"], found["sentence"]) == ("refused", "The lake has no genre 'Funk'.")
    assert "answer" not in found


def asking(asked, *arguments):
    return CliRunner().invoke(app, ["ask", str(asked.lake.location.root), *arguments])


def test_the_command_prints_reading_answer_and_link(asked):
    found = asking(asked, "streams by release year for Radiohead")
    assert found.exit_code == 0, found.output
    assert "Total streams by release year · Artist: Radiohead" in found.output
    assert "?artist=Radiohead" in found.output
    year, streams = asked.sql.db.execute(
        "SELECT release_year, SUM(playcount) FROM p WHERE artist = 'Radiohead' GROUP BY 1 ORDER BY 1"
    ).fetchone()
    assert f"{year}" in found.output
    assert f"{streams}" in found.output


def test_the_command_answers_in_json(asked):
    found = json.loads(asking(asked, "usuários por sexo e faixa etária", "--format", "json").output)
    assert found["reading"]["by"] == ["sex", "age_band"]
    told = {
        tuple(row["values"]): row["value"]
        for row in found["answer"]["rows"] + found["answer"]["not_informed"]
    }
    theirs = asked.sql.db.execute(
        "SELECT sex, age_band, COUNT(DISTINCT user_id) FROM p GROUP BY 1, 2"
    ).fetchall()
    assert told == {(sex, band): users for sex, band, users in theirs}


def test_the_command_asks_back(asked):
    found = asking(asked, "plays of One")
    assert found.exit_code == 0
    assert "1. Total streams · Artist: Metallica · Track: One" in found.output


def test_the_command_refuses_unknown_words_with_exit_code_2(asked):
    found = asking(asked, "top artistas de funk")
    assert found.exception.exit_code == 2
    assert "Não conheço “funk”" in str(found.exception)
