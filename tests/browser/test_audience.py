"""The audience's page, for a booker and a marketing analyst who have nothing else."""

import csv

import pytest

from browser_lake import api, settled

pytestmark = pytest.mark.server_only


def text(page, selector):
    return page.locator(selector).first.inner_text()


def number(page, name):
    return text(page, f"[data-number={name}] .value")


@pytest.fixture
def artist(address):
    return api(address, "drill?by=artist&limit=1")["rows"][0]["value"]


def test_an_artists_row_leads_to_its_audience_and_back_leads_home(open_page, address):
    artist = api(address, "drill?by=artist&sex=F&limit=1")["rows"][0]["value"]
    page = open_page("?lang=en&sex=F")
    settled(page)
    row = page.locator("[data-chart=artist] tbody tr", has_text=artist)
    row.hover()
    row.get_by_label(f"Audience of {artist}").click()
    settled(page)
    assert text(page, ".picker h2") == f"Audience of {artist}"
    chips = [chip.split(" \u00d7")[0] for chip in page.locator(".chip").all_inner_texts()]
    assert sorted(chips) == [f"Artist: {artist}", "Clear 2 filters", "Sex: Female"]
    page.go_back()
    settled(page)
    assert page.locator("[data-chart=artist]").count() == 1
    page.go_forward()
    settled(page)
    assert text(page, ".picker h2") == f"Audience of {artist}"


def test_a_picked_artist_and_the_rail_lead_there_too(open_page, artist):
    page = open_page(f"?lang=en&artist={artist}")
    settled(page)
    page.get_by_role("button", name="See the audience").click()
    settled(page)
    assert text(page, ".picker h2") == f"Audience of {artist}"
    page = open_page("?lang=en")
    settled(page)
    page.locator(".rail").get_by_role("button", name="Audience").click()
    settled(page)
    assert text(page, ".picker h2") == "Whose audience?"


def test_the_picker_finds_an_artist_and_a_genre(open_page, artist):
    page = open_page("?lang=en&view=audience")
    settled(page)
    page.locator(".picker input").fill(artist[:5].upper())
    page.locator(".picker .answers button", has_text=artist).first.click()
    settled(page)
    assert text(page, ".picker h2") == f"Audience of {artist}"
    page.locator(".picker select").select_option("Rock")
    settled(page)
    assert text(page, ".picker h2") == "Audience of Rock"
    assert "artist=" not in page.url


def test_the_numbers_are_the_apis_with_their_definitions_beside_them(open_page, address):
    found = api(address, "audience?genre=Rock")
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    users = found["numbers"]["audience_users"]
    assert number(page, "audience_users") == f"{users['value']:,}"
    assert f"of {users['of']:,}" in text(page, "[data-number=reach_share]")
    half = found["numbers"]["half_listeners"]["value"]
    assert number(page, "half_listeners").startswith(f"{half:,} listeners")
    assert "Distinct users with at least one play" in text(page, "[data-number=audience_users]")
    rows = page.locator("[data-audience=line_up] tbody tr")
    assert rows.count() == len(found["line_up"]["rows"])
    best = found["line_up"]["rows"][0]
    assert best["value"] in rows.first.inner_text()
    assert f"{best['users']:,}" in rows.first.inner_text()
    first = found["setlist"]["rows"][0]
    assert first["label"] in text(page, "[data-audience=setlist] tbody tr")
    page.locator("[data-audience=artists] summary").click()
    assert "divided by the share of everybody who plays the artist" in text(
        page, "[data-audience=artists] dl"
    )


def test_a_segment_filters_the_setlist_and_keeps_its_own_rows(open_page, address):
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    page.locator("[data-segment=sex] button", has_text="Female").click()
    settled(page)
    found = api(address, "audience?genre=Rock&sex=F")
    assert number(page, "audience_users") == f"{found['numbers']['audience_users']['value']:,}"
    assert page.locator("[data-segment=sex] tr").count() == 1 + len(found["segments"]["sex"]["rows"]) > 2
    assert found["setlist"]["rows"][0]["label"] in text(page, "[data-audience=setlist] tbody tr")


