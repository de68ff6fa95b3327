"""The job that EMR Serverless starts: land arrived files, run, and write a report for the state machine.

Spark is given this file and unpacks the archive that ``vitrola aws package`` made into the folder
``packages`` beside it. All else is the command line's own verbs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PACKAGES = "packages"
"""The folder that ``spark.archives`` unpacks the archive into."""
VERSION = "?versionId="
"""Stands between a file's address and the version that arrived."""
MOST_TOLD = 20
"""So many refused files are named in a notification."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Land the files given, run, and write the report; raises what a later try may not meet again.

    What trying again can't change, such as a failed audit, is written into the report as ``error``.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake", required=True, help="address of the lake")
    parser.add_argument("--report", required=True, help="S3 address of the report to write")
    parser.add_argument("files", nargs="*", help="addresses of arrived files, oldest first")
    given = parser.parse_args(arguments)
    sys.path.insert(0, str(Path(PACKAGES).resolve()))
    master = _session_master()
    from vitrola import errors  # noqa: PLC0415 - from the archive

    lasting = (
        errors.UsageError,
        errors.LakeNotFoundError,
        errors.LakeMovedError,
        errors.DeliveryError,
        errors.DefinitionError,
        errors.AuditError,
    )
    try:
        files = land(given.lake, given.files)
        record = json.loads(
            _verb("run", given.lake, "--engine", "spark", "--master", master, "--format", "json")[1]
        )
    except lasting as error:
        report = {"error": f"{error}"}
    else:
        report = told(given.lake, files, record)
    _write(given.report, report)


def land(lake: str, files: Sequence[str]) -> list[dict[str, str]]:
    """Land files, those of one folder as one delivery, and say for each what became of it.

    A file at the top of its bucket is a delivery of its own. ``outcome`` is ``new``, ``known``,
    ``refused``, or ``superseded`` where a later version of the same address arrived with it.
    """
    newest = {address: file for file in files for address in [file.split(VERSION)[0]]}
    settled = [
        {"file": file, "outcome": "superseded", "reason": ""}
        for file in files
        if file not in newest.values()
    ]
    for addresses in _deliveries(newest):
        outcomes, refusals = _landed(lake, addresses)
        for address in addresses:
            name = PurePosixPath(address).name
            outcome = outcomes.get(name, "refused")
            reason = "" if name in outcomes else next((line for line in refusals if name in line), "")
            settled.append({"file": newest[address], "outcome": outcome, "reason": reason})
    return settled


def told(lake: str, files: list[dict[str, str]], record: dict[str, Any]) -> dict[str, Any]:
    """The report: what became of each file, what was published, and both in words."""
    refused = [entry for entry in files if entry["outcome"] == "refused"]
    published = record["status"] == "published"
    subject = f"Vitrola: published {record['run_id']}" if published else "Vitrola: nothing new"
    lines = [f"Lake {lake}: run {record['run_id']}, {record['status']}.", ""]
    lines += [f"{table}: {rows:,} rows" for table, rows in sorted(record["tables"].items())]
    if refused:
        subject += f", {len(refused)} of {len(files)} files refused"
        lines += ["", "Refused:", *(f"{entry['file']}: {entry['reason']}" for entry in refused[:MOST_TOLD])]
        lines += [f"… and {len(refused) - MOST_TOLD} more"] * (len(refused) > MOST_TOLD)
    return {
        "files": files,
        "run_id": record["run_id"],
        "status": record["status"],
        "news": published or bool(refused),
        "subject": subject,
        "message": "\n".join(lines),
    }


def _session_master() -> str:
    """Where Spark runs, having started it as it was submitted: the engine then takes that session."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - EMR's own

    return str(SparkSession.builder.appName("vitrola").getOrCreate().sparkContext.master)


def _deliveries(addresses: Iterable[str]) -> list[list[str]]:
    """Addresses by folder, in the order of the first of each; at the top of a bucket, one by one."""
    found: dict[str, list[str]] = {}
    for address in addresses:
        folder, _, name = address.rpartition("/")
        alone = folder.count("/") == 2  # s3://bucket
        found.setdefault(f"{folder}/{name}" if alone else folder, []).append(address)
    return list(found.values())


def _landed(lake: str, addresses: list[str]) -> tuple[dict[str, str], list[str]]:
    """What became of the files that were landed, by name, and what was said about the others."""
    _, printed, said = _verb("land", lake, *addresses, "--format", "json")
    outcomes = {PurePosixPath(row["given"]).name: row["outcome"] for row in json.loads(printed)}
    return outcomes, [line.removeprefix("Refused: ") for line in said.splitlines()]


def _verb(*arguments: str) -> tuple[int, str, str]:
    """Run a verb of the command line here: its exit code, and what it wrote to either stream."""
    from vitrola.cli.main import app  # noqa: PLC0415 - from the archive

    out, err = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = app(list(arguments), standalone_mode=False)
    finally:
        sys.stderr.write(err.getvalue())
    return int(code or 0), out.getvalue(), err.getvalue()


def _write(address: str, report: dict[str, Any]) -> None:
    import boto3  # noqa: PLC0415 - from the archive

    bucket, _, key = address.removeprefix("s3://").partition("/")
    body = json.dumps(report, ensure_ascii=False).encode()
    boto3.client("s3", region_name=os.environ.get("AWS_REGION")).put_object(
        Bucket=bucket, Key=key, Body=body, ContentType="application/json"
    )


if __name__ == "__main__":
    main()
