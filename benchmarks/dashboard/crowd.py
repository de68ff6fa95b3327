"""Fifty people who open the whole dashboard at the same moment."""

from __future__ import annotations

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks.figures import Figure, percentile

PEOPLE = 50
WARM_ROUNDS = 5


def crowd_figures(address: str, asked: list[str]) -> list[Figure]:
    """Errors, and the time of a request, for a server just started and for one that has answered before.

    ``asked`` are the paths that a page asks for.
    """
    cold, errors = _round(address, asked)
    warm: list[float] = []
    for _ in range(WARM_ROUNDS):
        milliseconds, failed = _round(address, asked)
        warm += milliseconds
        errors += failed
    return [
        Figure(f"{PEOPLE} people at once: errors in {len(cold) + len(warm):,} requests", errors, "", 0),
        Figure(f"{PEOPLE} people at once: a request, cold, p95", percentile(cold, 0.95), "ms", 1_000),
        Figure(f"{PEOPLE} people at once: a request, warm, p95", percentile(warm, 0.95), "ms", 300),
    ]


def _round(address: str, asked: list[str]) -> tuple[list[float], int]:
    together = threading.Barrier(PEOPLE)
    with ThreadPoolExecutor(PEOPLE) as pool:
        found = list(pool.map(lambda _: _person(address, asked, together), range(PEOPLE)))
    return [each for milliseconds, _ in found for each in milliseconds], sum(failed for _, failed in found)


def _person(address: str, asked: list[str], together: threading.Barrier) -> tuple[list[float], int]:
    server = urlsplit(address)
    connection = http.client.HTTPConnection(server.hostname or "", server.port, timeout=30)
    milliseconds: list[float] = []
    failed = 0
    together.wait()
    for path in asked:
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        milliseconds.append((time.perf_counter() - started) * 1_000)
        failed += answer.status != 200
    connection.close()
    return milliseconds, failed
