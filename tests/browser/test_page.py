"""The page in a real browser: what is on it, how it answers clicks and keys, and what it looks like."""

import re
from pathlib import Path

import pytest

from browser_lake import api, card, sample_lake, serve, settled
from plain_sql import PlainSql
from vitrola.config import Settings
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def pt(number):
    return f"{number:,}".replace(",", ".")


def test_every_element_of_the_reference_report_is_on_the_first_screen(open_page, address, lake):
    page = open_page()
    settled(page)
    truth = PlainSql(lake).cards({})
    nine = {
        "users": "Total de usuários", "share_male": "% masculino", "share_female": "% feminino",
        "business_days": "Dias úteis", "mean_plays": "Média de reproduções", "streams": "Total de streamings",
        "best_month": "Maior resultado (mês)", "best_weekday": "Maior resultado (semana)",
        "mean_age": "Idade média dos usuários",
    }  # fmt: skip
    for name, label in nine.items():
        assert page.locator(f"[data-card={name}] h2").inner_text().startswith(label)
    assert card(page, "streams").get_attribute("title") == pt(truth["streams"])
    assert card(page, "users").inner_text() == pt(truth["users"])
    assert card(page, "mean_plays").inner_text() == f"{truth['mean_plays']:.2f}".replace(".", ",")
    assert card(page, "share_male").inner_text() == f"{truth['share_male']:.1%}".replace(".", ",")
    assert card(page, "business_days").inner_text() == "254"
    for chart in ("genre", "month", "artist", "release_year", "year_table", "weekday", "sex", "age_band"):
        assert page.locator(f"[data-chart={chart}]").is_visible()
    for label in ("Início", "Metadados", "Filtrar", "Limpar"):
        assert page.locator(".rail").get_by_text(label).is_visible()
    heights = page.evaluate(
        "[document.querySelector('main').scrollHeight, document.querySelector('main').clientHeight]"
    )
    assert heights[0] <= heights[1] + 1
    assert (
        page.locator("[data-chart=genre] [data-value='']")
        .get_attribute("aria-label")
        .startswith("Não informado")
    )


def test_the_text_of_every_chart_is_what_the_api_says(open_page, address):
    page = open_page("?month=2020-03&sex=F&lang=en")
    settled(page)
    charts = api(address, "dashboard?month=2020-03&sex=F")["charts"]
    for name in ("genre", "weekday", "age_band", "sex", "month", "release_year"):
        rows = {
            "" if row["value"] is None else str(row["value"]): row["streams"] for row in charts[name]["rows"]
        }
        marks = page.locator(f"[data-chart={name}] [role=option]")
        for place in range(marks.count()):
            mark = marks.nth(place)
            says = mark.get_attribute("aria-label")
            value = mark.get_attribute("data-value")
            assert f"Streams: {rows[value]:,}" in says, (name, says)
        assert marks.count() == len(rows)


def test_a_click_filters_everything_and_its_chart_keeps_its_distribution(open_page, lake, told):
    page = open_page("?lang=en")
    settled(page)
    marks = page.locator("[data-chart=genre] [role=option]").count()
    page.locator("[data-chart=genre] [data-value=Rock]").click()
    page.locator("[data-chart=month] [data-value='2020-03']").click()
    settled(page)
    truth = PlainSql(lake).cards({"genre": ["Rock"], "month": ["2020-03"]})
    assert card(page, "users").inner_text() == told(f"{truth['users']:,}")
    assert page.locator("[data-chart=genre] [role=option]").count() >= marks - 3
    assert page.locator("[data-chart=genre] [aria-selected=true]").count() == 1
    assert page.locator(".chip").all_inner_texts()[:2] == ["Genre: Rock \u00d7", "Month: Mar 2020 \u00d7"]
    page.locator("[data-chart=genre] [data-value=Pop]").click()
    settled(page)
    both = PlainSql(lake).cards({"genre": ["Rock", "Pop"], "month": ["2020-03"]})
    assert card(page, "streams").get_attribute("title") == f"{both['streams']:,}"
    assert "month=2020-03" in page.url
    assert re.search(r"genre=Rock&genre=Pop", page.url)
    page.locator(".rail").get_by_text("Clear (3)").click()
    settled(page)
    assert page.locator(".chip").count() == 0


