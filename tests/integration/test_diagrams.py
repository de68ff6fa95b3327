"""Diagrams of real lakes: what they show is what was published."""

from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from support import make_lake, run_lake
from vitrola.cli.main import app
from vitrola.contracts import contracts
from vitrola.diagrams.draw import diagram_of, svg_of
from vitrola.diagrams.er import FACTS, OF_DAYS, STAR
from vitrola.diagrams.flow import flow
from vitrola.diagrams.lineage import measure_columns
from vitrola.diagrams.mermaid import mermaid
from vitrola.errors import UsageError
from vitrola.lake import publication
from vitrola.metrics.definitions import measures
from vitrola.sampledata import generate
from vitrola.sources.mapping import shipped_sources
from vitrola.wording.words import wording

SOURCES = [shipped_sources()["million-song"]]
SUBJECTS = ("er", "flow", "lineage")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    generate(folder / "data", records=1_000, seed=5, defects=True)
    return run_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))


def diagram(made, subject, lang="en"):
    lake, record = made
    return diagram_of(subject, lang, publication.current(lake), record, SOURCES)


def named(found, end):
    """Box and line that an edge ends at."""
    box = next(box for box in found.boxes if box.key == end.box)
    return box.key, box.lines[end.line].text


def test_the_star_has_every_reference_of_its_facts(made):
    found = diagram(made, "er")
    drawn = {(*named(found, edge.start), *named(found, edge.end)) for edge in found.edges}
    expected = {
        (fact, each.column, each.table, each.target)
        for fact in FACTS
        for each in contracts()[fact].references
    }
    assert drawn == expected | {("listening_history_fact", "play_date", "calendar_dim", OF_DAYS.target)}
    assert {(edge.start.many, edge.end.many) for edge in found.edges} == {("many", "one")}
    assert {box.key: box.subtitle for box in found.boxes} == {
        name: wording("diagrams", "en")("rows", n=made[1]["tables"][name]) for name in STAR
    }


def test_the_flow_accounts_for_every_row(made):
    found = diagram(made, "flow")
    record = made[1]
    totals = {
        fate: sum(file[f"rows_{fate}"] for file in record["files"])
        for fate in ("read", "refined", "quarantined")
    }
    labels = {(edge.start.box, edge.end.box): edge.label for edge in found.edges}
    assert labels["raw", "refining"] == f"{totals['read']:,}"
    assert labels["refining", "refined"] == f"{totals['refined']:,}"
    assert labels["refining", "quarantine"] == f"{totals['quarantined']:,}"
    into = [edge.label for edge in found.edges if edge.end.box == "raw"]
    assert sum(int(text.replace(",", "")) for text in into) == totals["read"]
    reasons = next(box for box in found.boxes if box.key == "quarantine").lines
    assert sum(int(line.note.replace(",", "")) for line in reasons) == totals["quarantined"] > 0


def test_many_file_sets_come_together(made):
    lake, record = made
    file = record["files"][0]
    files = [{**file, "layout": f"layout {n}", "rows_read": 10 + n} for n in range(40)]
    found = flow(wording("diagrams", "en"), publication.current(lake), {**record, "files": files})
    assert [box.title for box in found.columns[0]][-1] == "35 more file sets"
    assert len(found.columns[0]) == 6


def test_lineage_leads_from_delivered_columns_to_measures(made):
    found = diagram(made, "lineage")
    drawn = {(*named(found, edge.start), *named(found, edge.end)) for edge in found.edges}
    assert ("million-song/history", "playcount", "listening_history_fact", "playcount") in drawn
    assert ("listening_history_fact", "playcount", "measures", "Total streams") in drawn
    assert ("user_id_dim", "sex", "measures", "% male") in drawn
    assert ("listening_history_fact", "playcount", "measures", "% male") not in drawn
    assert measure_columns("streams") == {("listening_history_fact", "playcount")}
    assert ("listening_history_fact", "playcount") in measure_columns("month_over_month")


def test_what_is_simulated_says_so_up_to_the_measures_made_of_it(made):
    lake, record = made
    rows = [
        {"table": "user_id_dim", "column": "sex", "simulated": True},
        {"table": "listening_history_fact", "column": "play_date", "simulated": False},
    ]
    found = diagram_of("lineage", "pt-BR", publication.current(lake), record, SOURCES, rows)
    noted = {(box.key, line.text) for box in found.boxes for line in box.lines if line.note == "simulado"}
    people = {measures()[name].label["pt"] for name in ("share_male", "share_female", "mean_age")}
    assert noted == {("user_id_dim", "sex"), *(("measures", label) for label in people)}
    dated = [{**row, "simulated": not row["simulated"]} for row in rows]
    found = diagram_of("lineage", "en", publication.current(lake), record, SOURCES, dated)
    noted = {line.text for box in found.boxes for line in box.lines if line.note == "simulated"}
    assert {"Business days", "Best month"} <= noted
    assert not noted & {"Total streams", "% male"}
    found = diagram_of("lineage", "pt-BR", publication.current(lake), record, SOURCES, rows)
    assert "simulado" in svg_of(found, "pt-BR")
    assert "% masculino simulado" in mermaid(found)
    plain = diagram(made, "lineage")
    assert not any(line.note for box in plain.boxes for line in box.lines)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("lang", ["pt-BR", "en"])
def test_the_verb_writes_both_kinds(made, subject, lang, tmp_path):
    root = str(made[0].location.root)
    for suffix in ("svg", "mmd"):
        file = tmp_path / f"d.{suffix}"
        result = CliRunner().invoke(app, ["diagram", subject, root, "-o", str(file), "--lang", lang])
        assert result.exit_code == 0, result.output
    assert ET.parse(tmp_path / "d.svg").getroot().get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    kind = "erDiagram" if subject == "er" else "flowchart LR"
    assert (tmp_path / "d.mmd").read_text("utf-8").splitlines()[3] == kind


def test_mermaid_names_only_nodes_that_are_there(made):
    for subject in ("flow", "lineage"):
        lines = mermaid(diagram(made, subject)).splitlines()
        nodes = {line.strip().split("[")[0].removeprefix("subgraph ") for line in lines if "[" in line}
        arrows = [line.split() for line in lines if "-->" in line]
        assert arrows
        assert {name for arrow in arrows for name in (arrow[0], arrow[-1])} <= nodes


def test_hostile_names_are_text(made):
    lake, record = made
    name = '"><script>alert(1)</script>\u202e' + "x" * 500
    files = [{**file, "source": name} for file in record["files"]]
    found = flow(wording("diagrams", "en"), publication.current(lake), {**record, "files": files})
    root = ET.fromstring(svg_of(found, "en"))
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert "\u202e" not in svg_of(found, "en")
    assert "<script" not in mermaid(found)


def test_other_kinds_and_empty_lakes_are_refused(made, tmp_path):
    root = str(made[0].location.root)
    result = CliRunner().invoke(app, ["diagram", "er", root, "-o", str(tmp_path / "d.png")])
    assert str(result.exception) == "d.png must end in .svg or .mmd."
    empty = make_lake(tmp_path / "lake", [])
    arguments = ["diagram", "er", str(empty.location.root), "-o", str(tmp_path / "d.svg")]
    assert "Nothing has been published yet" in str(CliRunner().invoke(app, arguments).exception)
    with pytest.raises(UsageError, match="A diagram is one of er, flow, lineage"):
        diagram(made, "pie")
