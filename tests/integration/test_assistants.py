"""Assistants get the dashboard's numbers: the SDK's own client asks the command over its input and output."""

import asyncio
import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mcp import Client, MCPError, StdioServerParameters
from typer.testing import CliRunner

from browser_lake import sample_lake
from plain_sql import PlainSql
from vitrola.assistants.answers import Answers, RefusedError
from vitrola.assistants.server import make_server
from vitrola.assistants.toolbox import toolbox
from vitrola.cli.main import app
from vitrola.config import Settings
from vitrola.dashboard.app import make_api
from vitrola.dashboard.routes import BUSY, UNEXPECTED
from vitrola.errors import UsageError
from vitrola.lake import create_lake, open_lake, publication
from vitrola.metrics.definitions import dimensions, measures
from vitrola.pipeline.cube import cube_folder

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "assistants.md"
MARCH, FEBRUARY = {"month": ["2020-03"]}, {"month": ["2020-02"]}


class Assistant:
    """What an assistant's application does with the server of a lake."""

    def __init__(self, portal, client):
        self._portal, self.client = portal, client

    def call(self, name, **arguments):
        return self._portal.call(self.client.call_tool, name, arguments)

    def ask(self, name, **arguments):
        answer = self.call(name, **arguments)
        assert not answer.is_error, answer.content[0].text
        assert json.loads(answer.content[0].text) == answer.structured_content
        return answer.structured_content

    def refused(self, name, **arguments):
        answer = self.call(name, **arguments)
        assert answer.is_error
        return answer.content[0].text

    def tools(self):
        return self._portal.call(self.client.list_tools).tools

    def resources(self):
        return self._portal.call(self.client.list_resources).resources

    def read(self, uri):
        return json.loads(self._portal.call(self.client.read_resource, uri).contents[0].text)


@pytest.fixture(scope="module")
def portal():
    with start_blocking_portal() as found:
        yield found


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    return sample_lake(tmp_path_factory.mktemp("assistants"), records=3_000)


@pytest.fixture(scope="module")
def truth(lake):
    return PlainSql(lake)


def started(portal, lake, *options):
    command = str(Path(sys.executable).with_name("vitrola"))
    server = StdioServerParameters(command=command, args=["mcp", str(lake.location.root), *options])
    return portal.wrap_async_context_manager(Client(server))


@pytest.fixture(scope="module")
def assistant(portal, lake):
    with started(portal, lake) as client:
        yield Assistant(portal, client)


