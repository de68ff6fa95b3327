"""Tables and views as files, read back by other libraries and held against the published tables."""

import csv
import datetime as dt
import io
from urllib.parse import urlencode

import openpyxl
import pyarrow.csv as pc
import pytest
from starlette.testclient import TestClient

from plain_sql import PlainSql
from support import make_lake, published, run_lake
from vitrola.config import Settings
from vitrola.contracts import contracts
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app
from vitrola.errors import LakeError, UsageError
from vitrola.handover.spreadsheet import table as spreadsheet_table
from vitrola.handover.spreadsheet import workbook
from vitrola.handover.spreadsheet.table import export_table
from vitrola.lake import create_lake, publication
from vitrola.pipeline.record import record_of
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

EVIL = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    generate(folder / "data", records=2_000, seed=8)
    made = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(made, Settings(simulate=True))
    return made


@pytest.fixture(scope="module")
def sql(lake):
    return PlainSql(lake)


@pytest.fixture(scope="module")
def client(lake):
    return client_of(lake)


def client_of(lake, **options):
    return TestClient(make_app(lake, Settings(), Access(), **options), base_url="http://127.0.0.1:8765")


def as_cell(value):
    """What openpyxl gives for a value of the table."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    return value or None if isinstance(value, str) else value


def rows_of(book, *names):
    return [[cell.value for cell in row] for name in names for row in list(book[name])[1:]]


def in_order(lake, table):
    """A published table's rows by its key, or by all columns where it has none; nulls come last."""
    truth = published(lake, table)
    contract = contracts().get(table)
    key = (contract.key if contract else ()) or truth.column_names
    return sorted(truth.to_pylist(), key=lambda row: [(row[name] is None, row[name] or 0) for name in key])


TABLES = ("music_info_dim", "user_id_dim", "calendar_dim", "listening_history_fact", "genre_mart")


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_in_its_workbook(lake, tmp_path, table):
    done = export_table(lake, table, tmp_path / "t.xlsx")
    truth = published(lake, table)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert done.rows == truth.num_rows
    assert [cell.value for cell in book[table][1]] == truth.column_names
    expected = [[as_cell(value) for value in row.values()] for row in in_order(lake, table)]
    assert rows_of(book, table) == expected
    cover = {row[0].value: row[1].value for row in book.worksheets[0]}
    assert cover["Publicação / Publication"] == publication.current(lake).run_id
    assert all(name in cover for name in truth.column_names) or table == "genre_mart"
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


