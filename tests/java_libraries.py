"""Libraries of Java that tests hold our results against, fetched with Maven."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

POMS = Path(__file__).parent / "maven"
SECONDS = 400


def fetched(name: str, folder: Path) -> list[Path]:
    """The jars of ``maven/<name>.xml``, in a folder; skips the test, saying so, where they can't be had."""
    if not shutil.which("mvn") or not shutil.which("java"):
        pytest.skip(f"NOT TRIED: Maven and Java are needed to hold this against {name}")
    command = ["mvn", "-B", "-q", "-f", str(POMS / f"{name}.xml"), "dependency:copy-dependencies"]
    options = ["-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        pytest.skip(f"NOT TRIED: Maven can't fetch {name} here: {done.stdout[-300:]}")
    return sorted(folder.glob("*.jar"))
