"""What a person prefers: see where each value comes from, set one of one's own, or go back to the installation's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sync.app import App
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.user import Connection
from sync.engine import discover, own, saving
from sync.engine.asks.changing import TRIES
from sync.engine.asks.refusals import Refused
from sync.ports import Doc, StoreBroken
from sync.setting import Choice

SINCE = "RUNTRACK_SINCE"
LONGEST = 20_480
"""Characters of one value: a template may be long."""
OTHER_CLIENT = "the client id is another one since it was granted"


class NoSuchPreference(Refused):
    """There is none of this name; `known` are all, as a person calls them."""

    def __init__(self, asked: str, known: tuple[str, ...]) -> None:
        super().__init__(asked)
        self.asked, self.known = asked, known


class NoGoodValue(Refused):
    """The value cannot be used: it must be what `must_be` says. `text` is "" where it must not be shown."""

    def __init__(self, name: str, text: str, must_be: str) -> None:
        super().__init__(f"{name}: {must_be}")
        self.name, self.text, self.must_be = name, text, must_be


class BelongTogether(Refused):
    """Of these, one cannot be a person's own without the other."""

    def __init__(self, names: tuple[str, ...], missing: str) -> None:
        super().__init__(missing)
        self.names, self.missing = names, missing


class EarlierSince(Refused):
    """Older runs are a backfill's: the since-date only moves on."""

    def __init__(self, asked: datetime, in_force: datetime) -> None:
        super().__init__(f"{asked:%Y-%m-%d}")
        self.asked, self.in_force = asked, in_force


class Origin(StrEnum):
    """Where a value comes from."""

    OWN = "own"
    ENVIRONMENT = "environment"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class PreferenceView:
    """One of a person's settings. `value` is "" where it must not be shown; `is_set` tells whether there is one."""

    name: str
    variable: str
    value: str
    origin: Origin
    is_secret: bool
    is_set: bool
    about: str
    choices: tuple[str, ...] = ()
    """What it may be, where that is little; of days the usual ones, and any other number holds as well."""


def preferences(app: App, user: str) -> list[PreferenceView]:
    """All of them, as they are in force."""
    texts = own.texts_of(app, user)
    return [_seen(choice, texts) for choice in app.choices.values()]


def change_preferences(app: App, user: str, wanted: Mapping[str, str | None], now: datetime) -> list[PreferenceView]:
    """Set some of one's own, or go back to the installation's (None); returns those, as they are now. All or nothing.

    A login that was granted to another client id than the one in force is void from here on. Raises
    `NoSuchPreference`, `NoGoodValue`, `BelongTogether`, `EarlierSince`."""
    changes = {_named(app, name).option.name: text for name, text in wanted.items()}
    for name, text in changes.items():
        if text is not None:
            _read(app.choices[name], text)
    before = own.texts_of(app, user)
    after = {name: text for name, text in (before | changes).items() if text is not None}
    _whole(app, after, changes)
    if changes.get(SINCE):
        _move_since(app, user, app.choices[SINCE].parse(str(changes[SINCE]).strip()), now)
    _save(app, user, after)
    _void_logins(app, user, before, after)
    return [_seen(app.choices[name], after) for name in changes]


def tried(app: App, user: str, wanted: Mapping[str, str]) -> App:
    """The application as it would be set up with these. Nothing is saved. Raises `NoSuchPreference`, `NoGoodValue`."""
    texts = own.texts_of(app, user)
    for name, text in wanted.items():
        choice = _named(app, name)
        _read(choice, text)
        texts[choice.option.name] = text
    return app.as_set_up(app, texts)


# -- parts ----------------------------------------------------------------------------------------


def _named(app: App, asked: str) -> Choice:
    """By its variable or its short name, in any case, with - for _."""
    plain = asked.strip().lower().replace("-", "_")
    for choice in app.choices.values():
        if plain in (choice.option.name.lower(), choice.option.short):
            return choice
    raise NoSuchPreference(asked, tuple(choice.option.short for choice in app.choices.values()))


def _read(choice: Choice, text: str) -> Any:
    name, shown = choice.option.short, "" if choice.option.secret or choice.from_file else text
    if not text.strip():
        raise NoGoodValue(name, shown, "a value (to go back to the installation's, reset it)")
    if len(text) > LONGEST:
        raise NoGoodValue(name, "", f"at most {LONGEST:,} signs")
    try:
        return choice.parse(text if choice.from_file else text.strip())
    except ValueError as error:
        raise NoGoodValue(name, shown, str(error)) from None


def _whole(app: App, texts: Mapping[str, str], changes: Mapping[str, str | None]) -> None:
    for name in changes:
        beside = app.choices[name].beside
        missing = [each for each in beside if each not in texts]
        if missing and len(missing) < len(beside):
            raise BelongTogether(tuple(app.choices[one].option.short for one in beside), _short(app, missing[0]))


def _short(app: App, name: str) -> str:
    return app.choices[name].option.short


def _seen(choice: Choice, texts: Mapping[str, str]) -> PreferenceView:
    option = choice.option
    mine = texts.get(option.name, "")
    value = mine or choice.given or choice.usual
    origin = Origin.OWN if mine else Origin.ENVIRONMENT if choice.given else Origin.DEFAULT
    shown = "" if option.secret else value
    choices = getattr(option.parse, "choices", ())
    return PreferenceView(option.short, option.name, shown, origin, option.secret, bool(value), option.about, choices)


def _move_since(app: App, user: str, asked: datetime, now: datetime) -> None:
    for _ in range(TRIES):
        person = discover.user_of(app, user, now)
        if asked < person.since:
            raise EarlierSince(asked, person.since)
        if asked == person.since or saving.put(app.store, replace(person, since=asked)) is not None:
            return
    raise StoreBroken("the user keeps being changed by another program", "try again")


def _save(app: App, user: str, texts: Mapping[str, str]) -> None:
    """The secrets first: a name without its value would be a gap."""
    secret = {name: text for name, text in texts.items() if app.choices[name].option.secret}
    box = OwnSecrets(user)
    sealed = {name: app.sealer.seal(text, *box.bound_to(name)) for name, text in secret.items()}
    open_ = {name: text for name, text in texts.items() if name not in secret}
    if secret or app.store.load(OwnSecrets, user) is not None:
        _put(app, OwnSecrets, user, lambda known: replace(known or box, sealed=sealed))
    _put(
        app,
        OwnSettings,
        user,
        lambda known: replace(known or OwnSettings(user), texts=open_, sealed=tuple(sorted(secret))),
    )


def _put(app: App, kind: type[Doc], user: str, made: Callable[[Doc | None], Doc]) -> None:
    for _ in range(TRIES):
        if saving.put(app.store, made(app.store.load(kind, user))) is not None:
            return
    raise StoreBroken("these settings keep being changed by another program", "try again")


def _void_logins(app: App, user: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """A token is good for the application that it was granted to, and for no other."""
    was, is_now = app.as_set_up(app, before), app.as_set_up(app, after)
    for service, built in is_now.services.items():
        other = was.services[service].client_id != built.client_id
        if other and (link := app.store.load(Connection, user, service)) is not None and link.sealed:
            saving.connection(app.store, user, service, lambda c: replace(c, login_needed=OTHER_CLIENT))
