"""What the page says and in which order, read from one YAML file."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from vitrola.metrics.audience.definitions import audience_numbers
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.parts import EXPLAINED, explained_by
from vitrola.yamltext import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("pt", "en")
DRAWN = (
    "genre", "month", "artist", "release_year", "year_table", "weekday", "age_band", "sex", "country",
    "users_by_main_genre",
)  # fmt: skip
"""What app.tsx can draw."""


@cache
def page_spec() -> dict[str, Any]:
    """The page's texts, cards and charts, with the labels of measures and dimensions added."""
    spec: dict[str, Any] = shipped("dashboard", "page.yaml")
    shown = [*spec["cards"]["hero"], *spec["cards"]["more"]]
    known: dict[str, Mapping[str, Any]] = {"measures": measures(), "dimensions": dimensions()}
    fields = ("label", "description", "format", "origin", "column", "null_means", "side")
    for part, entries in known.items():
        spec[part] = {
            name: {field: getattr(entry, field) for field in fields if hasattr(entry, field)}
            for name, entry in entries.items()
        }
    spec["explained"] = {name: explained_by(name) for name in EXPLAINED}
    spec["audience"] = {name: asdict(number) for name, number in audience_numbers().items()}
    if unknown := set(shown) - set(measures()):
        raise ValueError(f"page.yaml shows cards that are no measures: {', '.join(sorted(unknown))}.")
    charts = chain.from_iterable(entry if isinstance(entry, list) else [entry] for entry in spec["charts"])
    if unknown := set(charts) - set(DRAWN):
        raise ValueError(f"page.yaml shows charts that the page can't draw: {', '.join(sorted(unknown))}.")
    return spec
