"""Songs between friends: what is found, sent, and heard of."""

from typing import Annotated

from pydantic import Field

from sync.core.song_link import MOST_SIGNS
from sync.core.song_share import LONGEST_NOTE, Seen, ShareState
from sync.core.user_name import LONGEST
from sync.entrypoints.api.answers.shape import Answer, Question, Time


class SongPage(Answer):
    """A song's page at a service."""

    service: str
    title: str
    """The service's name as people write it."""
    url: str
    search: bool
    """No page of it is known there: the address looks for it by its names."""


class NamedSong(Answer):
    """A song. Names are anybody's: show them as text."""

    title: str
    """Empty: not known, as `artist`."""
    artist: str
    seconds: float | None
    """Its length."""
    pages: list[SongPage]


class FindAsked(Question):
    """Which song is meant."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_SIGNS)]
    """A link of any service, also within a message; or "artist - title"."""


class SongCard(Answer):
    """The song that is meant."""

    song: NamedSong
    card: str
    """To be sent back with `POST /api/songs`: what is known of it, sealed."""
    unanswered: list[str]
    """Services that did not answer, by title: what they know is not in it."""


class SongSent(Question):
    """Send a song to a friend or to a group."""

    id: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{8,40}$")]
    """New for each song that is sent, and the same for the same wish: told twice, it is sent once."""
    card: Annotated[str, Field(max_length=20_480)]
    """Of the song, from `/api/songs/find`."""
    to: Annotated[str, Field(max_length=LONGEST)] = ""
    """A friend's name."""
    group: Annotated[str, Field(max_length=40)] = ""
    """Or instead the id of a group to which you belong: it goes to everybody who has joined it at this moment."""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    title: Annotated[str, Field(max_length=300)] = ""
    """Where the card has none, as the two names below."""
    artist: Annotated[str, Field(max_length=300)] = ""


class RunPart(Answer):
    """How it was run to. Null: not recorded, or not told."""

    run: str | None
    """The run's name, of one's own."""
    began: Time
    """When the run began."""
    begins: float | None
    """Metres from the run's start to where the song began, and below to where it ended."""
    ends: float | None
    pace: float | None
    """Seconds a kilometre."""
    heart_rate: float | None


class CameSong(Answer):
    """A song that somebody sent."""

    id: str
    sender: str
    """Empty: somebody who is not here any more."""
    group: str
    """The group to which it was sent; empty: to you alone."""
    group_name: str
    """Empty where you do not belong to the group any more."""
    song: NamedSong
    note: str
    sent_at: Time
    state: ShareState
    until: Time
    """It is looked for so long."""
    heard_at: Time | None
    """When you began to play it."""
    said: bool
    """You said so yourself."""
    on_run: RunPart | None


class CameSongs(Answer):
    """The newest first."""

    songs: list[CameSong]
    next: str | None
    """The cursor of the page after, null at the end."""


class SongTo(Answer):
    """One who got it, and what you may know of it at this moment."""

    name: str
    """Empty: somebody who is not here any more."""
    seen: Seen
    at: Time | None
    """When it was played."""
    said: bool
    """They say so; nobody saw the play."""
    on_run: RunPart | None


class SentSong(Answer):
    """A song that you sent."""

    id: str
    song: NamedSong
    note: str
    sent_at: Time
    group: str
    """The group to which it went; empty: to one friend."""
    group_name: str
    """Empty where you do not belong to the group any more."""
    to: list[SongTo]
    can_withdraw: bool
    """Whether it can be taken back as far as you know."""


class SentSongs(Answer):
    """The newest first."""

    songs: list[SentSong]
    next: str | None
    """The cursor of the page after, null at the end."""


class MadePlaylist(Answer):
    """A private playlist of your own, made or changed in place."""

    service: str
    title: str
    """What the service is called."""
    url: str
    """Its page."""
    songs: int
    left_out: int
    """Songs that are not known there."""
    new: bool
    """It was made just now."""
