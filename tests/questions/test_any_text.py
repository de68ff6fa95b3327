"""Any text at all gets a reading, a question back or a refusal, and never a value that isn't in the lake."""

import unicodedata
from pathlib import Path
from urllib.parse import parse_qsl

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tools.question_score import loaded

from vitrola.metrics.definitions import dimensions, measures
from vitrola.questions.reading import parse_reading
from vitrola.questions.stating import state_of
from vitrola.questions.vocabulary import vocabulary

TEXTS = [item["text"] for item in loaded(Path(__file__).with_name("open.yaml"))]
PHRASES = sorted({" ".join(phrase) for phrase in vocabulary().senses})
NAMES = [
    "Radiohead",
    "bjork",
    "One",
    "Halo",
    "jay-z",
    "The Clash",
    "new age",
    "country",
    "brasil",
    "us",
    "GB",
]
LOOSE = [
    "2020",
    "1997",
    "2019",
    "18-24",
    "65+",
    "90s",
    "15/3",
    "31/12",
    "0",
    "999999",
    "%",
    "x",
    ",",
    '"',
    "/",
    "-",
]
WORDS = st.sampled_from([*PHRASES, *NAMES, *LOOSE])
QUESTIONS = st.one_of(
    st.text(max_size=80),
    st.lists(WORDS, max_size=9).map(" ".join),
    st.builds(
        lambda a, b: f"{a[: len(a) // 2]} {b[len(b) // 2 :]}", st.sampled_from(TEXTS), st.sampled_from(TEXTS)
    ),
)
MANY = settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def checked(read, asked):
    assert read.measure in measures()
    assert len(read.by) <= 2
    assert set(read.by) <= set(dimensions())
    state = state_of(read, asked.lexicon.names)
    for name, values in state.picks:
        assert {str(value) for value in values if value is not None} <= set(
            map(str, asked.cube.axes[name].values)
        )


@MANY
@given(QUESTIONS)
@example("")
@example("'; DROP TABLE x; --")
@example("\u0000\u202e\ud83c\udfb8 ß ﬁ İ 1º")
@example("1/1 a 31/2")
@example("de 31 a 30 de fevereiro")
@example("um " * 80)
def test_every_text_is_read_asked_back_or_refused(asked, text):
    found = asked.understood(text)
    assert bool(found.unknown) != bool(found.readings)
    for read in found.readings:
        checked(read, asked)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTIONS)
def test_every_text_gets_a_reply_without_an_error(asked, text):
    found = asked.reply(text)
    assert found["kind"] in ("answer", "ambiguous", "unknown", "refused")
    assert found["sentence"]


@MANY
@given(QUESTIONS)
def test_the_same_text_is_the_same_reading_whatever_its_case(asked, text):
    found = asked.understood(text)
    assert asked.understood(text) == found
    if text.isascii() and text.upper().lower() == text.lower() and " us" not in f" {text.lower()}":
        louder = asked.understood(text.swapcase())
        if not found.unknown and not louder.unknown:
            assert louder.readings == found.readings


@MANY
@given(st.sampled_from(TEXTS))
def test_accents_and_case_do_not_matter(asked, text):
    found = asked.understood(text)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    for other in (unicodedata.normalize("NFD", text), text.lower(), bare):
        again = asked.understood(other)
        assert again.readings == found.readings


@MANY
@given(QUESTIONS)
def test_a_reading_survives_its_query_string(asked, text):
    for read in asked.understood(text).readings:
        assert parse_reading(parse_qsl(read.query(), keep_blank_values=True)) == read
