"""The dashboard's API: what it answers, what it refuses, and that no answer mixes publications."""

import asyncio
import base64
import csv
import io
import json
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from formulas import MADE_PLAIN, lake_of_formulas
from plain_sql import PlainSql
from support import make_lake
from vitrola.config import Settings
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app
from vitrola.dashboard.busy import BusyError, Counter
from vitrola.dashboard.filenames import file_name
from vitrola.dashboard.openapi import document
from vitrola.errors import UsageError
from vitrola.lake import publication
from vitrola.metrics.definitions import dimensions, measures
from vitrola.metrics.state import State
from vitrola.pipeline.cube import cube_folder
from vitrola.pipeline.land import land
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

TOKEN = "a-token-of-enough-characters"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    generate(folder / "data", records=4_000, seed=8)
    made = make_lake(folder / "lake", sorted((folder / "data").glob("*.csv")))
    run(made, Settings(simulate=True))
    return made


def client_of(lake, access=None, **options):
    app = make_app(lake, Settings(simulate=True), access or Access(), **options)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(lake):
    return client_of(lake)


def test_a_page_has_the_numbers_of_plain_sql_under_its_filters(lake, client):
    sql = PlainSql(lake)
    page = client.get("/api/dashboard?genre=Rock&month=2020-03&month=2020-04").json()
    filters = {"genre": ["Rock"], "month": ["2020-03", "2020-04"]}
    assert page["publication"] == publication.current(lake).run_id
    assert page["filters"] == {**filters, "genres": "delivered"}
    truth = sql.cards(filters)
    assert page["cards"]["streams"]["value"] == truth["streams"] > 0
    assert page["cards"]["users"]["value"] == truth["users"]
    months = {row["value"]: row["streams"] for row in page["charts"]["month"]["rows"]}
    assert months == sql.chart("month", filters)
    assert len(months) == 12


def test_the_reference_reports_elements_are_all_there(client):
    page = client.get("/api/dashboard").json()
    nine = {"users", "share_male", "share_female", "business_days", "mean_plays", "streams", "best_month"}
    assert nine | {"best_weekday", "mean_age"} <= set(page["cards"])
    assert page["cards"]["business_days"]["value"] == 254
    assert None in {row["value"] for row in page["charts"]["genre"]["rows"]}
    total = page["cards"]["streams"]["value"]
    assert all(
        chart["streams"] == total for name, chart in page["charts"].items() if name != "users_by_main_genre"
    )
    spec = client.get("/api/page").json()
    assert set(spec["measures"]) == set(measures())
    assert set(spec["dimensions"]) == set(dimensions())


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("foo=1", "There is no filter called 'foo'"),
        ("genre'; DROP TABLE x--=1", "There is no filter called"),
        ("month=2020-13", "month must be"),
        ("month=march", "month must be"),
        ("weekday=8", "weekday must be"),
        ("weekday=NaN", "weekday must be"),
        ("release_year=1e18", "release_year must be"),
        ("from=2020-02-30", "is no date"),
        ("from=0000-01-01", "is no date"),
        ("from=2020-02-01&to=2020-01-01", "ends (2020-01-01) before it begins"),
        ("from=2020-01-01&from=2020-01-02", "given twice"),
        ("genres=all", "genres must be"),
        ("genre=%00", "genre must be"),
        ("artist=" + "x" * 501, "artist must be"),
        ("&".join(f"artist={number}" for number in range(201)), "At most 200"),
    ],
)
def test_unknown_names_and_malformed_values_get_a_sentence(client, query, says):
    answer = client.get(f"/api/dashboard?{query}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert answer.json()["error_pt"] != answer.json()["error"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("foo=1", "Não há filtro chamado 'foo'; os conhecidos são genre, "),
        ("month=2020-13", "month deve ser um mês como 2020-03, não '2020-13'."),
        ("from=2020-02-01&to=2020-01-01", "O período termina (2020-01-01) antes de começar (2020-02-01)."),
        ("publication=gone", "A publicação 'gone' não é mais guardada."),
    ],
)
def test_the_sentence_is_said_in_portuguese_too(client, query, says):
    assert client.get(f"/api/dashboard?{query}").json()["error_pt"].startswith(says)


