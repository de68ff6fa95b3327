"""YAML as Python's values, by the quickest safe loader there is: every verb begins with reading some."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parsed(text: str) -> Any:
    """What the text says; raises YAMLError."""
    return yaml.load(text, _Loader)  # noqa: S506 - a safe loader


def shipped(package: str, name: str) -> Any:
    """What the YAML file ``name`` says that comes with ``vitrola.package``."""
    return parsed((resources.files(f"vitrola.{package}") / name).read_text("utf-8"))