@pytest.mark.parametrize("table", TABLES)
def test_every_row_of_a_table_is_in_its_csv(lake, tmp_path, table):
    export_table(lake, table, tmp_path / "t.csv")
    truth = published(lake, table)
    options = pc.ConvertOptions(
        column_types=truth.schema, strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    assert pc.read_csv(tmp_path / "t.csv", convert_options=options).to_pylist() == in_order(lake, table)


def test_many_rows_stay_as_they_are_stored(lake, tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet_table, "FEW_ROWS", 100)
    export_table(lake, "listening_history_fact", tmp_path / "t.csv")
    read = pc.read_csv(tmp_path / "t.csv").column("user_id").to_pylist()
    assert read == published(lake, "listening_history_fact").column("user_id").to_pylist()


def test_a_table_longer_than_a_sheet_goes_on(lake, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 700)
    export_table(lake, "listening_history_fact", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    truth = [row["playcount"] for row in in_order(lake, "listening_history_fact")]
    place = [cell.value for cell in book.worksheets[1][1]].index("playcount")
    assert [row[place] for row in rows_of(book, *book.sheetnames[1:])] == truth
    assert len(book.sheetnames) == 2 + (len(truth) - 1) // 699


def test_an_unknown_table_or_ending_is_refused_and_nothing_is_written(lake, tmp_path):
    with pytest.raises(UsageError, match="music_info_dim"):
        export_table(lake, "music_inf_dim", tmp_path / "t.csv")
    with pytest.raises(UsageError, match=r"must end in \.csv or \.xlsx"):
        export_table(lake, "music_info_dim", tmp_path / "t.pdf")
    with pytest.raises(LakeError, match="Nothing has been published"):
        export_table(create_lake(tmp_path / "new"), "music_info_dim", tmp_path / "t.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_names_that_look_like_formulas_stay_text(tmp_path):
    columns = (
        "track_id,name,artist,spotify_preview_url,spotify_id,tags,genre,year,duration_ms,danceability,energy,key,"
        "loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature"
    )
    (tmp_path / "m.csv").write_text(
        f"{columns}\nTR{'A' * 16},{EVIL},{EVIL},,{'1' * 22},,Rock,2001{',' * 13}\n"
    )
    (tmp_path / "h.csv").write_text(f"track_id,user_id,playcount\nTR{'A' * 16},{1:040x},2\n")
    made, _ = run_lake(tmp_path / "lake", [tmp_path / "m.csv", tmp_path / "h.csv"])
    export_table(made, "music_info_dim", tmp_path / "t.csv")
    export_table(made, "music_info_dim", tmp_path / "t.xlsx")
    assert next(csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8-sig")))["artist"] == f"'{EVIL}"
    cells = [
        cell
        for row in openpyxl.load_workbook(tmp_path / "t.xlsx")["music_info_dim"]
        for cell in row
        if cell.value == EVIL
    ]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * len(cells)
    assert {cell.column_letter for cell in cells} == {"B", "C", "D"}
    view = openpyxl.load_workbook(
        io.BytesIO(client_of(made).get("/api/export.xlsx?by=artist").content)
    ).worksheets[1]
    assert (view["A2"].value, view["A2"].data_type) == (EVIL, "s")


def view_of(client, *pairs):
    answer = client.get(f"/api/export.xlsx?{urlencode(pairs)}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert answer.headers["content-disposition"].endswith('.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cover, rows = book.worksheets
    return {row[0].value: row[1].value for row in cover}, [[cell.value for cell in row] for row in rows]


def test_a_table_comes_with_its_filters_deltas_and_total(client, sql, lake):
    filters = {"month": ["2020-03"], "sex": ["F"]}
    cover, rows = view_of(
        client, ("by", "artist"), ("month", "2020-03"), ("sex", "F"), ("beside", "before"), ("lang", "en")
    )
    assert rows[0] == ["Artist", "Streams", "Share", "Users", "Streams: Before", "Change"]
    truth, before = sql.table("artist", filters), sql.table("artist", {"month": ["2020-02"], "sex": ["F"]})
    total = sum(streams for streams, _ in truth.values())
    assert len(rows) == len(truth) + 2
    for name, streams, share, users, former, change in rows[1:-1]:
        expected = before.get(name, (0, 0))[0]
        assert (streams, users) == truth[name]
        assert share == pytest.approx(streams / total)
        assert former == expected
        assert change == (pytest.approx(streams / expected - 1) if expected else None)
    former = sum(streams for streams, _ in before.values())
    users = sql.cards(filters)["users"]
    assert rows[-1] == ["Total", total, 1, users, former, pytest.approx(total / former - 1)]
    assert cover["Filters"] == "Month: 2020-03; Sex: Female"
    assert cover["Compared with"] == "2020-02-01 / 2020-02-29"
    assert publication.current(lake).run_id in cover["Publication"]
    assert cover["Total users"] == "users"
    assert cover["simulated"].startswith("Month, Sex. These columns don't come from the source")


def test_a_cover_in_portuguese_has_its_words_and_separators(client, lake):
    cover, _ = view_of(client, ("by", "artist"), ("month", "2020-03"), ("lang", "pt"))
    assert cover["Filtros"] == "M\u00eas: 2020-03"
    read = sum(file["rows_read"] for file in record_of(lake, publication.current(lake).run_id)["files"])
    assert cover["Linhas"].startswith(f"{read:,} linhas lidas = ".replace(",", "."))


def test_a_chart_leaves_its_own_filter_out_and_months_have_their_difference(client, sql):
    cover, rows = view_of(
        client,
        ("by", "month"),
        ("of", "chart"),
        ("sort", "value"),
        ("order", "asc"),
        ("month", "2020-03"),
        ("genre", "Rock"),
    )
    assert rows[0] == ["Mês", "Streamings", "Parcela", "Usuários", "Diferença do mês anterior"]
    truth = sql.table("month", {"genre": ["Rock"]})
    months = sorted(truth)
    assert [row[0] for row in rows[1:-1]] == months
    for place, (name, streams, _, users, change) in enumerate(rows[1:-1]):
        assert (streams, users) == truth[name]
        assert change == (pytest.approx(streams / truth[months[place - 1]][0] - 1) if place else None)
    assert rows[-1][3] == sql.cards({"genre": ["Rock"]})["users"]
    assert cover["Filtros"] == "Gênero: Rock"
    assert cover["Comparado com"] == "Sem comparação"


def test_a_pinned_selection_is_compared_and_named(client, sql):
    cover, rows = view_of(client, ("by", "genre"), ("sex", "F"), ("pinned", "sex=M"), ("lang", "en"))
    truth = sql.table("genre", {"sex": ["M"]})
    assert rows[0][-2:] == ["Streams: Pinned", "Change"]
    assert {row[0]: row[4] for row in rows[1:-1]} == {
        name or "Not informed": truth.get(name, (0, 0))[0] for name in sql.table("genre", {"sex": ["F"]})
    }
    assert cover["Compared with"] == "Pinned selection: Sex: Male"


def test_tracks_have_names_and_weekdays_are_called(client, sql):
    _, rows = view_of(client, ("by", "track"))
    assert rows[0][:3] == ["Faixa", "Nome", "Artista"]
    assert {row[0]: (row[3], row[5]) for row in rows[1:-1]} == sql.table("track", {})
    _, rows = view_of(client, ("by", "weekday"), ("sort", "value"), ("order", "asc"), ("lang", "en"))
    assert [row[0] for row in rows[1:-1]] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]


def test_numbers_about_few_people_are_withheld(lake, sql):
    _, rows = view_of(
        client_of(lake, smallest=10),
        ("by", "artist"),
        ("month", "2020-03"),
        ("beside", "before"),
        ("lang", "en"),
    )
    truth, before = (sql.table("artist", {"month": [month]}) for month in ("2020-03", "2020-02"))
    for name, streams, _, users, former, change in rows[1:-1]:
        few, few_before = truth[name][1] < 10, 0 < before.get(name, (0, 0))[1] < 10
        assert (streams == users == "withheld: too few people") == few
        assert (former == "withheld: too few people") == few_before
        assert change is None or not (few or few_before)


@pytest.mark.parametrize(
    "wrong",
    [
        "by=colour",
        "by=genre&of=page",
        "by=genre&lang=fr",
        "by=genre&beside=after",
        "by=genre&pinned=colour%3Dred",
        "by=genre&limit=3",
    ],
)
def test_what_is_no_view_is_refused(client, wrong):
    assert client.get(f"/api/export.xlsx?{wrong}").status_code == 400