@pytest.mark.parametrize("value", ["' OR 1=1 --", "<script>alert(1)</script>", "nobody", "\u202eevil"])
def test_a_value_that_does_not_exist_is_no_error_and_matches_nothing(client, value):
    page = client.get("/api/dashboard", params={"artist": value}).json()
    assert page["cards"]["streams"]["value"] == 0
    assert page["cards"]["mean_plays"]["value"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/api/drill?by=user_id",
        "/api/drill",
        "/api/drill?by=genre&limit=-1",
        "/api/drill?by=genre&limit=1e18",
        "/api/drill?by=genre&offset=NaN",
        "/api/drill?by=genre&sort=playcount",
        "/api/drill?by=genre&by=artist",
        "/api/search?q=",
        "/api/search?q=a&x=1",
        "/api/export.csv?by=genre&limit=5",
        "/api/export.csv?by=genre&of=page",
    ],
)
def test_a_drill_or_search_asked_wrongly_gets_a_sentence(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_drill_pages_sorts_searches_and_counts_what_it_hides(lake, client):
    truth = PlainSql(lake).table("artist", {"sex": ["F"]})
    first = client.get("/api/drill?by=artist&sex=F&limit=5").json()
    rest = client.get("/api/drill?by=artist&sex=F&offset=5&limit=1000").json()
    assert first["total_rows"] == len(truth)
    found = {row["value"]: (row["streams"], row["users"]) for row in first["rows"] + rest["rows"]}
    assert found == {name: truth[name] for name in found}
    streams = [row["streams"] for row in first["rows"] + rest["rows"]]
    assert streams == sorted(streams, reverse=True)
    name = first["rows"][0]["value"]
    searched = client.get("/api/drill", params={"by": "artist", "q": name.upper(), "sex": "F"}).json()
    assert name in {row["value"] for row in searched["rows"]}


def test_search_finds_artists_and_tracks_without_accents(client):
    artist = client.get("/api/drill?by=artist&limit=1").json()["rows"][0]["value"]
    results = client.get("/api/search", params={"q": artist.lower()[:6]}).json()["results"]
    assert any(row["by"] == "artist" and row["value"] == artist for row in results)
    track = client.get("/api/drill?by=track&limit=1").json()["rows"][0]
    results = client.get("/api/search", params={"q": track["label"]}).json()["results"]
    assert track["value"] in {row["value"] for row in results}


def test_a_csv_has_every_row_and_no_formula(tmp_path):
    lake = lake_of_formulas(tmp_path)
    run(lake, Settings(simulate=True))
    for query, mark in (("by=artist", []), ("by=artist&from=1900-01-01", ["date"])):
        answer = client_of(lake).get(f"/api/export.csv?{query}")
        assert answer.headers["content-type"].startswith("text/csv")
        found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert found[0] == ["artist", "streams", "share", "users", *(["simulated"] if mark else [])]
        names = {row[0] for row in found[1:]}
        assert names == {*MADE_PLAIN}
        assert all(row[4:] == mark for row in found[1:])


@pytest.mark.parametrize(
    ("query", "english", "portuguese"),
    [
        ("by=sex", "sex", "Sexo"),
        ("by=month&sort=value&order=asc", "month", "M\u00eas"),
        ("by=genre&sex=F&month=2020-03", "month + sex", "M\u00eas + Sexo"),
        (
            "by=artist&from=2020-02-01&to=2020-03-31&age_band=25-34",
            "age_band + date",
            "Faixa et\u00e1ria + Dia",
        ),
        ("by=sex&sex=F&of=chart&genre=Rock", "sex", "Sexo"),
        ("by=weekday&month=2020-03&of=chart", "weekday + month", "Dia da semana + M\u00eas"),
        ("by=genre", None, None),
        ("by=genre&genre=Rock&of=chart&release_year=2001", None, None),
        ("by=country&sort=users", None, None),
    ],
)
def test_a_csv_names_row_by_row_which_simulated_columns_its_numbers_rest_on(
    client, query, english, portuguese
):
    rows = client.get(f"/api/export.csv?{query}").content.decode("utf-8-sig")
    pt_rows = client.get(f"/api/export.csv?{query}&lang=pt").content.decode("utf-8-sig")
    for text, between, heading, mark in (
        (rows, ",", "simulated", english),
        (pt_rows, ";", "Simulado", portuguese),
    ):
        head, *rest = csv.reader(io.StringIO(text), delimiter=between)
        assert {len(row) for row in rest} == {len(head)}
        assert (heading in head) == (mark is not None)
        if mark:
            assert head.index(heading) == len(head) - 1
            assert {row[-1] for row in rest} == {mark}


def test_the_numbers_of_a_marked_csv_are_those_of_plain_sql(lake, client):
    text = client.get("/api/export.csv?by=genre&sex=F&month=2020-03").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    truth = PlainSql(lake).table("genre", {"sex": ["F"], "month": ["2020-03"]})
    found = {row["genre"] or None: (int(row["streams"]), int(row["users"])) for row in rows}
    assert found == truth
    assert {row["simulated"] for row in rows} == {"month + sex"}


def test_a_csv_of_a_lake_without_simulation_has_no_such_column(tmp_path):
    generate(tmp_path / "data", records=500, seed=8)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    client = client_of(lake)
    for query in ("by=month", "by=sex", "by=genre&sex=", "by=artist&month=", "by=weekday&lang=pt"):
        head, *rest = client.get(f"/api/export.csv?{query}").content.decode("utf-8-sig").splitlines()
        assert "simul" not in head.lower()
        assert rest


def test_a_charts_csv_leaves_its_own_filter_out_and_a_tables_does_not(client):
    def streams(query):
        answer = client.get(f"/api/export.csv?{query}").content.decode("utf-8-sig")
        return {row["genre"]: int(row["streams"]) for row in csv.DictReader(io.StringIO(answer))}

    page = client.get("/api/dashboard?genre=Rock&sex=F").json()
    chart = {row["value"] or "": row["streams"] for row in page["charts"]["genre"]["rows"]}
    assert streams("by=genre&of=chart&genre=Rock&sex=F") == chart
    assert streams("by=genre&genre=Rock&sex=F") == {"Rock": chart["Rock"]}


def test_the_listeners_of_a_charts_csv_are_those_without_its_own_filter(lake, client):
    answer = client.get("/api/export.csv?by=genre&of=chart&genre=Rock&sex=F&sort=users")
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    truth = PlainSql(lake).table("genre", {"sex": ["F"]})
    assert {row["genre"]: int(row["users"]) for row in found} == {
        value or "": users for value, (_, users) in truth.items()
    }


def test_a_lake_without_dates_or_people_says_which_columns_are_missing(tmp_path):
    generate(tmp_path / "data", records=800, seed=3)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    page = client_of(lake).get("/api/dashboard").json()
    assert page["origins"] == {"date": "unknown", "demographics": "unknown"}
    assert page["charts"]["sex"]["missing"] == "sex"
    assert page["charts"]["month"]["missing"] == "month"
    assert page["charts"]["genre"]["missing"] is None
    assert page["cards"]["best_month"]["value"] is page["cards"]["share_male"]["value"] is None
    assert page["cards"]["business_days"]["value"] is None
    assert page["cards"]["streams"]["value"] > 0


def test_metadata_names_columns_their_origin_and_what_is_simulated(client):
    found = client.get("/api/metadata").json()
    tables = {table["table"]: table for table in found["tables"]}
    columns = {column["name"]: column for column in tables["music_info_dim"]["columns"]}
    assert columns["artist"]["lineage"] == ["million-song/catalogue: artist"]
    dates = {column["name"]: column for column in tables["listening_history_fact"]["columns"]}
    assert dates["play_date"]["simulated"]
    assert not dates["playcount"]["simulated"]
    assert tables["million-song/history"]["zone"] == "raw"
    rows = found["publication"]["rows"]
    assert found["publication"]["reconciled"]
    assert rows["read"] == sum(rows[name] for name in ("refined", "quarantined", "merged", "filtered"))
    assert next(each for each in found["dimensions"] if each["name"] == "album")["hidden"]


def test_metadata_has_the_dictionary_of_the_publication(client):
    tables = {table["table"]: table for table in client.get("/api/metadata").json()["tables"]}
    columns = {column["name"]: column for column in tables["user_id_dim"]["columns"]}
    assert (columns["user_id"]["examples"], columns["user_id"]["null_share"]) == ("", 0.0)
    assert columns["sex"]["rules"] == "not_allowed (F, M): null"
    raw = {column["name"]: column for column in tables["million-song/history"]["columns"]}
    assert (raw["user_id"]["examples"], raw["playcount"]["null_share"]) == ("", 0.0)


@pytest.mark.parametrize("of", ["er", "flow", "lineage"])
def test_diagrams_are_images_of_one_publication(client, of):
    found = client.get(f"/api/diagram.svg?of={of}&lang=en")
    assert (found.status_code, found.headers["content-type"]) == (200, "image/svg+xml")
    assert found.text.startswith("<svg")
    again = client.get(f"/api/diagram.svg?of={of}&lang=en", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"/api/diagram.svg?of={of}").text != found.text


@pytest.mark.parametrize("query", ["of=er&lang=fr", "of=../x", "", "of=er&genre=Rock", "of=er&of=flow"])
def test_other_diagrams_are_refused(client, query):
    assert client.get(f"/api/diagram.svg?{query}").status_code == 400


def test_nothing_that_names_a_user_is_in_the_cube_or_leaves_the_api(lake, client):
    users = PlainSql(lake).db.execute("SELECT user_id FROM user_id_dim LIMIT 50").fetchall()
    cube = b"".join(
        path.read_bytes() for path in cube_folder(lake, publication.current(lake).run_id).iterdir()
    )
    told = "".join(
        client.get(f"/api/{path}").text
        for path in ("dashboard", "metadata", "drill?by=artist", "audience?genre=Rock")
    )
    for (user,) in users:
        assert user.encode() not in cube
        assert user not in told


def test_an_unchanged_answer_is_not_sent_twice(client):
    first = client.get("/api/dashboard?genre=Rock&sex=M")
    same = client.get("/api/dashboard?sex=M&genre=Rock", headers={"If-None-Match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    other = client.get("/api/dashboard?sex=F", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_new_publication_is_picked_up_and_an_old_link_still_opens(tmp_path):
    generate(tmp_path / "data", records=900, seed=3)
    generate(tmp_path / "more", records=700, seed=4)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings(cube=False))
    assert not cube_folder(lake, publication.current(lake).run_id).exists()
    client = client_of(lake)
    before = client.get("/api/dashboard").json()
    land(lake, tmp_path / "more" / "User_Listening_History.csv", kind="increment")
    run(lake, Settings())
    after = client.get("/api/dashboard").json()
    assert after["publication"] == publication.current(lake).run_id != before["publication"]
    assert after["cards"]["streams"]["value"] > before["cards"]["streams"]["value"]
    assert client.get("/api/dashboard?publication=../../etc/passwd").status_code == 404
    again = client.get(f"/api/dashboard?publication={before['publication']}").json()
    assert again == before


def test_no_answer_mixes_publications_while_runs_publish(tmp_path):
    generate(tmp_path / "data", records=600, seed=3)
    lake = make_lake(tmp_path / "lake", sorted((tmp_path / "data").glob("*.csv")))
    run(lake, Settings())
    client = client_of(lake)
    done = threading.Event()

    def publish():
        try:
            for seed in range(5, 9):
                generate(tmp_path / str(seed), records=500, seed=seed)
                land(lake, tmp_path / str(seed) / "User_Listening_History.csv", kind="increment")
                run(lake, Settings())
        finally:
            done.set()

    writer = threading.Thread(target=publish)
    writer.start()
    seen = {}
    while not done.is_set():
        page = client.get("/api/dashboard").json()
        seen.setdefault(page["publication"], set()).add(json.dumps(page, sort_keys=True))
        assert page["charts"]["genre"]["streams"] == page["cards"]["streams"]["value"]
    writer.join()
    seen.setdefault(client.get("/api/dashboard").json()["publication"], set())
    assert len(seen) >= 2
    assert all(len(answers) <= 1 for answers in seen.values())


def test_numbers_about_too_few_people_are_withheld(lake, client):
    withheld = client_of(lake, smallest=30)
    nobody = withheld.get("/api/dashboard?artist=nobody").json()
    assert nobody["cards"]["streams"]["value"] == 0
    rare = min(PlainSql(lake).table("artist", {}).items(), key=lambda each: each[1][1])[0]
    page = withheld.get("/api/dashboard", params={"artist": rare}).json()
    assert page["cards"]["streams"] == {"value": None, "before": None, "suppressed": True}
    assert {page["charts"][name]["streams"] for name in ("genre", "weekday", "month")} == {None}
    assert (
        page["charts"]["artist"]["streams"]
        == client.get("/api/dashboard").json()["cards"]["streams"]["value"]
    )
    assert withheld.get("/api/drill", params={"by": "track", "artist": rare}).json()["streams"] is None
    rows = withheld.get("/api/drill?by=artist&limit=1000").json()["rows"]
    truth = client.get("/api/drill?by=artist&limit=1000").json()["rows"]
    hidden = [row for row, true in zip(rows, truth, strict=True) if true["users"] < 30]
    assert sum(true["users"] for row, true in zip(rows, truth, strict=True) if row["streams"] is None) >= 30
    assert hidden
    assert all(row["streams"] is None and row["suppressed"] for row in hidden)
    chart = withheld.get("/api/dashboard").json()["charts"]["artist"]["rows"]
    shown = {row["value"] for row in chart if not row.get("suppressed")}
    assert shown == {row["value"] for row in truth if row["users"] >= 30} & {row["value"] for row in chart}


def test_one_number_about_too_few_is_not_told_by_the_others(lake, client):
    ages = sorted(client.get("/api/drill?by=age_band").json()["rows"], key=lambda row: row["users"])
    smallest = ages[0]["users"] + 1
    assert ages[1]["users"] >= smallest
    withheld = client_of(lake, smallest=smallest)
    for rows in (
        withheld.get("/api/drill?by=age_band").json()["rows"],
        withheld.get("/api/dashboard").json()["charts"]["age_band"]["rows"],
    ):
        assert {row["value"] for row in rows if row.get("suppressed")} == {each["value"] for each in ages[:2]}
    told = withheld.get("/api/drivers?by=age_band&month=2020-05").json()
    assert not {ages[0]["value"], ages[1]["value"]} & {row["values"][0] for row in told["rows"]}


def test_the_period_before_is_withheld_where_it_is_about_few_people(lake):
    users = {month: count for month, (_, count) in PlainSql(lake).table("month", {}).items()}
    month = next(
        month for before, month in pairwise(sorted(filter(None, users))) if users[month] > users[before]
    )
    cards = client_of(lake, smallest=users[month]).get(f"/api/dashboard?month={month}").json()["cards"]
    assert cards["users"] == {"value": users[month], "before": None, "before_suppressed": True}
    assert {card["before"] for card in cards.values()} == {None}


# Access


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"host": "0.0.0.0"}, "would let anyone"),
        ({"token": "short"}, "at least 16"),
        ({"user_header": "X-User"}, "given together"),
        ({"host": "192.168.1.5", "proxy": "10.0.0.1"}, "given together"),
    ],
)
def test_an_open_or_weak_server_is_not_started(options, says):
    with pytest.raises(UsageError, match=says):
        Access(**options)


