"""What `doctor` checks at the services: logins, permissions, Strava's subscription, Garmin's own link to Strava."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sync.adapters.strava_words import SCOPES
from sync.core.diff import GARMINS_OWN_PREFIXES
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError
from sync.core.user import Connection
from sync.engine import health, services
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.login.commands import BY_NAME
from sync.entrypoints.cli.text.times import moment, until
from sync.entrypoints.cli.text.words import NAMES
from sync.ports import StoreBroken
from sync.wiring import ME, Wired

LOOK = timedelta(days=14)
GARMINS_LINK = "Garmin's link"
UNLINK = (
    "unlink Strava at connect.garmin.com (Account, Connected Apps), or let Garmin upload and set "
    "RUNTRACK_ANNOTATE_ONLY=yes"
)


def check_services(wired: Wired, now: datetime) -> Iterator[Check]:
    """Both logins, and what they can do. A service that does not answer is said, and the rest goes on."""
    yield from _garmin(wired, now)
    yield from _strava(wired, now)


def feeds_strava_itself(checks: list[Check]) -> bool:
    """Whether Garmin's own link was found at work while we upload as well."""
    return any(check.name == GARMINS_LINK and check.verdict is Verdict.PERSON for check in checks)


def _garmin(wired: Wired, now: datetime) -> Iterator[Check]:
    link = stored_login(wired, "garmin", now)
    yield link
    if link.verdict is not Verdict.FINE:
        return
    if why := health.blocks(wired.app, ME, now).garmin:
        yield Check("Garmin answers", Verdict.NOTE, f"not asked: {why}")
        return
    try:
        wired.app.source(ME, now).recent(1)
    except SyncError as error:
        yield _trouble("Garmin answers", "garmin", error)
    else:
        yield Check("Garmin answers", Verdict.FINE, "its activity list can be read")


def _strava(wired: Wired, now: datetime) -> Iterator[Check]:
    link = stored_login(wired, "strava", now)
    yield link
    if link.verdict is not Verdict.FINE:
        return
    yield _scopes(wired)
    target, strava = wired.app.target(ME, now), wired.services["strava"]
    assert strava.check is not None
    try:
        strava.check(ME, now)
    except SyncError as error:
        yield _trouble("subscription", "strava", error)
        return
    yield Check("subscription", Verdict.FINE, "Strava accepts this API application")
    try:
        listed = target.listing(now - LOOK, now + timedelta(days=1)).items
    except SyncError as error:
        yield _trouble(GARMINS_LINK, "strava", error)
        return
    own = sum(item.external_id.startswith(GARMINS_OWN_PREFIXES) for item in listed)
    if own == 0:
        yield Check(GARMINS_LINK, Verdict.FINE, f"sent none of the {len(listed)} activities of the last 14 days")
    elif wired.settings.annotate_only:
        seen = f"sent {own} of the {len(listed)} activities of the last 14 days; annotate-only follows them"
        yield Check(GARMINS_LINK, Verdict.FINE, seen)
    else:
        seen = f"already feeds this Strava account: {own} of the {len(listed)} activities of the last 14 days"
        yield Check(GARMINS_LINK, Verdict.PERSON, seen, UNLINK)


def stored_login(wired: Wired, service: str, now: datetime) -> Check:
    """The stored login: there, not refused, and openable with this machine's key; no call is made."""
    name, again = f"{NAMES[service]} login", login_command(service)
    seen = services.service(wired.app, ME, service, now)
    link = wired.app.store.load(Connection, ME, service)
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
    if service == "spotify" and seen.login_ends_at is not None:
        lasts += f"; a new consent is due by {seen.login_ends_at:%d %b %Y} ({until(seen.login_ends_at, now)})"
    return Check(name, Verdict.FINE, lasts)


def login_command(service: str) -> str:
    """The way out of a login that does not work."""
    return f"run `runtrack login {service}{' NAME' if service in BY_NAME else ''}`"


def _scopes(wired: Wired) -> Check:
    link = wired.app.store.load(Connection, ME, "strava")
    granted = link.scopes if link is not None else ()
    if not granted:
        return Check("permissions", Verdict.NOTE, "not known: the token came from the environment")
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        seen = f"{', '.join(missing)} not granted"
        return Check("permissions", Verdict.PERSON, seen, "run `runtrack login strava` and leave every box ticked")
    return Check("permissions", Verdict.FINE, ", ".join(granted))


def _trouble(name: str, service: str, error: SyncError) -> Check:
    """What a refusal means for the person at the screen."""
    match error:
        case AppInactive():
            way_out = "since June 2026 the owner of the API application needs a paid Strava subscription; also check "
            return Check(name, Verdict.PERSON, error.reason, f"{way_out}STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET")
        case LoginNeeded():
            return Check(name, Verdict.PERSON, error.reason, f"run `runtrack login {service}`")
        case RateLimited():
            return Check(name, Verdict.NOTE, f"not asked before {moment(error.until)}: {error.reason}")
    return Check(name, Verdict.NOTE, f"could not be found out: {error.reason}", "try again when it answers")
