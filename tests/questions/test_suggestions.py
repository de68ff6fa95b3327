"""Suggestions for unknown words lead to an answer, and nothing that a lake lacks is offered."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vitrola.metrics.cube import Axis
from vitrola.questions.reply import lexicon_of
from vitrola.questions.vocabulary import vocabulary

WORDS = sorted({word for word in vocabulary().spelt.values() if len(word) > 3})
FRAMES = ("streams {}", "streams por {}", "top 5 {} em março", "{}")


def check(asked, text):
    found = asked.reply(text)
    offered = [each for unknown in found.get("unknown", ()) for each in unknown["suggests"]]
    for each in offered:
        then = asked.reply(each["question"])
        unknown = then.get("unknown", ())
        assert len(unknown) < len(found["unknown"]), (text, each)
    return offered


@pytest.mark.parametrize("text", ["streams por semana", "week", "plays per week", "ouvintes do Brazzil"])
def test_a_suggestion_never_leads_back(asked, text):
    check(asked, text)


@settings(max_examples=150, deadline=None)
@given(
    word=st.sampled_from(WORDS),
    frame=st.sampled_from(FRAMES),
    at=st.integers(0, 20),
    letter=st.sampled_from("xkza"),
)
def test_suggestions_for_any_misspelt_word_lead_on(asked, word, frame, at, letter):
    place = at % len(word)
    check(asked, frame.format(word[:place] + letter + word[place + 1 :]))
    check(asked, frame.format(word))


def test_a_near_name_is_still_suggested(asked):
    assert check(asked, "streams de Radiohat")


@pytest.fixture(scope="module")
def without_country(asked):
    axes = asked.cube.axes
    empty = Axis(axes["country"].dimension, (None,), axes["country"].codes * 0)
    cube = replace(asked.cube, axes={**axes, "country": empty})
    return replace(asked, cube=cube, lexicon=lexicon_of(cube))


def test_what_the_lake_lacks_is_not_offered(without_country):
    found = without_country.reply("quem ouve Radiohead")
    assert found["kind"] == "ambiguous"
    assert [choice["reading"]["by"] for choice in found["choices"]] == [["sex"], ["age_band"]]


def test_what_the_lake_lacks_is_refused_in_both_languages(without_country):
    for text, sentence in (
        ("streams por país", "Os dados não têm país."),
        ("streams by country", "The data has no country."),
    ):
        found = without_country.reply(text)
        assert (found["kind"], found["sentence"]) == ("refused", sentence)
