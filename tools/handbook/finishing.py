"""Mend what the theme leaves out for people who don't see the page or use no mouse, in every built page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.handbook.staging import nav

if TYPE_CHECKING:
    from pathlib import Path

    from tools.handbook.staging import Lang

MENDED = {
    'class="caption" role="heading"': 'class="caption" role="heading" aria-level="2"',
    "<pre>": '<pre tabindex="0">',
    '<aside class="sidebar-drawer"': '<aside class="sidebar-drawer" aria-label="{navigation}"',
    '<aside class="toc-drawer': '<aside aria-label="{contents}" class="toc-drawer',
}
"""Levels of headings, code that scrolls by keys too, and names of the two columns beside a page."""


def finish(site: Path, lang: Lang) -> None:
    """Mend every page of a language, whose words the theme has in English only."""
    words = nav()["labels"]
    named = {name: text[lang] for name, text in words["columns"].items()}
    changes = {old: new.format(**named) for old, new in MENDED.items()}
    if lang == "pt":
        changes |= {f'aria-label="{old}"': f'aria-label="{new}"' for old, new in words["toggles"].items()}
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
