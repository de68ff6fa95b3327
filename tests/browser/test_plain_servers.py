"""An exported page behind web servers that mean well, and one that has lost a file."""

from http.server import SimpleHTTPRequestHandler

import pytest

from browser_lake import card, settled
from exported_site import plainly_served
from plain_sql import PlainSql
from vitrola.config import Settings
from vitrola.dashboard.site.export import export_site


class Encoding(SimpleHTTPRequestHandler):
    """Says that .gz files are encoded, so that browsers unpack them."""

    def log_message(self, *_):
        pass

    def end_headers(self):
        if self.path.endswith(".gz"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()


@pytest.fixture
def folder(lake, tmp_path):
    export_site(lake, Settings(), tmp_path / "site")
    return tmp_path / "site"


def test_data_that_the_browser_has_unpacked_is_read_all_the_same(chromium, lake, folder):
    with plainly_served(folder, Encoding) as address:
        page = chromium.new_page()
        page.goto(f"{address}?lang=en")
        settled(page)
        assert card(page, "users").inner_text() == f"{PlainSql(lake).cards({})['users']:,}"
        page.close()


@pytest.mark.parametrize("damage", ["plays.bin", "people.json.gz"])
def test_a_file_that_is_missing_is_named_in_the_language_of_the_page(chromium, folder, damage):
    (path,) = folder.glob(f"data/*/{damage}")
    path.unlink()
    with plainly_served(folder) as address:
        page = chromium.new_page()
        page.goto(address)
        banner = page.locator(".banner.error")
        assert "Os dados exportados n\u00e3o podem ser lidos" in banner.inner_text()
        assert damage in banner.inner_text()
        page.close()


def test_a_file_cut_short_is_no_smaller_number(chromium, folder):
    (path,) = folder.glob("data/*/plays.bin")
    path.write_bytes(path.read_bytes()[:-200])
    with plainly_served(folder) as address:
        page = chromium.new_page()
        page.goto(f"{address}?lang=en")
        assert "plays.bin ends too early" in page.locator(".banner.error").inner_text()
        page.close()
