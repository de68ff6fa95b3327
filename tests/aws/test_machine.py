"""The state machine, executed: what it calls is moto's DynamoDB, Step Functions and SNS."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from state_machine import execute, failing, follow, start, stubbed, substituted

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto_server import MotoServer

pytestmark = pytest.mark.xdist_group("moto")

ROLE = "arn:aws:iam::123456789012:role/vitrola-LoadRole"
PUBLISHED = {
    "run_id": {"S": "run-1"},
    "news": {"BOOL": True},
    "subject": {"S": "Vitrola: published run-1"},
    "message": {"S": "listening_history_fact: 5 rows"},
}
NOTHING = {**PUBLISHED, "news": {"BOOL": False}, "subject": {"S": "Vitrola: nothing new"}}


@dataclass
class Desk:
    """One lake's rows, its notifications, and machines that load it."""

    moto: MotoServer
    lake: str
    table: str
    topic: str
    queue: str
    values: dict[str, str]

    def machine(self, change: Callable[[dict[str, Any]], dict[str, Any]], **values: str) -> str:
        definition = change(substituted({**self.values, **values}))
        made = self.moto.client("stepfunctions").create_state_machine(
            name=f"load-{len(self.machines())}", definition=json.dumps(definition), roleArn=ROLE
        )
        return str(made["stateMachineArn"])

    def machines(self) -> list[Any]:
        return list(self.moto.client("stepfunctions").list_state_machines()["stateMachines"])

    def rows(self) -> dict[str, dict[str, Any]]:
        found = self.moto.client("dynamodb").query(
            TableName=self.table,
            KeyConditionExpression="lake = :lake",
            ExpressionAttributeValues={":lake": {"S": self.lake}},
        )["Items"]
        return {row["file"]["S"]: row for row in found}

    def turn(self) -> dict[str, Any]:
        return self.rows()["!turn"]

    def put(self, row: dict[str, Any]) -> None:
        item = {"lake": {"S": self.lake}, **row}
        self.moto.client("dynamodb").put_item(TableName=self.table, Item=item)

    def told(self) -> list[tuple[str, str]]:
        client = self.moto.client("sqs")
        found = client.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        messages = [json.loads(message["Body"]) for message in found]
        return [(message["Subject"], message["Message"]) for message in messages]


@pytest.fixture
def desk(moto: MotoServer, stacks: dict[str, dict[str, Any]], request: pytest.FixtureRequest) -> Desk:
    moto.execute_machines(yes=True)
    lake = f"s3://lake/{request.node.name}"
    name = f"told-{uuid.uuid4()}"
    queue = moto.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    topic = moto.client("sns").create_topic(Name=name)["TopicArn"]
    attributes = moto.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    moto.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=attributes["Attributes"]["QueueArn"]
    )
    table = stacks["storage"]["ControlTable"]
    values = {
        "Lake": lake,
        "LakeBucket": stacks["storage"]["LakeBucket"],
        "LakePrefix": "lake",
        "WorkBucket": stacks["storage"]["WorkBucket"],
        "ControlTable": table,
        "Topic": topic,
        "ApplicationId": "00f1r2s3t4u5v6w7",
        "JobRoleArn": "arn:aws:iam::123456789012:role/vitrola-JobRole",
        "JobPrefix": "jobs/current",
        "JobPython": "python3.11",
        "JobMinutes": "180",
        "SparkParameters": "--conf spark.driver.cores=4",
        "Database": "vitrola",
        "Region": "sa-east-1",
        "StartOnArrival": "yes",
        "SettleSeconds": "0",
    }
    return Desk(moto, lake, table, topic, queue, values)


def arrival(key: str = "million-song/Music_Info.csv", version: str = "v1") -> dict[str, Any]:
    """An event as S3 sends it through EventBridge."""
    return {
        "version": "0",
        "source": "aws.s3",
        "detail-type": "Object Created",
        "time": "2026-05-04T03:02:01Z",
        "detail": {
            "bucket": {"name": "landing"},
            "object": {"key": key, "size": 105130, "etag": "d41d8cd98f", "version-id": version},
            "reason": "PutObject",
        },
    }