def test_back_forward_and_a_shared_link_show_the_same(open_page):
    page = open_page("?lang=en")
    settled(page)
    before = card(page, "users").inner_text()
    page.locator("[data-chart=sex] [data-value=F]").click()
    settled(page)
    filtered = card(page, "users").inner_text()
    assert filtered != before
    page.go_back()
    settled(page)
    assert card(page, "users").inner_text() == before
    page.go_forward()
    settled(page)
    assert card(page, "users").inner_text() == filtered
    other = open_page(page.url.split("/")[-1])
    settled(other)
    assert card(other, "users").inner_text() == filtered


def test_the_keyboard_alone_reaches_and_toggles_every_chart(open_page):
    page = open_page("?lang=en")
    settled(page)
    for chart in ("genre", "month", "release_year", "weekday", "age_band", "sex", "users_by_main_genre"):
        stops = page.locator(f"[data-chart={chart}] [role=option][tabindex='0']")
        assert stops.count() == 1, chart
    first = page.locator("[data-chart=genre] [role=option]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.dataset.value")
    assert focused == page.locator("[data-chart=genre] [role=option]").nth(1).get_attribute("data-value")
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator(".chip").count() == 1
    page.locator("[data-chart=genre] [aria-selected=true]").focus()
    page.keyboard.press("Escape")
    settled(page)
    assert page.locator(".chip").count() == 0
    page.keyboard.press("Home")
    assert page.locator("[aria-live=polite]").inner_text().endswith("0 filters")


