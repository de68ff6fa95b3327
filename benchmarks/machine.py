"""The machine, the libraries and the commit a result was measured with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable


def describe(packages: Iterable[str], *, cores_used: int) -> str:
    """One line: processor, cores, memory, system, Python, Java and library versions."""
    parts = [
        _field(Path("/proc/cpuinfo"), "model name", ":") or platform.machine(),
        f"{cores_used} of {os.cpu_count()} cores used",
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.1f} GB memory",
        _field(Path("/etc/os-release"), "PRETTY_NAME", "=") or platform.system(),
        f"Python {platform.python_version()}",
        _java(),
        *(f"{package} {_version(package)}" for package in packages),
    ]
    return ", ".join(parts)


def commit() -> tuple[str, bool]:
    """Short hash of the commit, and whether anything but earlier results differs from it."""
    dirty = bool(_git("status", "--porcelain", "--", ".", ":!benchmarks/results"))
    return _git("rev-parse", "--short", "HEAD") or "unknown", dirty


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _java() -> str:
    try:
        done = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "no Java"
    return "Java " + (done.stderr.split('"')[1] if '"' in done.stderr else "of unknown version")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _field(file: Path, name: str, separator: str) -> str:
    lines = file.read_text().splitlines() if file.exists() else []
    values = (line.partition(separator)[2] for line in lines if line.partition(separator)[0].strip() == name)
    return next(values, "").strip().strip('"')
