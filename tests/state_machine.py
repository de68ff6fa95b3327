"""The state machine as moto can execute it, with stubs for the two states that it can't."""

from __future__ import annotations

import json
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from vitrola.aws.templates import state_machine

JOB, POINTER = "Land and run", "Read publication"
ENDED = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
SECONDS_TO_END = 60


def substituted(values: dict[str, str]) -> dict[str, Any]:
    """The definition with its placeholders filled in, as CloudFormation does, and no long waits.

    Step Functions writes the members of every service with a capital; moto as each service does.
    """
    text = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], state_machine())
    text = text.replace('"$.Status"', '"$.status"').replace('"ExecutionArn.$"', '"executionArn.$"')
    definition: dict[str, Any] = json.loads(text)
    for state in definition["States"].values():
        for retry in state.get("Retry", ()):
            if "IntervalSeconds" in retry:
                retry |= {"IntervalSeconds": 1, "BackoffRate": 1.0}
                retry.pop("JitterStrategy", None)
    return definition


def stubbed(definition: dict[str, Any], report: dict[str, Any], pointer: dict[str, Any]) -> dict[str, Any]:
    """The job's input is kept in ``$.submitted``, and its report left; the pointer says what is given."""
    states = definition["States"]
    job = states[JOB]
    states[JOB] = {
        "Type": "Pass",
        "Parameters": job["Parameters"],
        "ResultPath": "$.submitted",
        "Next": "Stub report",
    }
    item = {"lake": {"S.$": "$.settings.lake"}, "file": {"S.$": "$.job.report"}, **report}
    states["Stub report"] = {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:putItem",
        "Parameters": {"TableName.$": "$.settings.table", "Item": item},
        "ResultPath": None,
        "Next": job["Next"],
    }
    read = states[POINTER]
    states[POINTER] = {
        "Type": "Pass",
        "Parameters": {"Body": json.dumps(pointer)},
        "ResultPath": "$.answer",
        "Next": "Stub pointer",
    }
    states["Stub pointer"] = {
        "Type": "Pass",
        "Parameters": {"pointer.$": read["ResultSelector"]["pointer.$"].replace("$.Body", "$.answer.Body")},
        "ResultPath": read["ResultPath"],
        "Next": read["Next"],
    }
    return definition


def failing(definition: dict[str, Any]) -> dict[str, Any]:
    """Instead of the job something that fails, with the job's own retries and catches."""
    job = definition["States"][JOB]
    job["Resource"] = "arn:aws:states:::aws-sdk:s3:getObject"
    job["Parameters"] = {"Bucket": "there-is-no-such-bucket", "Key": "job"}
    return definition


@dataclass
class Execution:
    """An execution that ended."""

    arn: str
    status: str
    cause: str
    states: list[str] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    """What each state handed on, the last time it was left."""


def start(client: Any, machine: str, given: dict[str, Any]) -> str:
    """Start an execution, named as EventBridge names them."""
    name = f"{uuid.uuid4()}_{uuid.uuid4()}"
    started = client.start_execution(stateMachineArn=machine, name=name, input=json.dumps(given))
    return str(started["executionArn"])


def follow(client: Any, arn: str) -> Execution:
    """Wait for the end of an execution."""
    deadline = time.monotonic() + SECONDS_TO_END
    while (told := client.describe_execution(executionArn=arn))["status"] not in ENDED:
        assert time.monotonic() < deadline, f"{arn} does not end"
        time.sleep(0.05)
    ended = Execution(arn, told["status"], told.get("cause", ""))
    for event in client.get_execution_history(executionArn=arn, maxResults=1000)["events"]:
        if entered := event.get("stateEnteredEventDetails"):
            ended.states.append(entered["name"])
        if left := event.get("stateExitedEventDetails"):
            ended.outputs[left["name"]] = json.loads(left.get("output") or "{}")
    return ended


def execute(client: Any, machine: str, given: dict[str, Any]) -> Execution:
    """Start an execution and follow it to its end."""
    return follow(client, start(client, machine, given))
