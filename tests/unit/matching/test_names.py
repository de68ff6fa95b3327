import pytest

from vitrola.matching.names import name_of, plain
from vitrola.matching.titles import is_garbled, lead_artist, title_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beyonce", "Beyoncé"),
        ("AC/DC", "ACDC"),
        ("blink-182", "Blink 182"),
        ("P!nk", "Pink"),
        ("Ke$ha", "Kesha"),
        ("Guns N\u2019 Roses", "Guns N Roses"),
        ("Björk", "BJORK"),
        ("Mø", "MO"),
        ("11 PM Ferry", "11PM Ferry"),
        ("Straße", "Strasse"),
    ],
)
def test_spellings_of_the_same_letters(one, other):
    assert name_of(one).letters == name_of(other).letters


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Beatles", "Beatles"),
        ("Beatles, The", "The Beatles"),
        ("Os Mutantes", "Mutantes"),
        ("Simon & Garfunkel", "Simon and Garfunkel"),
        ("Sandy e Junior", "Sandy & Junior"),
        ("Guns N' Roses", "Guns and Roses"),
        ("Junior Caldera feat. Sophie", "Junior Caldera ft Sophie"),
        ("Another Brick, Pt. 2", "Another Brick (Part Two)"),
        ("Volume II", "Vol. 2"),
        ("Part V", "Part 5"),
        ("Where U Left It", "Where You Left It"),
    ],
)
def test_words_that_do_not_count(one, other):
    assert name_of(one).core == name_of(other).core


def test_a_name_keeps_its_numbers_and_scripts_of_their_own():
    assert name_of("Symphony No. 9, Op. 125").numbers == ("9", "125")
    assert name_of("You and I").numbers == ()
    assert plain("ガガ") == "ガガ"
    assert plain("\uff2c\uff55") == "lu"
    assert name_of("!!!") == ("", (), (), ())
    assert name_of("The The").core == ("the",)


@pytest.mark.parametrize(
    ("text", "base", "version", "edition", "guests"),
    [
        ("Smile (Live at Wembley)", "smile", {"live", "at", "wembley"}, set(), set()),
        ("Smile - Moby Remix", "smile", {"moby", "remix"}, set(), set()),
        ("Smile (Album Version)", "smile", set(), {"album", "version"}, set()),
        ("Smile - Remastered 2009", "smile", set(), {"remastered", "2009"}, set()),
        ("Smile (feat. Ann) [Live]", "smile", {"live"}, set(), {"ann"}),
        ("Smile ft. Ann & Bob", "smile", set(), set(), {"ann", "bob"}),
        ("Smile (part. Ana)", "smile", set(), set(), {"ana"}),
        ("Smile part. 2", "smile part 2", set(), set(), set()),
        ("Smile (Again)", "smile again", set(), set(), set()),
        ("(I Can't Get No) Satisfaction", "i cant get no satisfaction", set(), set(), set()),
        ("Live Forever", "live forever", {"live"}, set(), set()),
        ("Canção (Ao Vivo)", "cancao", {"ao", "vivo"}, set(), set()),
    ],
)
def test_titles_are_taken_apart(text, base, version, edition, guests):
    title = title_of(text)
    assert (title.base.text, title.version, title.edition, title.guests) == (base, version, edition, guests)


def test_featured_guests_are_not_the_artist():
    assert lead_artist("Rihanna (feat. Jay-Z)") == "Rihanna"
    assert lead_artist("Rihanna ft. Jay-Z") == "Rihanna"
    assert lead_artist("Feat. Nobody") == "Feat. Nobody"


@pytest.mark.parametrize("text", ["hHallmark", "BeyoncÃ©", "Bj\ufffdrk"])
def test_garbled(text):
    assert is_garbled(text)


@pytest.mark.parametrize("text", ["Hallmark", "iPod", "SÃO PAULO", "deadmau5"])
def test_not_garbled(text):
    assert not is_garbled(text)
