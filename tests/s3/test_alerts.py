"""Rules, what they found and the digest of a lake in a bucket, from one machine and another."""

import sys

import pytest

from support import make_lake
from vitrola.config import Settings
from vitrola.lake import open_lake
from vitrola.lake.zones import ALERTS
from vitrola.pipeline.alerts.found import alerts_of
from vitrola.pipeline.digest import digest
from vitrola.pipeline.query import query
from vitrola.pipeline.run import run

pytestmark = pytest.mark.xdist_group("s3")

RULES = b"- {name: all, measure: streams, by: artist, period: all, above: 0}\n"
FIRED = "SELECT sent, how, count(*) AS alerts FROM alert WHERE level = 'value' GROUP BY sent, how"


def test_alerts_are_found_once_and_read_everywhere(on_s3, files, tmp_path, monkeypatch):
    lake = make_lake(on_s3, files)
    lake.location.replace(ALERTS, RULES, expected=lake.location.read(ALERTS))
    settings = Settings(simulate=True, alert_command=f"{sys.executable} -c 'import sys; sys.exit(4)'")
    record = run(lake, settings)
    found = alerts_of(lake, record["run_id"])
    assert found["not_sent"] == "alert_command ended with exit code 4"
    assert query(lake, settings, FIRED).to_pylist() == [
        {"sent": False, "how": "alert_command ended with exit code 4", "alerts": found["fired"]}
    ]
    monkeypatch.setenv("VITROLA_CACHE", str(tmp_path / "another machine"))
    there = open_lake(on_s3)
    assert run(there, settings)["status"] == "nothing to do"
    assert alerts_of(there, record["run_id"]) == found
    assert len(digest(there, settings).alerts) == found["fired"] + 1
