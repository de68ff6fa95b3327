"""The semantic model, as a strict reader of TMDL that is not its writer understands it."""

import re
from dataclasses import replace

import pytest

from powerbi_project import CONNECTION, MODEL, Project, files
from tmdl_reader import split_path
from vitrola.contracts import contracts
from vitrola.handover.powerbi.columns import DATA_TYPES
from vitrola.handover.powerbi.project import Subject, project_files
from vitrola.handover.powerbi.star import STAR
from vitrola.metrics.definitions import dimensions, measures
from vitrola.sources.mapping import shipped_sources

RESERVED = {"measures"}
REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([A-Za-z_]\w*))?\[((?:[^\]]|\]\])+)\]")


@pytest.fixture(scope="module")
def project():
    return Project(files("million-song", "sparkify"))


def columns_of(project):
    return {
        (table, name): node
        for table, each in project.tables.items()
        for name, node in each.of("column").items()
    }


@pytest.mark.parametrize("table", STAR)
def test_every_column_of_a_contract_is_there_with_its_type_and_description(project, table):
    columns = project.tables[table].of("column")
    for column in contracts()[table].columns:
        node = columns[column.name]
        assert node.properties["sourceColumn"] == column.name
        assert node.properties["dataType"] == DATA_TYPES[column.kind]
        assert node.description.startswith(column.description["pt"])
        assert f'{{"{column.name}", ' in project.tables[table].of("partition")[table].properties["source"]
    assert project.tables[table].description == contracts()[table].description["pt"]


def test_every_measure_is_there_with_its_format_and_folder(project):
    assert [*project.measures] == [measure.label["pt"] for measure in measures().values()]
    for measure in measures().values():
        node = project.measures[measure.label["pt"]]
        assert node.description.startswith(measure.description["pt"])
        assert ("Não se soma" in node.description) == (not measure.additive)
        assert node.properties["displayFolder"]
        assert ("formatString" in node.properties) == (measure.format not in ("month", "weekday"))


def test_nothing_is_summed_by_itself(project):
    for (table, name), node in columns_of(project).items():
        assert node.properties["summarizeBy"] == "none", (table, name)
    (model, *_) = project.nodes["model.tmdl"]
    assert model.properties["discourageImplicitMeasures"] is True


def test_keys_and_what_only_orders_are_hidden(project):
    columns = columns_of(project)
    for name in (
        ("listening_history_fact", "track_id"), ("listening_history_fact", "user_id"),
        ("listening_history_fact", "playcount"), ("music_info_dim", "track_id"), ("user_id_dim", "user_id"),
        ("user_id_dim", "birth_year"), ("user_id_dim", "registered_at"), ("calendar_dim", "weekday_order"),
        ("calendar_dim", "month_number"), ("music_info_dim", "genre"), ("music_info_dim", "raw_file"),
    ):  # fmt: skip
        assert columns[name].properties["isHidden"] is True, name
    assert project.tables["tagging_fact"].properties["isHidden"] is True


def test_names_are_ordered_by_their_numbers(project):
    columns = columns_of(project)
    ordered = {
        name: node.properties["sortByColumn"]
        for name, node in columns.items()
        if "sortByColumn" in node.properties
    }
    assert ordered == {
        ("calendar_dim", "Mês"): "month_year",
        ("calendar_dim", "Dia da semana"): "weekday_order",
        ("calendar_dim", "month_name"): "month_number",
        ("calendar_dim", "month_name_pt"): "month_number",
        ("calendar_dim", "weekday_name"): "weekday_order",
        ("calendar_dim", "weekday_name_pt"): "weekday_order",
        ("music_info_dim", "Ano de lançamento"): "year",
    }
    assert all((table, by) in columns for (table, _), by in ordered.items())


def test_addresses_can_be_followed(project):
    columns = columns_of(project)
    found = {
        name: node.properties["dataCategory"]
        for name, node in columns.items()
        if "dataCategory" in node.properties
    }
    assert found == {("music_info_dim", "spotify_preview_url"): "WebUrl"}


def test_the_calendar_is_marked_as_the_date_table(project):
    calendar = project.tables["calendar_dim"]
    assert calendar.properties["dataCategory"] == "Time"
    assert calendar.of("column")["date"].properties["isKey"] is True
    assert calendar.of("column")["date"].properties["dataType"] == "dateTime"


