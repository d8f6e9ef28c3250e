"""What a person is told at a tick: what to connect and what looks wrong in the settings, once; what was not done."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from sync.config import Settings
from sync.core.user import Connection, User
from sync.engine import blocks
from sync.engine.own import app_of
from sync.engine.report import Report
from sync.entrypoints.commands_of import commands_of
from sync.ports import Store
from sync.wiring import Wired


def line(wired: Wired, user: str, now: datetime) -> str:
    """`A and B are not connected: run …`; "" when what is needed is connected. A runner whose runs reach the target
    another way needs no source, one whose runs are kept here no target, and one who has music alone neither."""
    connected = {link.service for link in wired.app.store.all(Connection, user) if link.sealed}
    needed = blocks.of_user(app_of(wired.app, user), user, now).needed
    missing = [wired.services[name].service for name in needed if name not in connected]
    if not missing:
        return ""
    are = "is" if len(missing) == 1 else "are"
    commands = " and ".join(f"`{service.command}`" for service in missing)
    said = f"{' and '.join(service.title for service in missing)} {are} not connected: run {commands}"
    return commands_of(said, user)


def is_heard(store: Store, names: Sequence[str]) -> bool:
    """Whether one tick of cron should say it: to somebody who looks on, and at somebody's first tick; not each minute
    into a mailbox."""
    known = (store.load(User, name) for name in names)
    return sys.stderr.isatty() or any(person is None or person.ticked_at is None for person in known)


def say(wired: Wired, settings: Settings, names: Sequence[str], now: datetime) -> None:
    """On stderr; of several people, whose it is."""
    of_people = [(name, line(wired, name, now)) for name in names]
    for text in (*settings.warnings, *(_of(name if names[1:] else "", text) for name, text in of_people if text)):
        print(text, file=sys.stderr)


def ended(report: Report, name: str = "") -> int:
    """The exit code of one tick; on stderr why it is 2, or what is waited for: to wait as a service asks is fine.
    `name`: whose it is, where there are several."""
    if report.needs_person:
        return 1
    for reason in report.failed:
        print(_of(name, f"Not done: {reason}."), file=sys.stderr)
    for reason in _waits_for(report.blocks):
        print(_of(name, f"Waiting: {reason}. Nothing is lost: the first tick after that goes on."), file=sys.stderr)
    return 2 if report.failed else 0


def _waits_for(state: blocks.Blocks | None) -> Iterable[str]:
    """Why what runs need may not be called, each reason once."""
    if state is None:
        return ()
    used = (*state.sources, *((state.target,) if state.sends else ()))
    return dict.fromkeys(state.services[service].why for service in used if service in state.services)


def _of(name: str, text: str) -> str:
    return f"{name}: {text}" if name else text
