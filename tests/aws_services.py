"""AWS as moto plays it, in this process, behind an address that every client is told of."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import requests
from moto.server import ThreadedMotoServer

from aws_lake import BUCKET

if TYPE_CHECKING:
    from collections.abc import Iterator

REGION = "sa-east-1"
SECRET = "wJalrXUtnFEMI-secret"
TOKEN = "IQoJb3JpZ2luX2-token"
DATABASE = "vitrola"


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
                {"Name": name, "Label": name, "Type": kind, "Nullable": "UNKNOWN"} for name, kind in columns
            ],
        }
        body = {"results": [result], "region": REGION}
        requests.post(
            f"{self.address}/moto-api/static/athena/query-results", json=body, timeout=10
        ).raise_for_status()


@contextmanager
def services() -> Iterator[Services]:
    """Services without anything in them but a bucket and a Glue database."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    variables = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with patch.dict("os.environ", variables):
        requests.post(f"{address}/moto-api/reset", timeout=10).raise_for_status()
        boto3.setup_default_session()
        boto3.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        boto3.client("glue").create_database(DatabaseInput={"Name": DATABASE})
        try:
            yield Services(address)
        finally:
            server.stop()
            boto3.setup_default_session()
