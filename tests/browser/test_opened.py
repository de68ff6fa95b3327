"""A table that is opened: its link, its picture and its files show what it is opened to."""

import csv
import io
import re
import urllib.request

import pytest

from browser_lake import api, settled
from formulas import MADE_PLAIN, lake_of_formulas
from vitrola.config import Settings
from vitrola.pipeline.run import run

TEXTS = """() => {
  const fill = CanvasRenderingContext2D.prototype.fillText;
  window.painted = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    window.painted.push(text);
    return fill.call(this, text, ...place);
  };
}"""


@pytest.fixture
def first(address):
    return api(address, "drill?by=artist&limit=1&month=2020-03")["rows"][0]["value"]


def plain(text):
    return re.sub("[^a-z0-9]+", "-", text.lower())


def test_a_link_opens_the_same_table_and_back_closes_it(open_page, address, first):
    page = open_page("?lang=en&month=2020-03")
    settled(page)
    table = page.locator("[data-chart=artist]")
    table.get_by_label(f"Drill into {first}", exact=True).click()
    settled(page)
    table.locator("thead").get_by_text("Users").click()
    settled(page)
    rows = api(address, f"drill?by=track&sort=users&month=2020-03&artist={first.replace(' ', '+')}")["rows"]
    names = [row["label"] for row in rows]
    assert table.locator("tbody .value").all_inner_texts() == names[: table.locator("tbody tr").count()]
    assert table.locator("h2").inner_text() == f"{first} \u203a Track"
    assert table.locator("header p").inner_text().startswith("Streams by track")
    other = open_page(page.url.split("/")[-1])
    settled(other)
    same = other.locator("[data-chart=artist]")
    for part in ("h2", ".crumbs", "thead", "tbody", "tfoot"):
        assert same.locator(part).inner_text() == table.locator(part).inner_text()
    page.go_back()
    page.go_back()
    settled(page)
    assert "drill=" not in page.url
    assert table.locator(".crumbs button").all_inner_texts() == ["Total"]


def test_the_other_way_down_and_a_search_are_in_the_link(open_page):
    page = open_page("?lang=en")
    settled(page)
    table = page.locator("[data-chart=year_table]")
    table.locator(".ways").get_by_text("Genre").click()
    table.get_by_label("Drill into Rock").click()
    settled(page)
    table.locator("input[type=search]").fill("the")
    settled(page)
    other = open_page(page.url.split("/")[-1])
    settled(other)
    same = other.locator("[data-chart=year_table]")
    assert same.locator("input[type=search]").input_value() == "the"
    assert same.locator(".ways [aria-pressed=true]").inner_text() == "Genre"
    names = [each.locator("tbody .value").all_inner_texts()[:5] for each in (same, table)]
    assert names[0] == names[1]
    assert all("the" in name.lower() for name in names[0])


def test_a_link_that_leads_nowhere_opens_the_table_as_far_as_it_goes(open_page):
    page = open_page("?lang=en&drill=artist%3Fway%3Dmoon%26track%3Dx%26sort%3Dmost&drill=none")
    settled(page)
    table = page.locator("[data-chart=artist]")
    assert table.locator(".crumbs button").all_inner_texts() == ["Total"]
    assert table.locator("tbody tr").count() > 3


def test_a_picture_and_a_file_say_what_the_table_is_opened_to(open_page, first):
    page = open_page(f"?lang=en&month=2020-03&drill=artist%3Fartist%3D{first.replace(' ', '%2B')}")
    page.evaluate(TEXTS)
    settled(page)
    table = page.locator("[data-chart=artist]")
    table.hover()
    with page.expect_download() as picture:
        table.get_by_label("Download PNG").click()
    title, details = page.evaluate("window.painted.slice(0, 2)")
    assert title == f"{first} \u203a Track \u2013 Streams by track (simulated)"
    assert details.startswith(f"Artist: {first} + Month: Mar 2020")
    assert picture.value.suggested_filename == f"vitrola-artist-{plain(first)}-2020-03.png"
    assert any(
        text in page.evaluate("window.painted") for text in table.locator("tbody .value").all_inner_texts()
    )
    with page.expect_download() as file:
        table.get_by_label("Download CSV").click()
    assert file.value.suggested_filename.startswith(f"vitrola-track-{plain(first)}-2020-03-")


def downloaded(page, chart, button):
    """The bytes of a file that a chart's button offers."""
    panel = page.locator(f"[data-chart={chart}]")
    panel.hover()
    with page.expect_download() as download:
        panel.get_by_label(button).click()
    return download.value.path().read_bytes()


def test_csv_in_portuguese_opens_in_a_brazilian_spreadsheet(open_page, address):
    page = open_page("?month=2020-03")
    settled(page)
    written = downloaded(page, "weekday", "Baixar CSV")
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    truth = api(address, "drill?by=weekday&sort=value&order=asc&month=2020-03")["rows"]
    assert rows[0] == ["Dia da semana", "Streamings", "Parcela", "Usu\u00e1rios", "Simulado"]
    assert {row[4] for row in rows[1:]} == {"Dia da semana + M\u00eas"}
    assert [row[0] for row in rows[1:]][:2] == ["segunda-feira", "ter\u00e7a-feira"]
    assert [int(row[1]) for row in rows[1:]] == [row["streams"] for row in truth]
    assert [float(row[2].replace(",", ".")) for row in rows[1:]] == pytest.approx(
        [row["share"] for row in truth]
    )
    assert all("," in row[2] and "." not in row[2] for row in rows[1:])


def test_files_of_months_are_in_the_order_of_the_calendar(open_page):
    page = open_page("?lang=en")
    settled(page)
    written = downloaded(page, "month", "Download CSV")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0] == ["month", "streams", "share", "users", "simulated"]
    assert {row[4] for row in rows[1:]} == {"month"}
    assert [row[0] for row in rows[1:]] == [f"2020-{month:02}" for month in range(1, 13)]


@pytest.mark.parametrize("lang", ["pt", "en"])
@pytest.mark.parametrize(("chart", "filters"), [("weekday", ""), ("age_band", "&sex=F"), ("genre", "")])
def test_a_csv_has_the_servers_bytes_and_its_column_of_what_is_simulated(
    open_page, address, lang, chart, filters
):
    page = open_page(f"?lang={lang}{filters}")
    settled(page)
    written = downloaded(page, chart, "Baixar CSV" if lang == "pt" else "Download CSV")
    order = "" if chart == "genre" else "&sort=value&order=asc"
    said = "&lang=pt" if lang == "pt" else ""
    with urllib.request.urlopen(
        f"{address}api/export.csv?by={chart}&of=chart{order}{filters}{said}"
    ) as answer:
        truth = answer.read()
    heading = truth.decode("utf-8-sig").splitlines()[0]
    assert heading.endswith("Simulado" if lang == "pt" else "simulated") == (chart != "genre")
    assert (chart == "genre") == (page.locator(f"[data-chart={chart}] header abbr.simulated").count() == 0)
    assert written == truth


def test_a_marked_csv_has_no_formula(open_page, show, tmp_path):
    lake = lake_of_formulas(tmp_path)
    run(lake, Settings(simulate=True))
    page = open_page("?from=1900-01-01", at=show(lake))
    settled(page)
    written = downloaded(page, "artist", "Baixar CSV").decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(written), delimiter=";")
    assert head == ["Artista", "Streamings", "Parcela", "Usu\u00e1rios", "Simulado"]
    assert {row[0] for row in rows} == {*MADE_PLAIN}
    assert {(row[1], row[4]) for row in rows} == {("2", "Dia")}
