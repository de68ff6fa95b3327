"""Rules for alerts: what they see after a publication, whom they tell, and that they never stop a run."""

import datetime as dt
import json
import sys

import pytest

from plain_sql import PlainSql
from support import make_lake
from vitrola.cli.alerts import alerts
from vitrola.cli.output import Format
from vitrola.cli.status import status
from vitrola.config import Settings
from vitrola.errors import AlertsError
from vitrola.lake import create_lake, publication
from vitrola.pipeline.alerts.after import alert
from vitrola.pipeline.alerts.found import alerts_of
from vitrola.pipeline.alerts.kept import claim_alerts, kept_alerts
from vitrola.pipeline.alerts.parsing import parse_rules
from vitrola.pipeline.land import land
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run
from vitrola.sampledata import generate

RULES = """
- name: artists-falling
  measure: streams
  by: artist
  period: full month
  down: 20%
  least: 5
- name: few-users
  measure: users
  period: 28 days
  below: 1_000_000
- name: quiet
  measure: streams
  period: month
  where: {genre: Rock}
  up: 1000000
- name: grown
  measure: streams
  against: publication before
  up: 1
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alerts")
    generate(folder, records=4_000, seed=8)
    return sorted(folder.glob("*.csv"))


@pytest.fixture
def lake(data, tmp_path):
    return make_lake(tmp_path / "lake", data)


def write_rules(lake, text=RULES):
    (lake.location.root / "alerts.yaml").write_text(text)


def keeper(folder):
    """A command that keeps each message it gets, and the messages it got."""
    script = folder / "keep it.py"
    script.write_text("import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read())")
    kept = folder / "messages"
    command = f"{sys.executable} '{script}' '{kept}'"
    return (
        command,
        lambda: [json.loads(line) for line in kept.read_bytes().splitlines()] if kept.exists() else [],
    )


def made_of_plays(folder, artist, days):
    """A lake of one play of an artist on each of some days."""
    play = {"artist": artist, "song": "S", "page": "NextSong", "status": 200, "level": "free", "userId": "1"}
    play |= {"location": "Paris", "gender": "F", "registration": 1540919166796.0, "userAgent": "x"}
    play |= {"firstName": "A", "lastName": "B", "auth": "Logged In", "itemInSession": 1, "length": 200.5}
    noons = [dt.datetime.fromisoformat(f"{day}T15:00:00+00:00") for day in days]
    plays = [
        play | {"method": "PUT", "sessionId": 1, "ts": int(noon.timestamp() * 1000) + place}
        for place, noon in enumerate(noons)
    ]
    (folder / "events.json").write_text("".join(json.dumps(each) + "\n" for each in plays))
    return make_lake(folder / "lake", [folder / "events.json"])


def test_a_month_that_is_not_over_is_compared_with_the_same_elapsed_days(tmp_path):
    days = [f"2020-02-{day:02}" for day in range(1, 30)] + [f"2020-03-{day:02}" for day in (1, 3, 5, 7, 9)]
    lake = made_of_plays(tmp_path, "A", days)
    write_rules(lake, "- {name: r, measure: streams, by: artist, down: 20%}\n")
    record = run(lake, Settings())
    (row,) = (row for row in kept_alerts(lake, record["run_id"]) if row["level"] == "value")
    assert (row["period_first"], row["period_last"]) == ("2020-03-01", "2020-03-09")
    assert (row["against_first"], row["against_last"]) == ("2020-02-01", "2020-02-09")
    assert (row["value"], row["before"], row["now"], row["change"]) == ("A", 9, 5, -4)


def test_a_run_looks_at_the_rules_and_sends_what_fired_once(lake, tmp_path):
    write_rules(lake)
    command, messages = keeper(tmp_path)
    settings = Settings(simulate=True, alert_command=command)
    record = run(lake, settings)
    (message,) = messages()
    assert message["publication"] == record["run_id"]
    assert {alert["rule"] for alert in message["alerts"]} == {"artists-falling", "few-users"}
    sql = PlainSql(lake)
    before, now = (sql.chart("artist", {"month": [month]}) for month in ("2020-11", "2020-12"))
    fallen = {
        name for name, plays in before.items() if plays >= 5 and (plays - now.get(name, 0)) / plays >= 0.2
    }
    rows = kept_alerts(lake, record["run_id"])
    fired = {
        row["value"]: row for row in rows if row["rule"] == "artists-falling" and row["level"] == "value"
    }
    assert fired.keys() == {name or "Não informado" for name in fallen}
    assert fallen
    for name, row in fired.items():
        assert (row["before"], row["now"]) == (before[name], now.get(name, 0))
    assert message["fired"] == len(fallen) + 1
    assert alerts_of(lake, record["run_id"])["sent"]
    assert run(lake, settings)["status"] == "nothing to do"
    assert len(messages()) == 1


def test_what_rules_found_is_a_table_of_the_control_zone(lake):
    write_rules(lake)
    record = run(lake, Settings(simulate=True))
    found = query(lake, Settings(), "SELECT * FROM alert WHERE level = 'rule' ORDER BY rule").to_pylist()
    assert [(row["rule"], row["fired"], row["why_not"]) for row in found] == [
        ("artists-falling", True, None),
        ("few-users", True, None),
        ("grown", False, "no_publication_before"),
        ("quiet", False, None),
    ]
    assert {row["run_id"] for row in found} == {record["run_id"]}
    assert found[0]["how"] == "alert_command and alert_topic are not set"
    assert (found[0]["sent"], found[3]["sent"]) == (False, None)


def test_a_publication_is_compared_with_the_one_before_it(data, tmp_path):
    lake = make_lake(tmp_path / "lake", [path for path in data if "Music" in path.name])
    listens = next(path for path in data if "History" in path.name).read_text().splitlines(keepends=True)
    for name, lines in (("first.csv", listens[:2_000]), ("second.csv", [listens[0], *listens[2_000:]])):
        (tmp_path / name).write_text("".join(lines))
    land(lake, tmp_path / "first.csv", kind="increment")
    run(lake, Settings(simulate=True))
    earlier = publication.current(lake).run_id
    write_rules(lake)
    land(lake, tmp_path / "second.csv", kind="increment")
    record = run(lake, Settings(simulate=True))
    (row,) = (row for row in kept_alerts(lake, record["run_id"]) if row["rule"] == "grown")
    assert (row["fired"], row["publication_before"]) == (True, earlier)
    plays = record["playcount"]["refined"]
    assert row["now"] == plays > row["before"] > 0


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/nowhere/at-all", "alert_command can't be run: No such file or directory"),
        (f"{sys.executable} -c 'import sys; sys.exit(3)'", "alert_command ended with exit code 3"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", "alert_command took longer than 1 s"),
        ("'unclosed", "alert_command can't be run: No closing quotation"),
    ],
)
def test_a_command_that_fails_stops_nothing_and_is_recorded(lake, command, says):
    write_rules(lake)
    record = run(lake, Settings(simulate=True, alert_command=command, alert_timeout=1))
    assert record["status"] == "published"
    found = alerts_of(lake, record["run_id"])
    assert (found["sent"], found["not_sent"]) == (False, says)


def test_rules_that_are_wrong_stop_nothing_and_are_looked_at_once_they_are_right(lake, tmp_path):
    write_rules(lake, "- name: x\n  measure: streems\n  down: 20%\n")
    command, messages = keeper(tmp_path)
    settings = Settings(simulate=True, alert_command=command)
    record = run(lake, settings)
    assert record["status"] == "published"
    assert "Did you mean streams?" in alerts_of(lake, record["run_id"])["error"]
    write_rules(lake)
    assert run(lake, settings)["status"] == "nothing to do"
    assert len(messages()) == 1
    assert alerts_of(lake, record["run_id"])["error"] is None


def test_a_value_that_looks_like_a_command_is_text_and_nothing_else(tmp_path):
    name = "$(touch pwned); `touch pwned` | touch pwned & ' \" \u202e"
    target = tmp_path / "pwned"
    name = name.replace("pwned", str(target))
    lake = made_of_plays(tmp_path, name, [f"2020-03-0{day}" for day in (1, 2, 3)])
    write_rules(lake, "- {name: all, measure: streams, by: artist, period: all, above: 0}\n")
    command, messages = keeper(tmp_path)
    run(lake, Settings(alert_command=command))
    ((alert,),) = (message["alerts"] for message in messages())
    assert alert["values"] == [name]
    assert "\u202e" not in alert["text"]["en"]
    assert not target.exists()


def test_values_about_too_few_users_are_not_told(lake):
    write_rules(lake, "- {name: r, measure: streams, by: artist, period: all, above: 0, smallest_cell: 40}\n")
    record = run(lake, Settings(simulate=True))
    sql = PlainSql(lake)
    users = {name: users for name, (_, users) in sql.table("artist", {}).items()}
    told = {row["value"] for row in kept_alerts(lake, record["run_id"]) if row["level"] == "value"}
    assert told == {name or "Não informado" for name, count in users.items() if count >= 40}
    assert told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: x", "line 1: the file must be a list of rules"),
        (
            "- name: x\n  measure: streems\n  down: 1",
            "line 2: there is no measure 'streems'; known are streams,",
        ),
        (
            "- name: x\n  measure: streams\n  by: artista\n  down: 1",
            "line 3: there is no dimension 'artista'",
        ),
        ("- name: x\n  measure: streams\n  donw: 1", "line 3: there is no key 'donw'; known are name,"),
        ("- name: x\n  measure: streams", "line 1: rule 'x' must have one of down, up, below, above, not 0"),
        (
            "- name: x\n  measure: streams\n  down: 1\n  up: 1",
            "must have one of down, up, below, above, not 2",
        ),
        ("- name: x\n  measure: streams\n  down: some", "line 3: down, but for a percentage"),
        ("- name: x\n  measure: streams\n  down: -3", "line 3: down, but for a percentage"),
        ("- name: x\n  measure: streams\n  below: 20%", "line 3: below must be a number"),
        (
            "- name: x\n  measure: streams\n  down: 1\n  period: fortnight",
            "line 4: period must be month, full",
        ),
        ("- name: x\n  measure: streams\n  above: 1\n  against: period before", "compares with nothing"),
        ("- name: x\n  measure: streams\n  down: 1\n  against: yesterday", "no comparison 'yesterday'"),
        ("- name: x\n  measure: streams\n  down: 1\n  period: all", "must be publication before"),
        ("- name: x\n  measure: mean_plays\n  by: sex\n  down: 1", "line 3: The values of sex don't add up"),
        ("- name: x\n  measure: streams\n  by: month\n  down: 1", "line 3: a rule looks at one period"),
        ("- name: x\n  measure: streams\n  where: {month: 2020-01}\n  down: 1", "can't filter by month"),
        (
            "- name: x\n  measure: streams\n  where: {release_year: old}\n  down: 1",
            "release_year must be a year",
        ),
        ("- name: x\n  name: y\n  measure: streams\n  down: 1", "line 2: name is given twice"),
        ("- {name: x, measure: streams, down: 1}\n- {name: x, measure: streams, up: 1}", "line 2: two rules"),
        ("- {name: x, measure: [1], down: 1}", "measure must be a text"),
        ("- name: [", "line 1: this is not YAML"),
        ("- &a [*a]", "a rule must have keys"),
        ("- just text", "line 1: a rule must have keys"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_line(text, says):
    with pytest.raises(AlertsError) as raised:
        parse_rules(text.encode())
    assert "alerts.yaml, line" in str(raised.value)
    assert says in str(raised.value)


def test_an_empty_file_has_no_rules():
    assert parse_rules(b"# nothing yet\n") == []


def test_the_new_lake_has_a_commented_example_that_can_be_read(tmp_path):
    text = (create_lake(tmp_path / "lake").location.root / "alerts.yaml").read_text()
    assert parse_rules(text.encode()) == []
    uncommented = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ") or not line
    )
    rules = parse_rules(uncommented.split("\n\n", 1)[1].encode())
    assert len(rules) >= 3


def test_alerts_reach_the_subscribers_of_a_topic(lake, aws):
    topic = aws.client("sns").create_topic(Name="alerts")["TopicArn"]
    queue = aws.client("sqs").create_queue(QueueName="alerts")["QueueUrl"]
    arn = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    subscription = {"TopicArn": topic, "Protocol": "sqs", "Endpoint": arn["Attributes"]["QueueArn"]}
    aws.client("sns").subscribe(**subscription)
    write_rules(lake)
    record = run(lake, Settings(simulate=True, alert_topic=topic))
    assert alerts_of(lake, record["run_id"])["sent"]
    (received,) = aws.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    notice = json.loads(received["Body"])
    fired = alerts_of(lake, record["run_id"])["fired"]
    assert notice["Subject"] == f"Vitrola: {fired} alerts"
    assert json.loads(notice["Message"])["fired"] == fired
    assert len(aws.client("sqs").receive_message(QueueUrl=queue).get("Messages", [])) == 0


def test_a_topic_that_does_not_exist_stops_nothing_and_is_recorded(lake, aws):
    write_rules(lake)
    topic = "arn:aws:sns:sa-east-1:123456789012:nobody"
    record = run(lake, Settings(simulate=True, alert_topic=topic))
    assert record["status"] == "published"
    assert "alert_topic: AWS failed (sns:Publish: NotFound)" in alerts_of(lake, record["run_id"])["not_sent"]


def test_the_command_line_shows_alerts_without_sending_them(lake, tmp_path, capsys, monkeypatch):
    write_rules(lake)
    command, messages = keeper(tmp_path)
    monkeypatch.setenv("VITROLA_ALERT_COMMAND", command)
    run(lake, Settings(simulate=True))
    alerts(str(lake.location.root), send=False, lang="en", format=Format.JSON)
    shown = json.loads(capsys.readouterr().out)
    assert {rule["rule"] for rule in shown["rules"]} == {"artists-falling", "few-users", "quiet", "grown"}
    assert messages() == []
    alerts(str(lake.location.root), send=True, lang="en", format=Format.TABLE)
    assert "Sent   by alert_command." in capsys.readouterr().out
    (message,) = messages()
    assert message["alerts"] == shown["alerts"]
    status(str(lake.location.root), format=Format.JSON)
    found = json.loads(capsys.readouterr().out)["alerts"]
    assert (found["rules"], found["fired"], found["sent"]) == (4, message["fired"], True)
    assert found["not_looked_at"] == {"grown": "No publication before it is retained."}


def test_of_two_that_look_at_one_publication_one_tells_people(lake, tmp_path):
    write_rules(lake)
    record = run(lake, Settings(simulate=True))
    rows = kept_alerts(lake, record["run_id"])
    assert not claim_alerts(lake, record["run_id"], rows)
    command, messages = keeper(tmp_path)
    alert(lake, Settings(simulate=True, alert_command=command))
    assert messages() == []


def test_alerts_that_are_damaged_are_looked_at_again(lake, tmp_path):
    write_rules(lake)
    record = run(lake, Settings(simulate=True))
    (lake.location.root / "control" / "alerts" / f"{record['run_id']}.parquet").write_bytes(b"half of it")
    assert "damaged" in alerts_of(lake, record["run_id"])["error"]
    command, messages = keeper(tmp_path)
    run(lake, Settings(simulate=True, alert_command=command))
    assert len(messages()) == 1
    assert alerts_of(lake, record["run_id"])["error"] is None


def test_alerts_that_cannot_be_kept_stop_nothing_and_send_nothing(lake, tmp_path):
    write_rules(lake)
    (lake.location.root / "control" / "alerts").write_text("in the way")
    command, messages = keeper(tmp_path)
    record = run(lake, Settings(simulate=True, alert_command=command))
    assert record["status"] == "published"
    assert record["alerts_error"]
    assert messages() == []
