"""Export the dashboard of the current publication to a folder or to a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from vitrola.dashboard.desk import Desk
from vitrola.dashboard.site.before import keep_withheld
from vitrola.dashboard.site.files import INDEX, KINDS, site_files
from vitrola.errors import UsageError
from vitrola.handover.folder import fill
from vitrola.lake.zones import MARKER

if TYPE_CHECKING:
    from pathlib import Path

    from vitrola.config import Settings
    from vitrola.lake import Lake
    from vitrola.lake.s3 import Bucket

TARGET = "site"
FOR_GOOD = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"


@dataclass(frozen=True)
class Exported:
    """What an export did: files and bytes of the site, and how many files were new or changed."""

    run_id: str
    site: str
    files: int
    written: int
    bytes: int


def export_site(
    lake: Lake, settings: Settings, folder: Path, *, overwrite: bool = False, smallest: int = 0
) -> Exported:
    """Write the site into a folder of its own; its page tells nothing about fewer than ``smallest`` users.

    Raises LakeError where nothing is published, UsageError for a folder that holds anything else, or, unless
    ``overwrite``, a site that withholds more.
    """
    if not overwrite:
        keep_withheld(partial(_bytes, folder), smallest)
    run_id, files = _made(lake, settings, smallest)
    written = fill(folder, TARGET, files, overwrite=overwrite)
    return _exported(run_id, str(folder), files, written)


def publish_site(
    lake: Lake,
    settings: Settings,
    bucket: Bucket,
    prefix: str,
    *,
    overwrite: bool = False,
    smallest: int = 0,
) -> Exported:
    """Write the site's objects below a prefix, the index last: who looks meanwhile sees a whole site.

    Former publications stay below ``data/``, for pages that are open. Raises LakeError, and UsageError where
    a lake has the prefix, or, unless ``overwrite``, a site that withholds more.
    """
    start = f"{prefix}/" if prefix else ""
    there = {found.key for found in bucket.below(start)}
    if start + MARKER in there:
        raise UsageError(
            f"s3://{bucket.name}/{prefix} is a lake: whoever may read the site would read its raw files.",
            hint="Publish to another prefix.",
        )
    if not overwrite:
        keep_withheld(lambda name: (bucket.get(start + name) or (None,))[0], smallest)
    run_id, files = _made(lake, settings, smallest)
    written = 0
    for name, content in files.items():
        if name != INDEX and start + name in there:
            continue
        kept = ASKED_AGAIN if name == INDEX else FOR_GOOD
        bucket.publish(start + name, content, kind=KINDS[PurePosixPath(name).suffix], kept=kept)
        written += 1
    return _exported(run_id, f"s3://{bucket.name}/{start}{INDEX}", files, written)


def _bytes(folder: Path, name: str) -> bytes | None:
    path = folder / name
    return path.read_bytes() if path.is_file() else None


def _made(lake: Lake, settings: Settings, smallest: int) -> tuple[str, dict[str, bytes]]:
    shown = Desk(lake, settings).shown()
    return shown.run_id, site_files(shown, smallest=smallest)


def _exported(run_id: str, site: str, files: dict[str, bytes], written: int) -> Exported:
    return Exported(run_id, site, len(files), written, sum(map(len, files.values())))
