"""The job as EMR Serverless starts it: a script beside its packages, with Spark as it was submitted.

The control table is moto's, Spark is real, and the lake is a folder: its address is all the job knows.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import boto3
import pytest

import vitrola
from moto_server import KEYS, REGION
from vitrola import job
from vitrola.errors import LakeError
from vitrola.job import Settled, _deliveries, told
from vitrola.lake import create_lake
from vitrola.sampledata import generate

if TYPE_CHECKING:
    from moto_server import MotoServer

pytestmark = pytest.mark.xdist_group("moto")
REPORT = "!report/name/1"


@dataclass
class Place:
    """A folder that a job is started in, its lake, and its rows."""

    folder: Path
    moto: MotoServer
    table: str

    @property
    def lake(self) -> str:
        return str(self.folder / "lake")

    def arrives(self, *files: Path) -> None:
        client = self.moto.client("dynamodb")
        for number, file in enumerate(files):
            row = {"lake": self.lake, "file": f"{file}?versionId=v{number}", "waiting_since": f"{number:03}"}
            item = {name: {"S": value} for name, value in row.items()}
            client.put_item(TableName=self.table, Item={**item, "status": {"S": "waiting"}})

    @property
    def arguments(self) -> list[str]:
        return ["--lake", self.lake, "--table", self.table, "--report", REPORT]

    @property
    def environment(self) -> dict[str, str]:
        keys = {name.upper(): value for name, value in KEYS.items()}
        return {"AWS_ENDPOINT_URL": self.moto.url, "AWS_DEFAULT_REGION": REGION, **keys}

    def start(self) -> subprocess.CompletedProcess[str]:
        """As EMR does: Python is given the script."""
        return subprocess.run(
            [sys.executable, "job.py", *self.arguments],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def row(self, file: str) -> dict[str, Any]:
        key = {"lake": {"S": self.lake}, "file": {"S": file}}
        found = self.moto.client("dynamodb").get_item(TableName=self.table, Key=key)["Item"]
        return {name: next(iter(value.values())) for name, value in found.items()}


@pytest.fixture
def place(tmp_path: Path, moto: MotoServer, stacks: dict[str, dict[str, Any]]) -> Place:
    (tmp_path / "packages").mkdir()
    shutil.copy(Path(vitrola.__file__).parent / "job.py", tmp_path / "job.py")
    create_lake(tmp_path / "lake")
    return Place(tmp_path, moto, stacks["storage"]["ControlTable"])


@pytest.mark.spark
def test_a_job_lands_runs_settles_and_reports(place: Place) -> None:
    generate(place.folder / "data", records=1000, seed=3)
    music = place.folder / "data" / "Music_Info.csv"
    history = place.folder / "data" / "User_Listening_History.csv"
    strange = place.folder / "data" / "strange.csv"
    strange.write_text("x\n1\n")
    place.arrives(music, history, strange)
    done = place.start()
    assert done.returncode == 0, done.stderr

    report = place.row(REPORT)
    lake = place.folder / "lake"
    shown = json.loads((lake / "control" / "publication.json").read_text())
    assert report["run_id"] == shown["run_id"]
    assert report["news"] is True
    assert report["subject"] == f"Vitrola: published {shown['run_id']}, 1 of 3 files refused"
    assert "strange.csv fits no known source" in report["message"]
    record = json.loads((lake / "control" / "runs" / f"{shown['run_id']}.json").read_text())
    assert record["engine"] == "spark"
    fact = record["tables"]["listening_history_fact"]
    assert f"listening_history_fact: {fact:,} rows" in report["message"]

    rows = [place.row(f"{file}?versionId=v{number}") for number, file in enumerate((music, history, strange))]
    assert [row["status"] for row in rows] == ["new", "new", "refused"]
    assert [row.get("waiting_since") for row in rows] == [None, None, None]
    assert "fits no known source" in rows[2]["reason"]


@pytest.fixture
def here(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """For a job in this process that doesn't come as far as Spark."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(job, "_session_master", lambda: "local[1]")
    return place


