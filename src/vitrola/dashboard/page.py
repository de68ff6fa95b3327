"""What the page says and in which order, read from one YAML file."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from vitrola.metrics.definitions import dimensions, measures

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("pt", "en")


@cache
def page_spec() -> dict[str, Any]:
    """The page's texts, cards and charts, with the labels of measures and dimensions added."""
    text = (resources.files("vitrola.dashboard") / "page.yaml").read_text("utf-8")
    spec: dict[str, Any] = yaml.safe_load(text)
    shown = [*spec["cards"]["hero"], *spec["cards"]["more"]]
    known: dict[str, Mapping[str, Any]] = {"measures": measures(), "dimensions": dimensions()}
    fields = ("label", "description", "format", "origin", "column", "null_means", "side")
    for part, entries in known.items():
        spec[part] = {
            name: {field: getattr(entry, field) for field in fields if hasattr(entry, field)}
            for name, entry in entries.items()
        }
    unknown = set(shown) - set(measures())
    if unknown:
        raise ValueError(f"page.yaml shows cards that are no measures: {', '.join(sorted(unknown))}.")
    return spec
