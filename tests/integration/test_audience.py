"""The audience of an artist or genre over the API, in files and on the command line."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from audience_sql import AudienceSql
from support import make_lake
from vitrola.config import Settings
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app
from vitrola.dashboard.page import page_spec
from vitrola.lake import publication
from vitrola.metrics.audience.definitions import audience_numbers
from vitrola.metrics.audience.tables import TABLES
from vitrola.metrics.definitions import dimensions
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

MARKED = ("segments", "setlists", "months")
"""Tables whose rows are of simulated segments or months."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("heard")
    generate(folder / "data", records=6_000, seed=8)
    made = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(made, Settings(simulate=True))
    return made


@pytest.fixture(scope="module")
def sql(lake):
    return AudienceSql(lake)


def client_of(lake, **options):
    app = make_app(lake, Settings(simulate=True), Access(), **options)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(lake):
    return client_of(lake)


@pytest.fixture(scope="module")
def most_played(client):
    return client.get("/api/drill?by=artist&limit=1").json()["rows"][0]["value"]


def command(*arguments):
    vitrola = Path(sys.executable).with_name("vitrola")
    return subprocess.run(
        [vitrola, "audience", *map(str, arguments)], check=False, capture_output=True, text=True
    )


def test_an_answer_names_its_publication_its_filters_and_whose_audience_it_is(lake, client, most_played):
    query = {"artist": most_played, "sex": "F", "month": "2020-03"}
    found = client.get("/api/audience", params=query).json()
    assert found["publication"] == publication.current(lake).run_id
    assert found["subject"] == {"artist": [most_played]}
    assert found["filters"] == {
        "artist": [most_played],
        "sex": ["F"],
        "month": ["2020-03"],
        "genres": "delivered",
    }
    assert found["origins"] == {"date": "simulated", "demographics": "simulated"}


def test_a_campaigns_question_is_answered_as_by_sql(client, sql):
    """Which audience for a campaign: who plays Rock, how many of everybody, more of whom than elsewhere."""
    found = client.get("/api/audience?genre=Rock").json()
    sql.under({"genre": ["Rock"]})
    for name, number in found["numbers"].items():
        assert number["value"] == pytest.approx(sql.one(name)), name
    rows = {row["value"]: row for row in found["segments"]["age_band"]["rows"] if row["users"]}
    lifts = sql.by("segment_lift", trait="age_band")
    assert {band: row["lift"] for band, row in rows.items()} == pytest.approx(lifts)


def test_a_bookers_questions_are_answered_as_by_sql(client, sql, most_played):
    """Which artists for a festival of Rock, and which setlist for the women who come."""
    found = client.get("/api/audience?genre=Rock&sex=F&limit=5").json()
    sql.under({"genre": ["Rock"], "sex": ["F"]})
    truth = sql.ask("""SELECT artist, COUNT(DISTINCT user_id) AS users FROM audience GROUP BY 1
      ORDER BY users DESC, SUM(playcount) DESC, artist LIMIT 5""")
    assert [(row["value"], row["users"]) for row in found["line_up"]["rows"]] == truth
    setlist = client.get("/api/audience", params={"artist": most_played, "sex": "F", "limit": 5}).json()[
        "setlist"
    ]
    sql.under({"artist": [most_played], "sex": ["F"]})
    truth = sql.ask("""SELECT COUNT(DISTINCT user_id) AS users, SUM(playcount) AS streams FROM audience
      WHERE record_level = 'track' GROUP BY track_id ORDER BY users DESC, streams DESC LIMIT 5""")
    assert [(row["users"], row["streams"]) for row in setlist["rows"]] == truth


