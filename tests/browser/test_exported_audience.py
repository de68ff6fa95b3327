"""An exported page has no user's plays: it offers no audience, and says why to whom a link leads there."""

import pytest

from browser_lake import api, card, settled

SAID = {
    "en": ("This export has no audience page", "Open it on the served dashboard (vitrola serve)"),
    "pt": (
        "Esta exporta\u00e7\u00e3o n\u00e3o tem a p\u00e1gina de p\u00fablico",
        "Abra-a no dashboard servido (vitrola serve)",
    ),
}


@pytest.mark.parametrize("lang", SAID)
def test_an_audience_is_offered_by_a_served_page_only(open_page, form, lang):
    page = open_page(f"?lang={lang}&genre=Rock")
    settled(page)
    ways = {
        "en": ("Audience", "Audience of", "See the audience"),
        "pt": ("P\u00fablico", "P\u00fablico de", "Ver o p\u00fablico"),
    }
    rail, row, chip = ways[lang]
    found = [
        page.locator("nav.rail").get_by_text(rail, exact=True).count(),
        page.locator(f"[data-chart=artist] tbody button[aria-label^='{row}']").count() > 0,
        page.locator(".chips").get_by_text(chip).count(),
    ]
    assert found == ([0, False, 0] if form == "site" else [1, True, 1])


@pytest.mark.site_only
@pytest.mark.parametrize("lang", SAID)
def test_a_link_to_an_audience_says_why_it_is_not_exported_and_shows_the_dashboard(open_page, address, lang):
    page = open_page(f"?lang={lang}&view=audience&genre=Rock")
    settled(page)
    told = page.locator("main .banner")
    assert all(part in told.inner_text() for part in SAID[lang])
    assert page.locator(".audience-page").count() == 0
    assert page.locator("[data-chart=artist] tbody tr").count() > 3
    truth = api(address, "dashboard?genre=Rock")["cards"]["users"]["value"]
    assert int("".join(filter(str.isdigit, card(page, "users").inner_text()))) == truth
    page.locator("nav.rail button[aria-current=page]").click()
    settled(page)
    assert told.count() == 0
    assert "view=" not in page.url
    assert "genre=Rock" in page.url
