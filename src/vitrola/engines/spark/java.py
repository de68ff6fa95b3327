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


def check_java() -> str:
    """The version of the Java that Spark would start, as ``17.0.15``.

    Raises EngineError where there is no Java, or one older or newer than Spark runs on.
    """
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home, "bin", "java"))) if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME is {home}, which holds no bin/java" if home else "no java command was found"
        raise EngineError(f"{NEEDED}, and {where}.", hint=INSTALL)
    version = _version(java)
    feature = _feature(version)
    if feature is None or not OLDEST <= feature <= NEWEST:
        found = "doesn't say which version it is" if feature is None else f"is Java {feature}"
        raise EngineError(
            f"{NEEDED}, and {java} {found}.",
            hint=f"{INSTALL}; then point JAVA_HOME to it: {POINT}",
        )
    return version


def _version(java: str) -> str:
    """What a java command says its version is; "" where it says nothing of the kind."""
    try:
        done = subprocess.run(  # noqa: S603 - the command that Spark itself would run
            [java, "-version"], capture_output=True, text=True, timeout=SECONDS_TO_ANSWER, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(r'version "([\w.+-]+)"', done.stderr + done.stdout)
    return found[1] if found else ""


def _feature(version: str) -> int | None:
    """The feature version: 8 of ``1.8.0_412``, 17 of ``17.0.15``."""
    found = re.match(r"(?:1\.)?(\d+)", version)
    return int(found[1]) if found else None