def test_an_arriving_file_is_catalogued_loaded_and_told(desk: Desk) -> None:
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-1"}))
    ended = execute(desk.moto.client("stepfunctions"), machine, arrival())
    assert ended.status == "SUCCEEDED", ended.cause
    row = desk.rows()["s3://landing/million-song/Music_Info.csv?versionId=v1"]
    assert row == {
        "lake": {"S": desk.lake},
        "file": {"S": "s3://landing/million-song/Music_Info.csv?versionId=v1"},
        "name": {"S": "million-song/Music_Info.csv"},
        "arrived": {"S": "2026-05-04T03:02:01Z"},
        "type": {"S": "csv"},
        "size": {"N": "105130"},
        "source": {"S": "million-song"},
        "etag": {"S": "d41d8cd98f"},
        "status": {"S": "waiting"},
        "waiting_since": {"S": "2026-05-04T03:02:01Z"},
    }
    assert desk.told() == [("Vitrola: published run-1", "listening_history_fact: 5 rows")]
    assert "holder" not in desk.turn()


def test_the_job_is_given_what_startjobrun_takes(desk: Desk) -> None:
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-1"}))
    ended = execute(desk.moto.client("stepfunctions"), machine, arrival())
    submitted = ended.outputs["Land and run"]["submitted"]
    shape = botocore.session.get_session().get_service_model("emr-serverless").operation_model("StartJobRun")
    given = {"clientToken": "added-by-step-functions", **_lower(submitted)}
    report = ParamValidator().validate(given, shape.input_shape)
    assert not report.has_errors(), report.generate_report()
    spark = submitted["JobDriver"]["SparkSubmit"]
    name = ended.arn.rpartition(":")[2]
    assert spark["EntryPoint"] == f"s3://{desk.values['WorkBucket']}/jobs/current/job.py"
    assert spark["EntryPointArguments"] == [
        "--lake", desk.lake, "--table", desk.table, "--report", f"!report/{name}/1",
    ]  # fmt: skip
    assert (
        f"{desk.values['WorkBucket']}/jobs/current/packages.tar.gz#packages" in spark["SparkSubmitParameters"]
    )
    assert submitted["ExecutionTimeoutMinutes"] == 180


def test_the_check_of_the_jobs_input_finds_a_wrong_one() -> None:
    shape = botocore.session.get_session().get_service_model("emr-serverless").operation_model("StartJobRun")
    given = {"applicationId": "00f1", "executionRoleArn": ROLE, "clientToken": "t", "jobDriver": {"spark": 1}}
    assert ParamValidator().validate(given, shape.input_shape).has_errors()


def test_a_failed_job_is_tried_again_then_told_and_the_turn_is_given_away(desk: Desk) -> None:
    ended = execute(desk.moto.client("stepfunctions"), desk.machine(failing), arrival())
    assert ended.status == "FAILED"
    assert "NoSuchBucket" in ended.cause
    assert ended.states[-3:] == ["Notify failure", "Give turn away after failure", "Failed"]
    history = desk.moto.client("stepfunctions").get_execution_history(executionArn=ended.arn, maxResults=1000)
    tries = [event for event in history["events"] if event["type"] == "TaskFailed"]
    assert len(tries) == 3
    ((subject, message),) = desk.told()
    assert subject == "Vitrola: a load failed"
    assert "the last publication is unchanged" in message
    assert "NoSuchBucket" in message
    assert "holder" not in desk.turn()
    waits = desk.rows()["s3://landing/million-song/Music_Info.csv?versionId=v1"]
    assert waits["status"] == {"S": "waiting"}


def test_what_trying_again_cannot_change_is_told_at_once(desk: Desk) -> None:
    report = {"error": {"S": "The audit of user_id_dim failed."}}
    machine = desk.machine(lambda made: stubbed(made, report, {"run_id": "run-0"}))
    ended = execute(desk.moto.client("stepfunctions"), machine, {"scheduled": True})
    assert ended.status == "FAILED"
    assert ended.states.count("Land and run") == 1
    assert "The audit of user_id_dim failed." in desk.told()[0][1]


def test_a_publication_that_readers_do_not_see_is_a_failure(desk: Desk) -> None:
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-0"}))
    ended = execute(desk.moto.client("stepfunctions"), machine, {"scheduled": True})
    assert ended.status == "FAILED"
    assert "The job published run run-1, but readers see run run-0." in desk.told()[0][1]


def test_a_run_with_no_news_is_not_told(desk: Desk) -> None:
    machine = desk.machine(lambda made: stubbed(made, NOTHING, {"run_id": "run-1"}))
    ended = execute(desk.moto.client("stepfunctions"), machine, {"scheduled": True})
    assert ended.status == "SUCCEEDED", ended.cause
    assert desk.told() == []


