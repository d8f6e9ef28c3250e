"""`runtrack send` and `songs`: songs to friends and groups, and what became of them."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from sync.app import App
from sync.core.music import Song
from sync.core.song_link import NamedSong, recognise
from sync.engine import song_views
from sync.engine.asks import send_song
from sync.engine.asks.groups import meant
from sync.engine.friendship import friends
from sync.engine.groups import named, names
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.song import found_in_time
from sync.entrypoints.cli.text import songs_json, songs_text
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.words import AsJson, any_of
from sync.ports import Store


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(send)
    app.command()(songs)


class Recipient(StrEnum):
    """What a name is of, that is both."""

    FRIEND = "friend"
    GROUP = "group"


class Answer(StrEnum):
    """What can be said of a song: the first by who has sent it."""

    WITHDRAW = "withdraw"
    PLAYED = "played"
    DECLINE = "decline"
    LATER = "later"


def send(
    context: typer.Context,
    to: Annotated[
        str, typer.Argument(metavar="NAME", help="A friend (`runtrack friends`) or a group (`runtrack groups`)")
    ],
    song: Annotated[str, typer.Argument(metavar="SONG", help="A link to it, or `ARTIST - TITLE`")],
    length: Annotated[str, typer.Option(metavar="M:SS", help="How long it is: it is recognised more surely")] = "",
    isrc: Annotated[str, typer.Option(metavar="CODE", help="The recording's international number")] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="A word with it")] = "",
    kind: Annotated[
        Recipient | None,
        typer.Option("--as", metavar="WHAT", help=f"What NAME is, if it is both: {any_of([*Recipient])}"),
    ] = None,
) -> None:
    """Send a song to a friend or a group; `runtrack songs` says when it was played, as far as they tell."""
    place = place_of(context)
    seconds = _seconds(length)
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        group = _group_meant(wired.store, wired.user, to, kind)
        known, pages = _song_meant(wired.app, wired.user, song, place.now())
        wanted = replace(known, seconds=seconds or known.seconds, isrc=isrc.strip().upper() or known.isrc)
        send, whom = (send_song.send_to_group, group) if group else (send_song.send, to)
        made = send(wired.app, wired.user, whom, wanted, secrets.token_hex(5), place.now(), note=note, pages=pages)
    print_page(f"{songs_text.song_name(made.song)} is on its way to {to} ({made.id}).")


def songs(
    context: typer.Context,
    answer: Annotated[
        Answer | None, typer.Argument(metavar="[WHAT]", help=f"{any_of([*Answer])}; without: the list")
    ] = None,
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Of which song, as the list names it")] = "",
    as_json: AsJson = False,
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
        came, went = song_views.inbox(wired.store, wired.user), song_views.sent(wired.store, wired.user)
        of_groups = names(wired.store, wired.user)
    print(songs_json.songs(came, went, of_groups)) if as_json else songs_text.show(came, went, of_groups)


def _group_meant(store: Store, user: str, to: str, kind: Recipient | None) -> str:
    """The id of the group that a name means, "" where it means a friend."""
    if kind is Recipient.FRIEND or (kind is None and not named(store, user, to)):
        return ""
    if kind is None and friends(store, user, to):
        raise fail(f"{to} is a friend and a group of yours: say `--as friend` or `--as group`.")
    return meant(store, user, to).id


def _song_meant(app: App, user: str, text: str, now: datetime) -> tuple[Song, tuple[str, ...]]:
    """The song and its pages: a link is looked up; names are taken as they are."""
    said = recognise(text, app.song_pages)
    if isinstance(said, NamedSong):
        return Song(said.title, said.artist), ()
    found = found_in_time(app, user, text, now).song
    return found.as_song(app.song_pages), tuple(found.pages.values())


def _seconds(length: str) -> float | None:
    if not length:
        return None
    minutes, colon, seconds = length.partition(":")
    if not colon or not minutes.isdecimal() or not seconds.isdecimal() or int(seconds) > 59:
        raise fail(f"--length {length!r} is not M:SS, as in 3:25.")
    return timedelta(minutes=int(minutes), seconds=int(seconds)).total_seconds()