def test_only_the_right_token_is_let_in(lake):
    client = client_of(lake, Access("0.0.0.0", token=TOKEN))
    basic = base64.b64encode(f"anyone:{TOKEN}".encode()).decode()
    for sent in (None, "Bearer wrong", f"Basic {TOKEN}", "Basic ???", f"Digest {TOKEN}", "Bearer "):
        answer = client.get("/api/dashboard", headers={"Authorization": sent} if sent else {})
        assert answer.status_code == 401
        assert "Basic" in answer.headers["www-authenticate"]
    assert client.get(f"/api/dashboard?token={TOKEN}").status_code == 401
    for sent in (f"Bearer {TOKEN}", f"Basic {basic}"):
        assert client.get("/api/dashboard", headers={"Authorization": sent}).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_a_users_header_is_believed_from_the_proxy_alone(lake):
    access = Access("0.0.0.0", user_header="X-User", proxy="10.0.0.9")
    app = make_app(lake, Settings(simulate=True), access)
    for address, status in (("10.0.0.9", 200), ("10.0.0.8", 401)):
        client = TestClient(app, base_url="http://localhost", client=(address, 1))
        headers = {"X-User": "ana", "X-Forwarded-For": "10.0.0.9"}
        assert client.get("/api/dashboard", headers=headers).status_code == status
    assert TestClient(app, base_url="http://localhost", client=("10.0.0.9", 1)).get("/").status_code == 401


