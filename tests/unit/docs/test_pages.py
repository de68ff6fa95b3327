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
    own = {"README.md", "README.pt-BR.md"}
    assert set(links(ROOT / "README.md")) - own == set(links(ROOT / "README.pt-BR.md")) - own


def test_the_readme_names_every_verb():
    from vitrola.cli.main import VERBS

    assert set(VERBS) == set(re.findall(r"^\| `vitrola (\w+)", (ROOT / "README.md").read_text("utf-8"), re.M))
