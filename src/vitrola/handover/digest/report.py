"""The digest as one self-contained HTML page; no browser and no network is needed to make or to read it."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from vitrola.handover.digest import wordings
from vitrola.handover.paper import made_folder, page_style, page_templates
from vitrola.metrics.definitions import measures
from vitrola.pipeline.digest import MEASURES
from vitrola.wording.words import Wording, wording

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from vitrola.pipeline.digest import Digest

FATES = ("read", "refined", "quarantined", "merged", "filtered")
MOST_FILES = 20
MOST_ALERTS = 50
WIDTH, HEIGHT = 120, 10
"""Of a bar's box, whose middle is no change at all."""


def write_digest(folder: Path, found: Digest, lang: str) -> Path:
    """Write the page of a publication into ``folder``; raises UsageError where that is a file."""
    say = wording("handover.digest", lang)
    path = made_folder(folder) / f"digest-{found.shown.run_id}.html"
    path.write_text(page(found, say), "utf-8")
    return path


def page(found: Digest, say: Wording) -> str:
    """The page as HTML."""
    style, style_hash = page_style("vitrola.handover.digest")
    alerts = found.alerts or ()
    by_rule = {row["rule"] for row in alerts if row["level"] == "value"}
    fired = [
        row for row in alerts if row["fired"] and (row["level"] == "value" or row["rule"] not in by_rule)
    ]
    simulated = [part for part, origin in found.origins.items() if origin in ("simulated", "mixed")]
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            found=found,
            say=say,
            style=style,
            style_hash=style_hash,
            measures=measures(),
            shown_measures=MEASURES,
            several=len({each.source for each in (*found.since, *found.months)}) > 1,
            simulated=", ".join(say(f"part_{part}") for part in simulated),
            failed=next((row["why_not"] for row in alerts if row["level"] == "error"), None),
            fired=fired,
            rules=sum(row["level"] == "rule" for row in alerts),
            fates=FATES,
            most_files=MOST_FILES,
            most_alerts=MOST_ALERTS,
            bar=_bar,
            **{
                name: partial(getattr(wordings, name), say)
                for name in (
                    "value",
                    "signed",
                    "percent",
                    "name",
                    "day",
                    "month",
                    "headline",
                    "threshold",
                    "per_day",
                )
            },
        )
    )


@cache
def _templates() -> Environment:
    return page_templates("vitrola.handover.digest")


def _bar(
    change: float, rows: list[dict[str, Any]], others: dict[str, Any] | None, narrow: bool = False
) -> Markup:
    """A bar whose longest fills its side: from the middle, or from the left where all go one way."""
    all_rows = [*rows, *([others] if others else [])]
    most = max((abs(row["contribution"]) for row in all_rows), default=0) or 1
    room = WIDTH / 2
    middle = 0.0 if narrow else room
    length = round(abs(change) / most * room, 1)
    start = middle if narrow or change >= 0 else middle - length
    way = "rise" if change >= 0 else "fall"
    return Markup(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">'
        '<rect class="base" x="{2}" width="1" height="{1}"/>'
        '<rect class="{3}" x="{4}" width="{5}" height="{1}"/></svg>'
    ).format(int(room if narrow else WIDTH), HEIGHT, middle, way, start, length)
