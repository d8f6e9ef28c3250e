"""What `doctor` checks at the services: logins, permissions, what is granted, a source's own link to the target."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sync.adapters.plugins import Fault
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError
from sync.core.user import Connection
from sync.engine import blocks, services
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.text.times import moment, until
from sync.entrypoints.cli.text.words import CONNECTED, NAMES, NEEDED
from sync.ports import StoreBroken
from sync.service import Built, Role, Service
from sync.wiring import Wired

LOOK = timedelta(days=14)
LINK = "{}'s link"


def check_services(wired: Wired, now: datetime) -> Iterator[Check]:
    """The logins of sources and targets, and what they can do. One that does not answer is said, and the rest goes
    on."""
    for built in wired.services.values():
        if Role.SOURCE in built.service.roles:
            yield from _source(wired, built, now)
        elif Role.TARGET in built.service.roles:
            yield from _target(wired, built, now)
        elif built.messenger is not None and not built.lacks:
            yield _bot(built, now)


def check_packages(faults: Iterable[Fault]) -> Iterator[Check]:
    """The packages that bring a service which cannot be used; everything else goes on without it."""
    for fault in faults:
        seen = f"its service cannot be used: {fault.why}"
        yield Check(f"package {fault.package}", Verdict.NOTE, seen, "update it, or uninstall it")


def feed_it_themselves(checks: list[Check]) -> list[str]:
    """The titles of the sources whose own link to the target was found at work while we upload as well."""
    needy = {check.name for check in checks if check.verdict is Verdict.PERSON}
    return [each.title for each in NEEDED if LINK.format(each.title) in needy]


def _source(wired: Wired, built: Built, now: datetime) -> Iterator[Check]:
    service = built.service
    if not service.has_login:
        if built.serves(wired.user):
            yield _answers(f"{service.title} (no login)", built, wired.user, now)
        return
    link = stored_login(wired, service.name, now)
    yield link
    if link.verdict is not Verdict.FINE:
        return
    if why := blocks.of_user(wired.app, wired.user, now).why(service.name):
        yield Check(f"{service.title} answers", Verdict.NOTE, f"not asked: {why}")
        return
    yield _answers(f"{service.title} answers", built, wired.user, now)


def _target(wired: Wired, built: Built, now: datetime) -> Iterator[Check]:
    service = built.service
    link = stored_login(wired, service.name, now)
    yield link
    if link.verdict is not Verdict.FINE or not services.service(wired.app, wired.user, service.name, now).connected:
        return
    yield _permissions(wired, service)
    answers = _answers("subscription", built, wired.user, now)
    yield answers
    if answers.verdict is not Verdict.FINE:
        return
    linked = [each.service for each in wired.services.values() if each.service.own_link is not None]
    try:
        listed = wired.app.target(wired.user, now).listing(now - LOOK, now + timedelta(days=1)).items
    except SyncError as error:
        yield from (_trouble(LINK.format(source.title), service, error) for source in linked)
        return
    for source in linked:
        yield _own_link(source, service, [item.external_id for item in listed], wired)


def _own_link(source: Service, target: Service, sent: list[str], wired: Wired) -> Check:
    """Whether the source sends its runs to the target by itself. `sent`: the external ids of the last 14 days."""
    link, name = source.own_link, LINK.format(source.title)
    assert link is not None
    own, of = sum(one.startswith(link.prefixes) for one in sent), f"the {len(sent)} activities of the last 14 days"
    if own == 0:
        return Check(name, Verdict.FINE, f"sent none of {of}")
    if wired.settings.annotate_only:
        return Check(name, Verdict.FINE, f"sent {own} of {of}; annotate-only follows them")
    return Check(name, Verdict.PERSON, f"already feeds this {target.title} account: {own} of {of}", link.way_out)


def stored_login(wired: Wired, service: str, now: datetime) -> Check:
    """The stored login: there, not refused, and openable with this machine's key; no call is made."""
    name, again = f"{NAMES[service]} login", login_command(service)
    seen = services.service(wired.app, wired.user, service, now)
    link = wired.app.store.load(Connection, wired.user, service)
    if link is None or not seen.connected:
        if seen.why:
            return Check(name, Verdict.FINE, f"not connected: {seen.why}")
        return Check(name, Verdict.PERSON, "not connected", again)
    if link.login_needed:
        return Check(name, Verdict.PERSON, link.login_needed, again)
    try:
        wired.app.sealer.open(link.sealed, *link.bound_to)
    except StoreBroken as error:
        return Check(name, Verdict.PERSON, error.reason, f"restore the key file, or {again}")
    if seen.warning:
        return Check(name, Verdict.NOTE, seen.warning, again)
    if seen.endless:
        return Check(name, Verdict.FINE, f"stored {moment(seen.authorised_at)}, ends only when you end it")
    if seen.token_expires_at is None:
        return Check(name, Verdict.FINE, "from the environment, not used yet")
    lasts = f"token until {moment(seen.token_expires_at)}, refreshed {moment(seen.refreshed_at)}"
    lifetime = CONNECTED[service].lifetime
    if lifetime is not None and lifetime.ends and seen.login_ends_at is not None:
        lasts += f"; a new consent is due by {seen.login_ends_at:%d %b %Y} ({until(seen.login_ends_at, now)})"
    return Check(name, Verdict.FINE, lasts)


def login_command(service: str) -> str:
    """The way out of a login that does not work."""
    return CONNECTED[service].log_in


def _permissions(wired: Wired, service: Service) -> Check:
    link = wired.app.store.load(Connection, wired.user, service.name)
    granted = link.scopes if link is not None else ()
    if not granted:
        return Check("permissions", Verdict.NOTE, "not known: the token came from the environment")
    missing = [scope for scope in service.scopes if scope not in granted]
    if missing:
        way_out = f"{service.log_in} and leave every box ticked"
        return Check("permissions", Verdict.PERSON, f"{', '.join(missing)} not granted", way_out)
    return Check("permissions", Verdict.FINE, ", ".join(granted))


def _answers(name: str, built: Built, user: str, now: datetime) -> Check:
    """The cheapest call that shows the login to be alive."""
    assert built.check is not None, name
    try:
        built.check(user, now)
    except SyncError as error:
        return _trouble(name, built.service, error)
    return Check(name, Verdict.FINE, built.service.answers)


def _bot(built: Built, now: datetime) -> Check:
    """Whether a messenger takes the bot's token: for many it says who the bot is."""
    assert built.messenger is not None
    try:
        bot = built.messenger(now).about().get("name", "")
    except SyncError as error:
        return _trouble(built.service.title, built.service, error)
    return Check(built.service.title, Verdict.FINE, f"answers; the bot is {bot}" if bot else "is set up")


def _trouble(name: str, service: Service, error: SyncError) -> Check:
    """What a refusal means for the person at the screen."""
    match error:
        case AppInactive() | LoginNeeded():
            return Check(name, Verdict.PERSON, error.reason, service.way_out(error))
        case RateLimited():
            return Check(name, Verdict.NOTE, f"not asked before {moment(error.until)}: {error.reason}")
    return Check(name, Verdict.NOTE, f"could not be found out: {error.reason}", "try again when it answers")
