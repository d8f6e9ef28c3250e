"""What is looked at before a request gets anywhere: its host, where it was made, its size.

Host: a page of somebody else whose name was made to point at this machine (DNS rebinding) sends its own name.
Where it was made: browsers say so in `Sec-Fetch-Site` (W3C Fetch Metadata), older ones in `Origin`; a program that
brings a token of its own is no browser that was tricked.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.problems import Refusal, answer

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
LONGEST_ADDRESS, LARGEST_BODY = 8_192, 262_144
"""Bytes. The largest that a page sends are a template and privacy zones."""
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip", "via")
HOOKS = ("/api/hints/", "/api/hooks/")
"""Where a service calls us: no browser, and no person."""
INGEST, LARGEST_BATCH = "/ingest/", 8_388_608
"""Where phones post, and bytes that are read of it; each app's own largest is in `core/live/phones/apps.py`."""


class Checks:
    """Refuses with a problem; nothing behind it is asked."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        try:
            check_host(self._policy, headers)
            check_made_here(self._policy, headers, scope["method"], scope["path"])
            check_size(headers, scope)
        except Refusal as refusal:
            return await answer(refusal)(scope, receive, send)
        if scope["method"] in SAFE:
            return await self._app(scope, receive, send)
        counted = Counted(receive, largest_of(scope["path"]))

        async def told(message: Message) -> None:
            """What was too large to be read whole is said to be that, whatever became of reading it."""
            if not counted.over:
                await send(message)
            elif message["type"] == "http.response.start":
                await answer(too_large(largest_of(scope["path"])))(scope, receive, send)

        return await self._app(scope, counted, told)


class Counted:
    """The body as it comes in, as long as it is not too large: what a header says of its length proves nothing."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive, self._largest, self._bytes = receive, largest, 0

    @property
    def over(self) -> bool:
        return self._bytes > self._largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self.over:
            raise too_large(self._largest)
        return message


def check_host(policy: Policy, headers: Headers) -> None:
    """Raises `Refusal` for a name that is not ours, and for what came through a proxy that nobody spoke of."""
    hosts = headers.getlist("host")
    name = host_name(hosts[0]) if len(hosts) == 1 else None
    if name is None or name not in policy.hosts:
        raise Refusal(421, "not-our-name", "This server does not go by this name. APP_URL says its name.")
    if policy.open and any(each in headers for each in FORWARDED):
        detail = "This came through a proxy: set APP_URL to the address that it has there, and sign in."
        raise Refusal(403, "through-a-proxy", detail)


@lru_cache(maxsize=64)
def host_name(host: str) -> str | None:
    """The name in a `Host` header, without its port; None for what is none."""
    if not host or any(each in host for each in "/\\@?# \t,"):
        return None
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # which raises for what is none
    except ValueError:
        return None
    return parts.hostname.lower().rstrip(".") if parts.hostname else None


def check_made_here(policy: Policy, headers: Headers, method: str, path: str) -> None:
    """Raises `Refusal` for a wish that another page made a browser send."""
    if path.startswith((*HOOKS, INGEST)) or bearer_of(headers) is not None:
        return
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode", "")
    if method in SAFE:
        foreign = site is not None and site not in OURS and mode != "navigate" and path.startswith("/api/")
        if foreign:
            raise _elsewhere()
        return
    if site is not None:
        if site not in OURS:
            raise _elsewhere()
    elif headers.get("origin") != f"{'https' if policy.https else 'http'}://{headers.get('host')}":
        raise _elsewhere()
    body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if body and headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "not-json", "What is sent here must be JSON, and say so: `Content-Type: application/json`.")


def bearer_of(headers: Headers) -> str | None:
    """The word that a program brings, None where there is none: a password for a proxy in front of us is not ours."""
    kind, space, word = headers.get("authorization", "").partition(" ")
    return word.strip() if space and kind.lower() == "bearer" else None


def check_size(headers: Headers, scope: Scope) -> None:
    """Raises `Refusal` for an address or a body that is longer than any of ours."""
    if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > LONGEST_ADDRESS:
        raise Refusal(414, "address-too-long", "The address is longer than any of ours.")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise Refusal(400, "bad-length", "`Content-Length` must be a number.")
    largest = largest_of(scope["path"])
    if int(length) > largest:
        raise too_large(largest)


def largest_of(path: str) -> int:
    """Bytes of a body that is sent there."""
    return LARGEST_BATCH if path.startswith(INGEST) else LARGEST_BODY


def too_large(largest: int) -> Refusal:
    return Refusal(413, "too-large", f"At most {largest // 1024} KB are taken.")


def _elsewhere() -> Refusal:
    return Refusal(403, "made-elsewhere", "This wish was made on another site's page: it was not carried out.")
