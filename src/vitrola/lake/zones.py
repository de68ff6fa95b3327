"""A lake: one root with its zones, and the file that says it is one."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from vitrola.config import settings_file
from vitrola.errors import LakeError, LakeMovedError, LakeNotFoundError, PublicationConflictError
from vitrola.lake.directory import Directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vitrola.lake.location import Location

MARKER = "lake.json"
ALERTS = "alerts.yaml"
"""The lake's own rules for alerts."""
RAW, REFINED, QUARANTINE, CONTROL = "raw", "refined", "quarantine", "control"
ZONES = (RAW, REFINED, QUARANTINE, CONTROL)
SCRATCH = f"{CONTROL}/scratch"
"""Where the machines of a cluster leave for each other what a run computes on the way."""
FORMAT = 1


@dataclass(frozen=True)
class Lake:
    """An existing lake; ``home`` is the address its metadata was written for.

    Whoever has it ``held`` is the only one to change it.
    """

    location: Location
    id: str
    home: str
    held: bool = False

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere than where its metadata says."""
        return self.home != self.location.uri()

    @property
    def settings_text(self) -> str | None:
        """The text of the lake's own vitrola.toml."""
        data = self.location.read("vitrola.toml")
        return data.decode() if data is not None else None

    @property
    def source_folder(self) -> Path:
        """Where the lake's own source definitions are."""
        return self.location.folder_here("sources")

    @property
    def model_folder(self) -> Path:
        """Where the lake's own models are."""
        return self.location.folder_here("models")

    @contextmanager
    def exclusive(self) -> Iterator[Lake]:
        """Hold the lake for one writer of this machine; raises PublicationConflictError while another has it.

        The hold ends with the process, however that ends. What is yielded is the lake with the hold,
        for steps that would take it themselves. Of two machines at work on one lake the first to replace
        the pointer wins.
        """
        if self.held:
            yield self
            return
        with self._lock("run.lock", "Another process is changing this lake."):
            yield replace(self, held=True)

    @contextmanager
    def landing(self, *, alone: bool = False) -> Iterator[None]:
        """Hold the raw zone for one landing of several, or ``alone``; raises PublicationConflictError."""
        said = "A file is being landed." if alone else "A user is being forgotten, so no file can be landed."
        with self._lock("landing.lock", said, shared=not alone):
            yield

    @contextmanager
    def _lock(self, name: str, conflict: str, *, shared: bool = False) -> Iterator[None]:
        import fcntl  # noqa: PLC0415 - only writers need it

        with self.location.path(f"{CONTROL}/{name}").open("a") as lock:
            try:
                fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise PublicationConflictError(conflict, hint="Wait for it, then run again.") from error
            yield


def located(root: str | Path) -> Location:
    """The location with this address: a directory, or ``s3://bucket/prefix``; raises LakeError."""
    if not is_s3(root):
        if str(root).startswith("s3:"):
            raise LakeError(f"{root} is no address on S3; one looks like s3://bucket/prefix.")
        return Directory(Path(root))
    from vitrola.lake.s3 import MirroredBucket  # noqa: PLC0415 - slow to import

    return MirroredBucket(str(root))


def is_s3(address: str | Path) -> bool:
    """Whether an address is one of S3 and not of a directory."""
    return str(address).startswith("s3://")


def create_lake(root: str | Path) -> Lake:
    """Make a lake in ``root`` (safe to repeat); raises LakeError where other files are in the way."""
    location = located(root)
    if location.exists(MARKER):
        return open_lake(root)
    if _in_use(location):
        raise LakeError(
            f"{root} is not empty and is not a lake.", hint="Choose a new directory, or empty this one."
        )
    for zone in (*ZONES, "sources", "models"):
        location.path(zone).mkdir(parents=True, exist_ok=True)
    location.create("vitrola.toml", settings_file().encode())
    location.create(ALERTS, (resources.files("vitrola.lake") / "alerts_example.yaml").read_bytes())
    location.create(MARKER, _marker(uuid.uuid4().hex, location.uri()))
    return open_lake(root)


def _in_use(location: Location) -> bool:
    a_file = location.root.exists() and not location.root.is_dir()
    return a_file or bool(location.children(""))


def is_lake(folder: Path) -> bool:
    """Whether a folder is the root of a lake, of whatever format and wherever it was made."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(marker, dict) and {"format", "id", "home"} <= marker.keys()


def open_lake(root: str | Path, *, even_if_moved: bool = False) -> Lake:
    """The lake in ``root``; raises LakeNotFoundError, LakeMovedError or LakeError."""
    location = located(root)
    data = location.read(MARKER)
    if data is None:
        raise LakeNotFoundError(f"There is no lake in {root}.", hint=f"Run: vitrola init {root}")
    try:
        marker = json.loads(data)
        lake = Lake(location, marker["id"], marker["home"])
        version = marker["format"]
    except (ValueError, KeyError, TypeError) as error:
        raise LakeError(f"{root}/{MARKER} is damaged: {error!r}.") from error
    if version != FORMAT:
        raise LakeError(f"The lake in {root} has format {version}; this Vitrola knows format {FORMAT}.")
    if lake.moved and not even_if_moved:
        raise LakeMovedError(
            f"The lake in {root} was moved or copied from {lake.home}, which its metadata still names.",
            hint=f"Run: vitrola relocate {root}",
        )
    return lake


def settle(lake: Lake) -> Lake:
    """Record the place the lake stands in now as its home."""
    lake.location.replace(MARKER, _marker(lake.id, lake.location.uri()), expected=lake.location.read(MARKER))
    return open_lake(str(lake.location))


def _marker(identity: str, home: str) -> bytes:
    return json.dumps({"format": FORMAT, "id": identity, "home": home}, indent=1).encode()
