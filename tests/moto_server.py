"""moto as a server of its own: Step Functions there calls the other services over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from socket import socket
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from pathlib import Path

SECONDS_TO_START = 60
REGION = "sa-east-1"


@dataclass
class MotoServer:
    """``url`` answers as soon as ``start`` returns."""

    folder: Path
    url: str = field(init=False)
    _process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with closing(socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        with (self.folder / "moto.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, "MOTO_PORT": str(port)}, stdout=log, stderr=log
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "moto.log").read_text()
            assert time.monotonic() < deadline, "moto does not start"
            time.sleep(0.1)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def client(self, service: str) -> Any:
        return boto3.client(service, endpoint_url=self.url, region_name=REGION, **KEYS)

    def execute_machines(self, *, yes: bool) -> None:
        """Whether Step Functions executes; its machines of one kind aren't seen by the other."""
        self._post("/moto-api/config", {"stepfunctions": {"execute_state_machine": yes}})

    def _answers(self) -> bool:
        try:
            self._post("/moto-api/reset", {})
        except OSError:
            return False
        return True

    def _post(self, path: str, value: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        data = json.dumps(value).encode()
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method="POST")
        urllib.request.urlopen(request, timeout=10).close()


KEYS = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
