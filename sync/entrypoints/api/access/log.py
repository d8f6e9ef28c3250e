"""One line for each request: what it was for, whose, how it ended, how long it took.

Of the address only the pattern of the endpoint is written: what stands in it, and behind `?`, may be a secret (links to
runs, sign-in, consents) or anything that a stranger made up.
"""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("runtrack.web")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class AccessLog:
    """Also says how many answers of which status there were (`/metrics`)."""

    def __init__(self, app: ASGIApp, answered: dict[int, int]) -> None:
        self._app, self._answered = app, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status, size = time.perf_counter(), 500, 0

        async def told(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            self._answered[status] = self._answered.get(status, 0) + 1
            method = scope["method"] if scope["method"] in METHODS else "?"
            log.info(
                "request",
                extra={
                    "method": method,
                    "path": pattern_of(scope),
                    "status": status,
                    "user": getattr(scope.get("caller"), "user", "") or "-",
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                    "bytes": size,
                },
            )


def pattern_of(scope: Scope) -> str:
    """Such as `/api/activities/{id}`; `-` where no endpoint was reached."""
    path = str(getattr(scope.get("route"), "path", "-"))
    inside = scope["path"].startswith("/api/") and path.startswith("/") and not path.startswith("/api/")
    return f"/api{path}" if inside else path