def test_other_names_methods_bodies_and_lengths_are_refused(client):
    assert client.get("/api/dashboard", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/api/dashboard", headers={"Host": "127.0.0.1.evil.example"}).status_code == 421
    assert client.get("/api/dashboard", headers={"Host": "[::1]:8765"}).status_code == 200
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE"):
        assert client.request(method, "/api/dashboard").status_code == 405
    assert client.request("GET", "/api/dashboard", content=b"x" * 10).status_code == 413
    assert client.get("/api/dashboard?artist=" + "x" * 20_000).status_code == 414
    for path in ("/../pyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/app.js%00", "/assets/app.js"):
        assert client.get(path).status_code == 404


def test_every_answer_carries_the_security_headers_and_none_allows_other_origins(client):
    for path in ("/", "/app.js", "/api/dashboard", "/api/dashboard?foo=1", "/nothing", "/healthz"):
        answer = client.get(path, headers={"Origin": "https://evil.example"})
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in answer.headers


def test_an_empty_lake_says_what_to_do(tmp_path):
    lake = make_lake(tmp_path / "lake", [])
    answer = client_of(lake).get("/api/dashboard")
    assert answer.status_code == 503
    assert "Nothing has been published yet" in answer.json()["error"]
    assert str(tmp_path) not in answer.text
    assert client_of(lake).get("/healthz").status_code == 503


def test_too_many_questions_are_sent_away_and_equal_ones_share_an_answer():
    async def scene():
        counter = Counter(at_once=1, waiting=1)
        gate = threading.Event()
        calls = []

        def work(name):
            calls.append(name)
            gate.wait(5)
            return name

        first = [asyncio.create_task(counter.do("a", lambda: work("a"))) for _ in range(3)]
        second = asyncio.create_task(counter.do("b", lambda: work("b")))
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError):
            await counter.do("c", lambda: work("c"))
        gate.set()
        assert await asyncio.gather(*first, second) == ["a", "a", "a", "b"]
        assert calls == ["a", "b"]
        assert await counter.do("c", lambda: "again") == "again"

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, scene()).result()