def test_sorting_and_segments_live_in_the_address(open_page):
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    page.locator("[data-audience=artists] thead button", has_text="In common").click()
    settled(page)
    page.locator("[data-audience=setlists] .ways button", has_text="Age band").click()
    settled(page)
    assert "sort=shared" in page.url
    assert "split=age_band" in page.url
    other = open_page(page.url.split("/")[-1])
    settled(other)
    for part in ("artists", "setlists"):
        assert text(other, f"[data-audience={part}]") == text(page, f"[data-audience={part}]")


def test_a_setlist_is_taken_away_as_csv(open_page, address, artist, tmp_path):
    page = open_page(f"?lang=en&view=audience&artist={artist}&sex=F")
    settled(page)
    with page.expect_download() as told:
        page.locator("[data-audience=setlist] a.button").first.click()
    told.value.save_as(tmp_path / "setlist.csv")
    with (tmp_path / "setlist.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = api(address, f"audience?artist={artist.replace(' ', '+')}&sex=F&limit=1000")["setlist"]["rows"]
    assert [(row["track"], int(row["streams"])) for row in rows] == [
        (row["value"], row["streams"]) for row in found
    ]


def test_simulated_traits_and_dates_are_marked(open_page):
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    for part in ("segments", "months", "setlists"):
        assert page.locator(f"[data-audience={part}] header abbr.simulated").count() == 1
    assert page.locator("[data-audience=artists] header abbr.simulated").count() == 0


def test_a_name_nobody_has_is_asked_back(open_page, artist):
    page = open_page(f"?lang=en&view=audience&artist={artist[:-1]}")
    settled(page)
    page.get_by_role("button", name=f"Did you mean {artist}?").click()
    settled(page)
    assert text(page, ".picker h2") == f"Audience of {artist}"


def test_a_failed_answer_says_so_keeps_the_former_one_and_can_be_tried_again(open_page):
    page = open_page("?lang=en&view=audience&genre=Rock", expect_errors=True)
    settled(page)
    page.route("**/api/audience?*", lambda route: route.fulfill(status=503, json={"error": "Busy."}))
    page.locator("[data-audience=artists] thead button", has_text="In common").click()
    page.locator(".banner.error").wait_for()
    assert text(page, ".picker h2") == "Audience of Rock"
    page.unroute_all()
    page.locator(".banner.error button").click()
    page.locator("[data-audience=artists] thead button[aria-pressed=true]", has_text="In common").wait_for()
    settled(page)
    assert page.locator(".banner.error").count() == 0


WIDER = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.ariaLabel)"


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, {"width": 360, "height": 740}])
@pytest.mark.parametrize("lang", ["pt", "en"])
def test_nothing_is_wider_than_its_place(open_page, size, lang):
    page = open_page(f"?lang={lang}&view=audience&genre=Rock", size=size)
    settled(page)
    assert page.eval_on_selector_all("main, .audience-page .scroll", WIDER) == []


def test_a_filtered_trait_says_that_its_own_rows_stay(open_page):
    page = open_page("?lang=en&view=audience&genre=Rock&sex=F")
    settled(page)
    segments = page.locator("[data-audience=segments]")
    assert segments.locator("[data-kept]").inner_text().startswith("The filter on Sex does not apply")
    segments.locator("summary").click()
    assert "filtered by one sex, the other one stays" in segments.locator(".how").inner_text()
    page.locator(".chips button", has_text="Sex").click()
    settled(page)
    assert segments.locator("[data-kept]").count() == 0


def test_an_artist_of_a_line_up_keeps_the_genre(open_page, address):
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    first = api(address, "audience?genre=Rock")["line_up"]["rows"][0]
    page.locator("[data-audience=line_up] tbody button").first.click()
    settled(page)
    assert "genre=Rock" in page.url
    assert number(page, "audience_users") == f"{first['users']:,}"
