"""What charts and cards say in words agrees with their numbers, also where it is inconvenient."""

import pytest

from browser_lake import api, serve, settled


def test_a_leader_among_the_known_is_said_to_be_one_where_more_is_not_informed(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    rows = {row["value"]: row["streams"] for row in api(address, "dashboard")["charts"]["genre"]["rows"]}
    unknown = rows.pop(None)
    best = max(rows, key=rows.get)
    title = page.locator(".panel-genre h2").inner_text()
    assert f"{best} leads with" in title
    assert (f"not informed: {unknown / (unknown + sum(rows.values())):.1%}" in title) == (
        unknown > rows[best]
    )


@pytest.mark.server_only
def test_what_is_withheld_fits_its_card(lake, chromium):
    process, address = serve(lake, "--smallest-cell", "1000000")
    try:
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.goto(address)
        settled(page)
        values = page.locator(".card .value")
        assert set(values.all_inner_texts()) == {"oculto: poucas pessoas"}
        fits = "all => all.every((each) => each.scrollWidth <= each.clientWidth && each.clientHeight <= 40)"
        assert values.evaluate_all(fits)
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.server_only
def test_a_change_too_small_for_a_digit_is_not_said_to_be_none(open_page, address):
    months = [row["value"] for row in api(address, "dashboard")["charts"]["month"]["rows"]][1:]
    for month in months:
        told = api(address, f"dashboard?month={month}")["cards"]
        page = open_page(f"?month={month}&lang=en")
        settled(page)
        for name in ("share_male", "mean_age"):
            before, now = told[name]["before"], told[name]["value"]
            text = page.locator(f'.card[data-card="{name}"] .note').inner_text()
            assert text.startswith("=") == (before == now), (month, name, text)
        page.close()
