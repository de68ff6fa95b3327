"""Words around a question, and words that are not to be taken for others."""

from dataclasses import replace

import pytest

from vitrola.questions.grammar import understand


def read(asked, text):
    found = asked.understood(text)
    assert not found.unknown, found.unknown
    assert len(found.readings) == 1, found.readings
    return found.readings[0]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("monta uma lista dos artistas de jazz mais ouvidos", "artistas de jazz mais ouvidos"),
        ("me manda um painel de usuários por país, obrigado", "usuários por país"),
        ("could you please pull up an overview of listeners by country, thanks", "listeners by country"),
        ("which artists may we hire in Portugal?", "top artists in Portugal"),
        ("may we have the top 5 genres?", "top 5 genres"),
        ("quais atrações levar para um festival de metal?", "top artistas de metal"),
        ("what percentage of rock listeners in Brazil are women?", "share of women, rock, Brazil"),
        ("que parcela do público do Muse é feminina?", "percentual de mulheres do Muse"),
        ("que gênero liderou em março?", "gênero mais ouvido em março"),
        ("top songs in the July holidays", "top songs in July"),
        ("top albums among listeners in Argentina", "top albums in Argentina"),
        ("entre usuários de Portugal, qual artista é o mais ouvido?", "artista mais ouvido em Portugal"),
        ("quais faixas do Muse tocam mais para quem mora no Brasil", "faixas mais tocadas do Muse no Brasil"),
        ("me diz o país em que o Muse é mais forte", "país em que mais ouvem o Muse"),
        ("what day should we release a pop single?", "pop streams by date"),
        ("listeners who live in Brazil", "listeners in Brazil"),
        ("quanto o rock cresceu em agosto em relação ao mês anterior?", "crescimento do rock em agosto"),
        ("entre homens e mulheres, quem ouve mais rock?", "homens versus mulheres, mais rock"),
    ],
)  # fmt: skip
def test_words_around_a_question_do_not_change_it(asked, text, plain):
    assert read(asked, text) == read(asked, plain)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("how many concerts did Muse play", "concerts"),
        ("quantas reuniões do Muse", "reuniões"),
        ("play rate by genre", "rate"),
        ("skip rate of Muse", "skip rate"),
        ("streams nas férias", "férias"),
        ("artists featuring Muse", "featuring"),
        ("what share of plays of Muse is male?", "share"),
        ("rock streams in August vs previous year", "vs previous year"),
        ("crescimento do rock em agosto em relação ao ano passado", "em relação ao ano passado"),
        ("festival do verão que vem", "que vem"),
        ("streams do Muse este mês", "este mês"),
        ("quem ouve Muse também ouve o quê?", "também ouve"),
        ("quanto tempo as pessoas ouvem Muse", "quanto tempo"),
        ("reach of Muse in Brazil", "reach"),
        ("meta de streams", "meta"),
        ("sets mais tocados", "sets"),
        ("how many playlists have Muse", "playlists"),
        ("quantas reproduções por pessoa no reggae", "por pessoa"),
        ("streams per listener by genre", "per listener"),
        ("weekend vs weekday streams", "weekend vs weekday"),
    ],
)
def test_words_that_change_a_question_are_refused(asked, text, words):
    assert [each.words for each in asked.understood(text).unknown] == [words]


def test_may_is_a_month_where_no_verb_follows(asked):
    for text in ("plays in may", "plays may 2020", "May: plays", "plays in may, I want"):
        assert read(asked, text).filtered("month") == ("2020-05",), text


def test_a_word_is_not_taken_for_one_of_the_other_language(asked):
    for text in ("montb dos artistas mais ouvidos em março", "mulheres que ouvem artistas com mosth"):
        found = asked.understood(text)
        assert found.unknown
        assert not found.corrections
    assert asked.understood("plays by mounth").corrections[0].value == "month"


def test_a_short_word_is_corrected_where_letters_slipped_not_where_one_differs(asked):
    assert asked.understood("ablum mais ouvido").corrections[0].value == "álbum"
    assert asked.understood("país em que o Muse é forte").unknown[0].words == "forte"


def test_words_around_a_question_are_names_where_a_name_is_asked_for(asked):
    known, names = asked.lexicon.known, asked.lexicon.names
    named = {
        "live": (("artist", "Live"),),
        "enjoy": (("track", "Enjoy"),),
    }
    titles = {**names.titles, "Enjoy": {"Björk": ("1",)}}
    names = replace(names, keys={**names.keys, **named}, titles=titles)
    for text, filters in {
        "streams of Live": {"artist": ("Live",)},
        "top songs by Live in May": {"artist": ("Live",), "month": ("2020-05",)},
        "plays of Enjoy": {"track": ("Enjoy",)},
        "top artists for our live show": {},
        "artists of live shows": {},
        "Live vs Muse": {"artist": ("Live", "Muse")},
    }.items():
        [found] = understand(text, names, known).readings
        assert dict(found.filters) == filters, text


def test_names_without_vowels_are_offered(asked):
    assert asked.understood("streams of Rdhd").unknown[0].suggests == ("Radiohead",)


def test_who_listens_to_an_artist_is_a_question_about_people(asked):
    assert {read.by for read in asked.understood("quem mais ouve Radiohead?").readings} == {
        ("sex",), ("age_band",), ("country",)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("streams de Marley em março", [{"typed": "Marley", "value": "Bob Marley"}]),
        ("streams of bob marley", []),
        ("plays of Mutantes", []),
    ],
)
def test_a_name_that_was_asked_for_by_a_part_is_told(asked, text, taken):
    found = asked.reply(text)
    assert found["kind"] == "answer"
    assert found["corrections"] == taken


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("por que os streams caíram em abril", "streams"),
        ("streams em abril", None),
        ("which month grew most?", None),
    ],
)
def test_a_change_leads_to_what_it_is_made_of(asked, text, measure):
    assert asked.reply(text)["why"] == measure


def test_a_ranking_of_nothing_has_no_rows(asked):
    found = asked.reply("top 5 faixas de Radiohead no gênero jazz")
    assert found["kind"] == "answer"
    assert found["reading"]["filters"] == {"genre": ["Jazz"], "artist": ["Radiohead"]}
    assert found["answer"]["rows"] == []
