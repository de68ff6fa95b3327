from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from moto_server import MotoServer
from vitrola.aws.templates import STACKS, template

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = {"storage": "vitrola-storage", "processing": "vitrola"}


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MotoServer]:
    server = MotoServer(tmp_path_factory.mktemp("moto"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def stacks(moto: MotoServer) -> dict[str, dict[str, Any]]:
    """Both stacks, made as docs/aws.md makes them; each by name with its outputs."""
    client = moto.client("cloudformation")
    made = {}
    for stack in STACKS:
        given = [{"ParameterKey": "AlarmEmail", "ParameterValue": "bi@example.com"}]
        client.create_stack(
            StackName=NAMES[stack],
            TemplateBody=template(stack).text,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=given if stack == "processing" else [],
        )
        told = client.describe_stacks(StackName=NAMES[stack])["Stacks"][0]
        assert told["StackStatus"] == "CREATE_COMPLETE"
        made[stack] = {entry["OutputKey"]: entry["OutputValue"] for entry in told["Outputs"]}
    return made
