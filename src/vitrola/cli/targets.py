"""Where commands write: files and folders of this machine."""

from __future__ import annotations

import os
import re
from pathlib import Path

from vitrola.errors import UsageError


def local_path(text: str) -> Path:
    """A path of this machine; raises UsageError for an address, which would become a folder of that name."""
    if re.match(r"[a-z0-9]+:/", text, re.IGNORECASE):
        raise UsageError(
            f"{text} is an address, and this is written to files of this machine only.",
            hint="Write to a folder and copy it; 'vitrola export site' takes --to s3://bucket/prefix.",
        )
    return Path(text)


def local_file(text: str) -> Path:
    """A file that can be written; raises UsageError where its folder is missing or closed."""
    path = local_path(text)
    if path.is_dir():
        raise UsageError(f"{text} is a folder; name a file.")
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent}.")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"You may not write into {path.parent}.")
    return path
