"""The points of the design checklist that test_page.py doesn't hold already."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from browser_lake import api, card, settled
from plain_sql import PlainSql
from support import run_lake


@pytest.mark.server_only
def test_a_table_that_belongs_to_a_failed_question_is_not_shown(open_page):
    page = open_page("?lang=en", expect_errors=True)
    settled(page)
    total = page.locator("[data-chart=artist] tfoot")
    before = total.inner_text()
    page.route("**/api/dashboard*", lambda route: route.fulfill(status=503, json={"error": "Busy."}))
    page.locator("[data-chart=sex] [data-value=F]").click()
    page.wait_for_selector(".banner.error")
    page.wait_for_load_state("networkidle")
    assert total.inner_text() == before
    page.unroute("**/api/dashboard*")
    page.locator(".banner.error button").click()
    settled(page)
    assert total.inner_text() != before


@pytest.mark.server_only
def test_slow_answers_show_an_indicator_and_keep_the_old_numbers(open_page):
    page = open_page("?lang=en")
    settled(page)
    before = card(page, "users").inner_text()
    heights = "[...document.querySelectorAll('.card, .panel')].map((e) => Math.round(e.offsetTop))"
    places = page.evaluate(heights)
    waiting = []

    def hold(route):
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/api/dashboard*", hold)
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(minutes=1))
    page.locator("[data-chart=genre] [data-value=Rock]").dispatch_event("click")
    page.clock.run_for(149)
    assert page.locator(".progress").inner_text() == ""
    page.clock.resume()
    page.locator(".progress", has_text="Updating").wait_for()
    assert page.locator("main").get_attribute("aria-busy") == "true"
    assert card(page, "users").inner_text() == before
    for route in waiting:
        route.continue_()
    settled(page)
    assert page.locator(".progress").inner_text() == ""
    assert len(page.evaluate(heights)) == len(places)


def test_the_other_way_down_is_genre_artist_track(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    table = page.locator("[data-chart=year_table]")
    table.locator(".ways").get_by_text("Genre").click()
    table.locator("tbody .value", has_text=re.compile("^Rock$")).wait_for()
    assert table.locator("h2").inner_text() == "Genre → Artist → Track"
    table.get_by_label("Drill into Rock").click()
    artist = api(address, "drill?by=artist&genre=Rock&limit=1")["rows"][0]
    table.locator("tbody .value", has_text=artist["value"]).first.wait_for()
    table.get_by_label(f"Drill into {artist['value']}", exact=True).click()
    table.locator("thead").get_by_text("Track").wait_for()
    settled(page)
    assert [text.strip("\u203a ") for text in table.locator(".crumbs button").all_inner_texts()] == [
        "Total", "Rock", artist["value"],
    ]  # fmt: skip
    assert table.locator("tfoot td").nth(1).inner_text() == f"{artist['streams']:,}"


def test_a_drilled_table_is_exported_as_it_is_shown(open_page):
    page = open_page("?lang=en")
    settled(page)
    table = page.locator("[data-chart=year_table]")
    table.locator("tbody .open").first.click()
    settled(page)
    shown = table.locator("tbody .value").all_inner_texts()
    table.hover()
    with page.expect_download() as download:
        table.get_by_label("Download CSV").click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("artist,")
    assert len(rows) > len(shown) or len(rows) == len(shown) + 1
    assert shown[0] in rows[1]
    with page.expect_download() as download:
        table.get_by_label("Download PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "chart", ["genre", "month", "release_year", "weekday", "age_band", "sex", "users_by_main_genre", "artist"]
)
def test_every_visual_is_a_picture_and_a_csv(open_page, chart):
    page = open_page("?lang=en")
    settled(page)
    panel = page.locator(f"[data-chart={chart}]")
    panel.hover()
    for label, start in (("Download PNG", b"\x89PNG"), ("Download CSV", b"\xef\xbb\xbf")):
        with page.expect_download() as download:
            panel.get_by_label(label).click()
        assert download.value.path().read_bytes().startswith(start)


def test_rows_of_a_chart_shown_as_a_table_filter_too(open_page, lake):
    page = open_page("?lang=en")
    settled(page)
    panel = page.locator("[data-chart=month]")
    panel.hover()
    panel.get_by_label("View as table").click()
    assert "Difference from the month before" in panel.locator("thead").inner_text()
    panel.locator("tbody .value").nth(2).click()
    settled(page)
    truth = PlainSql(lake).cards({"month": ["2020-03"]})
    assert card(page, "users").inner_text() == f"{truth['users']:,}"


@pytest.mark.server_only
def test_a_question_in_words_is_answered_and_opens_the_page(open_page, lake):
    page = open_page("?lang=en")
    settled(page)
    page.locator(".rail").get_by_text("Ask").click()
    page.keyboard.type("how many women listened to rock in March 2020")
    page.keyboard.press("Enter")
    answers = page.locator(".answers")
    truth = PlainSql(lake).cards({"sex": ["F"], "genre": ["Rock"], "month": ["2020-03"]})
    answers.locator("[role=status]", has_text=f"{truth['users']:,}").wait_for()
    said = [text.split("\n")[0] for text in answers.locator("[data-part=filter]").all_inner_texts()]
    assert said == ["Genre: Rock", "Month: Mar 2020", "Sex: Female"]
    answers.get_by_text("Open in the dashboard").click()
    settled(page)
    assert card(page, "users").inner_text() == f"{truth['users']:,}"
    assert page.locator(".chip:not(.all)").count() == 3


@pytest.mark.server_only
def test_the_parts_of_a_question_can_be_changed_and_taken_away_by_keyboard(open_page, lake):
    page = open_page("?lang=en")
    settled(page)
    sql = PlainSql(lake)
    page.locator(".lookup input").fill("top 3 genres by listeners in March")
    answers = page.locator(".answers")
    answers.locator("tbody tr").nth(2).wait_for()
    measure = answers.get_by_label("Measure")
    measure.focus()
    measure.select_option("Total streams")
    answers.locator("thead", has_text="Total streams").wait_for()
    streams = sql.table("genre", {"month": ["2020-03"]})
    best = max(streams[name][0] for name in streams if name)
    assert answers.locator("tbody .digits").first.inner_text() == f"{best:,}"
    answers.get_by_label("Remove Month: Mar 2020").press("Enter")
    best = max(n for name, n in sql.chart("genre", {}).items() if name)
    answers.locator("tbody tr").first.get_by_text(f"{best:,}", exact=True).wait_for()
    page.keyboard.press("Escape")
    assert answers.count() == 0


@pytest.mark.server_only
def test_what_can_mean_several_things_is_asked_back_and_unknown_words_offer_near_names(open_page):
    page = open_page("?lang=en")
    settled(page)
    page.locator(".lookup input").fill("listeners por gênero")
    answers = page.locator(".answers")
    answers.get_by_text("Total users by sex · highest first").click()
    answers.get_by_role("cell", name="Female").wait_for()
    page.locator(".lookup input").fill("streams of jaz")
    answers.get_by_role("button", name="Jazz").click()
    answers.get_by_text("Genre: Jazz").first.wait_for()
    assert page.locator(".lookup input").input_value() == "streams of Jazz"


@pytest.mark.site_only
def test_a_question_in_words_becomes_filters(open_page, lake, told):
    page = open_page("?lang=en")
    settled(page)
    page.locator(".rail").get_by_text("Ask").click()
    page.keyboard.type("how many women listened to rock in March 2020")
    answers = page.locator(".answers")
    assert "Sex: Female + Genre: Rock + Month: Mar 2020" in answers.inner_text()
    answers.get_by_text("Apply").click()
    settled(page)
    truth = PlainSql(lake).cards({"sex": ["F"], "genre": ["Rock"], "month": ["2020-03"]})
    assert card(page, "users").inner_text() == told(f"{truth['users']:,}")
    assert page.locator(".chip:not(.all)").count() == 3


@pytest.mark.site_only
def test_an_ambiguous_question_is_asked_back_and_an_unknown_word_is_named(open_page):
    page = open_page("?lang=en")
    settled(page)
    page.locator(".lookup input").fill("pop 2020")
    answers = page.locator(".answers")
    assert "Which “2020”?" in answers.inner_text()
    answers.get_by_text("Release year: 2020").click()
    settled(page)
    assert page.locator(".chip:not(.all)").all_inner_texts() == [
        "Genre: Pop \u00d7", "Release year: 2020 \u00d7",
    ]  # fmt: skip
    page.locator(".lookup input").fill("jazz'; DROP TABLE x; --qqq")
    page.locator(".answers").get_by_text("Not understood:").wait_for()
    assert "Genre: Jazz" in page.locator(".answers").inner_text()


def test_a_copied_link_names_its_publication(open_page, address):
    page = open_page("?genre=Rock&lang=en", permissions=["clipboard-read", "clipboard-write"])
    settled(page)
    page.locator(".share").click()
    page.locator(".share").get_by_text("link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    run_id = api(address, "dashboard")["publication"]
    assert f"publication={run_id}" in link
    assert "genre=Rock" in link
    again = open_page(link.split("/")[-1])
    settled(again)
    assert card(again, "users").inner_text() == card(page, "users").inner_text()
    assert "Fixed to the publication of" in again.locator(".chips").inner_text()


def test_a_pinned_selection_is_named_and_compared_everywhere(open_page, address):
    page = open_page("?genre=Rock&lang=en")
    settled(page)
    page.locator("select").last.select_option("pin")
    page.locator(".chip").first.click()
    page.locator("[data-chart=genre] [data-value=Pop]").click()
    settled(page)
    assert "pinned selection (Genre: Rock)" in page.locator(".legend").inner_text()
    rock = api(address, "dashboard?genre=Rock")
    pop = api(address, "dashboard?genre=Pop")
    change = pop["cards"]["streams"]["value"] / rock["cards"]["streams"]["value"] - 1
    assert f"{abs(change):.1%}".rstrip("%") in page.locator("[data-card=streams] .note").inner_text()
    says = page.locator("[data-chart=weekday] [data-value='2']").get_attribute("aria-label")
    tuesday = next(row for row in rock["charts"]["weekday"]["rows"] if row["value"] == 2)
    assert f"pinned: {tuesday['streams']:,}" in says
    assert page.locator("[data-chart=release_year] .before").count() == 1


def test_a_card_leads_to_its_own_entry(open_page):
    page = open_page("?lang=en")
    settled(page)
    page.locator("[data-card=best_weekday] h2 button").click()
    entry = page.locator(".metadata tr[aria-current=true]")
    assert entry.locator("th").inner_text() == "Best weekday"
    assert entry.is_visible()
    assert "entry=best_weekday" in page.url


def test_freshness_is_visible(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    stamp = page.locator(".stamp").inner_text()
    published = api(address, "metadata")["publication"]
    assert "data through Dec 31, 2020" in stamp
    assert "million-song" in stamp
    assert "rows ✓" in stamp
    detail = page.locator(".stamp").get_attribute("title")
    assert f"{published['rows']['read']:,} rows read = {published['rows']['refined']:,} refined" in detail
    assert "of plays have a genre" in detail


def test_a_selection_without_plays_does_not_call_columns_missing(open_page):
    page = open_page("?artist=nobody&lang=en")
    settled(page)
    assert page.locator("[data-card=best_month] .note").inner_text() == "no plays"
    assert page.locator("[data-chart=sex] .missing").inner_text() == "no plays"


def test_a_track_is_called_by_its_name_in_a_shared_link(open_page, address):
    track = api(address, "drill?by=track&limit=1")["rows"][0]
    page = open_page(f"?track={track['value']}&lang=en")
    settled(page)
    page.locator(".chip", has_text=track["label"]).wait_for()


def test_twice_the_size_needs_no_sideways_scrolling(open_page):
    page = open_page(size={"width": 683, "height": 384})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 683


def test_marks_do_not_glide(open_page):
    page = open_page(reduced_motion="no-preference")
    settled(page)
    mark = "getComputedStyle(document.querySelector('[data-chart=genre] .mark')).transitionDuration"
    assert page.evaluate(mark) == "0s"


def test_paper_has_the_numbers_without_the_controls(open_page):
    page = open_page()
    settled(page)
    page.emulate_media(media="print")
    for hidden in (".rail", ".lookup", ".share", ".ways", ".tools"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("[data-chart=genre]").is_visible()
    assert card(page, "streams").is_visible()


def test_two_real_sources_are_told_apart(open_page, show, tmp_path, shared_data):
    files = [
        *(shared_data / "sparkify").rglob("*_data/**/*.json*"),
        *(shared_data / "lastfm-2k").glob("*.dat"),
    ]
    lake, _ = run_lake(tmp_path / "lake", sorted(files))
    at = show(lake)
    page = open_page("?lang=en", at=at)
    settled(page)
    assert page.locator("select").first.input_value() == "lastfm-2k"
    assert card(page, "users").inner_text() == "1,892"
    assert page.locator("[data-card=business_days] .note").inner_text() == "no column play_date"
    assert "no dates" in page.locator(".stamp").inner_text()
    page.locator("select").first.select_option("sparkify")
    settled(page)
    assert card(page, "streams").inner_text() == "6,820"
    assert page.locator("[data-chart=country] h2").inner_text() == "US listens most"
    assert "birth_year" in page.locator("[data-chart=age_band] .missing").inner_text()
    main = page.locator("main")
    assert main.evaluate("(e) => e.scrollHeight - e.clientHeight") <= 1
    assert page.locator("header.top").evaluate("(e) => e.offsetHeight") < 50


def test_a_partial_month_is_compared_with_the_same_days_and_edges_are_blank(open_page, lake):
    page = open_page("?from=2020-02-10&to=2020-06-15&lang=en")
    settled(page)
    sql = PlainSql(lake)
    june, may = (
        sql.cards({"from": f"2020-{month}-01", "to": f"2020-{month}-15"})["streams"] for month in ("06", "05")
    )
    says = {
        month: page.locator(f"[data-chart=month] [data-value='2020-{month}']").get_attribute("aria-label")
        for month in ("02", "03", "04", "06")
    }
    change = f"{abs(june / may - 1):.1%}".replace(".0%", "%")
    assert f"{'+' if june > may else '-'}{change} difference from the month before" in says["06"]
    assert "partial" in says["06"]
    assert "per business day" in says["06"]
    assert "difference" not in says["02"] + says["03"]
    assert "difference" in says["04"]
    assert "* partial" in page.locator("[data-chart=month] header").inner_text()


@pytest.mark.server_only
def test_a_view_is_a_workbook_with_what_it_is_compared_with(open_page, lake):
    page = open_page("?month=2020-03&lang=en")
    settled(page)
    truth = PlainSql(lake)
    for chart, first in (("artist", "Artist"), ("genre", "Genre")):
        panel = page.locator(f"[data-chart={chart}]")
        panel.hover()
        with page.expect_download() as download:
            panel.get_by_label("Download XLSX").click()
        rows = list(openpyxl.load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[1].values)
        assert rows[0] == (first, "Streams", "Share", "Users", "Streams: Before", "Change")
        assert rows[-1][1] == truth.cards({"month": ["2020-03"]})["streams"]
        assert rows[-1][4] == truth.cards({"month": ["2020-02"]})["streams"]


def test_only_a_server_offers_workbooks(open_page, form):
    page = open_page("?lang=en")
    settled(page)
    assert (page.get_by_label("Download XLSX").count() > 0) == (form == "server")


def test_numbers_that_files_cannot_tell_are_dashes_with_their_reason(open_page, form, lake):
    page = open_page("?month=2020-03&genre=Rock&lang=en")
    settled(page)
    filters = {"month": ["2020-03"], "genre": ["Rock"]}
    truth = PlainSql(lake).cards(filters)
    assert card(page, "streams").get_attribute("title") == f"{truth['streams']:,}"
    assert card(page, "active_tracks").inner_text() == f"{truth['active_tracks']:,}"
    users, note = card(page, "users"), page.locator("[data-card=users] .note")
    chart = page.locator("[data-chart=users_by_main_genre]")
    if form == "server":
        assert users.inner_text() == f"{truth['users']:,}"
        assert chart.locator("[role=option]").count() > 0
        return
    assert (users.inner_text(), note.inner_text()) == ("\u2013", "with one filter only")
    assert "Distinct users don't add up" in users.get_attribute("title")
    assert "Distinct users don't add up" in chart.locator(".missing").inner_text()
    assert "\u2013 users" in page.locator("[aria-live=polite]").inner_text()
