"""What every answer tells the browser: nothing from elsewhere, no frames, no guessing of types.

`Referrer-Policy`: the map's tiles are refused to pages that send no `Referer`.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.entrypoints.api.access.policy import Policy

YEAR = 31_536_000  # seconds
NO_STORE = (b"cache-control", b"no-store")


def content_policy(tiles: str) -> str:
    """`Content-Security-Policy`: our own scripts and styles, none within the page."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src 'self' data: {tiles}".strip(),
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def headers_of(policy: Policy) -> dict[str, str]:
    """Those of every answer."""
    always = {
        "Content-Security-Policy": content_policy(policy.tiles),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    return always | ({"Strict-Transport-Security": f"max-age={YEAR}"} if policy.https else {})


class Headers:
    """Adds them; what an answer has said itself stands."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers_of(policy).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {name for name, _ in message["headers"]}
                ours = [*self._headers, NO_STORE] if scope["path"].startswith("/api/") else self._headers
                message["headers"] = [*message["headers"], *(each for each in ours if each[0] not in said)]
            await send(message)

        return await self._app(scope, receive, told)
