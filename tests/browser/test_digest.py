"""The digest in a browser: under its own policy, without a request, clean for axe, on phone and paper."""

from pathlib import Path

import pytest

from vitrola.config import Settings
from vitrola.handover.digest.report import write_digest
from vitrola.pipeline.digest import digest

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def pages(lake, tmp_path_factory):
    found = digest(lake, Settings())
    folder = tmp_path_factory.mktemp("digest")
    return {lang: write_digest(folder / lang, found, lang) for lang in ("pt-BR", "en")}


@pytest.mark.parametrize("lang", ["pt-BR", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, pages, lang, scheme):
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(pages[lang].as_uri())
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))")
    assert found == []
    context.close()


@pytest.mark.parametrize("width", [360, 1366])
def test_the_policy_lets_the_style_in_and_nothing_is_requested(chromium, pages, width):
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages["pt-BR"].as_uri())
    assert asked == [pages["pt-BR"].as_uri()]
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.pdf(format="A4", landscape=True).startswith(b"%PDF")
    context.close()
