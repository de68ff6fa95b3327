"""A lake served by the command itself and exported as files, and Chromium to look at both.

No page may log an error.
"""

import os
import shutil
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import sync_playwright

from browser_lake import sample_lake, serve
from exported_site import exported

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
    with _served(lake) as found:
        yield found


def pytest_generate_tests(metafunc):
    """A test of the page is one of both its forms, unless it says what only a server does."""
    if "form" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        only = [form for form in ("server", "site") if marked(f"{form}_only")]
        metafunc.parametrize("form", only or ["server", "site"], scope="session")


@pytest.fixture(scope="session")
def page_address(form, lake, address, tmp_path_factory):
    """Where the page is; ``address`` stays the server's, whose API tells the truth about both."""
    if form == "server":
        yield address
        return
    with exported(lake, tmp_path_factory.mktemp("site")) as found:
        yield found


@pytest.fixture
def show(form, tmp_path):
    """Shows another lake in the same form; returns the address."""
    with ExitStack() as stack:
        yield lambda lake: stack.enter_context(
            _served(lake) if form == "server" else exported(lake, tmp_path / "site")
        )


@contextmanager
def _served(lake):
    process, found = serve(lake)
    try:
        yield found
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def told(form):
    """What a card of users says under several filters: a file of them can't."""
    return lambda text: "\u2013" if form == "site" else text


@pytest.fixture
def open_page(chromium, page_address):
    """Opens an address below the page's; at the end nothing may have been logged as an error."""
    contexts, said = [], []

    def opened(path="", *, size=DESK, at=None, expect_errors=False, **options):
        context = chromium.new_context(viewport=size, accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        if not expect_errors:
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((at or page_address) + path)
        page.wait_for_selector("[data-card=streams], .metadata, .audience-page, .banner")
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    assert said == []