def test_relationships_lead_from_a_column_to_a_key_of_the_same_type(project):
    columns = columns_of(project)
    ends = set()
    for node in project.nodes["relationships.tmdl"]:
        assert node.description == ""
        many, one = (split_path(node.properties[end]) for end in ("fromColumn", "toColumn"))
        assert columns[one].properties["isKey"] is True
        assert columns[many].properties["dataType"] == columns[one].properties["dataType"]
        ends.add((many, one))
    assert (("listening_history_fact", "track_id"), ("music_info_dim", "track_id")) in ends
    assert (("listening_history_fact", "user_id"), ("user_id_dim", "user_id")) in ends
    assert (("listening_history_fact", "play_date"), ("calendar_dim", "date")) in ends
    assert len(ends) == 6


def test_every_dimension_has_a_column_that_names_what_is_missing(project):
    columns = columns_of(project)
    shown = {node.name: node.value for (_, _), node in columns.items() if node.value}
    for dimension in dimensions().values():
        if dimension.format != "date":
            assert dimension.label["pt"] in shown
    for name in (
        "Gênero",
        "Gênero (com tags)",
        "Artista",
        "Álbum",
        "Ano de lançamento",
        "Sexo",
        "Faixa etária",
        "País",
    ):
        assert '"Não informado"' in shown[name], name
    assert shown["Faixa etária"].split(",\n    ") == [
        "SWITCH (\n    TRUE ()",
        'ISBLANK ( user_id_dim[age] ) || user_id_dim[age] < 0, "Não informado"',
        'user_id_dim[age] < 18, "0-17"',
        'user_id_dim[age] < 25, "18-24"',
        'user_id_dim[age] < 35, "25-34"',
        'user_id_dim[age] < 45, "35-44"',
        'user_id_dim[age] < 55, "45-54"',
        'user_id_dim[age] < 65, "55-64"',
        '"65+"\n)',
    ]


def test_every_name_in_dax_is_of_the_model_and_every_bracket_closes(project):
    columns = columns_of(project)
    expressions = [node.value for node in columns.values() if node.value]
    expressions += [node.value for node in project.measures.values()]
    expressions += [
        permission.value
        for name, nodes in project.nodes.items()
        if name.startswith("roles/")
        for permission in nodes[0].children
    ]
    named = 0
    for dax in expressions:
        bare = re.sub(r'"(?:[^"]|"")*"', '""', dax)
        assert bare.count("(") == bare.count(")"), dax
        for quoted, plain, field in REFERENCE.findall(bare):
            table = quoted.replace("''", "'") or plain
            named += 1
            assert (table, field) in columns if table else field in project.measures, (table, field, dax)
    assert named > 80


def test_both_languages_name_all_that_is_seen_and_nothing_else(project):
    seen = {
        (table, keyword, name)
        for table, each in project.tables.items()
        for keyword in ("measure", "column")
        for name, node in each.of(keyword).items()
        if "isHidden" not in node.properties
    }
    captions = {}
    for tag in ("pt-BR", "en-US"):
        (culture,) = project.nodes[f"cultures/{tag}.tmdl"]
        assert culture.name == tag
        (tables,) = culture.children[0].children
        named = {(t.name, each.keyword, each.name): each for t in tables.children for each in t.children}
        assert set(named) == seen
        assert {t.name for t in tables.children} == set(project.tables)
        captions[tag] = {key: node.properties["caption"] for key, node in named.items()}
        assert all(node.properties["description"] for node in named.values())
    assert captions["pt-BR"]["Medidas", "measure", "Total de streamings"] == "Total de streamings"
    assert captions["en-US"]["Medidas", "measure", "Total de streamings"] == "Total streams"
    assert captions["en-US"]["music_info_dim", "column", "Gênero"] == "Genre"


def test_captions_of_a_table_differ(project):
    for tag in ("pt-BR", "en-US"):
        (culture,) = project.nodes[f"cultures/{tag}.tmdl"]
        for table in culture.children[0].children[0].children:
            captions = [each.properties["caption"] for each in table.children]
            assert len(captions) == len(set(captions)), (tag, table.name)


