"""The console's door: who may talk to it at all, how much they may say, and what a browser may do with its answers.

Where nobody has to sign in it answers only a browser on the same machine that was pointed at it on purpose: another name in
Host (DNS rebinding), a proxy's header (a tunnel) and a form from another page are turned away before any page runs. Where
people sign in (sign_in.py) it answers under one origin, which may lie behind a proxy. The token in the forms is checked
by each page.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 64 * 1024
# Paths to which files are sent.
UPLOADS = {"/feeds/import": 2_200_000}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

# What proxies and tunnels add to a request they pass on. A browser on this machine sends none of them.
_PROXY_HEADERS = frozenset(
    {
        "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip", "x-original-host",
        "x-original-url", "x-rewrite-url", "x-proxyuser-ip", "client-ip", "fastly-client-ip", "fly-client-ip",
    }
)  # fmt: skip
_PROXY_PREFIXES = ("x-forwarded", "cf-", "ngrok-", "tailscale-", "x-envoy-", "x-ms-proxy", "x-azure-")

_READING = frozenset({"GET", "HEAD"})

_FORM = "The console takes forms from its own pages only. Open it in this browser and try again there.\n"

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Other sites learn nothing. Not `no-referrer`: with it browsers send `Origin: null` with the console's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware around the whole console. A refusal is plain text that says how to get in."""

    def __init__(self, app: ASGIApp, origin: str = "") -> None:
        """`origin` is the one address under which people who sign in reach the console."""
        self._app, self._origin = app, origin.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is not welcome; pass any other on with its whole body and guarded answers."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        guarded = _with_headers(send)
        headers = Headers(scope=scope)
        refusal = (
            refuse_elsewhere(scope["method"], headers, self._origin)
            if self._origin
            else refuse(scope["method"], headers, _port(scope))
        )
        most = UPLOADS.get(scope["path"], MAX_BODY)
        body = None if refusal else await _body(Headers(scope=scope), receive, most)
        if refusal:
            return await PlainTextResponse(refusal[1], refusal[0])(scope, receive, guarded)
        if body is None:
            text = f"That is too long: the console takes {most // 1024} KiB at a time.\n"
            return await PlainTextResponse(text, 413)(scope, receive, guarded)
        return await self._app(scope, _replay(body, receive), guarded)


def refuse(method: str, headers: Headers, port: int) -> tuple[int, str] | None:
    """The status and text of a refusal, or None where the request is welcome. `port` is the one it came in on."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not is_loopback_host(hosts[0], port):
        return 421, f"The console answers on this machine only. Open http://127.0.0.1:{port}/\n"
    if name := _proxy_header(headers.keys()):
        return 403, f"The console is not to be reached through a proxy or a tunnel (it saw {name}).\n"
    if method not in _READING and not _same_origin(headers, f"http://{hosts[0].lower()}"):
        return 403, _FORM
    return None


def refuse_elsewhere(method: str, headers: Headers, origin: str) -> tuple[int, str] | None:
    """The same for a console that people sign in at, under this origin. What a proxy says of them is not believed."""
    if [host.lower() for host in headers.getlist("host")] != [urlsplit(origin).netloc]:
        return 421, f"The console answers under {origin} only.\n"
    if method not in _READING and not _same_origin(headers, origin):
        return 403, _FORM
    return None


def is_loopback_host(host: str, port: int) -> bool:
    """Is this Host header a loopback name with this port?"""
    name, colon, given = host.lower().rpartition(":") if not host.endswith("]") else (host.lower(), "", "")
    if not colon:
        name, given = host.lower(), "80"
    return name in LOOPBACK_NAMES and given == str(port)


def _proxy_header(names: Iterable[str]) -> str | None:
    return next((n for n in names if n in _PROXY_HEADERS or n.startswith(_PROXY_PREFIXES)), None)


def _same_origin(headers: Headers, origin: str) -> bool:
    """A browser says where a form came from in at least one of two headers; neither may say elsewhere."""
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    if not origins and not sites:
        return False
    return all(o.lower() == origin for o in origins) and all(s == "same-origin" for s in sites)


def _port(scope: Scope) -> int:
    server = scope.get("server")
    return int(server[1] or 0) if server else 0


async def _body(headers: Headers, receive: Receive, most: int) -> bytes | None:
    """The whole body, or None where it is longer than `most` bytes, whatever its headers claim."""
    declared = headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > most:
        return None
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return body


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded
