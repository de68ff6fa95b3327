"""The documentation site is built strictly, in both languages, and loads nothing from elsewhere."""

import re

import pytest
from tools.handbook import staging
from tools.handbook.__main__ import build
from tools.handbook.checking import problems
from tools.handbook.staging import names, nav, sections


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handbook") / "site"
    build(folder)
    return folder


def test_every_page_is_in_the_site_in_its_language(site):
    for name in names("en"):
        assert '<html class="no-js" lang="en"' in (site / f"{name}.html").read_text("utf-8")
    for name in names("pt"):
        assert '<html class="no-js" lang="pt-BR"' in (site / "pt" / f"{name}.html").read_text("utf-8")


def test_each_page_leads_to_its_twin_and_others_to_the_front_page(site):
    def switch(page):
        found = re.search(r'class="language-switch">\s*<a href="([^"]+)"', page.read_text("utf-8"))
        return (page.parent / found[1]).resolve()

    assert switch(site / "how-to/own-model.html") == (site / "pt/how-to/own-model.html").resolve()
    assert switch(site / "pt/how-to/own-model.html") == (site / "how-to/own-model.html").resolve()
    assert switch(site / "reference/cli.html") == (site / "pt/index.html").resolve()


def test_the_portuguese_navigation_leads_to_the_english_reference(site):
    page = (site / "pt/how-to/own-model.html").read_text("utf-8")
    assert 'href="../../reference/measures.html" hreflang="en">Measures</a>' in page
    assert "Em inglês" not in (site / "how-to/own-model.html").read_text("utf-8")


def test_the_theme_speaks_portuguese_too(site):
    page = (site / "pt/how-to/own-model.html").read_text("utf-8")
    assert "Nesta página" in (site / "pt/how-to/own-source.html").read_text("utf-8")
    assert "Voltar ao topo" in page
    assert "On this page" not in page


def test_what_a_bi_analyst_reads_is_there_in_portuguese():
    explained = {f"explanation/{name}" for name in ("row", "publication", "survivorship", "cube")}
    read = explained | {
        "index",
        "tutorials/first-lake",
        "dashboard",
        "export",
        "powerbi",
        "how-to/own-measure",
        "how-to/assistants",
    }
    assert read <= set(names("pt"))


@pytest.mark.parametrize(
    ("page", "written", "becomes"),
    [
        ("how-to/a.md", "[x](../dashboard.md#the-api)", "[x](../dashboard.md#the-api)"),
        ("how-to/a.pt-BR.md", "[x](b.pt-BR.md)", "[x](b.md)"),
        ("how-to/a.md", "[x](a.pt-BR.md)", '<a href="../pt/how-to/a.html" hreflang="pt-BR">x</a>'),
        ("how-to/a.pt-BR.md", "[x](../adr/1.md#y)", '<a href="../../adr/1.html#y" hreflang="en">x</a>'),
        ("a.md", "[page.yaml](../src/page.yaml), [all](adr)", "page.yaml, all"),
        ("a.md", "[x](https://example.org), [x](#here)", "[x](https://example.org), [x](#here)"),
        ("a.md", "![x](images/x.png) [x](images/x.png)", "![x](images/x.png) [x](images/x.png)"),
        ("a.md", "```text answer\n[x](../src)\n```", "```text\n[x](../src)\n```"),
        ("a.md", "```csv a.csv\nx\n```", "```{code-block} text\n:caption: a.csv\n\nx\n```"),
    ],
)
def test_a_page_is_laid_out_for_its_place_in_the_site(monkeypatch, tmp_path, page, written, becomes):
    monkeypatch.setattr(staging, "DOCS", tmp_path)
    path = tmp_path / page
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{written}\n")
    assert staging.staged(path) == f"{becomes}\n"


@pytest.mark.parametrize("lang", ["en", "pt"])
def test_every_page_has_its_section(lang):
    assert sorted(page for pages in sections(lang).values() for page in pages) == [
        name for name in names(lang) if name != "index"
    ]


def test_every_page_that_the_navigation_names_exists():
    named = {page for section in nav()["sections"] for page in section["pages"] if "*" not in page}
    assert named <= set(names("en"))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "page.html: loads https://cdn.example/x.js"),
        ('<img src="//cdn.example/x.png">', "page.html: loads //cdn.example/x.png"),
        ('<img src="gone.png">', "page.html: loads gone.png, which isn't there"),
        ('<a href="gone.html">x</a>', "page.html: links to gone.html, which isn't there"),
        ('<a href="#gone">x</a>', "page.html: links to #gone, which has no such place"),
        ('<a href="https://example.org">x</a>', None),
        ('<p id="here"></p><a href="page.html#here">x</a>', None),
    ],
)
def test_dead_links_and_foreign_things_are_found(tmp_path, written, says):
    (tmp_path / "page.html").write_text(written)
    assert problems(tmp_path) == ([says] if says else [])


def test_a_style_that_loads_a_font_from_elsewhere_is_found(tmp_path):
    (tmp_path / "style.css").write_text("@font-face { src: url('https://fonts.example/x.woff2') }")
    assert problems(tmp_path) == ["style.css: loads from elsewhere"]
