"""The connections: how each is, its login step by step, and its end."""

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

from sync.app import App
from sync.core.errors import SyncError
from sync.engine import connection_views
from sync.engine.asks import disconnect as verb
from sync.engine.asks import login_attempts
from sync.engine.asks.login_attempts import NoLogin, Stepped
from sync.engine.asks.refusals import Refused
from sync.entrypoints.api import told_connections
from sync.entrypoints.api.answers import connections as answers
from sync.entrypoints.api.answers.problem import WrongField
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site
from sync.login import NotConnected, NotOurs, parsed, query_of
from sync.service import Service

router = APIRouter(tags=["connections"])


def _secret() -> str:
    return secrets.token_urlsafe(24)


@router.get("/connections")
async def connections(site: Here, person: Person) -> answers.Connections:
    """Every service, and how the person's connection to it is."""
    now = site.now()
    seen = await site.look(person, lambda app: connection_views.connections(app, person, now))
    return answers.Connections(connections=[told_connections.connection(one, site.address) for one in seen])


@router.post("/connections/disconnect")
async def disconnect_everything(site: Here, person: Person, asked: answers.DisconnectAsked) -> answers.AllDisconnected:
    """Disconnect every service. What was uploaded and written stays."""
    done = await site.ask(person, lambda app: verb.disconnect_all(app, person, site.now(), keep_plays=asked.keep_plays))
    services = site.installation.services
    told = [told_connections.disconnected(services[name].service, each) for name, each in done.items()]
    return answers.AllDisconnected(disconnected=told)


@router.post("/connections/{service}/disconnect")
async def disconnect(site: Here, person: Person, service: str, asked: answers.DisconnectAsked) -> answers.Disconnected:
    """Forget its login, and end it at the service where that is possible. What was uploaded and written stays; a music
    service's plays go, unless they are to be kept."""
    about = _service(site, service)
    done = await site.ask(
        person, lambda app: verb.disconnect(app, person, service, site.now(), keep_plays=asked.keep_plays)
    )
    return told_connections.disconnected(about, done)


@router.post("/connections/{service}/login")
async def begin_login(site: Here, person: Person, service: str, asked: answers.LoginAsked) -> answers.LoginStep:
    """The first step of a login. A new one ends the one before."""
    about = _service(site, service)
    if about.from_home and site.settings.bucket:
        raise _at_home(about)
    given = _given(about, asked.given, site.address)

    def work(app: App) -> Stepped:
        return login_attempts.begin(app, person, service, given, site.now(), _secret)

    return told_connections.step(await site.ask(person, work))


@router.post("/connections/{service}/login/answer")
async def answer_login(site: Here, person: Person, service: str, asked: answers.LoginAnswered) -> answers.LoginStep:
    """The step after an answer. Each attempt is answered once, within ten minutes."""
    _service(site, service)
    given = parsed(query_of(asked.query)) if asked.query else asked.given

    def work(app: App) -> Stepped:
        return login_attempts.answer(app, person, service, asked.attempt, given, site.now(), _secret)

    return told_connections.step(await site.ask(person, work))


@router.get(
    "/connections/{service}/callback",
    response_class=RedirectResponse,
    status_code=303,
    responses={303: {"description": "To `/connections`, whose `told` says what came of it"}},
)
async def callback(site: Here, person: Person, service: str, request: Request) -> RedirectResponse:
    """Where a service's consent page sends the browser; the page of connections tells what came of it."""
    _service(site, service)
    given = dict(request.query_params)

    def work(app: App) -> Stepped:
        return login_attempts.answer(app, person, service, given.get("state", ""), given, site.now(), _secret)

    try:
        await site.ask(person, work)
    except (NotConnected, NotOurs, SyncError, Refused):
        outcome = "failed"  # why is kept with the attempt, and told by the page
    else:
        outcome = "connected"
    return RedirectResponse(f"/connections?{outcome}={service}", 303, headers={"Referrer-Policy": "no-referrer"})


def _service(site: Site, name: str) -> Service:
    """One that a person connects. Raises `NoLogin`."""
    built = site.installation.services.get(name)
    if built is None or built.login is None:
        raise NoLogin(name)
    return built.service


def _at_home(service: Service) -> Refusal:
    return Refusal(
        409,
        "at-home",
        f"{service.title} refuses logins that come from a data centre. On your own machine run `{service.command}`, "
        "then `runtrack push-credentials`.",
    )


def _given(service: Service, given: Mapping[str, str], address: str) -> dict[str, str]:
    """What a login begins with. Raises `Refusal` for what it does not know."""
    known = {field.name: field for field in service.fields}
    if strange := sorted(given.keys() - known.keys()):
        wrong = [WrongField(field=f"given.{name}", message="there is no such field") for name in strange]
        raise Refusal(422, "invalid", "Something of this request cannot be used.", errors=wrong)
    files = {f"{name}_from": "this file" for name in given if known[name].kind == "file"}
    answered = {name: text for name, text in given.items() if text}
    redirect = told_connections.redirect(service, address)
    return answered | files | ({"redirect": redirect} if redirect else {})