@pytest.fixture(scope="module")
def discreet(portal, lake):
    asked = json.loads(re.search(r"^```json\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)[1])
    verb, _, *options = asked["mcpServers"]["vitrola"]["args"]
    assert (verb, options) == ("mcp", ["--smallest-cell", "10"])
    with started(portal, lake, *options) as client:
        yield Assistant(portal, client)


def content(folder):
    return {path: path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


@pytest.mark.parametrize("filters", [{}, MARCH, {"sex": ["F"], "genre": ["Rock", ""]}])
def test_numbers_are_those_of_sql(assistant, truth, filters):
    found = {name: card["value"] for name, card in assistant.ask("numbers", **filters)["cards"].items()}
    wanted = truth.cards({name: [value or None for value in kept] for name, kept in filters.items()})
    assert found == pytest.approx({name: wanted[name] for name in found})


def test_a_ranking_is_that_of_sql_and_counts_what_it_leaves_out(assistant, truth):
    wanted = truth.table("artist", {"sex": ["F"]})
    first = assistant.ask("ranking", by="artist", sex=["F"], limit=5)
    rest = assistant.ask("ranking", by="artist", sex=["F"], offset=5, limit=1000)
    rows = first["rows"] + rest["rows"]
    assert len(first["rows"]) == 5
    assert first["total_rows"] == len(wanted) == len(rows)
    assert {row["value"]: (row["streams"], row["users"]) for row in rows} == wanted


def test_years_may_be_numbers_and_null_is_not_informed(assistant, truth):
    found = assistant.ask("numbers", release_year=[1999, None])["cards"]["streams"]["value"]
    assert found == truth.cards({"release_year": ["1999", None]})["streams"]


def test_names_are_found_without_accents_and_lead_to_their_numbers(assistant, truth):
    streams = {name: counts[0] for name, counts in truth.table("artist", {}).items()}
    accented = max((name for name in streams if not name.isascii()), key=streams.get)
    results = assistant.ask("find_names", q=accented.upper())["results"]
    assert {"by": "artist", "value": accented, "streams": streams[accented]} in results


def test_a_comparison_is_of_both_periods_by_sql(assistant, truth):
    found = assistant.ask("compare", **MARCH, by="genre", limit=1000)
    now, before = truth.cards(MARCH), truth.cards(FEBRUARY)
    assert found["cards"]["streams"] == {
        "value": now["streams"],
        "before": before["streams"],
        "difference": now["streams"] - before["streams"],
        "change": pytest.approx(now["streams"] / before["streams"] - 1),
    }
    assert "difference" not in found["cards"]["best_weekday"]
    rows, earlier = truth.table("genre", MARCH), truth.table("genre", FEBRUARY)
    assert {row["value"]: row["streams"]["value"] for row in found["rows"]} == {
        value: streams for value, (streams, _) in rows.items()
    }
    assert {row["value"]: (row["streams"]["before"], row["users"]["before"]) for row in found["rows"]} == {
        value: earlier.get(value, (0, 0)) for value in rows
    }


def test_a_comparison_of_more_rows_than_can_be_picked_is_whole(assistant, truth):
    half = {"from": "2020-07-01", "to": "2020-12-31"}
    found = assistant.ask("compare", **half, by="track", limit=1000)
    first, last = found["period"]["before"]
    earlier = truth.table("track", {"from": first, "to": last})
    assert len(found["rows"]) > 200
    for row in found["rows"]:
        assert row["streams"]["before"] == earlier.get(row["value"], (0, 0))[0]


def test_a_selection_of_everything_has_no_period_before(assistant):
    found = assistant.ask("compare", by="genre", limit=1)
    assert found["period"]["before"] is None
    assert found["cards"]["streams"]["before"] is None
    assert isinstance(found["rows"][0]["streams"], int)


def test_every_answer_names_the_publication_and_defines_its_measures(assistant, lake):
    run_id = assistant.ask("describe")["publication"]["run_id"]
    asked = {
        "numbers": {},
        "ranking": {"by": "artist"},
        "find_names": {"q": "a"},
        "compare": {**MARCH, "by": "sex"},
    }
    assert {"describe", *asked} == set(toolbox().tools)
    for name, arguments in asked.items():
        answer = assistant.ask(name, **arguments)
        assert answer["publication"] == run_id
        assert answer["definitions"]["streams"]["description"] == measures()["streams"].description
    cards = assistant.ask("numbers")
    assert set(cards["cards"]) <= set(cards["definitions"])
    assert not cards["definitions"]["users"]["adds_up"]
    assert cards["origins"][cards["definitions"]["best_month"]["origin"]] == "simulated"
    by_sex = assistant.ask("ranking", by="sex")["definitions"]
    assert (by_sex["sex"]["origin"], by_sex["streams"].get("origin")) == ("demographics", None)


def test_what_can_be_asked_is_described_from_the_definitions(assistant):
    found = assistant.ask("describe")
    assert [each["name"] for each in found["measures"]] == list(measures())
    assert [each["name"] for each in found["dimensions"]] == list(dimensions())
    assert found["publication"]["last_day"] == "2020-12-31"
    assert "F" in found["values"]["sex"]
    for tool in assistant.tools():
        if tool.name in ("numbers", "ranking", "compare"):
            assert set(dimensions()) < set(tool.input_schema["properties"])
        assert tool.description
        Draft202012Validator.check_schema(tool.input_schema)
        assert not tool.input_schema["additionalProperties"]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("numbers", {"gender": ["F"]}, "no argument called 'gender'; known are genre, artist"),
        ("numbers", {"beside": "before"}, "no argument called 'beside'"),
        ("numbers", {"month": ["2020-13"]}, "month must be a month such as 2020-03, not '2020-13'."),
        ("numbers", {"artist": [{"like": "%"}]}, "artist must be text, a number, or a list of them."),
        ("numbers", {"artist": [f"x{n}" for n in range(201)]}, "At most 200 values"),
        ("numbers", {"artist": ["x" * 501]}, "artist must be text"),
        ("numbers", {"publication": "gone"}, "Publication 'gone' is not retained any more."),
        ("ranking", {}, "by must be one of genre, artist"),
        ("ranking", {"by": "user_id"}, "by must be one of genre, artist"),
        ("ranking", {"by": "artist", "limit": 1001}, "limit must be a whole number from 1 to 1000"),
        ("ranking", {"by": "artist", "sort": "playcount"}, "sort must be one of streams, users, value"),
        ("find_names", {"q": ""}, "q must have between 1 and 100 characters."),
        ("compare", {"limit": 3}, "limit needs by, the dimension of the rows."),
        ("compare", {"by": "month"}, "Rows by month have no period before"),
        ("rankings", {"by": "artist"}, "no tool called 'rankings'"),
        ("sql", {"q": "SELECT 1"}, "There is no tool called 'sql'; known are describe, numbers"),
    ],
)
def test_what_is_asked_wrongly_gets_a_sentence(assistant, name, arguments, says):
    assert says in assistant.refused(name, **arguments)


def test_the_sentence_is_said_in_portuguese_too(assistant):
    assert "month deve ser um mês como 2020-03" in assistant.refused("numbers", month=["2020-13"])


def test_numbers_about_few_people_are_withheld(discreet, truth):
    users = {value: counts[1] for value, counts in truth.table("artist", MARCH).items()}
    rows = discreet.ask("ranking", by="artist", **MARCH, limit=1000)["rows"]
    few = {value for value, count in users.items() if count < 10}
    hidden = {row["value"] for row in rows if row.get("suppressed")}
    assert few
    assert few <= hidden
    assert sum(users[value] for value in hidden) >= 10
    assert len(hidden) - len(few) <= 1
    for row in rows:
        assert (row["streams"] is row["users"] is None) == bool(row.get("suppressed"))
    most = rows[0]["value"]
    days = truth.table("play_date", {"artist": [most], **MARCH})
    day = next(str(day) for day, (_, count) in days.items() if 0 < count < 10)
    alone = discreet.ask("compare", artist=[most], date=[day], by="genre")
    assert {card["value"] for card in alone["cards"].values()} == {None}
    assert all(row["streams"]["value"] is None for row in alone["rows"])


def test_the_page_names_every_tool_and_resource():
    page = PAGE.read_text("utf-8")
    assert re.findall(r"^\| `(\w+)`", page, re.M) == list(toolbox().tools)
    assert set(re.findall(r"`(vitrola://\w+)`", page)) == set(toolbox().resources)


def test_too_many_questions_at_once_are_sent_away(portal, lake):
    async def asked():
        answers = Answers(make_api(lake, Settings(), at_once=1, waiting=0), toolbox())
        await answers.call("describe", {})
        many = [answers.call("ranking", {"by": name}) for name in ("artist", "genre", "track")]
        return await asyncio.gather(*many, return_exceptions=True)

    found = portal.call(asked)
    refused = [str(each) for each in found if isinstance(each, RefusedError)]
    assert set(refused) == {"\n".join(BUSY)}
    assert len(refused) < len(found)


def test_what_nobody_foresaw_is_logged_and_told_without_its_details(portal, lake, tmp_path, caplog):
    shutil.copytree(lake.location.root, tmp_path / "lake")
    damaged = open_lake(tmp_path / "lake", even_if_moved=True)
    for path in cube_folder(damaged, publication.current(damaged).run_id).glob("*.arrow"):
        path.write_bytes(b"no cube")
    with portal.wrap_async_context_manager(Client(make_server(damaged, Settings()))) as client:
        said = Assistant(portal, client).refused("numbers")
        with pytest.raises(MCPError, match=re.escape(UNEXPECTED[0])):
            Assistant(portal, client).read("vitrola://dictionary")
    assert said == "\n".join(UNEXPECTED)
    assert "numbers could not be answered" in caplog.text


arguments = st.dictionaries(
    st.sampled_from([*toolbox().tools["compare"].schema["properties"], "table", "x"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(list(toolbox().tools)), asked=arguments)
def test_anything_asked_is_answered_or_refused_with_a_sentence(portal, lake, name, asked):
    answers = Answers(make_api(lake, Settings()), toolbox())
    try:
        found = portal.call(answers.call, name, asked)
    except (UsageError, RefusedError) as error:
        found = {"publication": str(error)}
    assert json.dumps(found, allow_nan=False)
    assert found["publication"]


def test_ctrl_c_ends_it_although_nobody_hangs_up(lake):
    command = [Path(sys.executable).with_name("vitrola"), "mcp", lake.location.root]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        started.stdin.write('{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        started.stdin.flush()
        assert json.loads(started.stdout.readline())["id"] == 1
        started.send_signal(signal.SIGINT)
        assert started.wait(20) == -signal.SIGINT


def test_nothing_can_be_written(assistant, lake):
    before = content(lake.location.root)
    for tool in assistant.tools():
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
    assistant.ask("ranking", by="album", genres="resolved")
    for uri in toolbox().resources:
        assistant.read(uri)
    assert content(lake.location.root) == before


def test_definitions_and_dictionary_can_be_read(assistant):
    assert {str(each.uri) for each in assistant.resources()} == set(toolbox().resources)
    definitions = assistant.read("vitrola://definitions")
    assert [each["name"] for each in definitions["measures"]] == list(measures())
    dictionary = assistant.read("vitrola://dictionary")
    assert dictionary["publication"]["run_id"] == definitions["publication"]["run_id"]
    assert "user_id_dim" in {table["table"] for table in dictionary["tables"]}
    with pytest.raises(MCPError, match="There is no resource called 'vitrola://users'"):
        assistant.read("vitrola://users")


def test_a_lake_without_a_publication_says_so(portal, tmp_path):
    with started(portal, create_lake(tmp_path / "lake")) as client:
        says = Assistant(portal, client).refused("describe")
    assert "Nothing has been published yet." in says
    assert "Nada foi publicado ainda." in says


def test_no_lake_and_no_sdk_are_said_before_anything_starts(tmp_path, lake, monkeypatch):
    missing = CliRunner().invoke(app, ["mcp", str(tmp_path)])
    assert type(missing.exception).__name__ == "LakeNotFoundError"
    monkeypatch.setitem(sys.modules, "mcp", None)
    for name in [name for name in sys.modules if name.startswith(("mcp.", "vitrola.assistants"))]:
        monkeypatch.delitem(sys.modules, name)
    refused = CliRunner().invoke(app, ["mcp", str(lake.location.root)])
    assert str(refused.exception) == (
        "Answering assistants needs the MCP SDK, which isn't installed. Run: make setup EXTRAS=mcp"
    )
