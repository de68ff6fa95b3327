"""A lake served by the command itself, and Chromium to look at it. No page may log an error."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from browser_lake import sample_lake, serve

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DESK = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def chromium():
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        reason = "the browser tests need Chromium: apt-get install chromium"
        if os.environ.get("VITROLA_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    return sample_lake(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="session")
def address(lake):
    process, found = serve(lake)
    yield found
    process.terminate()
    process.wait(10)


@pytest.fixture
def open_page(chromium, address):
    """Opens an address below the server; at the end nothing may have been logged as an error."""
    contexts, said = [], []

    def opened(path="", *, size=DESK, at=None, expect_errors=False, **options):
        context = chromium.new_context(viewport=size, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        if not expect_errors:
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((at or address) + path)
        page.wait_for_selector("[data-card=streams], .metadata, .banner")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
