"""Whether a lake's settings and definitions can be used by the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.config import environment, load_settings
from vitrola.errors import VitrolaError
from vitrola.sources import sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.lake import Lake


def defects(lake: Lake) -> list[str]:
    """One sentence for each of the settings, sources and models that the next run would stop at."""
    return [said for check in (_settings, _sources, _models) if (said := _said(check, lake))]


def _said(check: Callable[[Lake], None], lake: Lake) -> str | None:
    try:
        check(lake)
    except VitrolaError as error:
        return str(error)
    return None


def _settings(lake: Lake) -> None:
    load_settings(lake.settings_text, environment(), {})


def _sources(lake: Lake) -> None:
    if any(lake.source_folder.glob("*.yaml")):
        from vitrola.refining.checks import compile_feed  # noqa: PLC0415 - slow to import

        for source in sources(lake.source_folder).values():
            for layout in source.layouts:
                for position in range(len(layout.feeds)):
                    compile_feed(source, layout, position)


def _models(lake: Lake) -> None:
    if any(lake.model_folder.glob("*.sql")):
        from vitrola.pipeline.given import planned_models  # noqa: PLC0415 - slow to import

        planned_models(lake)
