"""The documentation site in a browser: clean for axe, searched in its language, loading nothing else."""

from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from tools.handbook.__main__ import build

from exported_site import plainly_served

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = "axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handbook") / "site"
    build(folder)
    with plainly_served(folder, Quiet) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["index.html", "pt/tutorials/first-lake.html", "reference/tables.html", "how-to/own-source.html"]
)
def test_axe_finds_nothing(chromium, handbook, path, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{handbook}{path}")
    page.add_script_tag(path=AXE)
    assert page.evaluate(RUN) == []
    context.close()


def test_a_word_is_found_in_the_readers_language_and_the_switch_leads_to_the_twin(chromium, handbook):
    page = chromium.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(f"{handbook}pt/index.html")
    page.get_by_placeholder("Buscar").fill("sobreviventes")
    page.keyboard.press("Enter")
    page.locator("#search-results a", has_text="Qual linha sobrevive").first.click()
    page.wait_for_selector("article h1:has-text('Qual linha sobrevive')")
    page.locator(".language-switch a").click()
    page.wait_for_selector("article h1:has-text('Which row survives')")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert [url for url in asked if not url.startswith(handbook)] == []
    assert said == []
    page.close()


@pytest.mark.parametrize("path", ["reference/tables.html", "pt/dashboard.html", "explanation/row.html"])
def test_a_phone_needs_no_sideways_scrolling(chromium, handbook, path):
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{handbook}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()
