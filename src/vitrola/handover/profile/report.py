"""The profile report: one self-contained HTML page for each file set."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from vitrola.handover.paper import made_folder, page_style, page_templates
from vitrola.handover.profile.charts import HEIGHT, WIDTH, bars
from vitrola.handover.profile.findings import findings
from vitrola.handover.profile.suggesting import suggestion
from vitrola.sources.forms import FORMS
from vitrola.wording.visible import shortened
from vitrola.wording.words import Wording, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jinja2 import Template

    from vitrola.pipeline.exploration import FileSet
    from vitrola.pipeline.setaside import Violations
    from vitrola.profiling import ColumnProfile, Difference

LONGEST = 48
"""Characters of a value that a cell has room for; its title has more of them."""
TITLE = 300
MOST_FILES = 40
MOST_SUSPICIONS = 40
RARE = 0.1
"""Share of values that came before, up to which a column is meant to tell records apart."""
YEARS = (1000, 2999)
SHOWN = 4
MOST_COLUMNS = 6
"""Columns of a repeated record that a page has room for."""


def write_report(folder: Path, sets: Sequence[FileSet], lang: str) -> list[Path]:
    """Write a page for each set into ``folder``; raises UsageError where that is a file."""
    say = wording("handover.profile", lang)
    made_folder(folder)
    written = []
    for found in sets:
        path = folder / _file(found)
        path.write_text(page(found, say, sets), "utf-8")
        written.append(path)
    return written


def prepare() -> None:
    """Compile the pages' template, which takes longer than filling it in."""
    _template()


def page(found: FileSet, say: Wording, sets: Sequence[FileSet] = ()) -> str:
    """The page of one set as HTML, with links to those of the others."""
    style, style_hash = page_style("vitrola.handover.profile")
    others = [(f"{each.title}: {each.profile.layout}", _file(each)) for each in sets if each is not found]
    return _template().render(
        found=found,
        profile=found.profile,
        say=say,
        common=wording("wording", say.lang),
        style=style,
        style_hash=style_hash,
        others=others,
        findings=findings(found, say),
        columns=[_column(found, column, say) for column in found.profile.columns],
        duplicated=_duplicated(found),
        suspicions=[(each, suggestion(each)) for each in found.profile.suspicions[:MOST_SUSPICIONS]],
        drift=_drift(found, say),
        violations=[(each, _limits(each, say)) for each in found.quarantined or ()],
        filled=_filled(found),
        size=sum(file.size for file in found.files),
        most_files=MOST_FILES,
        most_columns=MOST_COLUMNS,
        chart=(WIDTH, HEIGHT),
    )


def _file(found: FileSet) -> str:
    """A plain name whatever the source is called."""
    name = f"{found.profile.source}-{found.profile.layout}".lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', name).strip('-')}.html"


@cache
def _template() -> Template:
    made = page_templates("vitrola.handover.profile")
    made.filters["value"] = _value
    made.filters["commands"] = _commands
    return made.get_template("page.html.j2")


def _commands(text: str) -> Markup:
    """A sentence of ours in which commands stand between backticks."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts)
    )


def _value(text: str | None) -> Markup:
    """A delivered value as it may be shown: isolated, clipped, nothing hidden in it."""
    if text is None:
        return Markup("<i>-</i>")
    short = shortened(text, LONGEST)
    if short == text:
        return Markup("<bdi>{}</bdi>").format(short)
    return Markup('<bdi title="{}">{}</bdi>').format(shortened(text, TITLE), short)


def _filled(found: FileSet) -> float:
    cells = found.profile.records * len(found.profile.columns)
    return 1 - sum(column.nulls for column in found.profile.columns) / max(cells, 1)


def _column(found: FileSet, column: ColumnProfile, say: Wording) -> dict[str, Any]:
    spread = found.distributions.get(column.name)
    given = column.distinct + column.repeats
    return {
        "profile": column,
        "bars": bars(spread) if spread else (),
        "doubling": bool(spread and spread.kind == "doubling"),
        "year": _is_year(column),
        "top": max(spread.classes, key=lambda each: each.records).low if spread else None,
        "range": _range(column, say),
        "unique": given > 1 and not column.repeats,
        "frequent": column.frequent[:SHOWN] if column.repeats > RARE * given else (),
    }


def _range(column: ColumnProfile, say: Wording) -> list[str]:
    if column.personal or column.minimum is None or column.maximum is None:
        return []
    if column.quartiles:
        texts = (column.minimum, column.quartiles[1], column.maximum)
        return [text if _is_year(column) else say.number(float(text)) for text in texts]
    return [column.minimum, column.maximum] if column.kind in FORMS else []


def _is_year(column: ColumnProfile) -> bool:
    """Whether numbers look like years, which are written without separators."""
    if column.kind != "whole number" or column.minimum is None or column.maximum is None:
        return False
    return float(column.minimum) >= YEARS[0] and float(column.maximum) <= YEARS[1]


def _duplicated(found: FileSet) -> list[tuple[str, Sequence[Any]]]:
    """Columns in which nearly all values differ, with those that don't."""
    return [
        (column.name, [each for each in column.frequent if each.records > 1])
        for column in found.profile.columns
        if column.kind == "text" and 0 < column.repeats <= RARE * (column.distinct + column.repeats)
    ]


def _drift(found: FileSet, say: Wording) -> dict[str, Any] | None:
    """What stands out as rows of column, measure, before and now, and how many measures don't."""
    if found.deliveries is None:
        return None
    comparison = found.deliveries.comparison
    rows = [
        (
            each.column,
            say(f"measure_{each.measure}"),
            *(_measured(each, side, say) for side in ("before", "after")),
        )
        for each in comparison.differences
        if each.stands_out
    ]
    for values in comparison.values:
        if values.stands_out:
            gone = ", ".join(f"{each.value} ({say.number(each.records)})" for each in values.vanished)
            new = ", ".join(f"{each.value} ({say.number(each.records)})" for each in values.appeared)
            rows.append((values.column, say("measure_appeared"), gone or "-", new or "-"))
    return {"rows": rows, "same": sum(not each.stands_out for each in comparison.differences)}


def _measured(each: Difference, side: str, say: Wording) -> str:
    value = getattr(each, side)
    if value is None:
        return "-"
    if each.measure == "nulls":
        return say.share(value)
    if each.measure == "type":
        return say(f"kind_{value}")
    return value if isinstance(value, str) else say.number(value)


def _limits(found: Violations, say: Wording) -> str:
    """What the rule lets pass; empty where there is nothing to add to its name."""
    if found.rule is None:
        return ""
    if found.rule.allowed:
        return ", ".join(found.rule.allowed)
    low, high = found.rule.minimum, found.rule.maximum
    if low is None and high is None:
        return ""
    name = "at_most" if low is None else "at_least" if high is None else "between"
    limits = {"low": low, "high": high}
    return say(name, **{side: value for side, value in limits.items() if value is not None})
