"""What self-contained pages share: where they go, how their templates are filled, and their style."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from vitrola.errors import UsageError
from vitrola.wording.visible import visible

if TYPE_CHECKING:
    from pathlib import Path


def made_folder(folder: Path) -> Path:
    """The folder that pages are written into; raises UsageError where that is a file."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", hint="Choose a folder for the pages.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def page_templates(package: str) -> Environment:
    """The templates of a package, in which whatever is filled in is escaped."""
    made = Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    return made


@cache
def page_style(package: str) -> tuple[Markup, str]:
    """A page's style sheet and its hash, by which the page's policy lets it in and nothing else."""
    sheets = (resources.files("vitrola.handover") / "paper.css", resources.files(package) / "page.css")
    text = "".join(sheet.read_text("utf-8") for sheet in sheets)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704 - our own files
