"""The stacks, made by moto: each resource is asked for through its own service.

moto says CREATE_COMPLETE of some resources that it doesn't make. These are made through their services'
APIs with the properties of the template, which botocore checks on the way.
"""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING, Any

import pytest

from cloudformation import ACCOUNT, filled, load
from vitrola.aws.templates import state_machine

if TYPE_CHECKING:
    from moto_server import MotoServer

Stacks = dict[str, dict[str, Any]]
pytestmark = pytest.mark.xdist_group("moto")


@pytest.mark.parametrize("bucket", ["LandingBucket", "LakeBucket", "WorkBucket"])
def test_buckets(moto: MotoServer, stacks: Stacks, bucket: str) -> None:
    client, name = moto.client("s3"), stacks["storage"][bucket]
    declared = filled("storage", bucket)
    rules = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration=declared["VersioningConfiguration"])
    assert client.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    client.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=declared["PublicAccessBlockConfiguration"]
    )
    blocked = client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(blocked.values()) == {True}
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(_policy(f"{bucket}Policy")))
    lifecycle = _lifecycle(bucket)
    client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=lifecycle)
    kept = client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert [rule["ID"] for rule in kept] == [rule["ID"] for rule in lifecycle["Rules"]]


def test_the_landing_bucket_tells_eventbridge_of_arrivals() -> None:
    assert filled("storage", "LandingBucket")["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_control_table(moto: MotoServer, stacks: Stacks) -> None:
    client = moto.client("dynamodb")
    table = client.describe_table(TableName=stacks["storage"]["ControlTable"])["Table"]
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["lake", "file"]
    (index,) = table["LocalSecondaryIndexes"]
    assert index["IndexName"] == "waiting"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["lake", "waiting_since"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"


def test_the_state_machine_is_the_committed_one(moto: MotoServer, stacks: Stacks) -> None:
    moto.execute_machines(yes=False)
    arn = stacks["processing"]["StateMachine"]
    assert arn.endswith(":stateMachine:vitrola-load")
    told = moto.client("stepfunctions").describe_state_machine(stateMachineArn=arn)
    assert json.loads(told["definition"]) == json.loads(state_machine())
    assert ":role/vitrola-LoadRole" in told["roleArn"]


@pytest.mark.parametrize(("role", "policy"), [("Job", "job"), ("Load", "load"), ("Trigger", "start")])
def test_roles(moto: MotoServer, stacks: Stacks, role: str, policy: str) -> None:
    assert stacks
    client = moto.client("iam")
    names = [entry["RoleName"] for entry in client.list_roles()["Roles"]]
    (name,) = [entry for entry in names if entry.startswith(f"vitrola-{role}Role")]
    kept = client.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    document = ast.literal_eval(kept)  # moto writes what it made from YAML as Python would
    declared = filled("processing", f"{role}Role")["Policies"][0]["PolicyDocument"]["Statement"]
    assert [entry["Sid"] for entry in document["Statement"]] == [entry["Sid"] for entry in declared]
    assert "ImportValue" not in json.dumps(document)


def test_the_readers_see_no_raw_file_and_change_nothing(moto: MotoServer, stacks: Stacks) -> None:
    client, arn = moto.client("iam"), stacks["processing"]["ReaderPolicy"]
    version = client.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document = client.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    by_name = {statement["Sid"]: statement for statement in document["Statement"]}
    lake = stacks["storage"]["LakeBucket"]
    assert by_name["ReadTables"]["Resource"] == f"arn:aws:s3:::{lake}/lake/refined/*"
    assert by_name["Results"]["Resource"] == f"arn:aws:s3:::{stacks['storage']['WorkBucket']}/results/*"
    written = [name for name, entry in by_name.items() if "s3:PutObject" in entry["Action"]]
    assert written == ["Results"]


def test_arrivals_start_the_machine(moto: MotoServer, stacks: Stacks) -> None:
    client = moto.client("events")
    (rule,) = client.list_rules()["Rules"]
    pattern = json.loads(rule["EventPattern"])
    assert pattern["detail"]["bucket"]["name"] == [stacks["storage"]["LandingBucket"]]
    assert pattern["detail-type"] == ["Object Created"]
    (target,) = client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    assert target["Arn"] == stacks["processing"]["StateMachine"]
    assert moto.client("sqs").list_queues()["QueueUrls"]
    assert [entry["TopicArn"] for entry in moto.client("sns").list_topics()["Topics"]] != []


def test_glue_takes_the_database(moto: MotoServer) -> None:
    client = moto.client("glue")
    client.create_database(**filled("processing", "Database"))
    assert client.get_database(Name="vitrola")["Database"]["Description"].startswith("Music-streaming")


def test_athena_takes_the_workgroup_with_its_cutoff(moto: MotoServer) -> None:
    client, properties = moto.client("athena"), filled("processing", "WorkGroup")
    configuration = properties["WorkGroupConfiguration"]
    configuration["BytesScannedCutoffPerQuery"] = int(configuration["BytesScannedCutoffPerQuery"])
    client.create_work_group(
        Name=properties["Name"], Description=properties["Description"], Configuration=configuration
    )
    kept = client.get_work_group(WorkGroup="vitrola")["WorkGroup"]["Configuration"]
    assert kept["BytesScannedCutoffPerQuery"] == 10_000_000_000
    assert kept["EnforceWorkGroupConfiguration"] is True
    assert kept["ResultConfiguration"]["OutputLocation"] == "s3://vitrola-storage-workbucket/results/"


def test_emr_serverless_takes_the_application(moto: MotoServer) -> None:
    """Under a release that moto has heard of."""
    client, properties = moto.client("emr-serverless"), filled("processing", "Application")
    assert properties["ReleaseLabel"] == "emr-spark-8.1.0"
    properties["ReleaseLabel"] = "emr-7.0.0"
    made = client.create_application(clientToken="once", **_small(properties))
    kept = client.get_application(applicationId=made["applicationId"])["application"]
    assert kept["type"].upper() == "SPARK"
    assert kept["maximumCapacity"] == {"cpu": "64 vCPU", "memory": "256 GB"}
    assert kept["autoStopConfiguration"] == {"enabled": True, "idleTimeoutMinutes": 5}


def test_scheduler_takes_the_schedule(moto: MotoServer) -> None:
    client, properties = moto.client("scheduler"), filled("processing", "Schedule")
    properties["Target"]["Arn"] = f"arn:aws:states:sa-east-1:{ACCOUNT}:stateMachine:vitrola-load"
    client.create_schedule(Name="vitrola", **properties)
    kept = client.get_schedule(Name="vitrola")
    assert kept["ScheduleExpression"] == "cron(0 5 * * ? *)"
    assert kept["ScheduleExpressionTimezone"] == "America/Sao_Paulo"
    assert json.loads(kept["Target"]["Input"]) == {"scheduled": True}


def test_cloudwatch_takes_every_alarm_and_each_is_told_to_the_topic(moto: MotoServer) -> None:
    client = moto.client("cloudwatch")
    resources = load("processing")["Resources"]
    alarms = [name for name, entry in resources.items() if entry["Type"] == "AWS::CloudWatch::Alarm"]
    for name in alarms:
        client.put_metric_alarm(AlarmName=name, **filled("processing", name))
    kept = {alarm["AlarmName"]: alarm for alarm in client.describe_alarms(AlarmNames=alarms)["MetricAlarms"]}
    assert {name: alarm["MetricName"] for name, alarm in kept.items()} == {
        "FailedAlarm": "ExecutionsFailed",
        "LateAlarm": "ExecutionsTimedOut",
        "StoppedAlarm": "ExecutionsAborted",
        "SilentAlarm": "ExecutionsSucceeded",
        "UndeliveredAlarm": "ApproximateNumberOfMessagesVisible",
    }
    assert [alarm["AlarmActions"] for alarm in kept.values()] == [["Topic"]] * 5


def test_budgets_takes_the_budget(moto: MotoServer) -> None:
    client, properties = moto.client("budgets"), filled("processing", "Budget")
    client.create_budget(AccountId=ACCOUNT, **properties)
    kept = client.describe_budget(AccountId=ACCOUNT, BudgetName="vitrola")["Budget"]
    assert kept["BudgetLimit"] == {"Amount": "50", "Unit": "USD"}


def _policy(resource: str) -> dict[str, Any]:
    document: dict[str, Any] = filled("storage", resource)["PolicyDocument"]
    return document


def _lifecycle(bucket: str) -> dict[str, Any]:
    """Rules as the S3 API names their parts."""
    rules = []
    for rule in filled("storage", bucket)["LifecycleConfiguration"]["Rules"]:
        made = {"ID": rule["Id"], "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
        if "ExpirationInDays" in rule:
            made["Expiration"] = {"Days": int(rule["ExpirationInDays"])}
        if "NoncurrentVersionExpiration" in rule:
            days = int(rule["NoncurrentVersionExpiration"]["NoncurrentDays"])
            made["NoncurrentVersionExpiration"] = {"NoncurrentDays": days}
        if "AbortIncompleteMultipartUpload" in rule:
            made["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
        rules.append(made)
    return {"Rules": rules}


def _small(value: Any) -> Any:
    """Members as the API of EMR Serverless writes them."""
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: _small(inner) for key, inner in value.items()}
    return value