def test_sorting_and_splitting_are_in_the_question(client):
    found = client.get("/api/audience?genre=Rock&sort=shared&split=age_band").json()
    shared = [row["shared"] for row in found["artists"]["rows"]]
    assert shared == sorted(shared, reverse=True)
    assert found["setlists"]["by"] == "age_band"
    tracks = client.get("/api/audience?genre=Rock&order=streams").json()["setlist"]["rows"]
    ranks = [(row["streams"], row["users"]) for row in tracks]
    assert ranks == sorted(ranks, reverse=True)
    lifts = [row["lift"] for row in client.get("/api/audience?genre=Rock").json()["artists"]["rows"]]
    assert lifts == sorted(lifts, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "sort=users",
        "order=lift",
        "split=track",
        "limit=0",
        "foo=1",
        "genre=Rock&sort=lift&sort=shared",
        "month=2020-13",
    ],
)
def test_a_question_asked_wrongly_gets_a_sentence(client, query):
    answer = client.get(f"/api/audience?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_who_does_not_exist_is_named_with_who_may_be_meant(client, most_played):
    asked = most_played.lower()[:-1] + "x"
    found = client.get("/api/audience", params={"artist": asked}).json()
    assert found["unknown"] == [{"by": "artist", "value": asked, "like": most_played}]
    assert found["numbers"] == {}


def test_without_an_artist_or_genre_there_is_no_audience(client):
    found = client.get("/api/audience?sex=F").json()
    assert (found["subject"], found["numbers"], found["unknown"]) == ({}, {}, [])


def test_an_audience_too_small_is_withheld_whole_and_so_is_one_that_leaves_too_few_out(lake, sql):
    client = client_of(lake, smallest=20)
    sql.under({"genre": ["Rock"]})
    rare = sql.ask("""SELECT artist FROM everybody WHERE artist IS NOT NULL GROUP BY 1
      HAVING COUNT(DISTINCT user_id) BETWEEN 1 AND 19 LIMIT 1""")[0][0]
    found = client.get("/api/audience", params={"artist": rare}).json()
    assert (found["suppressed"], found["numbers"], found["setlist"]["rows"]) == (True, {}, [])
    nearly = nearly_everybody(client_of(lake), 20)
    assert client.get("/api/audience", params=nearly).json()["suppressed"]


def nearly_everybody(client, smallest):
    """Genres that all but a few users play."""
    genres = [
        row["value"] or "" for row in client.get("/api/drill?by=genre&sort=users&limit=1000").json()["rows"]
    ]
    for count in range(len(genres) - 1, 0, -1):
        told = client.get("/api/audience", params={"genre": genres[:count]}).json()["numbers"][
            "audience_users"
        ]
        if told["of"] > told["value"]:
            assert told["of"] - told["value"] < smallest
            return {"genre": genres[:count]}
    raise AssertionError("every genre is played by everybody")


def test_a_lake_without_dates_or_people_has_an_audience_without_months_and_traits(tmp_path):
    generate(tmp_path / "data", records=800, seed=3)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    found = client_of(lake).get("/api/audience?genre=Rock").json()
    assert found["numbers"]["audience_users"]["value"] > 0
    assert found["months"] == found["setlists"]["lists"] == []
    assert {name: part["missing"] for name, part in found["segments"].items()} == {
        "sex": "sex",
        "age_band": "age_band",
        "country": "country",
        "main_genre": None,
    }


def test_a_lake_in_which_no_row_was_accepted_has_no_audience(tmp_path):
    (tmp_path / "h.csv").write_text(f"track_id,user_id,playcount\nTR{'A' * 16},{1:040x},-2\n")
    lake = make_lake(tmp_path / "lake", [tmp_path / "h.csv"])
    run(lake, Settings())
    found = client_of(lake, warm=True).get("/api/audience?genre=Rock").json()
    assert (found["numbers"], found["unknown"][0]["value"]) == ({}, "Rock")


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_a_csv_of_all_its_rows(client, name):
    answer = client.get(f"/api/audience.csv?genre=Rock&table={name}")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    marked = name in MARKED
    assert tuple(rows[0]) == (*TABLES[name], *(["simulated"] if marked else []))
    whole = client.get("/api/audience?genre=Rock&limit=1000").json()
    if name in ("setlist", "line_up", "artists"):
        assert len(rows) == whole[name]["total_rows"]
        key = "users" if name != "artists" else "shared"
        assert [int(row[key]) for row in rows[:25]] == [row[key] for row in whole[name]["rows"][:25]]


@pytest.mark.parametrize("lang", ["pt", "en"])
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_a_workbook_whose_cover_defines_its_numbers(client, name, lang):
    answer = client.get(f"/api/audience.xlsx?genre=Rock&table={name}&lang={lang}&sex=F")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cover = [[cell for cell in row if cell] for row in book.worksheets[0].iter_rows(values_only=True)]
    told = " ".join(str(cell) for row in cover for cell in row)
    assert "Rock" in told
    assert audience_numbers()["audience_users"].description[lang] in told
    hint = page_spec()["texts"]["simulated_hint"][lang]
    [named] = [str(cell) for row in cover for cell in row if hint in str(cell)]
    assert dimensions()["sex"].label[lang] in named.split(".")[0].split(", ")
    assert dimensions()["country"].label[lang] not in named
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert len(rows[0]) == len(TABLES[name])
    assert len(rows) > 1


@pytest.mark.parametrize("name", TABLES)
def test_an_audience_of_nobody_is_a_workbook_too(client, name):
    answer = client.get(f"/api/audience.xlsx?table={name}")
    assert answer.status_code == 200
    assert len(list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[1].iter_rows())) == 1


