"""The music of a run, and plays."""

from sync.core.annotation import MusicOutcome
from sync.core.music import Sure
from sync.entrypoints.api.answers.shape import Answer, Time
from sync.entrypoints.api.language import Said


class ArtistAnswer(Answer):
    """One of those who made a song."""

    name: str
    uri: str
    """The source's own id; empty where it is not known, as `mbid`."""
    mbid: str


class SongAnswer(Answer):
    """A song as its source names it. Names are anybody's: show them as text."""

    title: str
    artist: str
    artists: list[ArtistAnswer]
    """The single ones; where nobody told them apart, all as one."""
    album: str
    seconds: float | None
    """Its length."""
    link: str
    """A page about it; empty: none."""
    cover: str
    """The address of a picture of some 300 pixels; empty: none."""
    isrc: str
    uri: str
    mbid: str
    album_mbid: str


class Features(Answer):
    """What the catalogues say of a song. Null: not known."""

    bpm: float | None
    """As the catalogue has it, beats a minute."""
    energy: float | None
    """0 to 1, as the five after it."""
    danceability: float | None
    valence: float | None
    acousticness: float | None
    instrumentalness: float | None
    liveness: float | None
    speechiness: float | None
    loudness: float | None
    """Decibels, below 0."""
    key: int | None
    """0 (C) to 11 (B)."""
    mode: int | None
    """1 major, 0 minor."""
    sources: dict[str, str]
    """Which catalogue said it, by the name of the field."""


class SongOfRun(SongAnswer):
    """A song of a run, with the run's figures during it."""

    number: int
    """From 1."""
    begins: float
    """Seconds from the run's start; below 0: it was playing already."""
    ends: float
    """Seconds from the run's start; may be later than the run's end."""
    inside: float
    """Seconds of it that were run to."""
    at: float | None
    """Metres from the run's start to where it began."""
    pace: float | None
    """Seconds a kilometre, the watch's pauses left out."""
    flat_pace: float | None
    """What would have cost as much on the flat, for display alone; null also where the ground is so flat that it says
    nothing."""
    heart_rate: float | None
    cadence: float | None
    """Steps (on a bike turns) a minute."""
    tempo: float | None
    """Its beats a minute as one runs to them: doubled or halved where that meets the cadence."""
    tempo_note: Said
    """How `tempo` differs from `features.bpm`; empty: not at all."""
    features: Features | None
    sources: list[str]
    """Who reported it, the most believed first."""
    sent_by: str
    """The friend who had sent it before it was heard, as you call them; empty: nobody. Nobody but you is told."""


class GapAnswer(Answer):
    """A time in which plays of a source are missing, or may be."""

    source: str
    after: Time
    before: Time
    sure: Sure
    why: Said


class Music(Answer):
    """The soundtrack of a run."""

    id: str
    outcome: MusicOutcome
    due: Time | None
    """When it is looked for again, of a run on the target."""
    songs: list[SongOfRun]
    """In the order in which they began. Two may overlap: `begins` of one before `ends` of the one before it."""
    gaps: list[GapAnswer]
    sources: list[str]
    """Every source that told of one of the songs."""


class Strip(Answer):
    """The songs of a run of a list."""

    id: str
    songs: list[tuple[float, float]]
    """Begin and end of each, in seconds since the run's start; both may lie outside it."""


class Strips(Answer):
    """Of the runs whose songs are laid onto them, newest first."""

    strips: list[Strip]


class PlayAnswer(SongAnswer):
    """One listening."""

    played_at: Time
    """As the source says it: its end or its beginning."""
    source: str
    heard: float | None
    """Seconds that were really played, where the source says so."""
    context: str
    """What it was played from, by the source's id."""


class Plays(Answer):
    """Plays, newest first, and the gaps among them."""

    plays: list[PlayAnswer]
    gaps: list[GapAnswer]
    next: str | None
    """The cursor of the page after, null at the end."""
