"""The summary of a run, for a person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vitrola.cli.output import clipped, out, print_rows
from vitrola.pipeline.broken import broken_rules
from vitrola.pipeline.staleness import CODE

if TYPE_CHECKING:
    from vitrola.lake import Lake

BROKEN = ("source", "layout", "column", "rule", "action", "rows", "example", "expected")
FATES = ("read", "refined", "quarantined", "merged", "filtered")


def print_summary(lake: Lake, record: dict[str, Any]) -> None:
    """Print what a run read, what became of it, what was published, and what is simulated."""
    if record["status"] == "failed":
        out.print(f"Run {record['run_id']} failed: {record['error']}", markup=False)
        return
    verb = "Nothing to do: published already by" if record["status"] == "nothing to do" else "Published by"
    out.print(
        f"\n{verb} run {record['run_id']} in {record['seconds']:.1f} s ({record['engine']})",
        markup=False,
        style="bold",
    )
    out.print()
    print_rows(_by_layout(record["files"]), ["source", "layout", "files", *FATES], title="Rows")
    if forgotten := sum(entry.get("rows_forgotten", 0) for entry in record["files"]):
        out.print(f"{forgotten:,} rows of forgotten users were taken out of raw files.", markup=False)
    out.print()
    _print_plays(record)
    out.print()
    tables = [{"table": name, "rows": rows} for name, rows in sorted(record["tables"].items())]
    print_rows(tables, ["table", "rows"], title="Tables")
    _print_rebuilt(record)
    out.print()
    _print_genres(record)
    _print_calendar(record)
    _print_quarantine(lake, record)


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
    out.print(
        f"Plays  {plays['read']:,} read = {plays['refined']:,} refined + {plays['quarantined']:,} quarantined"
        + (f"; {plays['unreadable_rows']:,} rows have no count of plays" if plays["unreadable_rows"] else ""),
        markup=False,
    )


def _print_rebuilt(record: dict[str, Any]) -> None:
    """Say what was built again and why, where anything was carried on."""
    if not record["carried"]:
        return
    because: dict[str, list[str]] = defaultdict(list)
    for table, reasons in record["rebuilt"].items():
        if table not in record["grown"]:
            because[", ".join(_reason(reason) for reason in reasons)].append(table)
    out.print()
    if record["grown"]:
        out.print(f"Grown  {', '.join(record['grown'])}, by the plays of new files.", markup=False)
    for reason, tables in because.items():
        out.print(f"Built  {', '.join(tables)} ({reason}).", markup=False)
    out.print(f"Same   {len(record['carried'])} table(s) carried on as they were published.", markup=False)


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
    if coverage["delivered"] is not None:
        out.print(
            f"Genre  {coverage['delivered']:.1%} of plays have a delivered genre, {coverage['resolved']:.1%} "
            'with tags; the rest stays in every total as "Não informado".',
            markup=False,
        )
    if agreement["share"] is not None:
        out.print(
            f"       Where both exist, tags and delivered genre agree on {agreement['share']:.1%} of "
            f"{agreement['tracks']:,} tracks (on generated sample data this measures the generator).",
            markup=False,
        )
    if record["inferred_tracks"]:
        out.print(
            f"       {record['inferred_tracks']:,} tracks are known only from plays (inferred).", markup=False
        )


def _print_calendar(record: dict[str, Any]) -> None:
    settings = record["settings"]
    if settings["simulate"]:
        out.print(
            f"Note   Dates, sex and ages that no source delivers are SIMULATED (seed {settings['seed']}); "
            "date_origin and demographics_origin say which.",
            markup=False,
            style="yellow",
        )
    kind = "public and optional holidays" if settings["optional_holidays"] else "public holidays"
    for year, days in list(record["business_days"].items())[-3:]:
        out.print(
            f"Days   {year}: {days['business_days']} business days of {days['weekdays']} Mondays to Fridays "
            f"({settings['holidays_country']}, without {kind}; dates in {settings['time_zone']}).",
            markup=False,
        )


def _print_quarantine(lake: Lake, record: dict[str, Any]) -> None:
    """Print the rules that were broken, each with a value that broke it and what was expected."""
    if not record["quarantine"]:
        return
    rows = [{**asdict(rule), "example": clipped(rule.example)} for rule in broken_rules(lake, record)]
    out.print()
    print_rows(rows, BROKEN, title="Values that broke a rule")
    out.print("Each of them, with its row as delivered, is in the table quarantine.", markup=False)
    for group in _by_layout(record["files"]):
        if group["read"] and group["quarantined"] == group["read"]:
            out.print(
                f"Note   Every row of {group['source']} {group['layout']} is in quarantine.",
                markup=False,
                style="yellow",
            )
