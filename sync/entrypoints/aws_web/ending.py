"""What is done around each answer of a function: nothing goes on behind it, and it fits through.

Between two requests a function stands still, in the middle of whatever it was doing; and Lambda gives back 6 MB at
most, of which binary data has three quarters (base64).
"""

import asyncio

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.entrypoints.api.problems import Refusal, answer

MOST = 4_400_000
"""Bytes of an answer: 6 MB less a third for base64, and some KB of headers."""
PACKED_FROM = 1000
"""Bytes: CloudFront packs nothing that it may not keep, so that is done here."""
PATIENCE = 5.0
"""Seconds for what an answer has left behind, such as the note that a session was used today."""


def fitting(app: ASGIApp) -> "Settled":
    """The application as a function serves it."""
    return Settled(NotTooLarge(GZipMiddleware(app, PACKED_FROM, compresslevel=5)))


class Settled:
    """Waits for the tasks that an answer has begun."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others, timeout=PATIENCE)


class NotTooLarge:
    """Says of an answer that Lambda would not give back that it is too large; else it would look like a mistake."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kept = list[Message]()

        async def keep(message: Message) -> None:
            kept.append(message)

        await self._app(scope, receive, keep)
        if sum(len(message.get("body", b"")) for message in kept) > MOST:
            said = "This is larger than AWS lets through: `runtrack export` at home brings it."
            await answer(Refusal(413, "answer-too-large", said))(scope, receive, send)
            return
        for message in kept:
            await send(message)
