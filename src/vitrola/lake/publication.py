"""The publication pointer: one small JSON file that says what every reader sees."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from vitrola.errors import LakeError
from vitrola.lake.location import stem
from vitrola.lake.zones import CONTROL

if TYPE_CHECKING:
    from vitrola.lake.zones import Lake

POINTER = f"{CONTROL}/publication.json"
EXPIRED = f"{CONTROL}/expired"


@dataclass(frozen=True)
class Publication:
    """The tables that one run made visible together.

    ``tables`` maps a table to the address of its Iceberg metadata file; ``inputs`` is the hash of
    everything the run read, by which a repeated run knows that there is nothing to do. ``fingerprints``
    are of what each relation is made of, by which a run knows what it can carry on. ``files`` has each
    table's Parquet files, relative to the lake, for readers that know no Iceberg, such as Power BI.
    """

    run_id: str
    published_at: str
    inputs: str
    tables: dict[str, str] = field(default_factory=dict)
    fingerprints: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[str]] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The bytes of the pointer file; one written before files were listed stays as it was."""
        said = asdict(self)
        if not self.files:
            del said["files"]
        return json.dumps(said, indent=1, sort_keys=True).encode()


def _decode(data: bytes, name: str) -> Publication:
    try:
        return Publication(**json.loads(data))
    except (ValueError, TypeError) as error:
        raise LakeError(
            f"{name} is damaged: {error}.", hint="Run: vitrola runs LAKE, then vitrola rollback LAKE RUN"
        ) from error


def current(lake: Lake) -> Publication | None:
    """What readers see now; None before the first publication."""
    data = lake.location.read(POINTER)
    return _decode(data, POINTER) if data is not None else None


def point(lake: Lake, publication: Publication, *, former: Publication | None) -> None:
    """Make a publication visible, if ``former`` still is; raises PublicationConflictError.

    ``former`` is retained first, so that it can be rolled back to, unless it is the same run's.
    """
    if former and former.run_id != publication.run_id:
        lake.location.create(_retained_name(former.run_id), former.encode())
    lake.location.replace(POINTER, publication.encode(), expected=former.encode() if former else None)


def retained(lake: Lake) -> list[Publication]:
    """Publications that can be rolled back to, oldest first; the current one is among them."""
    found = {entry.run_id: entry for entry in former_ones(lake)}
    if shown := current(lake):
        found[shown.run_id] = shown
    return [found[run_id] for run_id in sorted(found)]


def former_ones(lake: Lake) -> list[Publication]:
    """Publications that were retained when others took their place; a damaged pointer doesn't matter here."""
    names = lake.location.names(f"{CONTROL}/publications", ".json")
    kept = zip(lake.location.read_all(names), names, strict=True)
    return [_decode(data, name) for data, name in kept]


def mend(lake: Lake, publication: Publication) -> None:
    """Make a publication visible in place of a damaged pointer; raises PublicationConflictError."""
    lake.location.replace(POINTER, publication.encode(), expected=lake.location.read(POINTER))


def rewrite(lake: Lake, publication: Publication) -> None:
    """Replace a retained publication's content, for a lake that has moved."""
    name = _retained_name(publication.run_id)
    if (kept := lake.location.read(name)) is not None:
        lake.location.replace(name, publication.encode(), expected=kept)


def forget(lake: Lake, publication: Publication) -> None:
    """Stop retaining a publication. Its files stay until they are vacuumed.

    When that was is remembered, since a reader that came just before still opens them.
    """
    lake.location.create(_expired_name(publication.run_id), publication.encode())
    lake.location.delete(_retained_name(publication.run_id))


def expired(lake: Lake) -> list[tuple[Publication, float]]:
    """Publications no longer retained and not vacuumed yet, each with the time it expired at."""
    found = sorted(
        (entry for entry in lake.location.below(EXPIRED) if entry.name.endswith(".json")),
        key=lambda entry: entry.name,
    )
    names = [entry.name for entry in found]
    texts = zip(lake.location.read_all(names), names, found, strict=True)
    return [(_decode(data, name), entry.since) for data, name, entry in texts]


def known_runs(lake: Lake) -> set[str]:
    """The runs whose publications are retained, or have expired and aren't vacuumed yet."""
    expired_runs = set(map(stem, lake.location.names(EXPIRED, ".json")))
    return expired_runs | {kept.run_id for kept in retained(lake)}


def drop(lake: Lake, run_id: str) -> None:
    """Remember nothing more of a publication that expired."""
    lake.location.delete(_expired_name(run_id))


def _retained_name(run_id: str) -> str:
    return f"{CONTROL}/publications/{run_id}.json"


def _expired_name(run_id: str) -> str:
    return f"{EXPIRED}/{run_id}.json"
