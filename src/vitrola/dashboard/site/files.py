"""The files of an exported dashboard: the page, its engine, and the data that they count from.

Names of what is kept for good hold a hash or the run: only ``index.html`` changes under its name.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any, get_args

from vitrola.dashboard.page import LANGUAGES, page_spec
from vitrola.diagrams.draw import Subject, diagram_of, svg_of
from vitrola.errors import LakeError
from vitrola.metrics.portable.cells import add_up, fold_classes
from vitrola.metrics.portable.members import members
from vitrola.metrics.portable.people import people
from vitrola.wording.words import Lang

if TYPE_CHECKING:
    from vitrola.dashboard.desk import Shown

INDEX = "index.html"
CODE = ("app.js", "engine.js", "app.css", "icon.svg", "icon.png")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
)
"""As the server's, but that a page can't say who may frame it: that needs a header."""
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".gz": "application/gzip",
    ".bin": "application/octet-stream",
}


def site_files(shown: Shown, *, smallest: int = 0) -> dict[str, bytes]:
    """Every file by its name, last the page that leads to them; raises LakeError where it wasn't built.

    The page shows no number about fewer than ``smallest`` users; its data holds those that add up to others.
    """
    code = {name: _asset(name) for name in CODE}
    content = _data(shown, smallest)
    assets, data = f"assets/{_hash(code)}", f"data/{shown.run_id}-{_hash(content)}"
    files = {f"{data}/{name}": each for name, each in content.items()}
    files |= {f"{assets}/{name}": each for name, each in code.items()}
    return files | {INDEX: _index(_asset(INDEX).decode(), assets, data)}


def _data(shown: Shown, smallest: int) -> dict[str, bytes]:
    cube = shown.cube
    classes = fold_classes(cube)
    cells = add_up(cube, classes)
    about = {"publication": shown.run_id, **members(cube, classes, cells, smallest=smallest)}
    return {
        "page.json.gz": _packed({"spec": page_spec(), "metadata": shown.catalogue}),
        "members.json.gz": _packed(about),
        "people.json.gz": _packed(people(cube, classes)),
        "plays.bin": cells.packed(),
        **_drawings(shown),
    }


def _drawings(shown: Shown) -> dict[str, bytes]:
    """Each diagram in each language, under the names that the page asks for."""
    return {
        f"{subject}.{lang}.svg": svg_of(
            diagram_of(subject, lang, shown.publication, shown.record, shown.sources, shown.dictionary), lang
        ).encode()
        for subject in get_args(Subject)
        for lang in get_args(Lang)
    }


def _hash(files: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(files.values())).hexdigest()[:12]


def _packed(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode(), 6, mtime=0)


def _index(page: str, assets: str, data: str) -> bytes:
    """The server's page with relative addresses, its policy, and where its data is."""
    for name in CODE:
        page = page.replace(f'"/{name}"', f'"{assets}/{name}"')
    head = '<meta charset="utf-8">\n'
    more = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
    more += '<meta name="referrer" content="no-referrer">\n'
    page = page.replace('<div id="app"></div>', f'<div id="app">{_opening()}</div>', 1)
    return page.replace(head, f'{head}{more}<meta name="vitrola-data" content="{data}/">\n', 1).encode()


def _opening() -> str:
    """What is there until the page has loaded, which it can't where it is opened as a file."""
    said = page_spec()["texts"]["opened_as_file"]
    return "".join(f'<p class="opening" lang="{lang}">{escape(said[lang])}</p>' for lang in LANGUAGES)


def _asset(name: str) -> bytes:
    file = resources.files("vitrola.dashboard") / "assets" / name
    if not file.is_file():
        raise LakeError(f"The page was not built: {name} is missing.", hint="Run: make page")
    return file.read_bytes()
