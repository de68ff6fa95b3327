"""``vitrola vacuum``."""

import re
from typing import Annotated, Any

import typer

from vitrola.cli.context import FormatOption, LakeArgument, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_rows
from vitrola.errors import UsageError
from vitrola.pipeline.inventory import KINDS
from vitrola.pipeline.vacuum import Vacuumed, look
from vitrola.pipeline.vacuum import vacuum as clean

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def vacuum(
    lake: LakeArgument,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the files; without it they are only listed.")
    ] = False,
    older_than: Annotated[
        str, typer.Option(help="How long a file must have been needless: 36h, 7d, 2w; 0s for at once.")
    ] = "7d",
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """List, and with --remove take away, the files that no retained publication needs.

    Small batches of kept records are merged, so that runs over years of daily files stay quick. Raw
    files and records of runs always stay. A reader that is at work on a publication for longer than
    --older-than after it stopped being retained loses it.
    """
    opened, settings = open_with_settings(lake)
    act = clean if remove else look
    found = act(opened, settings, older_than=_seconds(older_than))
    if format is Format.JSON:
        print_json(_as_json(found, removed=remove))
    else:
        _print(found, f"vitrola vacuum {lake} --remove", removed=remove, older_than=older_than)


def _seconds(text: str) -> int:
    found = re.fullmatch(r"(\d{1,6})([smhdw])", text.strip())
    if not found:
        raise UsageError(
            f"--older-than is {text!r}, which is no length of time.", hint="Write 36h, 7d or 2w, for example."
        )
    return int(found[1]) * _UNITS[found[2]]


def _as_json(found: Vacuumed, *, removed: bool) -> dict[str, Any]:
    return {
        "removed": removed,
        "files": found.count,
        "bytes": found.bytes,
        "batches_merged": found.merged,
        "kinds": {
            kind: {"files": len(entries), "bytes": sum(entry.size for entry in entries)}
            for kind, entries in found.files.items()
        },
        "paths": [str(entry.path) for entries in found.files.values() for entry in entries],
    }


def _print(found: Vacuumed, command: str, *, removed: bool, older_than: str) -> None:
    rows = [
        {
            "kind": kind,
            "what": KINDS[kind],
            "files": len(entries),
            "bytes": sum(entry.size for entry in entries),
        }
        for kind, entries in found.files.items()
    ]
    if rows:
        print_rows(rows, ["kind", "what", "files", "bytes"])
    if found.merged:
        said = "were merged" if removed else "would be merged"
        out.print(f"{found.merged:,} small batches of kept records {said}.", markup=False)
    if not found.count:
        out.print(f"No file has been needless for {older_than}.", markup=False)
    elif removed:
        out.print(f"Removed {found.count:,} files of {found.bytes:,} bytes.", markup=False)
    if not removed and (found.count or found.merged):
        out.print(f"Nothing was changed. To do it: {command} --older-than {older_than}", markup=False)
