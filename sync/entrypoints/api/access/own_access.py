"""A person's own ways in, to be seen and ended: browsers that are signed in, API tokens."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from sync.core.signing_in import LONGEST_NAME, ApiToken, Scope
from sync.engine.asks import api_tokens, sessions
from sync.entrypoints.api.access.callers import caller_of
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.language import Said
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here

router = APIRouter(tags=["sign-in"])
Fingerprint = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class SessionAnswer(Answer):
    """A browser that is signed in."""

    id: str
    agent: Said
    """Such as `Firefox on Linux`."""
    made: Time
    seen: str
    """The day of its last request (UTC)."""
    this: bool
    """Whether it is the one that asks."""


class Sessions(Answer):
    """The last seen first."""

    sessions: list[SessionAnswer]


class TokenAnswer(Answer):
    """A program's way in."""

    id: str
    name: str
    scope: Scope
    made: Time
    seen: str | None
    """The day of its last request (UTC)."""


class Tokens(Answer):
    """The newest first."""

    tokens: list[TokenAnswer]


class TokenAsked(Question):
    """A new one."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    scope: Scope = Scope.READ


class NewToken(Answer):
    """`word` is shown this once: `Authorization: Bearer` and it."""

    token: TokenAnswer
    word: str


@router.get("/sessions")
async def list_sessions(site: Here, person: Person, request: Request) -> Sessions:
    """Your browsers that are signed in."""
    mine = caller_of(request).session
    known = sessions.sessions(site.installation.store, person, site.now())
    return Sessions(
        sessions=[
            SessionAnswer(
                id=each.id,
                agent=each.agent,
                made=each.made,
                seen=each.seen.isoformat(),
                this=mine is not None and each.id == mine.id,
            )
            for each in known
        ]
    )


@router.delete("/sessions", status_code=204)
async def end_others(site: Here, person: Person, request: Request) -> None:
    """Sign out all browsers but this one."""
    mine = caller_of(request).session
    await site.change(person, lambda app: sessions.end_sessions(app.store, person, but=mine.id if mine else ""))


@router.delete("/sessions/{id}", status_code=204)
async def end_one(site: Here, person: Person, id: Fingerprint) -> None:
    """Sign out one browser."""
    if not await site.change(person, lambda app: sessions.end_session(app.store, person, id)):
        raise Refusal(404, "not-found", "There is no such session.")


@router.get("/tokens")
async def list_tokens(site: Here, person: Person) -> Tokens:
    """Your API tokens; the words themselves are kept nowhere."""
    return Tokens(tokens=[_told(each) for each in api_tokens.tokens(site.installation.store, person)])


@router.post("/tokens", status_code=201)
async def make_token(site: Here, person: Person, asked: TokenAsked) -> NewToken:
    """Make one."""
    secret = secrets.token_urlsafe(32)
    made, word = await site.change(
        person, lambda app: api_tokens.make_token(app.store, person, asked.name, asked.scope, secret, site.now())
    )
    return NewToken(token=_told(made), word=word)


@router.delete("/tokens/{id}", status_code=204)
async def revoke_token(site: Here, person: Person, id: Fingerprint) -> None:
    """Take one back, at once."""
    if not await site.change(person, lambda app: api_tokens.revoke_token(app.store, person, id)):
        raise Refusal(404, "not-found", "There is no such token.")


def _told(token: ApiToken) -> TokenAnswer:
    seen = token.seen.isoformat() if token.seen else None
    return TokenAnswer(id=token.id, name=token.name, scope=token.scope, made=token.made, seen=seen)
