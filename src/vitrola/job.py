"""The job that EMR Serverless starts: land the files that wait, run, and report to the state machine.

Spark is given this file and unpacks the archive that ``vitrola aws package`` made into the folder
``packages`` beside it. All else is the command line's own verbs. What waits, and what became of it, stands
in the control table of ``deploy/aws``.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PACKAGES = "packages"
"""The folder that ``spark.archives`` unpacks the archive into."""
VERSION = "?versionId="
"""Stands between a file's address and the version that arrived."""
AT_ONCE = 100
"""So many files are landed by one job; the state machine counts to it as well."""
MOST_TOLD = 20
"""So many refused files are named in a notification."""
REPORT_SECONDS = 90 * 24 * 3600
"""After so long DynamoDB removes a report."""


@dataclass(frozen=True)
class Settled:
    """What became of a file that waited.

    ``outcome`` is ``new``, ``known`` or ``refused`` (then with a ``reason``), ``superseded`` where a later
    version of the same address waited too, or ``missing`` where the file was removed before it was landed.
    """

    file: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Control:
    """The rows of a lake in the control table, ``table`` being boto3's."""

    table: Any
    lake: str

    def waiting(self) -> list[str]:
        """Files that wait, by address and version, oldest first."""
        found = self.table.query(
            IndexName="waiting",
            ConsistentRead=True,
            Limit=AT_ONCE,
            KeyConditionExpression="lake = :lake",
            ExpressionAttributeValues={":lake": self.lake},
        )
        return [row["file"] for row in found["Items"]]

    def settle(self, settled: Settled) -> None:
        """Say what became of a file; it waits no longer."""
        self.table.update_item(
            Key={"lake": self.lake, "file": settled.file},
            UpdateExpression="SET #status = :status, reason = :reason REMOVE waiting_since",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":status": settled.outcome, ":reason": settled.reason},
        )

    def report(self, name: str, report: dict[str, Any]) -> None:
        """Leave a report for the state machine."""
        expires = int(time.time()) + REPORT_SECONDS
        self.table.put_item(Item={"lake": self.lake, "file": name, "expires": expires, **report})


def main(arguments: Sequence[str] | None = None) -> None:
    """Land what waits, run, and report; raises what a later try may not meet again.

    What trying again can't change, such as a failed audit, is reported as ``error``.
    """
    parser = argparse.ArgumentParser(description="Land the files that wait, run, and report.")
    parser.add_argument("--lake", required=True, help="address of the lake")
    parser.add_argument("--table", required=True, help="name of the control table")
    parser.add_argument("--report", required=True, help="name of the report to leave there")
    given = parser.parse_args(arguments)
    sys.path.insert(0, str(Path(PACKAGES).resolve()))
    import boto3  # noqa: PLC0415 - from the archive

    from vitrola import errors  # noqa: PLC0415 - from the archive

    lasting = (
        errors.UsageError,
        errors.LakeNotFoundError,
        errors.LakeMovedError,
        errors.DeliveryError,
        errors.DefinitionError,
        errors.AuditError,
    )
    master = _session_master()
    control = Control(boto3.resource("dynamodb").Table(given.table), given.lake)
    try:
        settled = land(control)
        record = run(given.lake, master)
    except lasting as error:
        control.report(given.report, {"error": str(error)})
    else:
        control.report(given.report, told(given.lake, settled, record))


def land(control: Control) -> list[Settled]:
    """Land the files that wait, those of one folder as one delivery, and settle each.

    A file at the top of its bucket is a delivery of its own.
    """
    waiting = control.waiting()
    newest = {file.split(VERSION)[0]: file for file in waiting}
    settled = [Settled(file, "superseded") for file in waiting if file not in newest.values()]
    missing = {address for address in newest if not _exists(address)}
    settled += [Settled(newest[address], "missing") for address in newest if address in missing]
    for addresses in _deliveries(address for address in newest if address not in missing):
        outcomes, refusals = _landed(control.lake, addresses)
        for address in addresses:
            name = PurePosixPath(address).name
            reason = "" if name in outcomes else next((line for line in refusals if name in line), "")
            settled.append(Settled(newest[address], outcomes.get(name, "refused"), reason))
    for entry in settled:
        control.settle(entry)
    return settled


def run(lake: str, master: str) -> dict[str, Any]:
    """Refine, build, audit and publish with the Spark that is here; the run's record."""
    printed, _ = _verb("run", lake, "--engine", "spark", "--master", master, "--format", "json")
    record: dict[str, Any] = json.loads(printed)
    return record


def told(lake: str, settled: list[Settled], record: dict[str, Any]) -> dict[str, Any]:
    """The report: which run readers should see now, whether there is news, and what to tell of it."""
    refused = [entry for entry in settled if entry.outcome == "refused"]
    published = record["status"] == "published"
    subject = f"Vitrola: published {record['run_id']}" if published else "Vitrola: nothing new"
    lines = [f"Lake {lake}: run {record['run_id']}, {record['status']}.", ""]
    lines += [f"{table}: {rows:,} rows" for table, rows in sorted(record["tables"].items())]
    if refused:
        subject += f", {len(refused)} of {len(settled)} files refused"
        lines += ["", "Refused:", *(f"{entry.file}: {entry.reason}" for entry in refused[:MOST_TOLD])]
        lines += [f"… and {len(refused) - MOST_TOLD} more"] * (len(refused) > MOST_TOLD)
    return {
        "run_id": record["run_id"],
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
        folder = address.rpartition("/")[0]
        alone = folder.count("/") == 2  # s3://bucket
        found.setdefault(address if alone else folder, []).append(address)
    return list(found.values())


def _exists(address: str) -> bool:
    """Whether a file is still where it arrived."""
    if not address.startswith("s3://"):
        return Path(address).exists()
    from vitrola.lake.s3 import Bucket  # noqa: PLC0415 - from the archive

    bucket, _, key = address.removeprefix("s3://").partition("/")
    return Bucket(bucket).size(key) is not None


def _landed(lake: str, addresses: list[str]) -> tuple[dict[str, str], list[str]]:
    """What became of the files that were landed, by name, and what was said about the others."""
    from vitrola.errors import DeliveryError  # noqa: PLC0415 - from the archive

    try:
        printed, said = _verb("land", lake, *addresses, "--format", "json")
    except DeliveryError as error:
        return {}, [f"{PurePosixPath(address).name}: {error}" for address in addresses]
    outcomes = {PurePosixPath(row["given"]).name: row["outcome"] for row in json.loads(printed)}
    return outcomes, [line.removeprefix("Refused: ") for line in said.splitlines()]


def _verb(*arguments: str) -> tuple[str, str]:
    """Carry out a verb of the command line here; what it wrote to either stream."""
    from vitrola.cli.main import app  # noqa: PLC0415 - from the archive

    out, err = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            app(list(arguments), standalone_mode=False)
    finally:
        sys.stderr.write(err.getvalue())
    return out.getvalue(), err.getvalue()


if __name__ == "__main__":
    main()
