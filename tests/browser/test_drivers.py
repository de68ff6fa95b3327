"""Why a card changed: the panel beside it, its state in the address, keyboard, languages and widths."""

import re
from pathlib import Path

import pytest

from browser_lake import api, settled
from plain_sql import PlainSql

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
MONTH = "?month=2020-03"


def numbers(page, column):
    texts = page.locator(f".explained tbody td:nth-child({column})").all_inner_texts()
    return [int(re.sub(r"[+.,]", "", text).replace("\u2212", "-")) for text in texts]


def test_a_change_is_explained_by_contributions_that_are_plain_sqls(open_page, lake):
    page = open_page(MONTH)
    settled(page)
    page.locator("[data-why=streams]").click()
    settled(page)
    sql = PlainSql(lake)
    before, now = (sql.chart("genre", {"month": [month]}) for month in ("2020-02", "2020-03"))
    rows = dict(zip(page.locator(".explained tbody th").all_inner_texts(), numbers(page, 5), strict=True))
    assert len(rows) > 3
    for name, contribution in rows.items():
        if not re.match(r"\d+ outro", name):
            genre = None if name == "Não informado" else name
            assert contribution == now.get(genre, 0) - before.get(genre, 0)
    assert sum(rows.values()) == sum(now.values()) - sum(before.values())
    assert "why=streams" in page.url
    assert "by=genre" in page.url


def test_a_link_opens_the_same_explanation_and_back_closes_it(open_page):
    page = open_page(f"{MONTH}&why=streams&by=artist&lang=en")
    settled(page)
    first = page.locator(".explained tbody").inner_text()
    assert page.locator(".explained h2").inner_text().startswith("Why it changed: Total streams")
    page.locator(".explained select").select_option("release_year")
    settled(page)
    assert "by=release_year" in page.url
    assert page.locator(".explained tbody").inner_text() != first
    page.go_back()
    settled(page)
    assert page.locator(".explained tbody").inner_text() == first


def test_the_keyboard_opens_an_explanation_filters_by_it_and_closes_it(open_page):
    page = open_page(MONTH)
    settled(page)
    page.locator("[data-why=streams]").focus()
    page.keyboard.press("Enter")
    page.locator(".explained tbody tr").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "why-title"
    page.locator(".explained tbody button").first.focus()
    page.keyboard.press("Enter")
    settled(page)
    assert "genre=" in page.url
    page.keyboard.press("Escape")
    page.locator(".explained").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.why") == "streams"


def test_a_pinned_selection_is_what_a_change_is_explained_against(open_page, address):
    page = open_page("?month=2020-03&compare=pinned&pinned=month%3D2020-01&why=streams&by=genre&lang=en")
    settled(page)
    truth = api(address, "drivers?month=2020-03&by=genre&pinned=month%3D2020-01&limit=12")
    assert numbers(page, 5)[: len(truth["rows"])] == [row["contribution"] for row in truth["rows"]]
    assert "against the pinned selection" in page.locator(".explained .told").inner_text()


def test_without_a_period_before_nothing_is_explained(open_page):
    page = open_page("?why=streams&by=genre")
    settled(page)
    assert page.locator("[data-why]").count() == 0
    assert page.locator(".explained .missing").inner_text() == "sem período anterior"


@pytest.mark.server_only
def test_users_gained_lost_and_kept_are_told(open_page, address):
    page = open_page(f"{MONTH}&why=users&by=sex&lang=en")
    settled(page)
    truth = api(address, "drivers?month=2020-03&by=sex&measure=users")
    said = page.locator(".explained").inner_text()
    assert (
        f"{truth['gained']:,} did not play in the period before, {truth['lost']:,} played only then, "
        f"{truth['kept']:,} in both." in said
    )
    assert numbers(page, 5) == [row["contribution"] for row in truth["rows"]]


def test_files_explain_streams_only(open_page, form):
    page = open_page(MONTH)
    settled(page)
    offered = {each.get_attribute("data-why") for each in page.locator("[data-why]").all()}
    assert "streams" in offered
    assert (offered == {"streams"}) == (form == "site")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_explanation(open_page, scheme):
    page = open_page(f"{MONTH}&why=streams&by=artist", color_scheme=scheme, bypass_csp=True)
    settled(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))")
    assert found == []


def test_an_explanation_fits_a_phone(open_page):
    page = open_page(f"{MONTH}&why=streams&by=artist", size={"width": 360, "height": 740})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    box = page.locator(".explained")
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_periods_of_other_lengths_say_so_and_what_a_day_had(open_page, lake):
    page = open_page(f"{MONTH}&why=streams&by=sex&lang=en")
    settled(page)
    sql = PlainSql(lake)
    before, now = (sum(sql.chart("genre", {"month": [month]}).values()) for month in ("2020-02", "2020-03"))
    told = page.locator("[data-days]").inner_text()
    assert "29 days before, 31 now" in told
    assert f"from {before / 29:,.2f} to {now / 31:,.2f}" in told
    marks = page.locator(".explained .told abbr, .explained label abbr").all_inner_texts()
    assert marks == ["simulated", "simulated"]
    page.locator(".explained select").select_option("genre")
    settled(page)
    assert page.locator(".explained label abbr").count() == 0


def test_periods_of_the_same_length_need_no_such_sentence(open_page):
    page = open_page("?month=2020-08&why=streams&by=genre")
    settled(page)
    page.locator(".explained tbody tr").first.wait_for()
    assert page.locator("[data-days]").count() == 0


def test_both_sides_of_a_change_stand_beside_it_at_any_width(open_page, address):
    page = open_page(f"{MONTH}&why=streams&by=sex&lang=en", size={"width": 360, "height": 740})
    settled(page)
    heads = page.locator(".explained thead th:visible").all_inner_texts()
    assert heads == ["Sex", "Before", "Now", "Contribution", "Of the change"]
    truth = api(address, "drivers?month=2020-03&by=sex")
    for column, side in ((2, "before"), (3, "now")):
        cells = page.locator(f".explained tbody td:nth-child({column})")
        exactly = [cell.get_attribute("title").replace(",", "") for cell in cells.all()]
        assert exactly == [str(row[side]) for row in truth["rows"]]


def test_what_one_value_is_picked_of_does_not_explain_its_own_change_first(open_page):
    page = open_page(f"{MONTH}&genre=Rock")
    settled(page)
    page.locator("[data-why=streams]").click()
    settled(page)
    assert "by=artist" in page.url


@pytest.mark.parametrize("width", [360, 1366])
def test_no_two_numbers_of_months_meet(open_page, width):
    page = open_page("?lang=pt", size={"width": width, "height": 768})
    settled(page)
    page.locator(".panel-month .plot svg").scroll_into_view_if_needed()
    boxes = page.locator(".panel-month .words text").evaluate_all(
        "all => all.filter((each) => each.textContent).map((each) => each.getBoundingClientRect())"
        ".map(({ left, right, top, bottom }) => [left, right, top, bottom])"
    )
    assert boxes
    for place, (left, right, top, bottom) in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[1] <= left or bottom <= other[2] or other[3] <= top
