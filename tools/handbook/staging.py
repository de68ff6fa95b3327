"""Lay out the pages of one language as Sphinx wants them: named alike in both, linked, in their sections."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

Lang = Literal["en", "pt"]
DOCS = Path(__file__).parents[2] / "docs"
NAV = Path(__file__).with_name("nav.yaml")
PORTUGUESE = ".pt-BR"
LEXERS = {"csv": "text", "console": "shell"}
"""How Pygments colours the languages that it doesn't know or takes for something else."""
FENCE = re.compile(r"^(```+)(\w+)(?:[ \t]+(\S+))?\n(.*?)^\1$", re.M | re.S)
BLOCK = re.compile(r"^(```+).*?^\1$", re.M | re.S)
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)")


@dataclass(frozen=True)
class PageName:
    """A page in one language; ``name`` is its path below docs/ without language and ending."""

    name: str
    lang: Lang

    @property
    def address(self) -> str:
        """Where it stands in the site."""
        return f"{'pt/' if self.lang == 'pt' else ''}{self.name}.html"


def nav() -> dict[str, Any]:
    """Sections and words of the navigation."""
    found: dict[str, Any] = yaml.safe_load(NAV.read_text("utf-8"))
    return found


def names(lang: Lang) -> list[str]:
    """The pages there are in a language."""
    return sorted(page.name for path in DOCS.rglob("*.md") if (page := page_of(path)).lang == lang)


def page_of(path: Path) -> PageName:
    """The page that a file of docs/ is."""
    name = path.relative_to(DOCS).with_suffix("").as_posix()
    return PageName(name.removesuffix(PORTUGUESE), "pt" if name.endswith(PORTUGUESE) else "en")


def stage(lang: Lang, folder: Path) -> None:
    """Write the pages of a language, their pictures and the index with the navigation into a folder."""
    shutil.copytree(DOCS / "images", folder / "images")
    for path in DOCS.rglob("*.md"):
        page = page_of(path)
        if page.lang == lang:
            target = folder / f"{page.name}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(staged(path), "utf-8")
    with (folder / "index.md").open("a", encoding="utf-8") as index:
        index.write("".join(_trees(lang)))


def staged(path: Path) -> str:
    """A page's text with its links as they are in the site, and file names above their blocks."""
    text = FENCE.sub(_captioned, path.read_text("utf-8"))
    found, at = [], 0
    for block in BLOCK.finditer(text):
        found += [_linked(path, text[at : block.start()]), block[0]]
        at = block.end()
    return "".join([*found, _linked(path, text[at:])])


def _captioned(block: re.Match[str]) -> str:
    fence, language, name, text = block.groups()
    lexer = LEXERS.get(language, language)
    if "." not in (name or ""):
        return f"{fence}{lexer}\n{text}{fence}"
    return f"{fence}{{code-block}} {lexer}\n:caption: {name}\n\n{text}{fence}"


def _linked(path: Path, text: str) -> str:
    page = page_of(path)

    def link(found: re.Match[str]) -> str:
        said, target, anchor = found[1], found[2], found[3] or ""
        place = Path(os.path.normpath(path.parent / target))
        if not place.is_relative_to(DOCS) or place.suffix != ".md":
            return found[0] if place.is_relative_to(DOCS / "images") else said
        other = page_of(place)
        if other.lang == page.lang:
            return f"[{said}]({_relative(other.name, page.name)}.md{anchor})"
        address = _relative(other.address, page.address)
        return f'<a href="{address}{anchor}" hreflang="{"en" if other.lang == "en" else "pt-BR"}">{said}</a>'

    return LINK.sub(link, text)


def _relative(target: str, start: str) -> str:
    return PurePosixPath(os.path.relpath(target, PurePosixPath(start).parent)).as_posix()


def sections(lang: Lang) -> dict[str, list[str]]:
    """The pages of each section by its title, in order; a section without pages is left out."""
    known = [name for name in names(lang) if name != "index"]
    asked = [entry for section in nav()["sections"] for entry in section["pages"]]
    named = {entry for entry in asked if "*" not in entry}
    found = {}
    for section in nav()["sections"]:
        pages = [page for entry in section["pages"] for page in _meant(entry, known, named)]
        if pages:
            found[section["title"][lang]] = list(dict.fromkeys(pages))
    return found


def only_english() -> dict[str, str]:
    """Titles by name of the English pages that a Portuguese reader may look things up in."""
    twins = set(names("pt"))
    wanted = [name for pages in sections("en").values() for name in pages if not name.startswith("adr/")]
    return {name: _title(DOCS / f"{name}.md") for name in wanted if name not in twins}


def _title(path: Path) -> str:
    found = re.search(r"^# (.+)$", path.read_text("utf-8"), re.M)
    return found[1] if found else path.stem


def _meant(entry: str, known: list[str], named: set[str]) -> list[str]:
    if "*" not in entry:
        return [entry] if entry in known else []
    folder = PurePosixPath(entry).parent
    return [name for name in known if name not in named and PurePosixPath(name).parent == folder]


def _trees(lang: Lang) -> Iterator[str]:
    for title, pages in sections(lang).items():
        yield "\n".join(["\n```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```\n"])
