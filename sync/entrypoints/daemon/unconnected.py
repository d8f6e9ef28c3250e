"""What a person is told at a tick: what to connect and what looks wrong in the settings, once; what was not done."""

import sys
from datetime import datetime

from sync.config import Settings
from sync.core.user import Connection, User
from sync.engine import blocks
from sync.engine.report import Report
from sync.ports import Store
from sync.service import Role
from sync.wiring import ME, Wired


def line(wired: Wired, now: datetime) -> str:
    """`A and B are not connected: run …`; "" when what is needed is connected. A runner whose runs reach the target
    another way needs no source."""
    connected = {link.service for link in wired.app.store.all(Connection, ME) if link.sealed}
    on_target = blocks.of_user(wired.app, ME, now).finds_on_target
    needed = {Role.TARGET} if on_target else {Role.SOURCE, Role.TARGET}
    services = [each.service for each in wired.services.values() if each.service.roles & needed]
    missing = [service for service in services if service.name not in connected]
    if not missing:
        return ""
    are = "is" if len(missing) == 1 else "are"
    commands = " and ".join(f"`{service.command}`" for service in missing)
    return f"{' and '.join(service.title for service in missing)} {are} not connected: run {commands}"


def is_heard(store: Store) -> bool:
    """Whether one tick of cron should say it: to somebody who looks on, and at the first tick of a database; not each
    minute into a mailbox."""
    person = store.load(User, ME)
    return sys.stderr.isatty() or person is None or person.ticked_at is None


def say(wired: Wired, settings: Settings, now: datetime) -> None:
    """On stderr."""
    for text in (*settings.warnings, line(wired, now)):
        if text:
            print(text, file=sys.stderr)


def ended(report: Report, state: blocks.Blocks) -> int:
    """The exit code of one tick; on stderr why it is 2, or what is waited for: to wait as a service asks is fine."""
    if report.needs_person:
        return 1
    for reason in report.failed:
        print(f"Not done: {reason}.", file=sys.stderr)
    for reason in dict.fromkeys(block.why for block in state.services.values()):
        print(f"Waiting: {reason}. Nothing is lost: the first tick after that goes on.", file=sys.stderr)
    return 2 if report.failed else 0
