"""Longer answers of the API are sent packed to whoever takes that: a list of runs is a fifth of itself then.

How long a packed answer is could tell of a secret in it, to one who has it asked for again and again with something of
their own beside it. Other sites cannot have it asked for in a person's name: the cookie stays away (`SameSite`), and
what makes secrets is no GET, which alone is packed.
"""

import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.entrypoints.api.assets import takes_gzip

LEAST = 1_400
"""Bytes: what is shorter goes in one packet as it is."""
LEVEL = 2
"""Of zlib's 1 to 9: the higher ones take three times as long for a tenth less."""


class Packing:
    """Packs JSON that comes in one piece and is not packed yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/api/")
        if not asked or not takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            return await self._app(scope, receive, send)
        begun: Message | None = None

        async def told(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_plain(message):
                begun = message  # its length is known once it is packed
                return
            if begun is not None:
                first, begun = begun, None
                if not message.get("more_body") and len(message["body"]) >= LEAST:
                    message = {**message, "body": gzip.compress(message["body"], LEVEL, mtime=0)}
                    headers = MutableHeaders(scope=first)
                    headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(message["body"]))
                await send(first)
            await send(message)

        return await self._app(scope, receive, told)


def _is_plain(begun: Message) -> bool:
    """Whether this is JSON, in full, as it is."""
    headers = Headers(raw=begun["headers"])
    packed = "content-encoding" in headers
    return begun["status"] == 200 and headers.get("content-type") == "application/json" and not packed
