"""What `doctor` checks of the music: each connected source's login, permissions, answer and plays; the template."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sync.adapters import template_check
from sync.config import Settings
from sync.core.activity import ON_TARGET
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, SyncError
from sync.core.user import Connection
from sync.engine import services
from sync.engine.soundtrack import block_for
from sync.entrypoints.cli.checks.machine import Check, Verdict
from sync.entrypoints.cli.checks.services import login_command, stored_login
from sync.entrypoints.cli.text.times import moment, span
from sync.entrypoints.cli.text.words import MUSIC, NAMES, TARGET, any_of, who_ticks
from sync.ports import TemplateWrong
from sync.wiring import Wired

QUIET = timedelta(days=14)
"""So long without a play is worth a hint: most runners with a music service listen more often."""
LATEST = 30
NO_MUSIC = f"No music source is connected: {any_of([f'`{each.command}`' for each in MUSIC])} connects one."


def check_template(settings: Settings) -> Check | None:
    """The user's own template, as far as the file itself can tell; None without one. Nothing starts with a bad one."""
    path = settings.template
    if path is None:
        return None
    way_out = "correct it, or take RUNTRACK_TEMPLATE out: then Runtrack's own text is used"
    try:
        template_check.check(path.expanduser().read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Check(
            "template", Verdict.BROKEN, f"{path} cannot be read ({getattr(error, 'strerror', None) or error})", way_out
        )
    except TemplateWrong as error:
        return Check("template", Verdict.BROKEN, f"{path}, {error}", way_out)
    return Check("template", Verdict.FINE, f"{path}")


def check_music(wired: Wired, now: datetime) -> Iterator[Check]:
    """Every connected music source; nothing when there is none. One that does not answer is said, and the rest goes
    on."""
    links = [wired.app.store.load(Connection, wired.user, source.service) for source in wired.app.music]
    connected = [link for link in links if link is not None and link.sealed]
    for link in connected:
        yield from _source(wired, link, now)
    if connected:
        yield from _texts(wired)


def without_music(checks: Iterable[Check]) -> bool:
    """Whether the services were looked at and no music source is connected."""
    names = {check.name for check in checks}
    return f"{TARGET.title} login" in names and not any(f"{each.title} login" in names for each in MUSIC)


def _source(wired: Wired, link: Connection, now: datetime) -> Iterator[Check]:
    login = stored_login(wired, link.service, now)
    yield login
    if login.verdict is Verdict.PERSON:
        return
    if wired.services[link.service].service.scopes:
        yield _permissions(wired, link, now)
    yield _answers(wired, link, now)
    yield _newest(wired, link, now)


def _permissions(wired: Wired, link: Connection, now: datetime) -> Check:
    name = f"{NAMES[link.service]} permissions"
    if missing := services.service(wired.app, wired.user, link.service, now).scopes_missing:
        return Check(name, Verdict.PERSON, f"{', '.join(missing)} not granted", login_command(link.service))
    return Check(name, Verdict.FINE, ", ".join(link.scopes)) if link.scopes else Check(name, Verdict.NOTE, "not known")


def _answers(wired: Wired, link: Connection, now: datetime) -> Check:
    """One call, unless the service has asked us to wait."""
    built = wired.services[link.service]
    service, name = built.service, f"{built.service.title} answers"
    if link.is_blocked(now):
        return Check(name, Verdict.NOTE, f"not asked before {moment(link.blocked_until)}: {link.blocked_why}")
    if setting := service.lacks(wired.settings.of_services):
        return Check(name, Verdict.PERSON, f"{setting} is not set", f"set it, or run `runtrack logout {service.name}`")
    assert built.check is not None, service.name
    try:
        built.check(wired.user, now)
    except (AppInactive, LoginNeeded) as error:
        return Check(name, Verdict.PERSON, error.reason, service.way_out(error))
    except RateLimited as error:
        return Check(name, Verdict.NOTE, f"not asked before {moment(error.until)}: {error.reason}")
    except SyncError as error:
        return Check(name, Verdict.NOTE, f"could not be found out: {error.reason}", "try again when it answers")
    return Check(name, Verdict.FINE, service.answers)


def _newest(wired: Wired, link: Connection, now: datetime) -> Check:
    """How old the newest play of this source is; plays from before the login may have been imported."""
    name, newest = f"{NAMES[link.service]} plays", wired.app.store.newest_play(wired.user, link.service)
    heard = newest.played_at if newest is not None else None
    begun = max(filter(None, (heard, link.authorized_at)), default=None)
    seen = "none captured yet" if heard is None else f"the newest is of {moment(heard)} ({span(now - heard)} ago)"
    if begun is None or now - begun > QUIET:
        ticks = who_ticks(on_aws=bool(wired.settings.bucket))
        quiet = wired.services[link.service].service.quiet
        ways = f"{ticks} {quiet[:1].upper()}{quiet[1:]}"
        return Check(name, Verdict.NOTE, f"{seen}: nothing for more than {QUIET.days} days", ways)
    return Check(name, Verdict.FINE, seen)


def _texts(wired: Wired) -> Iterator[Check]:
    """Whether the template makes a text of the latest runs that have music, where it passes on a sample."""
    for run in wired.app.store.activities(wired.user, states=ON_TARGET, limit=LATEST):
        block = block_for(wired.app, run)
        if block.wrong:
            seen = f"it makes no text of {run.key.short}: {block.wrong}"
            yield Check(
                "soundtrack text", Verdict.PERSON, seen, "correct it; `runtrack annotate --preview` shows the text"
            )
            return
        if block.text:
            yield Check("soundtrack text", Verdict.FINE, f"that of {run.key.short} can be made")
            return
    yield Check("soundtrack text", Verdict.FINE, "no run has music yet")
