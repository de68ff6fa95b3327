"""The data dictionary: written with each publication, asked in SQL, handed over as a document."""

import csv
from itertools import islice

import openpyxl
import pytest
from typer.testing import CliRunner

from support import files_below, make_lake, published, run_lake
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.contracts import contracts, control_contracts
from vitrola.errors import LakeError, UsageError
from vitrola.handover.dictionary.content import Content
from vitrola.handover.dictionary.export import export_dictionary
from vitrola.handover.dictionary.markdown import markdown
from vitrola.handover.dictionary.workbook import write_workbook
from vitrola.lake import publication
from vitrola.lake.ledger import raw_files
from vitrola.pipeline.dictionary import dictionary_file, dictionary_rows, made_rows
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run
from vitrola.pipeline.vacuum import vacuum
from vitrola.sampledata import generate
from vitrola.sources.mapping import shipped_sources
from vitrola.wording.words import wording

SOURCE = shipped_sources()["million-song"]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("described")
    generate(folder / "data", records=2_000, seed=5)
    made, _ = run_lake(folder / "lake", sorted((folder / "data").glob("*.csv")), simulate=True)
    return made


def asked(lake, where):
    rows = query(lake, Settings(), f"SELECT * FROM dictionary WHERE {where}").to_pylist()
    return {(row["table"], row["column"]): row for row in rows}


def test_every_column_of_every_contract_has_a_row(lake):
    found = {(row["table"], row["column"]) for row in asked(lake, "zone <> 'raw'").values()}
    every = [*contracts().values(), *control_contracts().values()]
    assert found == {(each.table, column.name) for each in every for column in each.columns}
    raw = asked(lake, "zone = 'raw'")
    assert {column for _, column in raw} == {name for layout in SOURCE.layouts for name in layout.columns}


def test_nulls_are_those_of_the_tables(lake):
    rows = asked(lake, "zone = 'refined'")
    for name in ("music_info_dim", "listening_history_fact", "user_id_dim", "genre_mart"):
        table = published(lake, name)
        for column in table.column_names:
            assert rows[name, column]["null_share"] == pytest.approx(
                table.column(column).null_count / table.num_rows
            ), (name, column)


def test_what_is_simulated_is_marked(lake):
    rows = asked(lake, "simulated")
    assert set(rows) == {
        ("listening_history_fact", "play_date"),
        *(("user_id_dim", name) for name in ("sex", "birth_year", "age")),
    }


def test_rules_references_and_lineage_come_from_definitions(lake):
    rows = asked(lake, "zone = 'refined'")
    fact = rows["listening_history_fact", "track_id"]
    assert (fact["reference"], fact["rules"]) == ("music_info_dim.track_id", "required: quarantine")
    assert rows["music_info_dim", "artist"]["lineage"] == "million-song/catalogue: artist"
    assert rows["music_info_dim", "year"]["rules"] == "out_of_range 1860 to 2100: null"


def test_examples_tell_of_no_user(shared_data, tmp_path):
    files = files_below(shared_data / "sparkify")
    made, _ = run_lake(tmp_path / "lake", files)
    rows = asked(made, "true")
    assert rows["user_id_dim", "user_id"]["examples"] == ""
    for name in ("userId", "firstName", "lastName", "location", "userAgent", "sessionId", "ts"):
        assert rows["sparkify/events", name]["examples"] == "", name
    assert rows["user_id_dim", "registered_at"]["examples"] == ""
    assert rows["listening_history_fact", "played_at"]["examples"] == ""
    assert rows["user_id_dim", "sex"]["examples"] == "F | M"
    users = set(published(made, "user_id_dim").column("user_id").to_pylist())
    shown = {value for row in rows.values() for value in row["examples"].split(" | ")}
    assert not [user for user in users if user.partition(":")[2] and user in shown]


def test_raw_columns_are_described_by_their_first_records(lake):
    rows = asked(lake, "zone = 'raw'")
    (path,) = (lake.location.path(file.stored) for file in raw_files(lake) if file.layout == "catalogue")
    with path.open() as opened:
        first = list(islice(csv.DictReader(opened), 1_000))
    for name in SOURCE.layout("catalogue").columns:
        told = rows["million-song/catalogue", name]
        assert told["null_share"] == sum(not row[name] for row in first) / len(first), name
        for example in told["examples"].split(" | "):
            assert any(row[name].startswith(example.rstrip("…")) for row in first), name
    assert rows["million-song/catalogue", "genre"]["examples"].startswith("Rock | ")
    assert rows["million-song/catalogue", "genre"]["description_pt"].endswith(
        "dos primeiros 400 registros do arquivo mais recente."
    )
    assert rows["million-song/history", "playcount"]["examples"].startswith("1")
    assert rows["million-song/history", "user_id"]["examples"] == ""
    assert rows["million-song/history", "user_id"]["null_share"] == 0