def test_the_period_before_comes_beside_the_page_and_is_the_same_page_of_its_own(lake):
    client = client_of(lake)
    found = client.get("/api/dashboard?month=2020-03&sex=F&beside=before").json()
    first, last = found["period"]["before"]
    own = client.get(f"/api/dashboard?sex=F&from={first}&to={last}").json()
    assert found.pop("before") == own
    assert found == client.get("/api/dashboard?month=2020-03&sex=F").json()
    assert client.get("/api/dashboard?sex=F&beside=before").json()["before"] is None
    assert client.get("/api/dashboard?beside=after").status_code == 400


def test_tables_come_with_the_page_as_a_drill_answers_them(lake):
    client = client_of(lake)
    asked = ["by=artist&limit=5&sort=users", "by=track&genre=Pop&limit=3"]
    found = client.get("/api/dashboard", params={"month": "2020-03", "genre": "Rock", "table": asked}).json()
    assert found.pop("tables") == [
        client.get("/api/drill?month=2020-03&genre=Rock&by=artist&limit=5&sort=users").json(),
        client.get("/api/drill?month=2020-03&genre=Pop&by=track&limit=3").json(),
    ]
    assert found == client.get("/api/dashboard?month=2020-03&genre=Rock").json()


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        (["limit=5"], "by must be one of"),
        (["by=genre&mood=sad"], "There is no filter called 'mood'"),
        (["by=genre&by=track"], "by is given twice."),
        (["by=genre"] * 5, "At most 4 tables can be asked for with a page."),
    ],
)
def test_a_table_that_cannot_be_asked_for_with_the_page_is_refused(lake, tables, sentence):
    answer = client_of(lake).get("/api/dashboard", params={"table": tables})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


