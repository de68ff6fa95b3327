"""Sphinx's settings for one language of the site, which stands in the environment's HANDBOOK_LANG."""

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.locale import get_translation

from tools.handbook.staging import names, nav, only_english
from vitrola import __version__

_lang = os.environ["HANDBOOK_LANG"]
_here = Path(__file__).parent

project = nav()["title"][_lang]
version = release = __version__
language = {"en": "en", "pt": "pt_BR"}[_lang]
extensions = ["myst_parser"]
myst_heading_anchors = 4
templates_path = [str(_here / "templates")]
html_static_path = [str(_here / "static")]
html_css_files = ["handbook.css"]
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_favicon = str(_here.parents[1] / "web" / "icon.svg")
html_theme_options = {"sidebar_hide_name": False}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "english.html",
        "sidebar/scroll-end.html",
    ]
}
html_context = {
    "twins": sorted(set(names("en")) & set(names("pt"))),
    "other_root": {"en": "pt/", "pt": "../"}[_lang],
    "other_language": {"en": "pt-BR", "pt": "en"}[_lang],
    "other_name": nav()["other"][_lang],
    "switch_hint": nav()["switch"][_lang],
    "english": only_english() if _lang == "pt" else {},
    "english_title": nav()["english"][_lang],
}
highlight_language = "none"

_words = nav()["words"] if _lang == "pt" else {}
_catalogue = get_translation("sphinx")


def _said(text: str) -> str:
    return str(_words.get(text) or _catalogue(text))


def _page(_: Sphinx, page: str, __: str, context: dict[str, Any], ___: Any) -> None:
    """Give a page the theme's words in its language, and a link to its twin for search engines."""
    context["_"] = context["gettext"] = _said
    if page in html_context["twins"]:
        twin = f"{context['content_root']}{html_context['other_root']}{page}.html"
        other = html_context["other_language"]
        context["metatags"] = (
            f'<link rel="alternate" hreflang="{other}" href="{twin}">{context.get("metatags", "")}'
        )


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("html-page-context", _page)
