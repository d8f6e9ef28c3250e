"""`runtrack friends`, `send` and `songs`: who one's friends are, what they learn, and the songs between them."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from sync.app import App
from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_link import NamedSong, recognise
from sync.engine import song_views
from sync.engine.asks import friends as verbs
from sync.engine.asks import send_song
from sync.engine.asks.invitations import invite, join
from sync.engine.friendship import contacts
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.song import found_in_time
from sync.entrypoints.cli.text import songs_text
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.words import any_of
from sync.ports import Store


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(friends)
    app.command()(send)
    app.command()(songs)


class Verb(StrEnum):
    """What can be done about somebody."""

    INVITE = "invite"
    JOIN = "join"
    ASK = "ask"
    ACCEPT = "accept"
    TELL = "tell"
    MUTE = "mute"
    UNMUTE = "unmute"
    BLOCK = "block"
    END = "end"


class Answer(StrEnum):
    """What can be said of a song: the first by who has sent it."""

    WITHDRAW = "withdraw"
    PLAYED = "played"
    DECLINE = "decline"
    LATER = "later"


def friends(
    context: typer.Context,
    verb: Annotated[Verb | None, typer.Argument(metavar="[VERB]", help=f"{any_of([*Verb])}; without: the list")] = None,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Of whom (`runtrack users`); to join: the code")] = "",
    tells: Annotated[
        Learns, typer.Option(metavar="WHAT", help=f"What they may learn of your listening: {any_of([*Learns])}")
    ] = Learns.NOTHING,
) -> None:
    """Your friends, and what each of you learns: list, invite, join, ask, accept, tell, mute, block, end."""
    place = place_of(context)
    if verb is not None and not name and verb is not Verb.INVITE:
        raise fail(f"Whom? `runtrack friends {verb} NAME`")
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        if verb is Verb.INVITE:
            code = invite(wired.store, wired.user, secrets.token_urlsafe(16), place.now(), tells=tells)
            print(f"For one person, within seven days: runtrack friends join {code} --user THEIRS")
            return
        if verb is Verb.JOIN:
            join(wired.app, wired.user, name, place.now(), tells=tells)
        elif verb is not None:
            _do(wired.store, wired.user, verb, name, tells, place.now())
        seen = contacts(wired.store, wired.user)
    if not seen:
        print_page("No friends yet: `runtrack friends ask NAME` asks somebody of this installation.")
        return
    rows = [(one.name, songs_text.standing(one), one.tells, one.learns if one.friends else "-") for one in seen]
    table(("name", "friends", "learns of you", "tells you"), rows)


def _do(store: Store, user: str, verb: Verb, name: str, tells: Learns, now: datetime) -> None:
    match verb:
        case Verb.ASK | Verb.ACCEPT:
            verbs.ask(store, user, name, now, tells=tells)
        case Verb.TELL:
            verbs.agree(store, user, name, tells, now)
        case Verb.MUTE | Verb.UNMUTE:
            verbs.mute(store, user, name, now, muted=verb is Verb.MUTE)
        case Verb.BLOCK:
            verbs.block(store, user, name, now)
        case Verb.END:
            verbs.end(store, user, name, now)


def send(
    context: typer.Context,
    to: Annotated[str, typer.Argument(metavar="NAME", help="A friend (`runtrack friends`)")],
    song: Annotated[str, typer.Argument(metavar="SONG", help="A link to it, or `ARTIST - TITLE`")],
    length: Annotated[str, typer.Option(metavar="M:SS", help="How long it is: it is recognised more surely")] = "",
    isrc: Annotated[str, typer.Option(metavar="CODE", help="The recording's international number")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A word with it")] = "",
) -> None:
    """Send a song to a friend; `runtrack songs` says when it was played, as far as they tell."""
    place = place_of(context)
    seconds = _seconds(length)
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        known, pages = _meant(wired.app, wired.user, song, place.now())
        meant = replace(known, seconds=seconds or known.seconds, isrc=isrc.strip().upper() or known.isrc)
        id = secrets.token_hex(5)
        made = send_song.send(wired.app, wired.user, to, meant, id, place.now(), note=note, pages=pages)
    print_page(f"{songs_text.song_name(made.song)} is on its way to {to} ({made.id}).")


def songs(
    context: typer.Context,
    answer: Annotated[
        Answer | None, typer.Argument(metavar="[WHAT]", help=f"{any_of([*Answer])}; without: the list")
    ] = None,
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Of which song, as the list names it")] = "",
) -> None:
    """Songs that friends have sent you, and what became of yours."""
    place = place_of(context)
    now = place.now()
    if answer is not None and not id:
        raise fail(f"Which one? `runtrack songs {answer} ID`")
    with opened(place.settings(), place.user, looks=answer is None) as wired, refusals_told(now):
        match answer:
            case Answer.WITHDRAW:
                send_song.withdraw(wired.app, wired.user, id, now)
            case Answer.PLAYED:
                send_song.played_it(wired.store, wired.user, id, now)
            case Answer.DECLINE:
                send_song.decline(wired.store, wired.user, id, now)
            case Answer.LATER:
                send_song.later(wired.store, wired.user, id, now)
        songs_text.show(song_views.inbox(wired.store, wired.user), song_views.sent(wired.store, wired.user))


def _meant(app: App, user: str, text: str, now: datetime) -> tuple[Song, tuple[str, ...]]:
    """The song and its pages: a link is looked up; names are taken as they are."""
    named = recognise(text, app.song_pages)
    if isinstance(named, NamedSong):
        return Song(named.title, named.artist), ()
    found = found_in_time(app, user, text, now).song
    return found.as_song(app.song_pages), tuple(found.pages.values())


def _seconds(length: str) -> float | None:
    if not length:
        return None
    minutes, colon, seconds = length.partition(":")
    if not colon or not minutes.isdecimal() or not seconds.isdecimal() or int(seconds) > 59:
        raise fail(f"--length {length!r} is not M:SS, as in 3:25.")
    return timedelta(minutes=int(minutes), seconds=int(seconds)).total_seconds()