def test_a_role_for_each_source_reads_only_its_plays(project):
    (readers,) = project.nodes["roles/Leitores.tmdl"]
    assert (readers.properties, readers.children) == ({"modelPermission": "read"}, [])
    (role,) = project.nodes["roles/Fonte sparkify.tmdl"]
    filters = {each.name: each.value for each in role.children}
    assert filters["listening_history_fact"] == 'listening_history_fact[source] = "sparkify"'
    assert set(filters) == {"listening_history_fact", "tagging_fact"}


def test_a_source_may_have_any_name():
    odd = replace(shipped_sources()["sparkify"], name='../it\'s "odd"')
    found = Project(project_files(Subject("3f2a", [odd], simulated=False), CONNECTION))
    (name,) = (name for name in found.nodes if name.startswith("roles/Fonte"))
    assert "/" not in name.removeprefix("roles/")
    (role,) = found.nodes[name]
    assert role.name == 'Fonte ../it\'s "odd"'
    assert role.children[0].value == 'listening_history_fact[source] = "../it\'s ""odd"""'


def test_the_model_lists_its_tables_roles_and_cultures(project):
    model, *others = project.nodes["model.tmdl"]
    assert (model.name, model.properties["culture"]) == ("Model", "pt-BR")
    assert model.properties["defaultPowerBIDataSourceVersion"] == "powerBI_V3"
    listed = {(node.keyword, node.name) for node in others if node.keyword.startswith("ref ")}
    assert listed == {
        *(("ref table", name) for name in project.tables),
        ("ref role", "Leitores"), ("ref role", "Fonte million-song"), ("ref role", "Fonte sparkify"),
        ("ref cultureInfo", "pt-BR"), ("ref cultureInfo", "en-US"),
    }  # fmt: skip


def test_no_name_is_taken_twice_or_reserved(project):
    assert not {name.lower() for name in project.tables} & RESERVED
    names = [name.lower() for table in project.tables.values() for name in table.of("measure")]
    assert len(names) == len(set(names))
    tags = re.findall(rb"lineageTag: (\S+)", b"".join(project.files.values()))
    assert len(tags) == len(set(tags)) > 100
    for table in project.tables.values():
        members = [child.name.lower() for child in table.children if child.keyword in ("column", "measure")]
        assert len(members) == len(set(members)), table.name


def test_where_data_comes_from_are_parameters(project):
    found = {node.name: node for node in project.nodes["expressions.tmdl"]}
    assert found["Fonte"].value.startswith(
        '"Parquet" meta [IsParameterQuery=true, List={"Parquet", "Athena"}'
    )
    assert found["PastaDoLake"].value.startswith('"C:\\lake" meta [IsParameterQuery=true, Type="Text"')
    assert {"AthenaDSN", "AthenaCatalogo", "AthenaBanco"} < set(found)
    reader = found["LerTabela"].value
    for step in (
        "AmazonAthena.Databases(AthenaDSN, null, [])",
        '[Name = AthenaCatalogo, Kind = "Database"]',
        '[Name = AthenaBanco, Kind = "Schema"]',
        '[Name = tabela, Kind = "Table"]',
        "Folder.Files(PastaDoLake)",
        "Parquet.Document(",
    ):
        assert step in reader


def test_the_metadata_page_has_every_zone_table_column_and_measure(project):
    source = project.tables["Metadados"].of("partition")["Metadados"].properties["source"]
    for contract in contracts().values():
        for column in contract.columns:
            assert f'{{"refined", "{contract.table}", "{column.name}", "{column.kind.value}", ' in source
    assert '{"raw", "million-song/catalogue", "track_id", "string", "Como entregue."' in source
    assert '{"raw", "sparkify/events", "firstName", "string", "Como entregue; identifica uma pessoa' in source
    assert source.count('{"modelo", "Medidas", ') == len(measures())


def test_files_are_utf8_without_mark_and_indented_with_tabs(project):
    for name, data in project.files.items():
        assert not data.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in data, name
        assert data.endswith(b"\n"), name
        if name.startswith(MODEL) and name.endswith(".tmdl"):
            assert not re.search(rb"(?m)^ ", data), name


def test_the_same_lake_gives_the_same_bytes():
    assert files() == files()
