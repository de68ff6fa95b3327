"""Deliveries: files that were landed together, and which of all raw files count because of them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from vitrola.lake.ledger import raw_files
from vitrola.lake.zones import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vitrola.lake.ledger import RawFile
    from vitrola.lake.zones import Lake

FOLDER = f"{CONTROL}/deliveries"


@dataclass(frozen=True)
class Delivery:
    """What one command landed, the lake's known files among it; ``id`` begins with its UTC time.

    Files are named by SHA-256. ``snapshots`` are those that restate all of their layout; ``replaces``
    are earlier files that the delivery supersedes by name.
    """

    id: str
    files: tuple[str, ...]
    snapshots: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass
class Standing:
    """Which raw files count: ``active`` ones, in the order of their hashes.

    ``superseded`` maps the hash of a file, which is among ``superseded_files``, to the one that took its
    place; ``unfinished`` files were copied by a command that was stopped before it could record its delivery.
    """

    active: list[RawFile] = field(default_factory=list)
    superseded: dict[str, RawFile] = field(default_factory=dict)
    superseded_files: list[RawFile] = field(default_factory=list)
    unfinished: list[RawFile] = field(default_factory=list)

    @property
    def stored(self) -> set[str]:
        """The names under which the lake keeps all of them."""
        return {file.stored for file in (*self.active, *self.superseded_files, *self.unfinished)}


def record_delivery(lake: Lake, delivery: Delivery) -> None:
    """Make the files of a delivery count, and those it replaces not, at once."""
    lake.location.create(f"{FOLDER}/{delivery.id}.json", json.dumps(asdict(delivery), indent=1).encode())


def deliveries(lake: Lake) -> list[Delivery]:
    """Every recorded delivery, oldest first."""
    found = map(json.loads, lake.location.read_all(lake.location.names(FOLDER, ".json")))
    return [
        Delivery(entry["id"], tuple(entry["files"]), tuple(entry["snapshots"]), tuple(entry["replaces"]))
        for entry in found
    ]


def standing(lake: Lake) -> Standing:
    """Which raw files of a lake count now."""
    return settle(raw_files(lake), deliveries(lake))


def settle(files: Iterable[RawFile], recorded: Iterable[Delivery]) -> Standing:
    """Which of these files count after these deliveries, given oldest first.

    A snapshot takes the place of whatever earlier deliveries brought of its layout, if it brings
    anything that never counted before; so landing an old file again changes nothing.
    """
    known = {file.sha256: file for file in files}
    active = {file.sha256 for file in known.values() if not file.delivered}
    seen = set(active)
    superseded: dict[str, RawFile] = {}
    for delivery in recorded:
        members = [known[sha] for sha in delivery.files if sha in known]
        fresh = [file for file in members if file.sha256 not in seen]
        restated = {file.kind: file for file in reversed(fresh) if file.sha256 in delivery.snapshots}
        named = dict.fromkeys(delivery.replaces, members[0]) if members else {}
        for sha in list(active) if restated or named else []:
            by = named.get(sha) or restated.get(known[sha].kind)
            if by and sha not in delivery.files:
                active.remove(sha)
                superseded[sha] = by
        back = [file for file in members if file.kind in restated or named]
        for file in (*fresh, *back):
            active.add(file.sha256)
            superseded.pop(file.sha256, None)
        seen |= {file.sha256 for file in fresh}
    return Standing(
        active=[file for sha, file in sorted(known.items()) if sha in active],
        superseded=superseded,
        superseded_files=[file for sha, file in sorted(known.items()) if sha in superseded],
        unfinished=[file for sha, file in sorted(known.items()) if sha not in seen],
    )
