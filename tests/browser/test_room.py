"""Room and words: a phone's screen, picked filters, an exported page that is opened as a file."""

import pytest

from browser_lake import settled
from vitrola.config import Settings
from vitrola.dashboard.site.export import export_site

PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("lang", ["pt", "en"])
def test_a_phones_screen_is_the_pages(open_page, lang):
    page = open_page(f"?lang={lang}&month=2020-03", size=PHONE)
    settled(page)
    height = "(name) => document.querySelector(name).getBoundingClientRect().height"
    top, rail = (page.evaluate(height, name) for name in (".top", ".rail"))
    assert top + rail < 0.2 * PHONE["height"]
    page.evaluate("scrollTo(0, 2000)")
    assert page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom") < 0
    assert page.locator(".rail").bounding_box()["y"] + rail == pytest.approx(PHONE["height"], abs=1)
    last = page.locator("[data-chart]").last
    last.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_picked_values_come_first_and_a_search_without_hits_says_so(open_page):
    page = open_page("?genre=Rock&lang=en")
    settled(page)
    page.locator(".rail").get_by_text("Filter", exact=True).click()
    genres = page.locator(".filters fieldset", has_text="Genre").first.locator("label")
    assert genres.first.inner_text() == "Rock"
    assert genres.count() > 3
    page.locator(".filters > input").fill("no such value")
    assert (
        page.locator(".filters .missing").inner_text().startswith("No value has \u201cno such value\u201d.")
    )
    page.locator(".filters > input").fill("r\u00f3ck")
    assert page.locator(".filters .missing").count() == 0


@pytest.mark.site_only
def test_a_page_opened_as_a_file_says_what_it_needs(chromium, lake, tmp_path):
    export_site(lake, Settings(), tmp_path / "site")
    page = chromium.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    for said in page.locator(".opening").all():
        said.wait_for(state="visible")
        assert "python -m http.server" in said.inner_text()
    assert page.locator(".opening").evaluate_all("all => all.map((each) => each.lang)") == ["pt", "en"]
    page.close()


@pytest.mark.site_only
def test_a_page_that_is_served_never_shows_it(open_page):
    page = open_page("")
    settled(page)
    assert page.locator(".opening").count() == 0
