"""Who may ask: the name asked for, a token or a trusted proxy's word; and the headers of every answer."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

from vitrola.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHORTEST_TOKEN = 16
LONGEST_URL = 16_384
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True)
class Access:
    """Who may ask and where it listens; ``hosts`` are further names that the server is known by.

    Beyond loopback it needs a ``token``, or a ``user_header`` that is believed from ``proxy`` alone.
    """

    host: str = "127.0.0.1"
    token: str | None = None
    user_header: str | None = None
    proxy: str | None = None
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise UsageError(
                f"The token has {len(self.token)} characters; it needs at least {SHORTEST_TOKEN}.",
                hint="Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe())'",
            )
        if (self.user_header is None) != (self.proxy is None):
            raise UsageError(
                "--user-header and --proxy are given together: a header is believed from one address."
            )
        if not is_loopback(self.host) and self.token is None and self.proxy is None:
            raise UsageError(
                f"Listening on {self.host} would let anyone in the network read this lake.",
                hint="Give --token (or VITROLA_TOKEN), or --user-header with --proxy.",
            )

    def knows(self, host: str) -> bool:
        """Whether a request's Host names this server, so that no other site's name leads here."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return is_loopback(name.strip("[]")) or name in (self.host, *self.hosts)

    def admits(self, headers: Headers, client: str) -> bool:
        """Whether a request proves who it is from; on loopback without a token everyone is."""
        if self.proxy and client == self.proxy and self.user_header and headers.get(self.user_header):
            return True
        if self.token is None:
            return self.proxy is None
        return hmac.compare_digest(_given(headers).encode(), self.token.encode())


class Guard:
    """The outermost layer: refuses what may not be asked, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        client = (scope.get("client") or ("",))[0]
        if not self._access.knows(headers.get("host", "")):
            return refusal(421, "This server is not known by the name in the Host header.")
        if scope["method"] not in ("GET", "HEAD"):
            return refusal(405, "Only GET and HEAD are answered here.", Allow="GET, HEAD")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return refusal(413, "A request has no body here.")
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_URL:
            return refusal(
                414,
                f"The address is longer than {LONGEST_URL} bytes.",
                f"O endereço tem mais de {LONGEST_URL} bytes.",
            )
        if scope["path"] != "/healthz" and not self._access.admits(headers, client):
            return refusal(
                401,
                "A token is needed: as a bearer token, or as the password.",
                "É preciso um token: como bearer token ou como senha.",
                **{"WWW-Authenticate": 'Basic realm="Vitrola"'},
            )
        return None


def refusal(status: int, sentence: str, pt: str | None = None, **headers: str) -> JSONResponse:
    """One sentence that says why there is no answer; in Portuguese too where a person may see it."""
    return JSONResponse({"error": sentence} | ({"error_pt": pt} if pt else {}), status, headers)


def is_loopback(host: str) -> bool:
    """Whether an address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _given(headers: Headers) -> str:
    """The token of a bearer header, or the password of a basic one, as a browser asks for it."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    try:
        return (
            base64.b64decode(value, validate=True).decode().partition(":")[2]
            if kind.lower() == "basic"
            else ""
        )
    except (binascii.Error, UnicodeDecodeError):
        return ""