def test_a_busy_server_answers_503_with_retry_after(lake, monkeypatch):
    async def busy(*_):
        raise BusyError

    monkeypatch.setattr(Counter, "do", busy)
    answer = client_of(lake).get("/api/dashboard")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.fixture(scope="module")
def described(lake):
    app = make_app(lake, Settings(simulate=True), Access(hosts=("testserver",)))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("path", list(document()["paths"]))
def test_the_api_keeps_to_its_own_description(described, path):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=described[path]["GET"].as_strategy())
    def keeps(case):
        assume((case.query or {}).get("from", "0") <= (case.query or {}).get("to", "9"))
        case.call_and_validate()

    keeps()


def test_a_lake_in_which_no_row_was_accepted_is_served_empty(tmp_path):
    (tmp_path / "h.csv").write_text(f"track_id,user_id,playcount\nTR{'A' * 16},{1:040x},-2\n")
    lake = make_lake(tmp_path / "lake", [tmp_path / "h.csv"])
    run(lake, Settings())
    client = client_of(lake)
    page = client.get("/api/dashboard?genre=Rock").json()
    assert page["cards"]["streams"]["value"] == page["cards"]["users"]["value"] == 0
    assert page["charts"]["genre"]["rows"] == []
    for path in ("drill?by=artist", "drill?by=month", "drill?by=sex", "search?q=a", "metadata"):
        assert client.get(f"/api/{path}").status_code == 200


