"""Numbers and texts in two languages."""

import pytest

from vitrola.contracts import Reason
from vitrola.errors import UsageError
from vitrola.wording.visible import shortened, visible
from vitrola.wording.words import language, wording


@pytest.mark.parametrize(
    ("value", "english", "portuguese"),
    [
        (1_234_567, "1,234,567", "1.234.567"),
        (0.12345, "0.1235", "0,1235"),
        (1234.56, "1,234.6", "1.234,6"),
        (3.0, "3", "3"),
        (-0.5, "-0.5", "-0,5"),
    ],
)
def test_numbers(value, english, portuguese):
    assert wording("diagrams", "en").number(value) == english
    assert wording("diagrams", "pt-BR").number(value) == portuguese


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0.0%"), (0.00001, "< 0.1%"), (0.5, "50.0%"), (0.99999, "> 99.9%"), (1, "100.0%")]
)
def test_shares_say_that_little_is_not_nothing(share, text):
    assert wording("diagrams", "en").share(share) == text


def test_one_and_many():
    say = wording("diagrams", "pt-BR")
    assert [say("rows", n=n) for n in (0, 1, 1_000)] == ["0 linhas", "1 linha", "1.000 linhas"]


@pytest.mark.parametrize("package", ["diagrams", "handover.profile", "handover.dictionary"])
def test_every_text_is_there_in_both_languages(package):
    for name, texts in wording(package, "en").texts.items():
        assert set(texts) == {"en", "pt"}, name
        assert texts["en"].count(" | ") == texts["pt"].count(" | "), name
        assert sorted(set(_names(texts["en"]))) == sorted(set(_names(texts["pt"]))), name


def _names(text):
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="lang must be pt-BR or en, not 'fr'"):
        wording("diagrams", "fr")


def test_nothing_of_a_text_is_hidden():
    assert visible("a\u202eb\x00\u200b") == "a\\u202eb\\x00\\u200b"
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
    assert len(shortened("\u202e" * 50, 10)) == 10


def test_pt_is_the_portuguese_of_brazil():
    assert language("pt") == language("pt-BR") == "pt-BR"
    assert wording("questions", "pt")("not_informed") == wording("questions", "pt-BR")("not_informed")


@pytest.mark.parametrize("lang", ["pt-BR", "en"])
def test_every_reason_for_quarantine_has_words(lang):
    said = {wording("wording", lang)(f"reason_{reason}") for reason in Reason}
    assert len(said) == len(Reason)
