"""A service that speaks as much of Athena's language as it takes to answer one query, page by page."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = 123_456_789
"""Bytes that every query has read."""


class FakeAthena:
    """What was asked, and what is answered: ``pages`` of one column, a refusal, or a failed query."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.pages: list[list[str]] = [["1"]]
        self.refusal: tuple[str, str] | None = None
        self.failed: str | None = None

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.asked]

    def answer(self, operation: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.asked.append((operation, given))
        if self.refusal:
            return 400, {"__type": self.refusal[0], "message": self.refusal[1]}
        return 200, getattr(self, f"_{operation}")(given)

    def _StartQueryExecution(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        return {"QueryExecutionId": "q"}

    def _GetQueryExecution(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        status = (
            {"State": "FAILED", "StateChangeReason": self.failed} if self.failed else {"State": "SUCCEEDED"}
        )
        facts = {
            "QueryExecutionId": "q",
            "Query": "as it was sent",
            "StatementType": "DML",
            "Status": status,
            "Statistics": {"DataScannedInBytes": READ},
            "ResultConfiguration": {"OutputLocation": "s3://listening/results/q.csv"},
        }
        return {"QueryExecution": facts}

    def _GetQueryResults(self, given: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        place = int(given.get("NextToken", 0))
        cells = [*([] if place else ["n"]), *self.pages[place]]
        column = {
            "Name": "n",
            "Label": "n",
            "Type": "bigint",
            "Precision": 19,
            "Scale": 0,
            "Nullable": "UNKNOWN",
        }
        more = {"NextToken": str(place + 1)} if place + 1 < len(self.pages) else {}
        rows = [{"Data": [{"VarCharValue": cell}]} for cell in cells]
        return {"ResultSet": {"Rows": rows, "ResultSetMetadata": {"ColumnInfo": [column]}}, **more}


@contextmanager
def fake_athena() -> Iterator[FakeAthena]:
    """Athena for every client made meanwhile."""
    state = FakeAthena()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            operation = self.headers["X-Amz-Target"].partition(".")[2]
            status, answer = state.answer(operation, given)
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        with patch.dict("os.environ", {"AWS_ENDPOINT_URL_ATHENA": address}):
            yield state
    finally:
        server.shutdown()
        server.server_close()
