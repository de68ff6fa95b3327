"""An audience as a terminal shows it, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vitrola.cli.output import err, out, print_labelled, print_rows
from vitrola.dashboard.page import page_spec
from vitrola.metrics.audience.tables import TABLES, table_rows
from vitrola.questions.saying import dimension_label, said_value
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from vitrola.wording.words import Wording

TRAITS = ("trait", "segment", "users", "share", "share_of_all", "lift")
SHARES = ("share", "share_of_all", "overlap", "reach", "change", "change_of_all")
NAMED = ("artist", "month")
SUMMARY = ("segments", "artists", "line_up", "setlist", "months")


def words_of(lang: str) -> Wording:
    """The command line's texts in a language."""
    return wording("cli", lang)


def print_table(found: dict[str, Any], name: str, say: Wording) -> None:
    """All columns of one of TABLES."""
    if _told(found, say):
        _print_rows(found, name, TABLES[name], say)


def print_summary(found: dict[str, Any], say: Wording) -> None:
    """Whose audience it is, how large, and the tables beside each other's most telling columns."""
    if not _told(found, say):
        return
    print_labelled(say("whom"), _named(found["filters"], say))
    _print_numbers(found["numbers"], say)
    for name in SUMMARY:
        if table_rows(found, name):
            out.print()
            _print_rows(
                found, name, TRAITS if name == "segments" else TABLES[name], say, _title(found, name, say)
            )
    told = [say(f"part_{part}") for part, kind in found["origins"].items() if kind == "simulated"]
    if told:
        err.print(say("simulated", parts=f" {say('and')} ".join(told)), markup=False)


def _print_numbers(numbers: dict[str, Any], say: Wording) -> None:
    users, streams, half = (
        numbers[name] for name in ("audience_users", "audience_streams", "half_listeners")
    )
    reach, share = (say.share(numbers[name]["value"]) for name in ("reach_share", "stream_share"))
    print_labelled(say("reach"), say("reached", n=users["value"], all=users["of"], share=reach))
    print_labelled(say("plays"), say("played", n=streams["value"], all=streams["of"], share=share))
    if half["value"] is not None:
        part = say.share(numbers["half_share"]["value"])
        print_labelled(say("half"), say("halved", n=half["value"], share=part))


def _title(found: dict[str, Any], name: str, say: Wording) -> str:
    if name != "artists":
        return say(f"title_{name}")
    return say(f"title_artists_{found['artists']['sort']}", n=found["artists"]["minimum"])


def _print_rows(
    found: dict[str, Any], name: str, columns: tuple[str, ...], say: Wording, title: str | None = None
) -> None:
    """Rows in words; traits that are known of nobody in a line below, and how many rows are withheld."""
    unknown = [by for by, one in found["segments"].items() if one["missing"]] if name == "segments" else []
    rows = [row for row in table_rows(found, name) if row.get("trait") not in unknown]
    heads = {column: _heading(column, say) for column in columns}
    numeric = [heads[each] for each in columns if any(_is_number(row.get(each)) for row in rows)]
    cells = [{heads[each]: _cell(row, each, say) for each in columns} for row in rows]
    print_rows(cells, list(heads.values()), title=title, right=numeric)
    if unknown:
        traits = ", ".join(dimension_label(by, say.short).lower() for by in unknown)
        out.print(say("trait_missing", traits=traits), markup=False)
    part = found[name]
    if isinstance(part, dict) and part.get("withheld"):
        out.print(say("withheld", n=part["withheld"], smallest=found["smallest"]), markup=False)


def _heading(column: str, say: Wording) -> str:
    """The API's name in English, by which JSON has it too; else the page's."""
    if say.short == "en":
        return column
    text: str = page_spec()["texts"][f"column_{column}"][say.short]
    return text


def _cell(row: dict[str, Any], column: str, say: Wording) -> str | None:
    value = row.get(column)
    if column == "trait":
        return dimension_label(str(value), say.short)
    if column == "segment" or (column in NAMED and not row.get("suppressed")):
        return said_value(row["trait"] if column == "segment" else column, value, say.short)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return say("said_yes" if value else "said_no")
    if column == "lift":
        return say("times", n=say.fixed(value, 2))
    return say.share(value) if column in SHARES else say.number(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _named(filters: dict[str, Any], say: Wording) -> str:
    """Whose audience it is, and of which plays."""
    told = [
        f"{dimension_label(name, say.short).lower()} "
        + f" {say('or')} ".join(said_value(name, value, say.short) for value in values)
        for name, values in filters.items()
        if isinstance(values, list)
    ]
    days = [f"{say(name)} {say.day(filters[name])}" for name in ("from", "to") if name in filters]
    return "; ".join([*told, *days])


def _told(found: dict[str, Any], say: Wording) -> bool:
    """Whether there are numbers; says why not."""
    if found["suppressed"]:
        out.print(say("withheld_all", smallest=found["smallest"]), markup=False)
    elif not found["numbers"]:
        out.print(say("nobody"), markup=False)
    return bool(found["numbers"])
