"""Pages link to what exists, and the two READMEs say the same things."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])


def links(page):
    return re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


def test_the_readmes_are_twins():
    english, portuguese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.pt-BR.md"))
    blocks = r"^```.*?^```"
    assert re.findall(blocks, english, re.M | re.S) == re.findall(blocks, portuguese, re.M | re.S)
    assert len(re.findall("^#", english, re.M)) == len(re.findall("^#", portuguese, re.M))
    pages = [set(links(ROOT / name)) for name in ("README.md", "README.pt-BR.md")]
    named = [{link.replace(".pt-BR.md", ".md") for link in found} for found in pages]
    assert named[0] == named[1]


EXPLAINED = [f"explanation/{name}" for name in ("row", "publication", "survivorship", "cube")]
TWINS = [
    "how-to/own-source",
    "how-to/own-model",
    "how-to/own-measure",
    "how-to/assistants",
    "tutorials/first-lake",
]


@pytest.mark.parametrize("page", TWINS)
def test_pages_to_follow_are_twins_whose_files_and_commands_are_the_same(page):
    folder = ROOT / "docs"
    english, portuguese = ((folder / f"{page}{end}.md").read_text("utf-8") for end in ("", ".pt-BR"))
    blocks = r"^```.*?^```"
    found = [re.findall(blocks, text, re.M | re.S) for text in (english, portuguese)]
    assert found[0] == found[1] != []
    assert len(re.findall("^#", english, re.M)) == len(re.findall("^#", portuguese, re.M))


@pytest.mark.parametrize("page", EXPLAINED)
def test_explanations_are_twins_with_the_same_sections_and_rows(page):
    texts = [(ROOT / "docs" / f"{page}{end}.md").read_text("utf-8") for end in ("", ".pt-BR")]
    shapes = [[line[:2] for line in text.splitlines() if line[:1] in ("#", "|", "-", ">")] for text in texts]
    assert shapes[0] == shapes[1] != []


def test_the_readme_names_every_verb():
    from vitrola.cli.main import VERBS

    assert set(VERBS) == set(re.findall(r"^\| `vitrola (\w+)", (ROOT / "README.md").read_text("utf-8"), re.M))
