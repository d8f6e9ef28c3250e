"""`runtrack groups`: the groups in which one sends songs, who is in them, and what each learns."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from sync.app import App
from sync.core.friends import Learns
from sync.engine.asks import groups as verbs
from sync.engine.asks import memberships
from sync.engine.asks.group_refusals import NotJoined
from sync.engine.asks.invitations import invite_into, join_group
from sync.engine.asks.playlists import week_playlist
from sync.engine.group_week import week
from sync.engine.groups import groups as all_groups
from sync.engine.groups import named
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text import groups_text, playlist_text
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.trouble_text import troubles_told
from sync.entrypoints.cli.text.words import AsJson, any_of


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(groups)


class Verb(StrEnum):
    """What can be done about a group."""

    NEW = "new"
    INVITE = "invite"
    JOIN = "join"
    TELL = "tell"
    MUTE = "mute"
    LEAVE = "leave"
    REMOVE = "remove"
    RENAME = "rename"
    CLOSE = "close"
    WEEK = "week"


def _verb(word: str) -> Verb | None:
    """Read here: a narrow terminal has no room for all verbs in one line, in which Typer's help would show them."""
    try:
        return Verb(word) if word else None
    except ValueError:
        raise fail(f"{word!r} is not {any_of([*Verb])}.") from None


def groups(
    context: typer.Context,
    word: Annotated[str, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the list")] = "",
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The group's name or id; to join, also a code")] = "",
    person: Annotated[
        str,
        typer.Argument(
            metavar="[WHO]", help="To invite (without: a code is printed) or to remove; to rename: the new name"
        ),
    ] = "",
    tells: Annotated[
        Learns, typer.Option(metavar="WHAT", help=f"What its others may learn of your listening: {any_of([*Learns])}")
    ] = Learns.NOTHING,
    off: Annotated[bool, typer.Option("--off", help="With mute: mute it no longer")] = False,
    block: Annotated[bool, typer.Option("--block", help="With leave: and be asked into it no more")] = False,
    as_playlist: Annotated[
        bool, typer.Option("--playlist", help="With week: as a private playlist of yours, made or changed in place")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Your groups and what their members learn, and what can be done about one."""
    place, verb = place_of(context), _verb(word)
    if verb is not None and not name:
        raise fail(f"Which group? `runtrack groups {verb} NAME`")
    if verb is Verb.REMOVE and not person:
        raise fail(f"Whom? `runtrack groups {verb} {name} WHO`")
    if verb is Verb.RENAME and not person:
        raise fail(f"What is it to be called? `runtrack groups {verb} NAME NEW`")
    looks = verb in (None, Verb.WEEK) and not as_playlist
    with opened(place.settings(), place.user, looks=looks) as wired, refusals_told(place.now()):
        app, user, now, said = wired.app, wired.user, place.now(), ""
        if verb is Verb.MUTE:
            memberships.mute(app.store, user, verbs.meant(app.store, user, name).id, muted=not off)
        elif verb is Verb.LEAVE:
            memberships.leave(app.store, user, verbs.meant(app.store, user, name).id, now, block=block)
        elif verb is Verb.WEEK and as_playlist:
            with troubles_told(app):
                made = week_playlist(app, user, verbs.meant(app.store, user, name).id, now)
            print(playlist_text.as_json(made)) if as_json else playlist_text.show(made)
            return
        elif verb is Verb.WEEK:
            seen_week = week(app.store, user, verbs.meant(app.store, user, name).id, now)
            if seen_week is None:
                raise NotJoined
            print(groups_text.week_as_json(seen_week)) if as_json else groups_text.show_week(seen_week)
            return
        elif verb is not None:
            said = _do(app, user, verb, name, person, tells, now)
        seen = all_groups(wired.store, wired.user)
    if as_json:
        print(groups_text.as_json(seen))
    elif said:
        print(said)
    else:
        groups_text.show(seen)


def _do(app: App, user: str, verb: Verb, name: str, person: str, tells: Learns, now: datetime) -> str:
    """What is to be said instead of the list, if anything."""
    store = app.store
    if verb is Verb.NEW:
        verbs.make(store, user, secrets.token_hex(10), name, now, tells=tells)
        return ""
    if verb is Verb.JOIN and _is_code(app, user, name):
        join_group(app, user, name, now, tells=tells)
        return ""
    id = verbs.meant(store, user, name).id
    match verb:
        case Verb.INVITE if not person:
            code = invite_into(store, user, id, secrets.token_urlsafe(16), now)
            return f"For one person, within seven days: runtrack groups join {code} --user THEIRS"
        case Verb.INVITE:
            verbs.invite(store, user, id, person, now)
        case Verb.JOIN:
            memberships.join(store, user, id, now, tells=tells)
        case Verb.TELL:
            memberships.tell(store, user, id, tells, now)
        case Verb.REMOVE:
            verbs.remove(store, user, id, person, now)
        case Verb.RENAME:
            verbs.rename(store, user, id, person)
        case Verb.CLOSE:
            verbs.close(store, user, id, now)
    return ""


def _is_code(app: App, user: str, name: str) -> bool:
    """Whether it is none of the groups that this person knows, and may be the code of one."""
    return not named(app.store, user, name) and len(name) > LEAST_CODE and " " not in name


LEAST_CODE = 20
"""Signs that a code has at least."""
