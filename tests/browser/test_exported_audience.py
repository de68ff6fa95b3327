"""An exported page has no user's plays: it says so where the audience's page would be."""

from browser_lake import card, settled


def test_an_exported_page_says_why_there_is_no_audience_and_shows_what_is_exact(open_page, form):
    page = open_page("?lang=en&view=audience&genre=Rock")
    settled(page)
    told = page.locator(".audience-page .banner")
    if form == "server":
        assert told.count() == 0
        return
    assert "this export carries no user's data" in told.inner_text()
    assert card(page, "users").inner_text() != "\u2013"