def test_a_drill_goes_down_in_place_and_back_by_its_breadcrumb(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    table = page.locator("[data-chart=year_table]")
    year = table.locator("tbody .value").first.inner_text()
    table.locator("tbody .open").first.click()
    settled(page)
    truth = api(address, f"drill?by=artist&release_year={year}")
    first = truth["rows"][0]
    assert table.locator("tbody .value").first.inner_text() == first["value"]
    assert table.locator("tbody td.digits").first.inner_text() == f"{first['streams']:,}"
    assert table.locator("tfoot").inner_text().split()[1] == f"{truth['streams']:,}"
    table.locator("tbody .open").first.click()
    settled(page)
    assert table.locator(".crumbs").inner_text().split("\u203a")[1].strip() == year
    assert table.locator("thead th").first.inner_text() == "Track"
    table.locator(".crumbs button").first.click()
    settled(page)
    assert table.locator("tbody .value").first.inner_text() == year


def test_tables_sort_search_and_count_what_they_hide(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    table = page.locator("[data-chart=artist]")
    truth = api(address, "drill?by=artist&limit=1")
    first = table.locator("tbody tr").count()
    assert 10 <= first < 20
    assert f"showing {first} of {truth['total_rows']:,}" in table.locator(".below").inner_text()
    for rows in (first + 100, truth["total_rows"]):
        table.locator(".scroll").evaluate("box => box.scrollTo(0, box.scrollHeight)")
        table.get_by_text(f"showing {rows} of").wait_for()
    table.get_by_text("showing {0} of {0}".format(truth["total_rows"])).wait_for()
    ranked = api(address, "drill?by=artist&limit=1000")["rows"]
    shown = zip(
        table.locator("tbody .value").all_inner_texts(),
        table.locator("tbody td:nth-child(4)").all_inner_texts(),
        strict=True,
    )
    assert list(shown) == [(row["value"], f"{row['users']:,}") for row in ranked]
    table.get_by_role("button", name="Users").click()
    settled(page)
    users = [int(text.replace(",", "")) for text in table.locator("tbody td:nth-child(4)").all_inner_texts()]
    assert users == sorted(users, reverse=True)
    name = truth["rows"][0]["value"]
    table.locator("input[type=search]").fill(name)
    settled(page)
    assert name in table.locator("tbody .value").all_inner_texts()
    table.locator("tbody .value").first.click()
    settled(page)
    assert page.locator(".chip").count() == 1


def test_the_filter_panel_has_values_with_a_search_and_a_range_of_dates(open_page, lake):
    page = open_page("?lang=en")
    settled(page)
    page.locator(".rail").get_by_text("Filter", exact=True).click()
    panel = page.locator(".filters")
    panel.locator("input[type=search]").fill("reg")
    panel.get_by_label("Reggae").first.check()
    for label, day in (("From", "02/01/2020"), ("To", "6/15/2020")):
        panel.get_by_label(label, exact=True).fill(day)
        page.keyboard.press("Enter")
        settled(page)
    assert panel.get_by_label("To", exact=True).input_value() == "06/15/2020"
    page.keyboard.press("Escape")
    truth = PlainSql(lake).cards({"genre": ["Reggae"], "from": "2020-02-01", "to": "2020-06-15"})
    assert card(page, "streams").get_attribute("title") == f"{truth['streams']:,}"
    assert page.locator("[data-chart=month] .partial").count() == 1
    assert not panel.is_visible()


def test_a_day_is_typed_in_the_language_of_the_page(open_page):
    page = open_page("?from=2020-02-01")
    settled(page)
    page.locator(".rail").get_by_text("Filtrar", exact=True).click()
    first, last = (page.locator(".filters").get_by_label(label, exact=True) for label in ("De", "Até"))
    assert first.input_value() == "01/02/2020"
    assert last.get_attribute("placeholder") == "dd/mm/aaaa"
    last.fill("31/02/2020")
    page.keyboard.press("Enter")
    wrong = page.locator(".filters .wrong")
    assert wrong.inner_text() == "Escreva uma data como 31/12/2020."
    assert last.get_attribute("aria-invalid") == "true"
    assert "to=" not in page.url
    last.fill("31.3.2020")
    page.keyboard.press("Tab")
    settled(page)
    assert "to=2020-03-31" in page.url
    assert wrong.count() == 0
    page.get_by_text("English").click()
    assert page.locator(".filters").get_by_label("To", exact=True).input_value() == "03/31/2020"
    first = page.locator(".filters").get_by_label("From", exact=True)
    first.fill("")
    page.keyboard.press("Enter")
    settled(page)
    assert "from=" not in page.url


@pytest.mark.server_only
def test_charts_stand_in_the_order_of_page_yaml(open_page, address):
    def changed(route):
        spec = api(address, "page")
        spec["charts"] = ["weekday", ["sex", "genre"], "artist", "month"]
        route.fulfill(json=spec)

    page = open_page("?lang=en")
    settled(page)
    shown = "[...document.querySelectorAll('[data-chart]')].map((chart) => chart.dataset.chart)"
    assert page.evaluate(shown) == [
        "genre", "month", "artist", "release_year", "year_table", "weekday", "age_band", "sex",
        "users_by_main_genre",
    ]  # fmt: skip
    page.route("**/api/page", changed)
    page.reload()
    settled(page)
    assert page.evaluate(shown) == ["weekday", "sex", "genre", "artist", "month"]


def test_the_period_before_and_a_pinned_selection_are_compared(open_page, address):
    page = open_page("?month=2020-03&lang=en")
    settled(page)
    cards = api(address, "dashboard?month=2020-03")["cards"]["streams"]
    change = cards["value"] / cards["before"] - 1
    shown = page.locator("[data-card=streams] .note").inner_text()
    assert shown.startswith("▲" if change > 0 else "▼")
    assert f"{abs(change):.1%}".rstrip("%").rstrip("0").rstrip(".") in shown
    assert "Feb 1, 2020" in page.locator(".legend").inner_text()
    page.locator("select").last.select_option("pin")
    page.locator("[data-chart=month] [data-value='2020-04']").click()
    settled(page)
    assert "pinned=month" in page.url
    assert "pinned selection" in page.locator(".legend").inner_text()


def test_resolved_genres_are_a_switch(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    page.locator("header .switch input").check()
    settled(page)
    rows = api(address, "dashboard?genres=resolved")["charts"]["genre"]["rows"]
    first = page.locator("[data-chart=genre] [role=option]").first.get_attribute("aria-label")
    assert f"{rows[0]['streams']:,}" in first
    assert "genres=resolved" in page.url


def test_a_search_picks_an_artist_or_track(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    track = api(address, "drill?by=track&limit=1")["rows"][0]
    page.locator(".lookup input").fill(track["label"])
    page.locator(".lookup li button").first.wait_for()
    page.locator(".lookup li").filter(has_text=track["artist"]).locator("button").first.click()
    settled(page)
    assert track["label"] in page.locator(".chip").first.inner_text()


def test_every_chart_can_be_a_table_a_csv_and_a_picture(open_page, address):
    page = open_page("?lang=en")
    settled(page)
    panel = page.locator("[data-chart=genre]")
    panel.locator("[data-value=Rock]").click()
    settled(page)
    panel.hover()
    with page.expect_download() as download:
        panel.get_by_label("Download PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as download:
        panel.get_by_label("Download CSV").click()
    rows = api(address, "drill?by=genre&limit=1000")["rows"]
    assert len(download.value.path().read_text("utf-8-sig").splitlines()) == len(rows) + 1
    panel.get_by_label("View as table").click()
    assert panel.locator("tbody tr").count() == len(rows)
    assert panel.locator("tbody td.digits").first.inner_text() == f"{rows[0]['streams']:,}"


def test_simulated_numbers_carry_a_mark(open_page):
    page = open_page()
    settled(page)
    for name in ("share_male", "mean_age", "business_days", "best_month"):
        assert page.locator(f"[data-card={name}] abbr.simulated").count() == 1
    assert page.locator("[data-card=streams] abbr.simulated").count() == 0
    for chart in ("month", "weekday", "sex", "age_band"):
        assert page.locator(f"[data-chart={chart}] header abbr.simulated").count() == 1
    assert page.locator("[data-chart=genre] header abbr.simulated").count() == 0


def test_metadata_is_searchable_and_cards_lead_to_it(open_page):
    page = open_page()
    settled(page)
    page.locator("[data-card=mean_plays] h2 button").click()
    page.wait_for_selector(".metadata")
    assert "linhas lidas =" in page.locator(".metadata .detail").inner_text()
    page.locator(".metadata input").fill("play_date")
    rows = page.locator(".metadata tbody tr").filter(has_text="play_date")
    assert "million-song/history" in rows.filter(has_text="listening_history_fact").first.inner_text()
    assert rows.locator("abbr.simulated").count() >= 1


@pytest.mark.parametrize("lang", ["pt", "en"])
def test_diagrams_are_drawn_when_they_are_opened(open_page, lang):
    page = open_page(f"?view=metadata&lang={lang}")
    page.wait_for_selector(".metadata .diagram")
    assert page.locator(".diagram").count() == 3
    for place in range(3):
        diagram = page.locator(".diagram").nth(place)
        assert not diagram.locator("img").is_visible()
        diagram.locator("summary").click()
        page.wait_for_function(
            "(place) => document.querySelectorAll('.diagram img')[place].naturalWidth > 600", arg=place
        )
        diagram.locator("summary").click()


def test_the_dictionary_shows_rules_nulls_and_examples(open_page):
    page = open_page("?view=metadata&lang=en")
    page.locator(".metadata input").fill("genre_origin")
    cells = page.locator(".metadata tbody tr").filter(has_text="music_info_dim").locator("td")
    text = " ".join(cells.all_inner_texts())
    assert "not_allowed (delivered, tags, unknown)" in text
    assert "0.0%" in text


def test_language_and_theme_switch(open_page):
    page = open_page()
    settled(page)
    assert page.locator("html").get_attribute("lang") == "pt-BR"
    page.get_by_text("English").click()
    settled(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("[data-card=users] h2").inner_text() == "Total users"
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark theme").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_an_empty_selection_says_which_filters_and_lets_go_of_them(open_page):
    page = open_page("?artist=nobody&genre=Rock&lang=en")
    settled(page)
    banner = page.locator("main .banner")
    assert "No play matches Artist: nobody + Genre: Rock" in banner.inner_text()
    banner.get_by_role("button").click()
    settled(page)
    assert page.locator("main .banner").count() == 0


@pytest.mark.server_only
def test_an_error_says_its_cause_keeps_the_data_and_can_be_tried_again(open_page):
    page = open_page("?lang=en", expect_errors=True)
    settled(page)
    before = card(page, "users").inner_text()
    page.route(
        "**/api/dashboard*", lambda route: route.fulfill(status=503, json={"error": "Too many questions."})
    )
    page.locator("[data-chart=sex] [data-value=F]").click()
    page.wait_for_selector(".banner.error")
    assert "Too many questions." in page.locator(".banner.error").inner_text()
    assert card(page, "users").inner_text() == before
    page.unroute("**/api/dashboard*")
    page.locator(".banner.error button").click()
    settled(page)
    assert page.locator(".banner.error").count() == 0
    assert card(page, "users").inner_text() != before


@pytest.mark.server_only
def test_an_error_says_its_cause_in_the_language_of_the_page(open_page):
    page = open_page("?month=2020-13", expect_errors=True)
    banner = page.locator(".banner.error")
    assert "month deve ser um mês como 2020-03, não '2020-13'." in banner.inner_text()
    page.get_by_text("English").click()
    assert "month must be a month such as 2020-03, not '2020-13'." in banner.inner_text()
    page.route("**/api/dashboard*", lambda route: route.abort())
    banner.get_by_role("button").click()
    banner.get_by_text("the server cannot be reached").wait_for()


def test_the_latest_click_wins(open_page, lake):
    page = open_page("?lang=en")
    settled(page)

    truth = PlainSql(lake).cards({"genre": ["Rock", "Pop"]})
    late = []

    def hold(route):
        if "genre=Rock" in route.request.url and "Pop" not in route.request.url:
            late.append(route)
        else:
            route.continue_()

    page.route("**/api/dashboard*", hold)
    page.locator("[data-chart=genre] [data-value=Rock]").click()
    page.locator("[data-chart=genre] [data-value=Pop]").click()
    settled(page)
    assert card(page, "streams").get_attribute("title") == f"{truth['streams']:,}"
    for route in late:
        route.continue_()
    settled(page)
    assert card(page, "streams").get_attribute("title") == f"{truth['streams']:,}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["", "?view=metadata&lang=en", "?genre=Rock&month=2020-03", "?view=audience&genre=Rock"]
)
def test_axe_finds_nothing(open_page, scheme, path):
    page = open_page(path, color_scheme=scheme, bypass_csp=True)
    settled(page)
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html} ${v.nodes.length}`))"
    )
    assert found == []


def test_axe_finds_nothing_in_the_filter_panel(open_page):
    page = open_page("?from=2020-02-01", bypass_csp=True)
    settled(page)
    page.locator(".rail").get_by_text("Filtrar", exact=True).click()
    page.locator(".filters").get_by_label("Até", exact=True).fill("never")
    page.keyboard.press("Enter")
    page.locator(".filters .wrong").wait_for()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run('.filters').then((r) => r.violations.map((v) => v.id))")
    assert found == []


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_nothing_is_wider_than_the_window(open_page, width):
    page = open_page("?month=2020-02", size={"width": width, "height": 768})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate("document.querySelector('main').scrollWidth")
        <= page.evaluate("document.querySelector('main').clientWidth") + 1
    )


def test_the_policy_is_strict_and_not_violated(chromium, form, page_address):
    page = chromium.new_page()
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => (window.broken ??= []).push(e.violatedDirective))"
    )
    answer = page.goto(page_address)
    meta = "document.querySelector('meta[http-equiv=Content-Security-Policy]').content"
    policy = answer.headers["content-security-policy"] if form == "server" else page.evaluate(meta)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page.wait_for_selector("[data-card=streams]")
    page.hover("[data-chart=genre] [role=option]")
    settled(page)
    assert page.locator(".tooltip").is_visible()
    assert page.evaluate("window.broken ?? []") == []
    page.close()


def test_names_that_look_like_markup_stay_text(open_page, show, tmp_path):
    evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
    columns = (
        "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,key,"
        "loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature"
    )
    quoted = '"' + evil.replace('"', '""') + '"'
    (tmp_path / "m.csv").write_text(
        f"{columns}\nTR{'A' * 16},{quoted},{quoted},,{'1' * 22},,{quoted},2001" + "," * 13 + "\n"
    )
    (tmp_path / "h.csv").write_text(f"track_id,user_id,playcount\nTR{'A' * 16},{1:040x},2\n")
    from support import run_lake

    lake, _ = run_lake(tmp_path / "lake", [tmp_path / "m.csv", tmp_path / "h.csv"])
    at = show(lake)
    page = open_page("?lang=en", at=at)
    settled(page)
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    assert page.locator("[data-chart=artist] tbody .value").inner_text() == evil
    page.locator("[data-chart=artist] tbody .value").click()
    settled(page)
    assert evil in page.locator(".chip").first.inner_text()
    assert page.locator("img[src=x]").count() == 0


def test_a_lake_without_dates_or_people_gets_the_same_page(open_page, show, tmp_path):
    at = show(sample_lake(tmp_path, records=900, simulate=False))
    page = open_page("?lang=en", at=at)
    settled(page)
    assert "no column sex" in page.locator("[data-chart=sex] .missing").inner_text()
    assert page.locator("[data-chart=month] .missing").count() == 1
    assert "play_date" in page.locator("[data-card=best_month] .note").inner_text()
    assert page.locator("abbr.simulated").count() == 0
    page.locator("[data-chart=genre] [data-value=Rock]").click()
    settled(page)
    assert page.locator(".chip").count() == 1


def test_sources_are_not_added_up_unasked(open_page, show, tmp_path, shared_data):
    lake = sample_lake(tmp_path, records=900, simulate=False)
    for file in sorted((shared_data / "sparkify").rglob("*.json*"))[:1]:
        land(lake, file)
    run(lake, Settings())
    at = show(lake)
    page = open_page("?lang=en", at=at)
    settled(page)
    source = page.locator("select").first
    default = source.input_value()
    one = card(page, "streams").get_attribute("title")
    source.select_option("*")
    settled(page)
    assert card(page, "streams").get_attribute("title") != one
    assert default in page.url


@pytest.mark.server_only
def test_a_new_publication_shows_at_the_next_click(open_page, tmp_path):
    lake = sample_lake(tmp_path, records=900)
    process, at = serve(lake)
    try:
        page = open_page("?lang=en", at=at)
        settled(page)
        generate(tmp_path / "more", records=700, seed=4)
        land(lake, tmp_path / "more" / "User_Listening_History.csv", kind="increment")
        run(lake, Settings(simulate=True))
        page.locator("[data-chart=sex] [data-value=F]").click()
        settled(page)
        truth = PlainSql(lake).cards({"sex": ["F"]})
        assert card(page, "streams").get_attribute("title") == f"{truth['streams']:,}"
    finally:
        process.terminate()
