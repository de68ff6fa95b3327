"""Make what EMR Serverless runs: the job's script, and an archive of Vitrola with all it imports."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import asdict, dataclass
from importlib.metadata import distributions, requires
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vitrola import __version__
from vitrola.errors import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = "job.py"
ARCHIVE = "packages.tar.gz"
LISTING = "packages.json"
PYTHONS = ("3.11", "3.13")
"""Pythons of emr-spark-8.1.0 that Vitrola runs on."""
PLATFORMS = {"X86_64": "x86_64-manylinux_2_34", "ARM64": "aarch64-manylinux_2_34"}
"""What wheels are taken for, by EMR's name of the processors: Amazon Linux 2023 has glibc 2.34."""
BESIDE = ("boto3",)
"""What the job imports and a laptop doesn't need. Spark is EMR's own."""
OF_INSTALLING = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"}
"""What uv writes beside a distribution's metadata: where it came from, and when."""


@dataclass(frozen=True)
class Packaged:
    """An archive: what it is for, its SHA-256 and size in bytes, and the distributions in it."""

    vitrola: str
    python: str
    architecture: str
    sha256: str
    size: int
    distributions: dict[str, str]


def package(folder: Path, *, python: str, architecture: str, wheels: Path | None = None) -> Packaged:
    """Write the script, the archive and its listing into a folder, over those of an earlier time.

    The archive holds the versions that are installed here, as wheels for EMR's Python and processors,
    from the package index or from the folder ``wheels``. The same versions give the same bytes.
    Raises DeploymentError where a wheel can't be had; then nothing is written.
    """
    with TemporaryDirectory(prefix="vitrola-package-") as made:
        tree = Path(made)
        _install(tree, python, PLATFORMS[architecture], wheels)
        _copy_own(tree)
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / ARCHIVE
        _pack(tree, archive)
        found = {entry.name: entry.version for entry in distributions(path=[made])}
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = archive.stat().st_size
    packaged = Packaged(__version__, python, architecture, digest, size, dict(sorted(found.items())))
    (folder / LISTING).write_text(json.dumps(asdict(packaged), indent=1) + "\n", "utf-8")
    (folder / SCRIPT).write_bytes((files("vitrola") / SCRIPT).read_bytes())
    return packaged


def _install(tree: Path, python: str, platform: str, wheels: Path | None) -> None:
    needed = [entry for entry in requires("vitrola") or () if "extra ==" not in entry]
    pins = {entry.name: entry.version for entry in distributions() if entry.name != "vitrola"}
    constraints = tree / "constraints.txt"
    constraints.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pins.items())))
    source = ["--no-index", "--find-links", str(wheels)] if wheels else []
    command = [_uv(), "pip", "install", "--target", str(tree), "--constraints", str(constraints)]
    command += ["--python", sys.executable, "--python-version", python, "--python-platform", platform]
    command += ["--only-binary", ":all:", "--no-compile", "--no-config", "--link-mode", "copy", *source]
    done = subprocess.run(  # noqa: S603 - uv, with names of packages that are installed here
        [*command, *needed, *BESIDE], capture_output=True, text=True, check=False
    )
    constraints.unlink()
    if done.returncode:
        raise DeploymentError(
            f"The packages of the job can't be had: {_reason(done.stderr)}",
            hint="Try where the package index can be reached, or name a folder that holds them: --wheels DIR",
        )


def _uv() -> str:
    """Where uv is; it takes wheels for another machine than this one."""
    try:
        from uv import find_uv_bin  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise DeploymentError(
            "Packaging needs uv, which isn't installed.", hint="Run: make setup EXTRAS=aws"
        ) from error
    return find_uv_bin()


def _reason(said: str) -> str:
    """What uv says of the error, in one line, without the marks that it draws."""
    error = said.partition("error:")[2] or said
    return " ".join(re.sub(r"[^\x00-\x7f]+", " ", error).split()) or "uv gave no reason."


def _copy_own(tree: Path) -> None:
    with as_file(files("vitrola")) as own:
        shutil.copytree(own, tree / "vitrola", ignore=shutil.ignore_patterns("__pycache__"))


def _pack(tree: Path, archive: Path) -> None:
    """Write a tree into an archive in which nothing depends on the machine, the user or the time."""
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for path in _files(tree):
            entry = tarfile.TarInfo(path.relative_to(tree).as_posix())
            entry.size = path.stat().st_size
            entry.mode = 0o755 if path.suffix == ".so" else 0o644
            with path.open("rb") as content:
                tar.addfile(entry, content)


def _files(tree: Path) -> Iterator[Path]:
    """The files to pack, in an order that doesn't depend on the file system.

    Left out is what isn't imported and would name this machine or this minute.
    """
    for path in sorted(tree.rglob("*")):
        parts = path.relative_to(tree).parts
        installing = parts[0].endswith(".dist-info") and path.name in OF_INSTALLING
        if (
            path.is_file()
            and parts[0] not in ("bin", ".lock")
            and "__pycache__" not in parts
            and not installing
        ):
            yield path
