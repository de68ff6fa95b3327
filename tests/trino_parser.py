"""Trino's own parser, fetched with Maven and reached through py4j: no Java is compiled."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POM = Path(__file__).parent / "trino" / "pom.xml"
SECONDS = 300


def _fetched(folder: Path) -> list[Path]:
    """The parser's jars; skips the test, saying so, where they can't be had."""
    if not shutil.which("mvn") or not shutil.which("java"):
        pytest.skip("NOT PARSED BY TRINO: Maven and Java are needed to fetch and run io.trino:trino-parser")
    command = ["mvn", "-B", "-q", "-f", str(POM), "dependency:copy-dependencies"]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={folder}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        pytest.skip(
            f"NOT PARSED BY TRINO: Maven can't fetch io.trino:trino-parser here: {done.stdout[-300:]}"
        )
    return sorted(folder.glob("*.jar"))


@contextmanager
def trino_parser(folder: Path) -> Iterator[Callable[[str], str | None]]:
    """A function that parses one statement; it returns what the parser objects to, None for nothing."""
    from py4j.java_gateway import JavaGateway
    from py4j.protocol import Py4JJavaError

    jars = _fetched(folder)
    gateway = JavaGateway.launch_gateway(classpath=":".join(map(str, jars)), die_on_exit=True)
    parser = gateway.jvm.io.trino.sql.parser.SqlParser()

    def objection(sql: str) -> str | None:
        try:
            parser.createStatement(sql)
        except Py4JJavaError as error:
            return re.sub(r"\s+", " ", str(error.java_exception.getMessage()))
        return None

    try:
        yield objection
    finally:
        gateway.shutdown()
