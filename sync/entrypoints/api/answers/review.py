"""A year looked back on."""

from sync.entrypoints.api.answers.insights import SongRecord, TopAnswer
from sync.entrypoints.api.answers.shape import Answer


class SongOfYear(Answer):
    """Names are anybody's: show them as text."""

    artist: str
    title: str


class FaithfulSong(TopAnswer):
    """The song that was heard in the most months."""

    months: int


class LongestRun(Answer):
    """By its distance."""

    run: str
    metres: float


class ReviewAnswer(Answer):
    """A year of runs, by the runner's own clock. Songs are those that may be counted."""

    year: int
    runs: int
    metres: float
    seconds: float
    climb: float
    months: list[float]
    """Metres, January first."""
    with_music: int
    """Runs."""
    music_seconds: float
    music_metres: float
    plays: int
    songs: int
    """Different ones."""
    artists: int
    song: TopAnswer | None
    """The one that was played most."""
    artist: TopAnswer | None
    farthest: TopAnswer | None
    """The song that most metres were run to."""
    faithful: FaithfulSong | None
    fastest: SongRecord | None
    """Over a kilometre within one song."""
    first: SongOfYear | None
    last: SongOfYear | None
    longest: LongestRun
    streak: int
    """Days in a row with a run."""
    eddington: int
    """So many days of as many kilometres or more."""
