"""The language of an answer: the one that its request prefers (`Accept-Language`), of those that there are.

The pages send the language that a person has chosen, programs mostly none, which is English.
"""

from contextvars import ContextVar
from functools import lru_cache
from typing import Annotated

from pydantic import PlainSerializer
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.entrypoints.notices import in_language as worded

LANGUAGES = ("en", "de")
_chosen = ContextVar("language", default=LANGUAGES[0])


def in_language(text: str) -> str:
    """The text in the language of the request that is being answered."""
    return worded(text, _chosen.get())


def language() -> str:
    """That of the request that is being answered."""
    return _chosen.get()


Said = Annotated[str, PlainSerializer(in_language, return_type=str)]
"""A text for a person to read, in their language."""


@lru_cache(maxsize=256)
def preferred(header: str) -> str:
    """The one of `LANGUAGES` that an `Accept-Language` wants most; the first where it wants none of them."""
    wanted = list[tuple[float, str]]()
    for each in header.split(",")[:20]:
        tag, _, weight = each.partition(";")
        try:
            wanted.append((-float(weight.partition("=")[2] or 1), tag.strip().lower().partition("-")[0]))
        except ValueError:
            continue  # no weight is a word
    known = (tag for weight, tag in sorted(wanted, key=lambda one: one[0]) if weight < 0 and tag in LANGUAGES)
    return next(known, LANGUAGES[0])


class Languages:
    """Chooses it for each request, refusals as well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        language = preferred(Headers(scope=scope).get("accept-language", ""))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Language", language)
                headers.add_vary_header("Accept-Language")
            await send(message)

        _chosen.set(language)  # of this request's task; what is said of a bug is said outside of this
        await self._app(scope, receive, told)
