"""Where Spark runs, checked before anything is started."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field
from urllib.parse import unquote

from vitrola.errors import EngineError, SettingError

CONNECT_SECONDS = 5
CONNECT_PORT = 15002
_MASTER = re.compile(r"local(\[[\w*,\s]+\])?|spark://[^/;@:]+:\d+(,[^/;@:]+:\d+)*|yarn|k8s://.+")
_REMOTE = re.compile(r"sc://(?P<host>[^/;@:\s]+)(?::(?P<port>\d+))?(?:/(?P<options>;.*)?)?")


@dataclass(frozen=True)
class Place:
    """Where Spark runs: ``remote`` (sc://), a ``master``, or else ``threads`` of this machine, 0 for all.

    ``remote`` may hold a token, so it is in no message; ``address`` is what may be shown. ``packages`` are
    those that Spark fetches to reach S3.
    """

    threads: int = 0
    memory: str = "2GB"
    master: str = ""
    remote: str = field(default="", repr=False)
    packages: str = ""

    @property
    def here(self) -> bool:
        """Whether all of it is in this process's Java."""
        return not self.remote and (not self.master or self.master.startswith("local"))

    @property
    def address(self) -> str:
        """The remote's or the master's address without what is secret."""
        found = _REMOTE.fullmatch(self.remote)
        return f"sc://{found['host']}:{found['port'] or CONNECT_PORT}" if found else self.master

    def without_options(self, text: str) -> str:
        """The text without the values of the remote's options, tokens among them."""
        found = _REMOTE.fullmatch(self.remote)
        options = (found["options"] or "").split(";") if found else []
        for value in (option.partition("=")[2] for option in options):
            for form in {value, unquote(value)} - {""}:
                text = text.replace(form, "...")
        return text

    def check(self) -> None:
        """Raise SettingError for what is no address, EngineError where nobody listens.

        Spark itself would go on asking for a minute or more.
        """
        if self.remote and not _REMOTE.fullmatch(self.remote):
            raise SettingError(
                "Setting remote is no address of a Spark Connect server.",
                hint="It looks like sc://host:15002, options follow as /;name=value.",
            )
        if self.master and not _MASTER.fullmatch(self.master):
            raise SettingError(
                "Setting master is no address that Spark knows.",
                hint="It looks like spark://host:7077, local[4], yarn or k8s://https://host:443.",
            )
        listeners = re.findall(r"(?://|,)([^/;@:,]+):(\d+)", self.address)
        if self.address.startswith(("sc://", "spark://")):
            _reach(self.address, listeners)


def _reach(address: str, listeners: list[tuple[str, str]]) -> None:
    """Find out whether anybody listens on one of these hosts and ports."""
    reason: OSError | None = None
    for host, port in listeners:
        try:
            socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS).close()
        except OSError as error:
            reason = error
        else:
            return
    raise EngineError(
        f"Spark at {address} can't be reached: {reason}.",
        hint="Check the address, that it runs, and that this machine may connect to it.",
    ) from reason
