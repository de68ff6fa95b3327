"""The report: every JSON file is valid under Microsoft's schemas, and every field exists in the model."""

import os
from pathlib import Path

import pytest

from powerbi_project import Project, files
from powerbi_schemas import Schemas
from vitrola.errors import DefinitionError
from vitrola.handover.powerbi.visuals import visual

FOLDER = Path(__file__).parents[4] / "shared" / "powerbi-schemas"
COLOURS = {"mark": "#000000", "other": "#000000", "ink": "#000000", "muted": "#000000"}


@pytest.fixture(scope="module")
def schemas():
    if not FOLDER.is_dir():
        reason = f"no file of the Power BI project was validated: there is no folder {FOLDER}"
        if os.environ.get("VITROLA_REQUIRE_SHARED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Schemas(FOLDER)


@pytest.mark.parametrize("simulated", [True, False])
def test_every_json_file_is_valid_under_the_schema_it_names(schemas, simulated):
    documents = Project(files("million-song", "sparkify", simulated=simulated)).documents
    assert len(documents) == (35 if simulated else 34)
    assert {name: found for name, each in documents.items() if (found := schemas.errors(each))} == {}


def test_the_schemas_refuse_what_is_wrong(schemas):
    documents = Project(files()).documents
    page = next(each for name, each in documents.items() if name.endswith("page.json"))
    assert schemas.errors(page | {"displayOption": "Huge"}) != []
    assert schemas.errors({"$schema": "https://example.org/x"}) == ["no schema https://example.org/x"]


def test_every_field_of_a_visual_exists_and_is_seen():
    project = Project(files())
    shown = list(project.fields())
    assert len({name for name, *_ in shown}) > 15
    for _, kind, table, name in shown:
        field = project.tables[table].of(kind.lower())[name]
        assert "isHidden" not in field.properties, (table, name)


def test_names_are_unique_and_visuals_stay_on_their_page():
    documents = Project(files()).documents
    visuals = {name: each for name, each in documents.items() if name.endswith("visual.json")}
    names = [(name.split("/visuals/")[0], each["name"]) for name, each in visuals.items()]
    assert len(names) == len(set(names))
    for name, each in visuals.items():
        assert Path(name).parent.name == each["name"]
        place = each["position"]
        assert place["x"] + place["width"] <= 1280, each
        assert place["y"] + place["height"] <= 720, each


def test_visuals_of_a_page_do_not_overlap():
    documents = Project(files()).documents
    pages = {}
    for name, each in documents.items():
        if name.endswith("visual.json"):
            pages.setdefault(name.split("/visuals/")[0], []).append(each["position"])
    for places in pages.values():
        for number, one in enumerate(places):
            for other in places[number + 1 :]:
                apart = (
                    one["x"] + one["width"] <= other["x"]
                    or other["x"] + other["width"] <= one["x"]
                    or one["y"] + one["height"] <= other["y"]
                    or other["y"] + other["height"] <= one["y"]
                )
                assert apart, (one, other)


def test_the_report_has_the_cards_charts_and_tables_of_the_reference():
    documents = Project(files()).documents
    kinds = [each["visual"]["visualType"] for name, each in documents.items() if name.endswith("visual.json")]
    for kind in ("cardVisual", "barChart", "columnChart", "lineChart", "pivotTable", "slicer", "tableEx"):
        assert kind in kinds
    assert not {"card", "multiRowCard", "map", "filledMap", "qnaVisual"} & set(kinds)
    measures = {name for _, kind, _, name in Project(files()).fields() if kind == "Measure"}
    assert {
        "Total de usuários", "% masculino", "% feminino", "Dias úteis", "Média de reproduções",
        "Total de streamings", "Maior resultado (mês)", "Maior resultado (semana)",
        "Idade média dos usuários",
    } <= measures  # fmt: skip


def test_every_visual_says_what_it_is_to_a_screen_reader():
    documents = Project(files()).documents
    for name, each in documents.items():
        if name.endswith("visual.json") and each["visual"]["visualType"] != "textbox":
            (general,) = each["visual"]["visualContainerObjects"]["general"]
            assert len(general["properties"]["altText"]["expr"]["Literal"]["Value"]) > 5


def test_only_a_lake_that_simulates_says_so():
    assert b"[simulado]" in b"".join(files().values())
    assert b"[simulado]" not in b"".join(files(simulated=False).values())


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"kind": "bars", "dimension": "colour", "measure": "streams"}, "a dimension 'colour'"),
        ({"kind": "bars", "dimension": "genre", "measure": "money"}, "a measure 'money'"),
        ({"kind": "pie"}, "of a kind 'pie'"),
    ],
)
def test_a_visual_of_what_is_not_defined_is_refused(spec, said):
    with pytest.raises(DefinitionError, match=said):
        visual("page", {"name": "x", "at": [0, 0, 1, 1], "title": "t"} | spec, 1, COLOURS)
