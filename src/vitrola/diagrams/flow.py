"""The way of a run's rows: from delivered files over rules and tables to who reads them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from vitrola.diagrams.er import STAR
from vitrola.diagrams.graph import Box, Diagram, Edge, End, Line
from vitrola.wording.visible import shortened
from vitrola.wording.words import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vitrola.lake import Publication
    from vitrola.wording.words import Wording

FATES = ("refined", "quarantined", "merged", "filtered")
MOST_SETS = 6
MOST_REASONS = 6
READERS = ("dashboard", "sql", "powerbi", "athena", "spreadsheets")
LONGEST = 40


def flow(say: Wording, shown: Publication, record: Mapping[str, Any]) -> Diagram:
    """The flow of the run that published, with the counts of its record."""
    sets = _sets(record["files"])
    read = {fate: sum(file[f"rows_{fate}"] for file in record["files"]) for fate in ("read", *FATES)}
    columns = (
        tuple(_set_box(place, *entry, say) for place, entry in enumerate(sets.items())),
        (_raw(record["files"], say),),
        (_refining(read, say),),
        (_refined(record["tables"], say), _quarantine(record, say)),
        (_publication(shown, record, say),),
        (Box("readers", say("readers"), tuple(Line(say(name)) for name in READERS), "measure"),),
    )
    to_raw = (
        Edge(End(box.key), End("raw"), tone="raw", label=say.number(sum(f["rows_read"] for f in files)))
        for box, files in zip(columns[0], sets.values(), strict=True)
    )
    edges = (
        *to_raw,
        Edge(End("raw"), End("refining"), say.number(read["read"]), "raw"),
        Edge(End("refining"), End("refined"), say.number(read["refined"]), "fact"),
        Edge(End("refining"), End("quarantine"), say.number(read["quarantined"]), "aside"),
        Edge(End("refined"), End("publication"), tone="fact"),
        Edge(End("publication"), End("readers"), tone="measure"),
    )
    subtitle = say(
        "flow_subtitle", run=shown.run_id, day=say.day(shown.published_at), read=say.number(read["read"])
    )
    return Diagram(say("flow_title"), subtitle, columns, edges)


def _sets(files: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """Files by source and layout; sets beyond those that there is room for come together, last."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for file in files:
        found[f"{file['source']}/{file['layout']}"].append(file)
    ordered = sorted(found.items(), key=lambda entry: -sum(file["rows_read"] for file in entry[1]))
    kept = dict(ordered if len(ordered) <= MOST_SETS else ordered[: MOST_SETS - 1])
    if rest := [file for name, entries in ordered if name not in kept for file in entries]:
        kept[""] = rest
    return kept


def _set_box(place: int, name: str, files: list[Mapping[str, Any]], say: Wording) -> Box:
    lines = (
        Line(say("files", n=len(files))),
        Line(say("rows", n=sum(file["rows_read"] for file in files))),
    )
    sets = len({(file["source"], file["layout"]) for file in files})
    title = shortened(name, LONGEST) if name else say("more_sets", n=sets)
    return Box(f"set{place}", title, lines, "raw")


def _raw(files: list[Any], say: Wording) -> Box:
    lines = (Line(say("files", n=len(files))), Line(say("as_delivered")), Line(say("hashed")))
    return Box("raw", say("raw_zone"), lines, "raw")


def _refining(read: Mapping[str, int], say: Wording) -> Box:
    names = ("read", *FATES)
    signs = ("", "=", "+", "+", "+")
    lines = tuple(
        Line(say(name), say.number(read[name]), sign) for name, sign in zip(names, signs, strict=True)
    )
    return Box("refining", say("refining"), lines, "work")


def _refined(tables: Mapping[str, int], say: Wording) -> Box:
    lines = [Line(name, say.number(tables[name])) for name in STAR if name in tables]
    if others := len(tables) - len(lines):
        lines.append(Line(say("more_tables", n=others)))
    return Box("refined", say("refined_zone"), tuple(lines), "fact")


def _quarantine(record: Mapping[str, Any], say: Wording) -> Box:
    """Rows by their first reason; records of older runs have violations only."""
    reasons: Mapping[str, int] = record.get("set_aside", record["quarantine"])
    ordered = sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))
    common = wording("wording", say.lang)
    lines = [Line(common(f"reason_{reason}"), say.number(rows)) for reason, rows in ordered[:MOST_REASONS]]
    if others := sum(rows for _, rows in ordered[MOST_REASONS:]):
        lines.append(Line(say("other_reasons"), say.number(others)))
    return Box("quarantine", say("quarantine"), tuple(lines) or (Line(say("nothing")),), "aside")


def _publication(shown: Publication, record: Mapping[str, Any], say: Wording) -> Box:
    lines = (
        Line(say.day(shown.published_at)),
        Line(say("all_at_once")),
        Line(say("engine"), str(record["engine"])),
    )
    return Box("publication", say("pointer"), lines, "dimension")
