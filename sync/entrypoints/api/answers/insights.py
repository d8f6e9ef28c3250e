"""Insights: what the music does to the running."""

from typing import Annotated, Literal

from pydantic import Field

from sync.core.insights.for_cadence import FASTEST, SLOWEST
from sync.entrypoints.api.answers.shape import Answer, Question, Time
from sync.entrypoints.api.language import Said


class InsightAnswer(Answer):
    """One question with what is said to it, the answer first, then its doubt."""

    name: Literal["tempo", "energy", "songs", "in step", "shuffle"]
    question: Said
    sentences: list[Said]
    known: bool
    """There is an answer; else the sentences say what is missing."""


class EffectAnswer(Answer):
    """An estimate with its bands. Of pace in s/km (below 0: faster), of heart rate in beats a minute."""

    feature: Literal["tempo", "energy"]
    what: Literal[
        "in all",
        "at the same heart rate",
        "of heart rate at the same pace",
        "of heart rate",
        "of the next song",
    ]
    per: float
    """By how much more of the feature it is said."""
    estimate: float
    low: float
    """The band to draw, 95 %."""
    high: float
    sure_low: float
    """The one that a claim is made by, 98 %."""
    sure_high: float
    parts: int
    runs: int
    songs: int
    effective_runs: float
    """How many equally weighty ones it rests on."""
    effective_songs: float
    claimed: bool
    """It may be said that there is one."""


class DotsAnswer(Answer):
    """The picture of a feature's effect in all."""

    feature: Literal["tempo", "energy"]
    points: list[tuple[float, float]]
    """Of single songs in single runs, at most 400: by how much the feature was above the run's own mean (beats a
    minute, or the catalogue's scale), and the pace (s/km), what minute and grade did taken out."""


class MissingAnswer(Answer):
    """Of `lack` there is `have` for a question; `need` is the least."""

    name: Literal["tempo", "energy", "songs", "in step"]
    lack: str
    have: float
    need: float


class InStepAnswer(Answer):
    """Steps and beats."""

    share: float
    """Of the time, 0 to 1."""
    chance: float
    """The same with the songs of each run exchanged."""
    p: float
    parts: int
    runs: int
    pull: float | None
    """How much of the way to a near beat the steps moved; reads about half of what is there."""
    claimed: bool


class SongDifferenceAnswer(Answer):
    """How much faster (below 0) one runs to a song, s/km, drawn towards 0. Names are anybody's: show them as text."""

    artist: str
    title: str
    parts: int
    estimate: float
    low: float
    """The band is one of 90 %."""
    high: float
    clear: bool
    """Beyond chance; else draw it hollow."""


class SongRecord(Answer):
    """The best over a distance within one song: who plays it often has a better one."""

    artist: str
    title: str
    distance: str
    seconds: float
    began: Time
    run: str
    plays: int


class TopAnswer(Answer):
    """A song, or an artist (`title` empty). Names are anybody's: show them as text."""

    artist: str
    title: str
    plays: int
    seconds: float
    """Run to it."""
    metres: float


class PlayedAnswer(Answer):
    """What was played in a month, a year, an hour, a kilometre, or in all; most plays first."""

    name: str
    """`2026-03`, `2026`, `7` (the hour of the runner's day), `1` (the first kilometre), or empty."""
    runs: int
    plays: int
    seconds: float
    metres: float
    songs: list[TopAnswer]
    artists: list[TopAnswer]


class TopsAnswer(Answer):
    """What was run to most. Counts of what was played, and nothing of what it did."""

    whole: PlayedAnswer
    years: list[PlayedAnswer]
    """Newest first, as the months."""
    months: list[PlayedAnswer]
    kilometres: list[PlayedAnswer]
    """Of each what played in its middle."""
    hours: list[PlayedAnswer]


class InsightsAnswer(Answer):
    """What the music does to the running, as it was worked out last."""

    made_at: Time | None
    """Null: never yet."""
    anew: bool
    """It is to be worked out anew."""
    here: bool
    """This installation can work it out."""
    answers: list[InsightAnswer]
    coverage: list[Said]
    """What it rests on, and what is left out."""
    runs: int
    parts: int
    known: int
    """Parts whose tempo is known."""
    effects: list[EffectAnswer]
    same_effort: list[Literal["tempo", "energy"]]
    """The features of which an effect at the same effort may be claimed."""
    dots: list[DotsAnswer]
    missing: list[MissingAnswer]
    in_step: InStepAnswer | None
    spread: float
    """By how much songs differ, s/km, one standard deviation."""
    songs: list[SongDifferenceAnswer]
    """Fastest first; none where songs do not differ."""
    records: list[SongRecord]
    tops: TopsAnswer


class PlannedSong(Answer):
    """A song of a list. Names are anybody's: show them as text."""

    artist: str
    title: str
    tempo: float
    """Beats a minute, by a catalogue."""


class ShuffledRun(Answer):
    """A run to one of the lists."""

    number: int
    """Of the list."""
    run: str
    began: Time
    songs: int
    """How many of it, in its order."""


class ExperimentAnswer(Answer):
    """The shuffle experiment: lists in an order that chance made, run to without skipping."""

    began: Time | None
    """Null: none was begun yet."""
    ended: Time | None
    wanted: int
    """Runs, before anything is said."""
    ran: list[ShuffledRun]
    number: int | None
    """The number of the list for the next run; null when there is none."""
    songs: list[PlannedSong]
    """Of that list, in its order."""
    answer: InsightAnswer
    effect: EffectAnswer | None


class FittingSong(Answer):
    """A song that goes with a number of steps. Names are anybody's: show them as text."""

    artist: str
    title: str
    tempo: float
    """Beats a minute, by a catalogue."""
    steps: float
    """On one beat: 1, 2 or a half."""
    plays: int
    """On runs."""


class CadenceAnswer(Answer):
    """Songs of one's own for a number of steps a minute."""

    steps: int
    usual: int | None
    """With how many you run to music; null: nobody counted them."""
    songs: list[FittingSong]
    """What was run to most comes first."""


class CadenceAsked(Question):
    """Make a playlist for a number of steps a minute."""

    steps: Annotated[int, Field(ge=SLOWEST, le=FASTEST)]
