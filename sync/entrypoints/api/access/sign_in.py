"""Signing in and out: by a link from the command line, by a consent at the target's page; what a stranger is told.

A link's word stands behind `#` in its address, which no browser sends: the page posts it.
"""

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from sync.app import App
from sync.core.errors import SyncError
from sync.core.signing_in import Session
from sync.core.user_name import ME
from sync.engine.asks import connect, sessions, sign_in
from sync.engine.asks.sessions import NotSignedIn
from sync.entrypoints.api.access.callers import caller_of
from sync.entrypoints.api.access.cookies import CONSENT, SESSION, drop, keep, read_cookie
from sync.entrypoints.api.access.counting import Counting
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.answers.shape import Answer, Question
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site
from sync.login import Done, NotConnected, NotOurs, Open, parsed

BACK = "/api/sign-in/consent/callback"
router = APIRouter(tags=["sign-in"])


class SignInAsked(Question):
    """What a link from `runtrack web-login` holds behind its `#`."""

    link: Annotated[str, Field(max_length=200)]


class SignedIn(Answer):
    """Who is signed in now."""

    name: str


class WaysIn(Answer):
    """What a sign-in page offers."""

    needed: bool
    """Whether one has to sign in at all."""
    consent: str | None
    """The service whose account signs one in (`/api/sign-in/consent`), null where that is not set up."""
    name: str | None
    """Who is signed in, null for nobody."""


@router.get("/sign-in")
async def ways(site: Here, request: Request) -> WaysIn:
    """How one signs in here; answered to everybody."""
    policy = policy_of(request)
    return WaysIn(needed=not policy.open, consent=_consents(site.installation), name=caller_of(request).user or None)


@router.post("/sign-in")
async def by_link(site: Here, request: Request, response: Response, asked: SignInAsked) -> SignedIn:
    """Use a link, once; the browser keeps a session."""
    await one_try(request)
    secret, agent, now = secrets.token_urlsafe(32), request.headers.get("user-agent", ""), site.now()
    try:
        session = await site.change(ME, lambda app: sign_in.use_link(app.store, asked.link, secret, agent, now))
    except NotSignedIn:
        raise Refusal(
            401, "link-over", "This link has been used, or is too old: `runtrack web-login` makes another."
        ) from None
    keep(policy_of(request), response, SESSION, sessions.word_of(session.user, secret))
    return SignedIn(name=session.user)


@router.get("/sign-in/consent", include_in_schema=False)
async def to_consent(site: Here, request: Request) -> Response:
    """To the service's own page; it sends the browser back to `BACK`."""
    await one_try(request)
    if _consents(site.installation) is None:
        return _back("not-set-up")
    step = connect.login_of(site.installation, site.installation.target_name).begin(
        {"redirect": site.address + BACK}, site.now()
    )
    assert isinstance(step, Open)
    browser = secrets.token_urlsafe(32)
    try:
        await site.change(ME, lambda app: sign_in.begin_consent(app.store, step.state["state"], browser, site.now()))
    except sign_in.TooManyConsents:
        return _back("too-many")
    response = RedirectResponse(step.url, 303)
    keep(policy_of(request), response, CONSENT, browser)
    return response


@router.get("/sign-in/consent/callback", include_in_schema=False)
async def from_consent(site: Here, request: Request) -> Response:
    """What the service's page sent the browser back with. Whatever is wrong with it: nobody is signed in."""
    await one_try(request)
    policy, given = policy_of(request), parsed(request.url.query)
    state, browser = given.get("state", ""), read_cookie(policy_of(request), request, CONSENT)
    secret, agent = secrets.token_urlsafe(32), request.headers.get("user-agent", "")
    try:
        await site.change(ME, lambda app: sign_in.take_consent(app.store, state, browser, site.now()))
        login = connect.login_of(site.installation, site.installation.target_name)
        done = await run_in_threadpool(login.answer, {"state": state}, given, site.now())
        assert isinstance(done, Done)
        session = await site.change(ME, lambda app: _let_in(app, done, secret, agent, site))
    except NotSignedIn:
        response: Response = _back("over")
    except sign_in.NobodyKnown:
        response = _back("not-invited")
    except (NotConnected, NotOurs):
        response = _back("not-granted")
    except SyncError:
        response = _back("service-away")
    else:
        response = RedirectResponse("/", 303)
        keep(policy, response, SESSION, sessions.word_of(session.user, secret))
    drop(policy, response, CONSENT)
    return response


@router.post("/sign-out", status_code=204)
async def out(site: Here, request: Request, response: Response) -> None:
    """End this browser's session, and let it forget what it kept."""
    session = caller_of(request).session
    if session is not None:
        await site.change(session.user, lambda app: sessions.end_session(app.store, session.user, session.id))
    drop(policy_of(request), response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def _let_in(app: App, done: Done, secret: str, agent: str, site: Site) -> Session:
    """The consent may have ended the tokens that are stored: its own ones count from now on. Raises `NobodyKnown`."""
    user = sign_in.person_of(app, app.target_name, done.account)
    keeper = app.services[app.target_name].keeper
    assert keeper is not None
    keeper.save_login(user, done.bundle, site.now(), scopes=done.scopes, account=done.account)
    return sessions.begin_session(app.store, user, secret, agent, site.now())


def _consents(app: App) -> str | None:
    built = app.services.get(app.target_name)
    return built.service.title if built is not None and built.login is not None and built.client_id else None


def policy_of(request: Request) -> Policy:
    policy: Policy = request.app.state.gate.policy
    return policy


async def one_try(request: Request) -> None:
    counting: Counting = request.app.state.gate.counting
    await counting.check_try(request.client.host if request.client else "?")


def _back(why: str) -> RedirectResponse:
    return RedirectResponse(f"/sign-in?{urlencode({'why': why})}", 303)
