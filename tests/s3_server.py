"""A real S3 server of the test's own, on loopback: SeaweedFS."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = {"AWS_ACCESS_KEY_ID": "vitrola-test", "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-test"}
BUCKET = "lake"
STARTING_SECONDS = 60
PORTS = (
    *("s3.port", "s3.port.grpc", "s3.port.iceberg", "s3.port.lance"),
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc"),
    *("filer.port", "filer.port.grpc", "admin.port", "admin.port.grpc"),
)


class S3Server:
    """One server over one folder; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._ports['s3.port']}"

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs to know."""
        return {**KEYS, "AWS_ENDPOINT_URL_S3": self.address, "AWS_REGION": "us-east-1"}

    def start(self) -> None:
        weed = Path(sys.executable).with_name("weed")
        options = [f"-{name}={port}" for name, port in self._ports.items()]
        command = [weed, "mini", f"-dir={self._folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *options]
        command += ["-admin.ui=false", "-webdav=false", "-master.telemetry=false", f"-bucket={BUCKET}"]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, env={**os.environ, **KEYS}, stdout=log, stderr=log)
        self._wait()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.address,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        )

    def _wait(self) -> None:
        """Until the server has its bucket: it creates that last."""
        client, until = self.client(), time.monotonic() + STARTING_SECONDS
        while time.monotonic() < until:
            try:
                client.head_bucket(Bucket=BUCKET)
            except (ClientError, BotoCoreError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError(f"no S3 server at {self.address}; see {self._folder / 'server.log'}")


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    server = S3Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
