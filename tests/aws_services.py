"""AWS as moto plays it, in this process, behind an address that every client is told of."""

from __future__ import annotations

import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import requests
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from moto.server import ThreadedMotoServer

from aws_lake import BUCKET, DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "sa-east-1"
SECRET = "wJalrXUtnFEMI-secret"
TOKEN = "IQoJb3JpZ2luX2-token"


class Services:
    """The address of the services, and ways to make them misbehave."""

    def __init__(self, address: str) -> None:
        self.address = address

    def client(self, service: str) -> Any:
        return boto3.client(service)

    def answer_athena(self, columns: list[tuple[str, str]], rows: list[list[str | None]]) -> None:
        """Queue the result of the next query; the first row of Athena's first page is the header."""
        data = [[name for name, _ in columns], *rows]
        result = {
            "rows": [
                {"Data": [{} if cell is None else {"VarCharValue": cell} for cell in row]} for row in data
            ],
            "column_info": [
                {"Name": name, "Label": name, "Type": kind, "Precision": 0, "Scale": 0, "Nullable": "UNKNOWN"}
                for name, kind in columns
            ],
        }
        body = {"results": [result], "region": REGION}
        requests.post(
            f"{self.address}/moto-api/static/athena/query-results", json=body, timeout=10
        ).raise_for_status()


def refuse(operation: str, code: str, *, times: int = 1_000, status: int = 400) -> None:
    """Let a service, such as ``glue.UpdateTable``, answer with an error instead of doing what is asked."""
    left = [times]

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        if not left[0]:
            return None
        left[0] -= 1
        body = json.dumps({"__type": code, "message": f"{code} for {TOKEN} and {SECRET}"}).encode()
        raw = Raw(body)
        return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.1"}, raw)

    _events().register(f"before-send.{operation}", answer)


def lose_answer(operation: str) -> list[str]:
    """Let the next answer of a service get lost after it did what was asked; returns what was lost so far."""
    lost: list[str] = []

    def drop(**_: Any) -> None:
        if not lost:
            lost.append(operation)
            raise ReadTimeoutError(endpoint_url="https://glue.example")

    _events().register(f"after-call.{operation}", drop)
    return lost


def count(service: str) -> list[str]:
    """The operations that are asked of a service from now on, in order."""
    asked: list[str] = []

    def note(model: Any, **_: Any) -> None:
        asked.append(model.name)

    _events().register(f"before-call.{service}", note)
    return asked


def on(event: str, do: Callable[..., Any]) -> None:
    """Call a function at each of botocore's events of a name, for clients made from now on."""
    _events().register(event, do)


def _events() -> Any:
    return boto3._get_default_session().events


class Raw(io.BytesIO):
    """A body that botocore can read as it reads those from the network."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.getvalue()


@contextmanager
def server() -> Iterator[str]:
    """The address of a server of moto."""
    started = ThreadedMotoServer(port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        started.stop()


@contextmanager
def services(address: str) -> Iterator[Services]:
    """A server's services anew, with nothing in them but a bucket and a Glue database."""
    variables = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    requests.post(f"{address}/moto-api/reset", timeout=10).raise_for_status()
    with patch.dict("os.environ", variables):
        boto3.setup_default_session()
        place = {"LocationConstraint": REGION}
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)
        boto3.client("glue").create_database(DatabaseInput={"Name": DATABASE})
        yield Services(address)
    boto3.setup_default_session()
