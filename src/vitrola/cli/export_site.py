"""``vitrola export site``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, LakeArgument, OverwriteOption, open_with_settings
from vitrola.cli.output import Format, out, print_json, print_labelled
from vitrola.cli.targets import local_path
from vitrola.errors import UsageError

LARGEST_MB = 15
"""Above it a browser on a slow line waits longer than people do."""
REVEALED = (
    "The files hold no users, but numbers about few people, down to single plays: share them with those "
    "who may see these."
)
REVEALED_ALL_THE_SAME = (
    "The page withholds numbers about few people, but the files that it counts from hold them, down to "
    "single plays: who may not see these may have the page on a server (vitrola serve), not the files."
)


def site(
    lake: LakeArgument,
    directory: Annotated[
        Path | None,
        typer.Argument(parser=local_path, metavar="[OUT]", help="Folder for the site.", show_default=False),
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="Publish to s3://bucket/prefix instead of a folder.")
    ] = None,
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this on the page.")
    ] = 0,
    overwrite: OverwriteOption = False,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Write the dashboard as files for S3 or any web server: it counts in the browser, without Python.

    Everything that adds up is exact under all filters. Distinct users, shares by sex and mean age are there
    for one filter at a time: more would need each user's plays, which stay in the lake.
    """
    from vitrola.dashboard.site.export import export_site, publish_site  # noqa: PLC0415 - slow to import
    from vitrola.lake.s3 import Bucket, bucket_and_prefix  # noqa: PLC0415

    if (directory is None) == (to is None):
        raise UsageError("A site goes to one place: a folder OUT, or --to s3://bucket/prefix.")
    opened, settings = open_with_settings(lake)
    if directory is not None:
        done = export_site(opened, settings, directory, overwrite=overwrite, smallest=smallest_cell)
    else:
        name, prefix = bucket_and_prefix(str(to))
        done = publish_site(
            opened, settings, Bucket(name), prefix, overwrite=overwrite, smallest=smallest_cell
        )
    if format is Format.JSON:
        print_json(asdict(done))
        return
    size = done.bytes / 1e6
    out.print(
        f"Dashboard of run {done.run_id}: {done.files} files, {size:.1f} MB, {done.written} of them written.",
        markup=False,
    )
    if size > LARGEST_MB:
        out.print(f"Note   More than {LARGEST_MB} MB: people with slow lines will wait for it.", markup=False)
    print_labelled("Note", REVEALED_ALL_THE_SAME if smallest_cell else REVEALED)
    out.print(f"Open   {done.site}", markup=False)
    out.print(
        "       through a web server: browsers don't let pages read files (try: python3 -m http.server)"
        if directory is not None
        else "       through the bucket's website address or CloudFront",
        markup=False,
    )
