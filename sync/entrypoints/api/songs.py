"""Songs between friends: find one, send it, and hear of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request

from sync.app import App
from sync.core.music import Song
from sync.core.song_share import Share
from sync.core.time_left import within
from sync.engine import groups, song_views
from sync.engine.asks import send_song
from sync.engine.find_song import Found, find_song
from sync.engine.song_links import listens_at
from sync.engine.song_views import Place
from sync.entrypoints.api import cursors, told_songs
from sync.entrypoints.api.access.counting import Counting
from sync.entrypoints.api.answers import songs as answers
from sync.entrypoints.api.answers.problem import WrongField
from sync.entrypoints.api.gate import Person
from sync.entrypoints.api.problems import Refusal
from sync.entrypoints.api.site import Here, Site
from sync.ports import SealBroken

SECONDS = 20.0
"""For all calls by which a song is found."""
router = APIRouter(tags=["songs"])
Cursor = Annotated[str | None, Query(description="`next` of the page before", max_length=300)]
Limit = Annotated[int, Query(ge=1, le=100)]


@dataclass(frozen=True, slots=True)
class Card:
    """What was found, as it goes to a browser and comes back: sealed, so that nobody sends others anywhere else."""

    song: Song
    pages: tuple[str, ...]


@router.get("/songs/came")
async def songs_that_came(site: Here, person: Person, cursor: Cursor = None, limit: Limit = 30) -> answers.CameSongs:
    """The songs that friends have sent you."""
    before = _place(cursor)

    def look(app: App) -> answers.CameSongs:
        page = song_views.page_of_inbox(app.store, person, before, limit)
        named, at = _groups(app, person, page.shown), listens_at(app, person)
        shown = [told_songs.came(app, one, named, at) for one in page.shown]
        return answers.CameSongs(songs=shown, next=_next(page.next))

    return await site.look(person, look)


@router.get("/songs/sent")
async def songs_that_were_sent(
    site: Here, person: Person, cursor: Cursor = None, limit: Limit = 30
) -> answers.SentSongs:
    """The songs that you have sent, and what you may know of them at this moment: never that one was not played."""
    before = _place(cursor)
    page = await site.look(person, lambda app: song_views.page_of_sent(app.store, person, before, limit))
    app = site.app(person)
    return answers.SentSongs(songs=[told_songs.sent(app, one) for one in page.shown], next=_next(page.next))


@router.post("/songs/find")
async def find(site: Here, person: Person, request: Request, asked: answers.FindAsked) -> answers.SongCard:
    """Which song a link or a text means: its services are asked, within 20 seconds. Nothing is sent to anybody."""
    counting: Counting = request.app.state.gate.counting
    await counting.check_find(person)

    def work(app: App) -> tuple[Found, Card, str]:
        ends = time.monotonic() + SECONDS
        with within(lambda: ends - time.monotonic()):
            found = find_song(app, person, asked.text, site.now())
        card = Card(found.song.as_song(app.song_pages), tuple(found.song.pages.values()))
        return found, card, app.sealer.seal(msgspec.json.encode(card).decode(), *_about(person))

    found, card, sealed = await site.ask(person, work)
    app = site.app(person)
    return answers.SongCard(
        song=told_songs.song(app, card.song, card.pages),
        card=sealed,
        unanswered=[app.title(each) for each in found.unanswered],
    )


@router.post("/songs", status_code=201)
async def send(site: Here, person: Person, asked: answers.SongSent) -> answers.SentSong:
    """Send a song to a friend or to a group, once for each `id`."""
    if bool(asked.to) == bool(asked.group):
        wrong = [WrongField(field="to", message="must be a friend, or else a group")]
        raise Refusal(422, "invalid", "Say to whom it goes: to a friend or to a group.", errors=wrong)

    def work(app: App) -> answers.SentSong:
        card = _card(app, person, asked.card)
        song = replace(card.song, title=card.song.title or asked.title, artist=card.song.artist or asked.artist)
        sends, to = (send_song.send_to_group, asked.group) if asked.group else (send_song.send, asked.to)
        made = sends(app, person, to, song, asked.id, site.now(), note=asked.note, pages=card.pages)
        return told_songs.sent(app, song_views.sent_view(app.store, made))

    return await site.change(person, work)


@router.post("/songs/{id}/withdraw", status_code=204)
async def withdraw(site: Here, person: Person, id: str) -> None:
    """Take a song back from those who have not heard it."""
    await site.change(person, lambda app: send_song.withdraw(app, person, id, site.now()))


@router.post("/songs/{id}/played")
async def played(site: Here, person: Person, id: str) -> answers.CameSong:
    """You played it: no play shows it."""
    return await _answered(site, person, lambda app: send_song.played_it(app.store, person, id, site.now()))


@router.post("/songs/{id}/decline")
async def decline(site: Here, person: Person, id: str) -> answers.CameSong:
    """Not for you."""
    return await _answered(site, person, lambda app: send_song.decline(app.store, person, id, site.now()))


@router.post("/songs/{id}/later")
async def later(site: Here, person: Person, id: str) -> answers.CameSong:
    """It is looked for seven days more."""
    return await _answered(site, person, lambda app: send_song.later(app.store, person, id, site.now()))


async def _answered(site: Site, person: str, wish: Callable[[App], Share]) -> answers.CameSong:
    def work(app: App) -> answers.CameSong:
        share = wish(app)
        return told_songs.came(app, share, _groups(app, person, [share]), listens_at(app, person))

    return await site.change(person, work)


def _groups(app: App, person: str, some: Sequence[Share]) -> Mapping[str, str]:
    """The names of a person's groups by their ids, read where one of these songs came from any."""
    return groups.names(app.store, person) if any(one.group for one in some) else {}


def _card(app: App, person: str, sealed: str) -> Card:
    """Raises `Refusal` for one that was not made here for this person."""
    try:
        return msgspec.json.decode(app.sealer.open(sealed, *_about(person)), type=Card)
    except (SealBroken, msgspec.MsgspecError):
        wrong = [WrongField(field="card", message="must be one that was found here")]
        raise Refusal(422, "invalid", "The song has to be found again.", errors=wrong) from None


def _about(person: str) -> tuple[str, str]:
    return "song-card", person


def _place(cursor: str | None) -> Place | None:
    """Raises `Refusal` for what is no cursor."""
    if not cursor:
        return None
    match cursors.unpack(cursor):
        case [str(at), str(id)]:
            return cursors.moment(at), id
    raise cursors.wrong()


def _next(place: Place | None) -> str | None:
    return cursors.pack([place[0].isoformat(), place[1]]) if place is not None else None
