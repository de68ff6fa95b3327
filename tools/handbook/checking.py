"""Look over the built site: every link leads somewhere, and no page loads anything from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}
IMPORTED = re.compile(r"@import|url\(\s*['\"]?(?:https?:)?//")


@dataclass
class Read(HTMLParser):
    """What a page has: its anchors, its links, and what it loads."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what one element says."""
        found = {name: value or "" for name, value in attrs}
        self.anchors.add(found.get("id", ""))
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in LOADED and LOADED[tag] in found and "alternate" not in found.get("rel", ""):
            self.loads.append(found[LOADED[tag]])


def problems(site: Path) -> list[str]:
    """Links that lead nowhere and things loaded from elsewhere, as sentences."""
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    found = [
        f"{path.relative_to(site)}: {said}" for path, page in pages.items() for said in _of(path, page, pages)
    ]
    styles = (path for path in site.rglob("*.css") if IMPORTED.search(path.read_text("utf-8")))
    return found + [f"{path.relative_to(site)}: loads from elsewhere" for path in styles]


def _read(path: Path) -> Read:
    page = Read()
    page.feed(path.read_text("utf-8"))
    return page


def _of(path: Path, page: Read, pages: dict[Path, Read]) -> Iterator[str]:
    for address in page.loads:
        if not _here(address):
            yield f"loads {address}"
        elif not (path.parent / unquote(urlsplit(address).path)).exists():
            yield f"loads {address}, which isn't there"
    for address in filter(_here, page.links):
        parts = urlsplit(address)
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            yield f"links to {address}, which isn't there"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
            yield f"links to {address}, which has no such place"


def _here(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