def test_metadata_and_page_have_the_definitions(client):
    names = list(audience_numbers())
    assert [each["name"] for each in client.get("/api/metadata").json()["audience"]] == names
    assert list(client.get("/api/page").json()["audience"]) == names


def test_the_command_line_answers_as_the_api_does(lake, client, most_played):
    done = command(
        lake.location.root, "--artist", most_played, "--sex", "F", "--limit", "25", "--format", "json"
    )
    found = json.loads(done.stdout)
    definitions = found.pop("definitions")
    assert list(definitions) == list(audience_numbers())
    assert found == client.get("/api/audience", params={"artist": most_played, "sex": "F"}).json()


def test_the_command_line_names_whom_it_does_not_know(lake, most_played):
    done = command(lake.location.root, "--artist", most_played[:-1])
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Did you mean {most_played}?" in done.stderr
    assert "give --artist or --genre" in command(lake.location.root).stderr


def test_the_command_line_prints_a_summary_and_one_table(lake):
    summary = command(lake.location.root, "--genre", "Rock").stdout
    assert all(word in summary for word in ("Reach", "make half of them", "Setlist", "Artists", "Months"))
    setlist = command(lake.location.root, "--genre", "Rock", "--table", "setlist", "--limit", "3").stdout
    assert len(setlist.strip().splitlines()) == 4


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_a_csv_in_portuguese_too(client, name):
    plain = client.get(f"/api/audience.csv?genre=Rock&table={name}").content.decode("utf-8-sig")
    answer = client.get(f"/api/audience.csv?genre=Rock&table={name}&lang=pt")
    assert f"vitrola-{name.replace('_', '-')}-rock-" in answer.headers["content-disposition"]
    english = list(csv.reader(io.StringIO(plain)))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    texts = page_spec()["texts"]
    mark = ["Simulado"] if name in MARKED else []
    assert rows[0] == [*(texts[f"column_{column}"]["pt"] for column in TABLES[name]), *mark]
    assert len(rows) == len(english)
    for column in {"streams", "users"} & set(TABLES[name]):
        place = TABLES[name].index(column)
        assert [row[place] for row in rows[1:]] == [row[place] for row in english[1:]]
    for column in {"overlap", "lift", "share_of_all"} & set(TABLES[name]):
        place = TABLES[name].index(column)
        assert [row[place].replace(",", ".") for row in rows[1:]] == [row[place] for row in english[1:]]


def test_the_command_line_answers_in_the_readers_language(lake, client):
    rock = (lake.location.root, "--genre", "Rock", "--lang")
    said = command(*rock, "pt").stdout
    assert said == command(*rock, "pt-BR").stdout
    users = client.get("/api/audience?genre=Rock").json()["numbers"]["audience_users"]
    assert f"{users['value']:,} de {users['of']:,} usuários".replace(",", ".") in said
    assert all(word in said for word in ("Característica", "Masculino", "Quem ouve", "Parcela do público"))
    assert not any(word in said for word in ("users", "streams ", "None"))
    english = command(*rock, "en").stdout
    assert "Male" in english
    assert "lang must be pt-BR or en, not 'fr'." in command(*rock, "fr").stderr


def test_a_trait_that_is_known_of_nobody_is_told_once_and_has_no_rows(lake, client):
    assert client.get("/api/audience?genre=Rock").json()["segments"]["country"]["missing"]
    said = command(lake.location.root, "--genre", "Rock", "--table", "segments").stdout
    assert [line for line in said.splitlines() if "ountry" in line and "main" not in line.lower()][-1:] == [
        "Of no user this is known: country."
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_csv_of_an_audience_names_in_each_row_what_is_simulated(client, name):
    own = {"months": ["month"] * 100, "setlists": ["sex"] * 1000}
    for query, filters in (("genre=Rock", []), ("genre=Rock&sex=F&from=2020-02-01", ["sex", "date"])):
        text = client.get(f"/api/audience.csv?{query}&table={name}").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        traits = [row["trait"] for row in rows] if name == "segments" else own.get(name, [""] * len(rows))
        simulated = [[each] if each in ("month", "sex", "age_band") else [] for each in traits]
        marks = [" + ".join(dict.fromkeys([*each, *filters])) for each in simulated]
        assert [row.get("simulated", "") for row in rows] == marks[: len(rows)]
        assert rows


def test_a_csv_of_an_audience_names_nothing_where_nothing_is_simulated(tmp_path):
    generate(tmp_path / "data", records=500, seed=8)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    client = client_of(lake)
    for name in TABLES:
        head = client.get(f"/api/audience.csv?genre=Rock&table={name}").content.decode("utf-8-sig")
        assert head.splitlines()[0] == ",".join(TABLES[name])