def test_a_publication_without_one_is_described_now(lake):
    shown = publication.current(lake)
    kept = dictionary_rows(lake, shown, [SOURCE])
    file = dictionary_file(lake, shown.run_id)
    aside = file.rename(file.with_suffix(".aside"))
    assert kept == dictionary_rows(lake, shown, [SOURCE])
    aside.rename(file)


def test_each_publication_keeps_its_own_until_it_is_vacuumed(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    music, history = (tmp_path / "data" / f"{name}.csv" for name in ("Music_Info", "User_Listening_History"))
    made, first = run_lake(tmp_path / "lake", [music], retained=1)
    make_lake(tmp_path / "lake", [history])
    second = run(made, Settings(retained=1))
    files = [dictionary_file(made, record["run_id"]) for record in (first, second)]
    assert [file.is_file() for file in files] == [True, True]
    assert {row["run_id"] for row in asked(made, "true").values()} == {second["run_id"]}
    vacuum(made, Settings(retained=1), older_than=0)
    assert [file.is_file() for file in files] == [False, True]


def test_own_models_are_described_by_their_types(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    made = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    (made.model_folder / "top_artist.sql").write_text(
        "SELECT artist, COUNT(*) AS tracks FROM music_info_dim GROUP BY artist"
    )
    run(made, Settings())
    rows = asked(made, "table = 'top_artist'")
    assert [row["type"] for row in rows.values()] == ["string", "int64"]


def test_tables_carried_on_are_described_as_if_they_were_read_again(tmp_path):
    generate(tmp_path / "data", records=600, seed=5)
    made, first = run_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")), simulate=True)
    (made.model_folder / "top_artist.sql").write_text(
        "SELECT artist, COUNT(*) AS tracks FROM music_info_dim GROUP BY artist"
    )
    second = run(made, Settings(simulate=True))
    assert second["carried"]["listening_history_fact"] == first["run_id"]
    shown = publication.current(made)
    kept = dictionary_rows(made, shown, [SOURCE])
    assert kept == list(made_rows(made, shown, [SOURCE], raw_files(made)))


def test_the_workbook_is_read_back_as_it_was_asked(lake, tmp_path):
    arguments = ["export", "dictionary", str(lake.location.root), str(tmp_path / "d.xlsx")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert book.sheetnames == ["Dicionário de dados", "Colunas", "Medidas"]
    head, *rows = book["Colunas"].iter_rows(values_only=True)
    assert head[:5] == ("Zona", "Tabela", "Coluna", "Tipo", "Descrição")
    kept = asked(lake, "true")
    assert len(rows) == len(kept)
    for row in rows:
        said = kept[row[1], row[2]]
        assert row[3:5] == (said["type"], said["description_pt"] or None)
        assert row[9] == (None if said["null_share"] is None else pytest.approx(said["null_share"]))
    cover = dict(row[:2] for row in book["Dicionário de dados"].iter_rows(values_only=True))
    assert cover["Execução"] == publication.current(lake).run_id


HOSTILE = [
    "=1+1",
    " =cmd|'/c calc'!A1",
    "@SUM(1)",
    "-2+3",
    "+1",
    "\tx",
    "| a | b |",
    "<script>",
    "http://x.example",
]


def hostile():
    rows = [
        ("refined", text, text, "string", text, "", "", text, None, 0.5, text, text, "") for text in HOSTILE
    ]
    return Content("=lake", "run", "2026-01-01", rows, [], [])


def test_no_text_becomes_a_formula_or_a_link(tmp_path):
    write_workbook(tmp_path / "d.xlsx", hostile(), wording("handover.dictionary", "en"))
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    second = [cell for cell in book["Columns"]["B"] if cell.value in HOSTILE]
    assert [cell.quotePrefix for cell in second] == [text.lstrip(" ")[0] in "=@-+\t|" for text in HOSTILE]


def test_markdown_stays_a_table():
    text = markdown(hostile(), wording("handover.dictionary", "en"))
    lines = [line for line in text.splitlines() if line.startswith("|")]
    bars = {line.replace("\\|", "").count("|") for line in lines}
    assert bars == {12, 5}
    assert "\\<script\\>" in text


@pytest.mark.parametrize(("name", "error"), [("d.csv", UsageError), ("d", UsageError)])
def test_other_kinds_of_file_are_refused(lake, tmp_path, name, error):
    with pytest.raises(error, match=r"must end in \.xlsx or \.md"):
        export_dictionary(lake, tmp_path / name, "en")


def test_nothing_published_is_said(tmp_path):
    with pytest.raises(LakeError, match="Nothing has been published yet"):
        export_dictionary(make_lake(tmp_path / "lake", []), tmp_path / "d.md", "en")
