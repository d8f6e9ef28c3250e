"""Whom a request is from: a browser's session, a program's token, or, on this machine alone, the owner.

Everything below `/api/` needs a person but for what `PUBLIC` names; an endpoint that nobody thought of is closed.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.core.signing_in import ApiToken, Session
from sync.core.signing_in import Scope as May
from sync.core.user_name import ME
from sync.engine.asks import api_tokens, sessions
from sync.entrypoints.api.access.checks import HOOKS, SAFE, bearer_of
from sync.entrypoints.api.access.cookies import SESSION, read_cookie
from sync.entrypoints.api.access.counting import Counting
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.problems import Refusal, answer
from sync.entrypoints.api.site import Site

SHARED = ("/s/", "/l/")
PUBLIC = ("/api/config", "/api/sign-in", "/api/join", "/api/shared/", "/api/shared-live", *HOOKS, *SHARED)
"""What is answered without a person: by its beginning."""
STREAMS = ("/api/events", "/api/live/events", "/api/shared-live-events/")
UNCOUNTED = (*STREAMS, *HOOKS)
METRICS = "/metrics"


@dataclass(frozen=True, slots=True)
class Caller:
    """`user` "" for a stranger. `session` or `token` by which they came, None for the owner on this machine."""

    user: str
    session: Session | None = None
    token: ApiToken | None = None


def caller_of(request: Request) -> Caller:
    """Of a request that came past `Callers`."""
    found: Caller = request.scope["caller"]
    return found


class Callers:
    """Finds out whom a request is from, refuses what they may not do, and counts."""

    def __init__(self, app: ASGIApp, site: Site, policy: Policy, counting: Counting) -> None:
        self._app, self._site, self._policy, self._counting = app, site, policy, counting
        self._noted = set[str]()
        self._tasks = set[asyncio.Task[Any]]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"]
        asked = path.startswith(("/api/", *SHARED)) or path == METRICS
        try:
            caller = scope["caller"] = self._caller(scope) if asked else Caller("")
            if asked and not caller.user and not path.startswith(PUBLIC):
                raise nobody()
            if caller.token is not None:
                check_scope(caller.token, scope["method"], path)
            if not asked or path.startswith(UNCOUNTED):
                return await self._app(scope, receive, send)
            counted_as = caller.user or f"address {(scope.get('client') or ('?',))[0]}"
            await self._counting.check(counted_as)
        except Refusal as refusal:
            return await answer(refusal)(scope, receive, send)
        return await self._app(scope, receive, self._counted(counted_as, send))

    def _counted(self, who: str, send: Send) -> Send:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] != 304:
                    await self._counting.count(who)
                message["headers"] = [*message["headers"], *await self._counting.told(who)]
            await send(message)

        return told

    def _caller(self, scope: Scope) -> Caller:
        """Raises `Refusal` for a token that is none: a program shall notice."""
        store, now = self._site.installation.store, self._site.now()
        bearer = bearer_of(Headers(scope=scope))
        if bearer is not None:
            token = api_tokens.token_of(store, bearer)
            if token is None:
                raise nobody("no-such-token", "This is no API token here.")
            if token.seen != now.date():
                self._note(token.id, lambda writer: api_tokens.token_seen_today(writer, token, now), token.user)
            return Caller(token.user, token=token)
        word = read_cookie(self._policy, Request(scope), SESSION)
        session = sessions.session_of(store, word, now) if word else None
        if session is not None:
            if session.seen != now.date():
                self._note(session.id, lambda writer: sessions.seen_today(writer, session, now), session.user)
            return Caller(session.user, session=session)
        return Caller(ME if self._policy.open else "")

    def _note(self, id: str, note: Any, user: str) -> None:
        """Once a day for each, beside the answer."""
        mark = f"{id} {self._site.now():%Y-%m-%d}"
        if mark in self._noted:
            return
        if len(self._noted) > 100_000:
            self._noted.clear()
        self._noted.add(mark)
        task = asyncio.ensure_future(self._site.change(user, lambda app: note(app.store)))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        """A store that refuses has said so elsewhere: the day is noted by a later request of the day after."""
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()


def check_scope(token: ApiToken, method: str, path: str) -> None:
    """Raises `Refusal` (403) for what the token was not made for. What lets others in is a browser's alone."""
    if path.startswith(("/api/tokens", "/api/sessions", "/api/sign-out", "/api/invitations", "/api/join")):
        raise Refusal(403, "browsers-only", "Tokens, sessions and invitations are seen and changed in the browser.")
    if not token.may(May.READ if method in SAFE else May.WRITE):
        raise Refusal(403, "token-reads-only", "This token was made to read: this would be a change.")


def nobody(name: str = "sign-in", said: str = "Sign in first.") -> Refusal:
    return Refusal(401, name, said, headers={"WWW-Authenticate": "Bearer"})
