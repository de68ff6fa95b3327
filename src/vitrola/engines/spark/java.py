"""Find the Java that Spark would start, and say in a sentence why it can't."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from vitrola.errors import EngineError

OLDEST, NEWEST = 17, 22
"""Spark 4.1 is tested on 17 and 21. From 23 on Java refuses ``Subject.getSubject``, without which Spark's
Hadoop 3.4.2 opens no file; from 24 on no option brings it back."""
NEEDED = "Spark needs Java 17 or 21"
SECONDS_TO_ANSWER = 30
INSTALL = "On Debian or Ubuntu: apt-get install openjdk-17-jre-headless"
POINT = "export JAVA_HOME=/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)"


def check_java() -> None:
    """Raise EngineError where there is no Java, or one older or newer than Spark runs on."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home, "bin", "java"))) if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME is {home}, which holds no bin/java" if home else "no java command was found"
        raise EngineError(f"{NEEDED}, and {where}.", hint=INSTALL)
    version = _version(java)
    if version is None or not OLDEST <= version <= NEWEST:
        found = "doesn't say which version it is" if version is None else f"is Java {version}"
        raise EngineError(
            f"{NEEDED}, and {java} {found}.",
            hint=f"{INSTALL}; then point JAVA_HOME to it: {POINT}",
        )


def _version(java: str) -> int | None:
    """The feature version of a java command: 8 of ``1.8.0_412``, 17 of ``17.0.15``."""
    try:
        done = subprocess.run(  # noqa: S603 - the command that Spark itself would run
            [java, "-version"], capture_output=True, text=True, timeout=SECONDS_TO_ANSWER, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found else None