def test_a_second_delivery_of_the_same_event_changes_nothing(desk: Desk) -> None:
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-1"}), StartOnArrival="no")
    first = execute(desk.moto.client("stepfunctions"), machine, arrival())
    second = execute(desk.moto.client("stepfunctions"), machine, arrival())
    assert first.states[-1] == "Catalogued for the schedule"
    assert second.states[-1] == "Catalogued"
    assert [name for name in desk.rows() if name.startswith("s3:")] == [
        "s3://landing/million-song/Music_Info.csv?versionId=v1"
    ]


def test_two_arrivals_at_once_are_one_load_after_another(desk: Desk) -> None:
    """While one execution holds the turn another leaves its file to it, and the holder looks again."""
    client = desk.moto.client("stepfunctions")
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-1"}), SettleSeconds="3")
    first = start(client, machine, arrival("a/one.csv"))
    _wait_for_holder(desk, first)
    second = execute(client, machine, arrival("a/two.csv"))
    assert second.states[-1] == "Left to the other", second.cause
    ended = follow(client, first)
    assert ended.status == "SUCCEEDED", ended.cause
    assert desk.turn()["asked"] == {"N": "2"}
    assert "holder" not in desk.turn()


def test_who_asked_after_the_files_were_counted_is_not_overlooked(desk: Desk) -> None:
    """The turn isn't given away while somebody asked since: one more look."""

    def asked_meanwhile(made: dict[str, Any]) -> dict[str, Any]:
        made = stubbed(made, NOTHING, {"run_id": "run-1"})
        report = made["States"]["Stub report"]
        made["States"]["Another asks"] = {**made["States"]["Ask"], "Next": report["Next"]}
        report["Next"] = "Another asks"
        return made

    ended = execute(desk.moto.client("stepfunctions"), desk.machine(asked_meanwhile), {"scheduled": True})
    assert ended.status == "SUCCEEDED", ended.cause
    assert ended.states.count("Count waiting") == 2
    assert ended.states.count("Land and run") == 1, "nothing waited at the second look"
    assert "holder" not in desk.turn()


@pytest.mark.parametrize("remembered", [True, False])
def test_the_turn_of_an_execution_that_ended_is_taken_over(desk: Desk, remembered: bool) -> None:
    """Step Functions forgets executions after 90 days."""
    client = desk.moto.client("stepfunctions")
    machine = desk.machine(lambda made: stubbed(made, PUBLISHED, {"run_id": "run-1"}))
    stopped = execute(client, machine, {"scheduled": True})
    holder = stopped.arn if remembered else f"{stopped.arn}-forgotten"
    desk.put({"file": {"S": "!turn"}, "asked": {"N": "7"}, "holder": {"S": holder}})
    ended = execute(client, machine, {"scheduled": True})
    assert ended.status == "SUCCEEDED", ended.cause
    assert "Take over" in ended.states
    assert "holder" not in desk.turn()


def test_a_full_list_is_followed_by_another(desk: Desk) -> None:
    for number in range(100):
        file = f"s3://landing/a/{number}.csv?versionId=v1"
        desk.put({"file": {"S": file}, "waiting_since": {"S": f"2026-05-04T00:00:{number:03}Z"}})

    def settling_one(made: dict[str, Any]) -> dict[str, Any]:
        made = stubbed(made, NOTHING, {"run_id": "run-1"})
        report = made["States"]["Stub report"]
        key = {"lake": {"S": desk.lake}, "file": {"S": "s3://landing/a/0.csv?versionId=v1"}}
        made["States"]["Stub settle"] = {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:deleteItem",
            "Parameters": {"TableName": desk.table, "Key": key},
            "ResultPath": None,
            "Next": report["Next"],
        }
        report["Next"] = "Stub settle"
        return made

    ended = execute(desk.moto.client("stepfunctions"), desk.machine(settling_one), {"scheduled": True})
    assert ended.status == "SUCCEEDED", ended.cause
    assert ended.states.count("Land and run") == 2


def _wait_for_holder(desk: Desk, arn: str) -> None:
    deadline = time.monotonic() + 30
    while desk.rows().get("!turn", {}).get("holder") != {"S": arn}:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lower(value: Any) -> Any:
    """Step Functions writes members with a capital, the API with a small letter."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: _lower(inner) for key, inner in value.items()}
    return [_lower(inner) for inner in value] if isinstance(value, list) else value