LATER = """
import sys
from pathlib import Path
from vitrola.metrics import kernels
from vitrola.metrics.answer import answer
from vitrola.metrics.cube import load_cube
from vitrola.metrics.listeners import listeners, warm_listeners
from vitrola.metrics.drivers import Asked, explained
from vitrola.metrics.scan import warm_sums
from vitrola.metrics.segments import warm_segments
from vitrola.metrics.state import parse_state

cube = load_cube(Path(sys.argv[1]))
warm_sums(cube.orders)
warm_listeners(cube)
warm_segments(cube)
loops = {name: loop for name, loop in vars(kernels).items() if hasattr(loop, "signatures")}
warmed = {name: list(loop.signatures) for name, loop in loops.items()}
for name in ("genre", "artist", "release_year", "month", "weekday", "sex", "age_band", "main_genre"):
    for value in cube.axes[name].values[1:6]:
        found = answer(cube, parse_state([(name, str(value))]))
        found.dashboard()
        for table in ("artist", "track", "release_year", "month", "sex"):
            listeners(found.selection, table, among=[1, 2])
for by in (("genre", "sex"), ("sex", "genre"), ("weekday", "artist"), ("age_band", "weekday")):
    for first in (1, 6):
        state = parse_state([("month", f"2020-{first + 1:02}"), ("genre", "Rock")])
        explained(lambda state: answer(cube, state), state, None, Asked(by, smallest=3))
assert all(warmed.values()), warmed
print({name: loop.signatures for name, loop in loops.items() if loop.signatures != warmed[name]})
"""


def test_a_warm_server_compiles_no_loop_at_a_question(lake):
    folder = cube_folder(lake, publication.current(lake).run_id)
    done = subprocess.run(
        [sys.executable, "-c", LATER, str(folder)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("{}", 0), done.stderr


def test_csv_in_portuguese_has_semicolons_decimal_commas_and_the_pages_words(lake, client):
    answer = client.get("/api/export.csv?by=sex&lang=pt&month=2020-03&genre=Rock")
    run_id = publication.current(lake).run_id
    assert f'filename="vitrola-sex-rock-2020-03-{run_id}.csv"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Sexo", "Streamings", "Parcela", "Usu\u00e1rios", "Simulado"]
    assert {row[4] for row in rows[1:]} == {"Sexo + M\u00eas"}
    truth = PlainSql(lake).table("sex", {"month": ["2020-03"], "genre": ["Rock"]})
    named = {"M": "Masculino", "F": "Feminino", None: "N\u00e3o informado"}
    assert {row[0]: (int(row[1]), int(row[3])) for row in rows[1:]} == {
        named[value]: numbers for value, numbers in truth.items()
    }
    assert sum(float(row[2].replace(",", ".")) for row in rows[1:]) == pytest.approx(1)


def test_the_lineage_of_simulated_columns_carries_the_mark(client):
    assert ">simulado<" in client.get("/api/diagram.svg?of=lineage").text
    assert ">simulated<" in client.get("/api/diagram.svg?of=lineage&lang=en").text


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_files_name_is_plain_whatever_it_is_filtered_by(artist, genre):
    state = State().pick("artist", artist).pick("genre", genre, None)
    assert re.fullmatch(r"vitrola-track(-[a-z0-9]+)*-RUN\.csv", file_name("track", state, "RUN", "csv"))
    assert len(file_name("track", state, "RUN", "csv")) < 90
