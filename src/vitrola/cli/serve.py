"""``vitrola serve``."""

from typing import Annotated

import typer

from vitrola.cli.context import LakeArgument, open_with_settings
from vitrola.cli.output import err


def serve(
    lake: LakeArgument,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65_535, help="Port to listen on; 0 takes a free one.")
    ] = 8765,
    token: Annotated[
        str | None, typer.Option(envvar="VITROLA_TOKEN", help="Token that every request must give.")
    ] = None,
    user_header: Annotated[
        str | None, typer.Option(help="Header in which a proxy names the user it has signed in.")
    ] = None,
    proxy: Annotated[
        str | None, typer.Option(help="The one address whose --user-header is believed.")
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option(help="Another name this server is known by.")
    ] = None,
    smallest_cell: Annotated[
        int, typer.Option(min=0, help="Withhold numbers about fewer users than this.")
    ] = 0,
) -> None:
    """Serve the dashboard of the current publication; a new one is picked up without a restart.

    It listens on this machine only unless --host says otherwise, and then needs --token, or
    --user-header with --proxy.
    """
    from vitrola.dashboard.access import Access  # noqa: PLC0415 - slow to import
    from vitrola.dashboard.serving import serve_forever  # noqa: PLC0415

    opened, settings = open_with_settings(lake)
    access = Access(host, token, user_header, proxy, tuple(allow_host or ()))
    serve_forever(
        opened,
        settings,
        access,
        port,
        smallest=smallest_cell,
        started=lambda address: err.print(f"Dashboard: {address}  (Ctrl+C stops it)", markup=False),
    )
