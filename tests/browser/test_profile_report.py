"""The profile report in a browser: under its own policy, without a request, clean for axe, on paper."""

from pathlib import Path

import pytest

from support import run_lake
from vitrola.config import Settings
from vitrola.handover.profile.report import write_report
from vitrola.pipeline.exploration import explore_files
from vitrola.sampledata import generate

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    generate(folder / "data", records=3_000, seed=5, defects=True)
    lake, _ = run_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    sets = explore_files(lake, Settings())
    return {lang: write_report(folder / lang, sets, lang) for lang in ("pt-BR", "en")}


@pytest.mark.parametrize("lang", ["pt-BR", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, pages, lang, scheme):
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    for path in pages[lang]:
        page.goto(path.as_uri())
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes[0].html}`))")
        assert found == []
    context.close()


def test_the_policy_lets_the_style_in_and_nothing_is_requested(chromium, pages):
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    path = pages["pt-BR"][0]
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert page.evaluate("document.documentElement.scrollWidth") == 1280
    assert page.pdf(format="A4", landscape=True).startswith(b"%PDF")
    context.close()


def test_a_phone_shows_every_table_without_cutting_words(chromium, pages):
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    for path in pages["pt-BR"]:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        hidden = "filter((t) => t.scrollWidth > t.parentNode.clientWidth)"
        assert page.evaluate(f"[...document.querySelectorAll('.stack')].{hidden}.length") == 0
        lines = "[...document.querySelectorAll('tbody th bdi, .scroll table:not(.stack) bdi')]"
        cut = f"{lines}.filter((e) => !/[\\s-]/.test(e.textContent) && e.getClientRects().length > 1)"
        assert page.evaluate(f"{cut}.map((e) => e.textContent)") == []
        assert "`" not in page.inner_text("main")
    page.close()