def test_what_trying_again_cannot_change_is_reported_and_the_job_ends_well(here: Place) -> None:
    shutil.rmtree(here.lake)
    job.main(here.arguments)
    report = here.row(REPORT)
    assert report["error"].startswith(f"There is no lake in {here.lake}")
    assert "run_id" not in report


def test_anything_else_is_raised_so_that_it_is_tried_again(here: Place) -> None:
    with pytest.raises(LakeError, match="holds no files yet"):
        job.main(here.arguments)


def test_of_two_versions_of_a_file_the_later_is_landed(here: Place) -> None:
    generate(here.folder / "data", records=500, seed=3)
    music = here.folder / "data" / "Music_Info.csv"
    here.arrives(music, music)
    control = job.Control(boto3.resource("dynamodb").Table(here.table), here.lake)
    assert job.land(control) == [
        Settled(f"{music}?versionId=v0", "superseded"),
        Settled(f"{music}?versionId=v1", "new"),
    ]
    assert control.waiting() == []


def test_files_on_s3_are_landed_into_a_lake_on_s3(here: Place) -> None:
    client = here.moto.client("s3")
    for bucket in ("job-lake", "job-landing"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    generate(here.folder / "data", records=500, seed=3)
    keys = [f"million-song/first/{name}.csv" for name in ("Music_Info", "User_Listening_History", "odd name")]
    for key in keys:
        path = here.folder / "data" / PurePosixPath(key).name
        client.put_object(Bucket="job-landing", Key=key, Body=path.read_bytes() if path.exists() else b"x")
    create_lake("s3://job-lake/lake")
    control = job.Control(boto3.resource("dynamodb").Table(here.table), "s3://job-lake/lake")
    keys.append("million-song/first/removed.csv")
    waiting = [f"s3://job-landing/{key}?versionId=v1" for key in keys]
    for number, file in enumerate(waiting):
        row = {"lake": control.lake, "file": file, "waiting_since": f"{number:03}", "status": "waiting"}
        control.table.put_item(Item=row)
    settled = job.land(control)
    assert {entry.file: entry.outcome for entry in settled} == dict(
        zip(waiting, ["new", "new", "refused", "missing"], strict=True)
    )
    (refused,) = [entry for entry in settled if entry.outcome == "refused"]
    assert "odd name.csv fits no known source" in refused.reason
    assert control.waiting() == []


def test_files_of_a_folder_are_one_delivery_and_those_at_the_top_are_their_own() -> None:
    arrived = ["s3://b/one.csv", "s3://b/day/a.csv", "s3://b/two.csv", "s3://b/day/b.csv", "s3://b/x/y/c.csv"]
    assert _deliveries(arrived) == [
        ["s3://b/one.csv"],
        ["s3://b/day/a.csv", "s3://b/day/b.csv"],
        ["s3://b/two.csv"],
        ["s3://b/x/y/c.csv"],
    ]


@pytest.mark.parametrize(
    ("status", "outcomes", "news", "subject"),
    [
        ("published", ["new"], True, "Vitrola: published r"),
        ("nothing to do", ["known"], False, "Vitrola: nothing new"),
        ("nothing to do", ["refused", "new"], True, "Vitrola: nothing new, 1 of 2 files refused"),
    ],
)
def test_news_is_a_publication_or_a_refusal(
    status: str, outcomes: list[str], news: bool, subject: str
) -> None:
    settled = [Settled(f"s3://b/{number}.csv", outcome) for number, outcome in enumerate(outcomes)]
    report = told("s3://lake/l", settled, {"run_id": "r", "status": status, "tables": {"fact": 1234}})
    assert (report["news"], report["subject"]) == (news, subject)
    assert "fact: 1,234 rows" in report["message"]


def test_of_many_refused_files_some_are_named() -> None:
    settled = [Settled(f"s3://b/{number}.csv", "refused", "is empty") for number in range(50)]
    report = told("s3://lake/l", settled, {"run_id": "r", "status": "nothing to do", "tables": {}})
    assert report["message"].count("is empty") == 20
    assert report["message"].endswith("… and 30 more")
