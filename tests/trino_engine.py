"""Trino itself, of which Athena is made, fetched with Maven and reached through py4j: no Java is compiled.

It has no tables here: what it is asked brings its rows along.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from java_libraries import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Trino:
    """A Trino of one process, its session in UTC as Athena's are."""

    def __init__(self, jvm: Any) -> None:
        zone = jvm.io.trino.spi.type.TimeZoneKey.UTC_KEY
        session = jvm.io.trino.testing.TestingSession.testSessionBuilder().setTimeZoneKey(zone).build()
        self._parser = jvm.io.trino.sql.parser.SqlParser()
        self._runner = jvm.io.trino.testing.LocalQueryRunner.builder(session).build()

    def objection(self, sql: str) -> str | None:
        """What the parser objects to in a statement; None for nothing."""
        from py4j.protocol import Py4JJavaError

        try:
            self._parser.createStatement(sql)
        except Py4JJavaError as error:
            return re.sub(r"\s+", " ", str(error.java_exception.getMessage()))
        return None

    def rows(self, sql: str) -> list[list[Any]]:
        """The rows of a query; ask for texts, numbers and booleans only."""
        from py4j.protocol import Py4JJavaError

        try:
            found = self._runner.execute(sql).getMaterializedRows()
        except Py4JJavaError as error:
            raise AssertionError(f"{error.java_exception.getMessage()}\n{sql}") from None
        return [list(row.getFields()) for row in found]


@contextmanager
def trino(folder: Path) -> Iterator[Trino]:
    """Trino, its jars put into a folder."""
    from py4j.java_gateway import JavaGateway

    jars = fetched("trino", folder)
    opened = ["--add-opens=java.base/java.nio=ALL-UNNAMED"]
    with (folder / "trino.log").open("w") as log:
        gateway = JavaGateway.launch_gateway(
            classpath=":".join(map(str, jars)), javaopts=opened, die_on_exit=True, redirect_stderr=log
        )
        try:
            yield Trino(gateway.jvm)
        finally:
            gateway.shutdown()
