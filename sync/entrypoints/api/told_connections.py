"""The connections, and the steps of a login, as answers."""

from urllib.parse import urlsplit

from sync.core.errors import AppInactive
from sync.engine.asks.disconnect import Disconnected
from sync.engine.asks.login_attempts import Stepped
from sync.engine.asks.preferences import PreferenceView
from sync.engine.connection_views import ConnectionView
from sync.entrypoints.api.answers import connections as answers
from sync.login import Ask, Done, Open, Wait
from sync.login_field import Field
from sync.service import Service


def connection(one: ConnectionView, address: str) -> answers.Connection:
    about, seen = one.service, one.seen
    health: answers.Health = seen.state  # type: ignore[assignment]  # pydantic checks it
    return answers.Connection(
        service=about.name,
        title=about.title,
        roles=sorted(about.roles),
        about=about.about,
        has_login=about.has_login and seen.login,
        ready=one.ready,
        settings=[_setting(each) for each in one.lacks],
        how_to=about.how_to,
        fields=[field(each) for each in about.fields],
        redirect_address=redirect(about, address),
        scopes=[
            answers.Permission(name=name, title=title, needed=True, granted=name in seen.scopes)
            for name, title in about.scopes.items()
        ]
        + [
            answers.Permission(name=name, title="", needed=False, granted=True)
            for name in seen.scopes
            if name not in about.scopes
        ],
        connected=seen.connected,
        health=health,
        why=seen.why,
        way_out=_way_out(one),
        warning=seen.warning,
        told=one.told,
        account=one.account,
        last_success=seen.last_success,
        blocked_until=seen.blocked_until,
        away_since=seen.away_since,
        authorised_at=seen.authorised_at,
        refreshed_at=seen.refreshed_at,
        token_expires_at=seen.token_expires_at,
        login_ends_at=seen.login_ends_at,
        asked_next_at=seen.asked_next_at,
        endless=seen.endless,
        forgets=about.forgotten,
        limits=about.limits,
        policy=about.policy,
    )


def redirect(service: Service, address: str) -> str:
    """Where a service's page sends its answer. On this machine it is named as the service wants it: one takes no
    `localhost`, another nothing else."""
    if service.page is None:
        return ""
    parts = urlsplit(address)
    host = f"{service.page.host}:{parts.port}" if parts.hostname in ("127.0.0.1", "localhost", "::1") else parts.netloc
    return f"{parts.scheme}://{host}/api/connections/{service.name}/callback"


def step(made: Stepped) -> answers.LoginStep:
    match made.step:
        case Ask(fields=fields, note=note, meanwhile=meanwhile):
            asked = [field(each) for each in fields]
            return answers.AskStep(attempt=made.attempt, fields=asked, note=note, meanwhile=meanwhile)
        case Open(url=url):
            return answers.OpenStep(attempt=made.attempt, url=url)
        case Wait(until=until, why=why, instead=instead, asked=refused):
            return answers.WaitStep(until=until, why=why, instead=instead, refused=refused)
        case Done() as done:
            said, warnings = list(done.said), list(done.warnings)
            return answers.DoneStep(account=done.account, scopes=list(done.scopes), said=said, warnings=warnings)


def field(one: Field) -> answers.LoginField:
    kind = one.kind if one.kind in ("flag", "file") else "text"
    return answers.LoginField.model_validate(
        {"name": one.name, "ask": one.ask, "about": one.about, "hidden": one.hidden, "kind": kind}
    )


def disconnected(service: Service, done: Disconnected) -> answers.Disconnected:
    told, why = done.told, done.told.why
    return answers.Disconnected(
        service=service.name,
        plays_deleted=done.plays,
        told="had ended" if told.dead else "cannot be told" if why is None else "not told" if why else "ended",
        why=why or "",
        left_to_do="" if why == "" or told.dead else service.forgotten,
    )


def _setting(one: PreferenceView) -> answers.MissingSetting:
    return answers.MissingSetting(name=one.name, about=one.about, secret=one.is_secret, set=one.is_set)


def _way_out(one: ConnectionView) -> str:
    about, seen = one.service, one.seen
    if one.inactive and AppInactive in about.advice:
        return about.advice[AppInactive]
    match seen.state:
        case "login needed":
            return "Connect it again."
        case "not connected" if not one.ready:
            return about.how_to
        case "not connected":
            return "Connect it." if not seen.why else ""
        case "blocked" | "not answering":
            return "Nothing: it is asked again by itself."
    missing = [name for name in seen.scopes_missing if name in about.scopes]
    return f"Connect it again, and grant {', '.join(missing)}." if missing else ""
