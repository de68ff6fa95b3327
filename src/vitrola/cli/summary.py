"""The summary of a run, for a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vitrola.cli.output import clipped, out, print_labelled, print_rows
from vitrola.pipeline.staleness import CODE

if TYPE_CHECKING:
    from vitrola.lake import Lake

BROKEN = ("source", "layout", "column", "rule", "action", "rows", "example", "expected")
MOST_FILES = 20
"""So many files have a line each."""
FATES = ("read", "refined", "quarantined", "merged", "filtered")


def print_summary(lake: Lake, record: dict[str, Any], *, by_file: bool = False) -> None:
    """Print what a run read, what became of it, what was published, and what is simulated.

    Rows are told by layout, or ``by_file`` where these are few.
    """
    if record["status"] == "failed":
        out.print(f"Run {record['run_id']} failed: {record['error']}", markup=False)
        return
    news = record["status"] != "nothing to do" and not by_file
    verb = "Nothing to do: published already by" if record["status"] == "nothing to do" else "Published by"
    out.print(
        f"\n{verb} run {record['run_id']} in {record['seconds']:.1f} s ({record['engine']})",
        markup=False,
        style="bold",
    )
    out.print()
    _print_rows(lake, record, by_file=by_file)
    if forgotten := sum(entry.get("rows_forgotten", 0) for entry in record["files"]):
        out.print(f"{forgotten:,} rows of forgotten users were taken out of raw files.", markup=False)
    out.print()
    _print_plays(record)
    out.print()
    tables = [{"table": name, "rows": rows} for name, rows in sorted(record["tables"].items())]
    print_rows(tables, ["table", "rows"], title="Tables")
    if news and record["carried"]:
        out.print()
        _print_rebuilt(record)
    out.print()
    _print_genres(record)
    _print_calendar(record)
    _print_quarantine(lake, record)


def _print_rows(lake: Lake, record: dict[str, Any], *, by_file: bool) -> None:
    files = record["files"]
    if by_file and len(files) <= MOST_FILES:
        named = sorted(files, key=lambda entry: str(entry["name"]))
        rows = [{"file": entry["name"], **{fate: entry[f"rows_{fate}"] for fate in FATES}} for entry in named]
        print_rows(rows, ["file", *FATES], title="Rows")
        return
    print_rows(_by_layout(files), ["source", "layout", "files", *FATES], title="Rows")
    if by_file:
        condition = f"run_id = '{record['run_id']}'"
        out.print(
            f'Each file: vitrola sql {lake.location} "SELECT * FROM run_file WHERE {condition}"',  # noqa: S608 - a run's own id
            markup=False,
        )


def _by_layout(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(("files", *FATES), 0))
    for entry in files:
        group = groups[entry["source"], entry["layout"]]
        group["files"] += 1
        for fate in FATES:
            group[fate] += entry[f"rows_{fate}"]
    return [
        {"source": source, "layout": layout, **group} for (source, layout), group in sorted(groups.items())
    ]


def _print_plays(record: dict[str, Any]) -> None:
    plays = record["playcount"]
    print_labelled(
        "Plays",
        f"{plays['read']:,} read = {plays['refined']:,} refined + {plays['quarantined']:,} quarantined"
        + (f"; {plays['unreadable_rows']:,} rows have no count of plays" if plays["unreadable_rows"] else ""),
    )


def _print_rebuilt(record: dict[str, Any]) -> None:
    """Say what was built again and why."""
    because: dict[str, list[str]] = defaultdict(list)
    for table, reasons in record["rebuilt"].items():
        if table not in record["grown"]:
            because[", ".join(_reason(reason) for reason in reasons)].append(table)
    if record["grown"]:
        print_labelled("Grown", f"{', '.join(record['grown'])}, by the plays of new files.")
    for reason, tables in because.items():
        print_labelled("Built", f"{', '.join(tables)} ({reason}).")
    print_labelled("Same", f"{len(record['carried'])} table(s) carried on as they were published.")


def _reason(ingredient: str) -> str:
    """An ingredient of a relation that changed, in words."""
    if ingredient.startswith("accepted_"):
        return f"other files of {ingredient.removeprefix('accepted_')}"
    if ingredient.startswith("setting ") or ingredient == CODE:
        return f"{ingredient} changed"
    named = {"genre_tag": "the genre table", "source_rule": "a source definition"}
    return f"{named.get(ingredient, f'model {ingredient}')} changed"


def _print_genres(record: dict[str, Any]) -> None:
    coverage, agreement = record["genre_coverage"], record["genre_agreement"]
    texts = []
    if coverage["delivered"] is not None:
        texts.append(
            f"{coverage['delivered']:.1%} of plays have a delivered genre, {coverage['resolved']:.1%} "
            'with tags; the rest stays in every total as "Not informed".'
        )
    if agreement["share"] is not None:
        texts.append(
            f"Where both exist, tags and delivered genre agree on {agreement['share']:.1%} of "
            f"{agreement['tracks']:,} tracks (in data that 'vitrola sample' wrote: of the generator)."
        )
    if record["inferred_tracks"]:
        texts.append(f"{record['inferred_tracks']:,} tracks are known only from plays (inferred).")
    print_labelled("Genre", *texts)


def _print_calendar(record: dict[str, Any]) -> None:
    settings = record["settings"]
    if settings["simulate"]:
        print_labelled(
            "Note",
            f"Dates, sex and ages that no source delivers are SIMULATED (seed {settings['seed']}); "
            "date_origin and demographics_origin say which.",
            style="yellow",
        )
    kind = "public and optional holidays" if settings["optional_holidays"] else "public holidays"
    years = list(record["business_days"].items())[-3:]
    print_labelled(
        "Days",
        *(
            f"{year}: {days['business_days']} business days of {days['weekdays']} Mondays to Fridays "
            f"({settings['holidays_country']}, without {kind}; dates in {settings['time_zone']})."
            for year, days in years
        ),
    )


def _print_quarantine(lake: Lake, record: dict[str, Any]) -> None:
    """Print the rules that were broken, each with a value that broke it and what was expected."""
    if not record["quarantine"]:
        return
    from vitrola.pipeline.broken import broken_rules  # noqa: PLC0415 - slow to import

    rows = [{**asdict(rule), "example": clipped(rule.example)} for rule in broken_rules(lake, record)]
    out.print()
    print_rows(rows, BROKEN, title="Values that broke a rule")
    out.print("Each of them, with its row as delivered, is in the table quarantine.", markup=False)
    for group in _by_layout(record["files"]):
        if group["read"] and group["quarantined"] == group["read"]:
            said = f"Every row of {group['source']} {group['layout']} is in quarantine."
            print_labelled("Note", said, style="yellow")


def print_alerts(found: dict[str, Any] | None) -> None:
    """Say which alerts fired, and what went wrong about them."""
    if found is None:
        return
    if found["error"]:
        said = f"The rules for alerts could not be looked at: {found['error']}"
        print_labelled("Note", said, style="yellow")
        return
    told = f"{found['fired']:,}, by {', '.join(found['fired_rules'])}."
    print_labelled("Alerts", told if found["fired"] else f"none by {found['rules']:,} rules.")
    if found["not_sent"]:
        print_labelled("Note", f"Alerts were not sent: {found['not_sent']}.", style="yellow")
    for rule, why in found["not_looked_at"].items():
        print_labelled("Note", f"Rule {rule} could not be looked at: {why}", style="yellow")
