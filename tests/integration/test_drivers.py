"""Drivers through the API and in a terminal: what is answered, refused and withheld."""

import json

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from browser_lake import sample_lake
from plain_sql import PlainSql
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.dashboard.access import Access
from vitrola.dashboard.app import make_app
from vitrola.lake import publication


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return sample_lake(tmp_path_factory.mktemp("explained"))


def client_of(lake, **options):
    made = make_app(lake, Settings(), Access(), **options)
    return TestClient(made, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def client(lake):
    return client_of(lake)


def vitrola(*arguments, code=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=code == 0)
    assert done.exit_code == code, done.output
    return done.stdout


def test_the_api_tells_what_a_card_changed_by(lake, client):
    card = client.get("/api/dashboard?genre=Rock&month=2020-03").json()["cards"]["streams"]
    found = client.get("/api/drivers?genre=Rock&month=2020-03&by=artist&limit=5").json()
    assert (found["before"], found["now"]) == (card["before"], card["value"])
    assert len(found["rows"]) == 5
    contributions = [row["contribution"] for row in (*found["rows"], found["others"])]
    assert sum(contributions) == found["change"] == card["value"] - card["before"]
    assert found["publication"] == publication.current(lake).run_id
    assert (found["against"]["from"], found["against"]["to"]) == ("2020-02-01", "2020-02-29")
    assert found["against"]["genre"] == ["Rock"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("by=user_id", "There is no dimension called 'user_id'"),
        ("", "There is no dimension called ''"),
        ("by=month", "can't be explained by month, which is what they differ in"),
        ("by=genre,genre", "two with a comma between"),
        ("by=genre,sex,artist", "two with a comma between"),
        ("by=artist&measure=users", "The values of artist don't add up to users"),
        ("by=genre,sex&measure=active_tracks", "don't add up to active_tracks"),
        ("by=genre&measure=best_month", "No change of best_month can be taken apart exactly"),
        ("by=genre&measure=streems", "Did you mean streams?"),
        ("by=genre&limit=0", "limit must be a whole number"),
        ("by=genre&pinned=foo%3D1", "There is no filter called 'foo'"),
        ("by=genre&foo=1", "There is no filter called 'foo'"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_a_sentence(client, query, says):
    answer = client.get(f"/api/drivers?month=2020-03&{query}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_the_refusal_is_said_in_portuguese_too(client):
    said = client.get("/api/drivers?month=2020-03&by=artist&measure=users").json()["error_pt"]
    assert said.startswith("Os valores de artist não somam users")


def test_without_a_period_before_there_is_no_change(client):
    found = client.get("/api/drivers?by=genre").json()
    assert (found["before"], found["change"], found["against"], found["rows"]) == (None, None, None, [])
    first = client.get("/api/drivers?by=genre&month=2020-01").json()
    assert first["change"] is None


def test_a_small_cell_is_never_told(lake):
    client = client_of(lake, smallest=4)
    sql = PlainSql(lake)
    found = client.get("/api/drivers?month=2020-03&by=artist&limit=1000").json()
    users = [sql.table("artist", {"month": [month]}) for month in ("2020-02", "2020-03")]
    assert found["rows"]
    for row in found["rows"]:
        assert all(each.get(row["values"][0], (0, 0))[1] not in range(1, 4) for each in users)
    assert (
        sum(row["contribution"] for row in found["rows"]) + found["others"]["contribution"] == found["change"]
    )
    few = client.get("/api/drivers?month=2020-03&by=genre&artist=nobody&pinned=artist%3Dnobody").json()
    assert few["rows"] == []
    alone = min((count, name) for name, (_, count) in users[1].items() if name and count)[1]
    told = client.get("/api/drivers", params={"month": "2020-03", "by": "genre", "artist": alone}).json()
    assert told["suppressed"]
    assert (told["now"], told["rows"], told["others"]) == (None, [], None)
    gained = client.get("/api/drivers?month=2020-03&by=age_band&measure=users").json()
    for row in gained["rows"]:
        assert all(row[name] is None or row[name] not in range(1, 4) for name in ("gained", "lost", "kept"))


def test_the_command_explains_the_last_full_month_unless_another_is_named(lake):
    place = lake.location.root
    found = json.loads(vitrola("drivers", place, "--by", "genre", "--format", "json"))
    assert found["period"] == {
        "first": "2020-12-01",
        "last": "2020-12-31",
        "before": ["2020-11-01", "2020-11-30"],
    }
    other = json.loads(
        vitrola(
            *("drivers", place, "--by", "genre,sex", "--month", "2020-05", "--where", "country="),
            *("--against", "month=2020-01", "--format", "json", "--limit", "3"),
        )
    )
    truth = PlainSql(lake)
    streams = [truth.cards({"month": [month]})["streams"] for month in ("2020-01", "2020-05")]
    assert (other["before"], other["now"]) == (streams[0], streams[1])
    table = vitrola("drivers", place, "--by", "track", "--month", "2020-05", "--limit", "2")
    assert "others" in table
    assert "Change" in table


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--month", "2020-01"], "The data has no period before"),
        (["--where", "Rock"], "--where must be a filter such as genre=Rock"),
        (["--where", "genero=Rock"], "There is no filter called 'genero'"),
        (["--by", "gender"], "Did you mean genre?"),
    ],
)
def test_the_command_says_what_is_wrong(lake, options, says):
    done = CliRunner().invoke(app, ["drivers", str(lake.location.root), *options])
    assert says in str(done.exception)


def test_the_command_names_both_periods_and_their_days(lake):
    told = " ".join(vitrola("drivers", lake.location.root, "--month", "2020-03", "--limit", "2").split())
    assert "2020-03-01 to 2020-03-31 (31 days) against 2020-02-01 to 2020-02-29 (29 days)" in told
    sql = PlainSql(lake)
    before, now = (sum(sql.chart("genre", {"month": [month]}).values()) for month in ("2020-02", "2020-03"))
    assert f"a day had {before / 29:,.1f} streams before and {now / 31:,.1f} now" in told
    told = vitrola("drivers", lake.location.root, "--where", "sex=F", "--against", "sex=M", "--limit", "2")
    assert "sex F, 2020-01-01 to 2020-12-31" in " ".join(told.split())
    assert "a day had" not in told


@pytest.mark.parametrize(("measure", "daily"), [("streams", True), ("users", False)])
def test_the_api_tells_the_days_of_both_sides(lake, client, measure, daily):
    found = client.get(f"/api/drivers?month=2020-03&by=sex&measure={measure}").json()
    assert found["days"] == {"before": 29, "now": 31}
    assert found["period_before"]["last"] == "2020-02-29"
    assert (found["per_day"] is not None) == daily
    if daily:
        assert found["per_day"]["now"] == pytest.approx(found["now"] / 31)
        assert found["per_day"]["change"] == pytest.approx(found["now"] / 31 - found["before"] / 29)
    same = client.get(f"/api/drivers?month=2020-08&by=sex&measure={measure}").json()
    assert (same["days"]["now"], same["per_day"]) == (31, None)


def test_days_of_withheld_sides_tell_no_streams(lake):
    found = client_of(lake, smallest=100_000).get("/api/drivers?month=2020-03&by=sex").json()
    assert found["suppressed"]
    assert "per_day" not in found
