"""Named steps at which a test can stop the process as a power cut would."""

from __future__ import annotations

import os
import signal

STEPS = (
    "raw copy",
    "ledger",
    "delivery",
    "refine",
    "write",
    "audit",
    "cube",
    "commit",
    "dictionary",
    "before pointer",
    "after pointer",
    "vacuum",
    "merge",
    "rewritten",
    "rewrite",
    "forget",
)
"""``write`` can be followed by a colon and a table's name, ``vacuum`` by a kind of file, ``forget`` by
what it has done."""


def step(name: str, detail: str = "") -> None:
    """Say that a step was reached; kills this process where VITROLA_FAULT names it."""
    fault = os.environ.get("VITROLA_FAULT")
    if fault and fault in (name, f"{name}:{detail}"):
        os.kill(os.getpid(), signal.SIGKILL)
