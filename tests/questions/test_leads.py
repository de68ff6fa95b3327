"""A question that isn't answered leads on: to an artist's audience, to the genres that there are."""

import pytest
from typer.testing import CliRunner

from vitrola.cli.main import app


@pytest.mark.parametrize(
    "text",
    [
        "parecidos com Muse", "artistas parecidos com o Muse", "artistas como Muse", "no estilo do Muse",
        "similar to Muse", "artists like Muse", "bands similar to Muse", "quem ouve Muse também ouve o quê?",
    ],
)  # fmt: skip
def test_who_is_like_an_artist_leads_to_that_artists_audience(asked, text):
    found = asked.reply(text)
    assert (found["kind"], found["audience"]) == ("unknown", "Muse")
    assert ("Público" if found["lang"] == "pt" else "Audience") in found["sentence"]


def test_who_is_like_nobody_in_particular_leads_to_no_audience(asked):
    assert asked.reply("artistas parecidos")["audience"] is None
    assert asked.reply("parecidos com Muse e Radiohead")["audience"] is None


@pytest.mark.parametrize(("text", "word"), [("top MPB", "MPB"), ("sertanejo em março", "sertanejo")])
def test_a_genre_that_the_lake_lacks_is_told_with_those_that_it_has(asked, text, word):
    found = asked.reply(text)
    assert found["kind"] == "unknown"
    assert [each["words"] for each in found["unknown"]] == [word]
    sql = "SELECT DISTINCT genre_delivered FROM p WHERE genre_delivered IS NOT NULL ORDER BY 1"
    genres = asked.sql.db.execute(sql).fetchall()
    assert f"“{word}”" in found["sentence"]
    assert ", ".join(genre for (genre,) in genres) in found["sentence"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("who should I book for a rock festival?", "top rock artists"),
        ("quem devo contratar para um festival de rock?", "top artistas de rock"),
    ],
)
def test_who_to_book_asks_for_artists(asked, text, plain):
    assert asked.understood(text).readings == asked.understood(plain).readings


def test_the_command_line_names_the_command_that_comes_nearest(asked):
    root = str(asked.lake.location.root)
    done = CliRunner().invoke(app, ["ask", root, "artists similar to Muse"])
    assert f"vitrola audience {root} --artist Muse --table artists" in str(done.exception)
    assert (
        CliRunner().invoke(app, ["audience", root, "--artist", "Muse", "--table", "artists"]).exit_code == 0
    )


@pytest.mark.parametrize("lang", ["pt", "pt-BR"])
def test_both_names_of_portuguese_are_known(asked, lang):
    done = CliRunner().invoke(app, ["ask", str(asked.lake.location.root), "streams by genre", "--lang", lang])
    assert "Total de streamings por gênero" in done.stdout
