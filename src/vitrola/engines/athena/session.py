"""Send a query to Athena and read its rows, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vitrola.errors import EngineError, StatementError, UsageError
from vitrola.lake.aws import aws_errors, code, failure, region

if TYPE_CHECKING:
    from vitrola.config import Settings

PAGE = 1_000
"""Rows that Athena gives at once at most."""


@dataclass(frozen=True)
class Answer:
    """The first rows of a query's result, whether there are ``more``, and the bytes that Athena read."""

    columns: list[str]
    rows: list[dict[str, Any]]
    more: bool
    read: int


def ask(sql: str, settings: Settings, *, limit: int) -> Answer:
    """At most ``limit`` rows of a query in Athena's SQL; no page after them is fetched.

    Raises UsageError where the extra isn't installed, StatementError where Athena refuses the query, and
    EngineError where it can't be asked.
    """
    try:
        from pyathena import connect  # noqa: PLC0415 - an extra, and slow to import
        from pyathena.error import Error  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Athena needs PyAthena, which isn't installed.", hint="Run: make setup EXTRAS=aws"
        ) from error
    failures: tuple[type[Exception], ...] = (Error, *aws_errors())
    try:
        with (
            connect(
                region_name=region(settings),
                work_group=settings.athena_workgroup,
                s3_staging_dir=settings.athena_output or None,
                schema_name=settings.glue_database,
            ) as connection,
            connection.cursor(arraysize=PAGE) as cursor,
        ):
            cursor.execute(sql)
            found = cursor.fetchmany(limit + 1)
            columns = [str(column[0]) for column in cursor.description or ()]
            rows = [dict(zip(columns, row, strict=True)) for row in found[:limit]]
            return Answer(columns, rows, len(found) > limit, int(cursor.data_scanned_in_bytes or 0))
    except failures as error:
        raise _failed(error) from error


def _failed(error: BaseException) -> EngineError:
    """What went wrong: with Athena itself, or with the query."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, aws_errors()):
        cause = cause.__cause__
    if not isinstance(cause, Exception):
        return StatementError(f"Athena says: {error}")
    if code(cause) == "InvalidRequestException":
        said = getattr(cause, "response", {}).get("Error", {}).get("Message", "")
        return StatementError(
            f"Athena says: {said}", hint="Check athena_workgroup and athena_output in vitrola.toml."
        )
    operation = getattr(cause, "operation_name", "StartQueryExecution")
    return failure(EngineError, cause, f"athena:{operation}")
