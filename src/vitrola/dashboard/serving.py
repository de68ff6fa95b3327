"""Listen on an address and serve one lake's dashboard there."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from vitrola.dashboard.app import make_app
from vitrola.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from vitrola.config import Settings
    from vitrola.dashboard.access import Access
    from vitrola.lake import Lake

CONNECTIONS = 500
IDLE_SECONDS = 10


def serve_forever(
    lake: Lake,
    settings: Settings,
    access: Access,
    port: int,
    *,
    smallest: int,
    started: Callable[[str], None],
) -> None:
    """Serve until stopped; ``started`` receives the address once connections are taken.

    Raises UsageError where the address can't be listened on, LakeError where there is nothing to show.
    """
    app = make_app(lake, settings, access, smallest=smallest, warm=True)
    with _listening(access.host, port) as listener:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=IDLE_SECONDS,
        )
        name = f"[{access.host}]" if ":" in access.host else access.host
        started(f"http://{name}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """A listener whose connections send at once.

    asyncio says so only of sockets that name their protocol; without it an answer's body waits up to 40 ms
    for the browser to confirm its headers.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"Can't listen on {host}:{port}: {error.strerror or error}.", hint="Choose another --port."
        ) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
