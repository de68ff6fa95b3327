"""Stands between a client and a server, and spoils answers as networks and services do."""

from __future__ import annotations

import http.client
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ERRORS = {
    "InternalError": 500,
    "SlowDown": 503,
    "AccessDenied": 403,
    "ExpiredToken": 400,
}


class Proxy:
    """Passes requests on; ``fault`` says of each, by method and path, what becomes of it.

    None: it is answered. An error's code: it never arrives. ``lost``: it is carried out and the
    connection ends without an answer. ``silence``: it never arrives, and no answer comes.
    """

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target).netloc
        self.fault: Callable[[str, str], str | None] = lambda _method, _path: None
        self.asked: list[tuple[str, str]] = []
        self.over = threading.Event()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        self.asked.append((handler.command, handler.path))
        fault = self.fault(handler.command, handler.path)
        if fault == "silence":
            self.over.wait()
        elif fault in ERRORS:
            text = f"<Error><Code>{fault}</Code><Message>as the test wants it</Message></Error>".encode()
            _reply(handler, ERRORS[fault], {"Content-Type": "application/xml"}, text)
        else:
            status, headers, data = self._passed_on(handler, body)
            if fault != "lost":
                _reply(handler, status, headers, data)
                return
        handler.close_connection = True

    def _passed_on(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self._target)
        connection.putrequest(handler.command, handler.path, skip_host=True, skip_accept_encoding=True)
        for name, value in handler.headers.items():
            if name.lower() not in ("expect", "connection"):
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def _reply(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], data: bytes) -> None:
    handler.send_response_only(status)
    kept = {
        name: value
        for name, value in headers.items()
        if name.lower() not in ("transfer-encoding", "connection")
    }
    if handler.command != "HEAD":
        kept = {name: value for name, value in kept.items() if name.lower() != "content-length"}
        kept["Content-Length"] = str(len(data))
    for name, value in kept.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)


@contextmanager
def proxy_to(target: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy and its address."""
    proxy = Proxy(target)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            proxy.answer(self)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _any  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy, f"http://127.0.0.1:{server.server_port}"
    finally:
        proxy.over.set()
        server.shutdown()
        server.server_close()
