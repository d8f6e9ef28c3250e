"""Random histories with music: somebody listens while running, music services fail too, and descriptions are edited.

Whatever happens, at rest each run that had music carries one block of songs, no word of its owner is lost or changed,
and a block that its owner took out or changed is left alone for good.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from sync.core.activity import ON_TARGET, Activity, State
from sync.core.ownership import leaves_it
from sync.sim.athlete import SimActivity
from sync.wiring import ME
from tests.engine.test_music_matrix import log_in_where_asked
from tests.support.engine.acts import ENDPOINTS, Acts
from tests.support.engine.expected_runs import Case, ExpectedRuns
from tests.support.engine.history import History, moments
from tests.support.engine.watched import WatchedMusicWorld
from tests.support.world import DAY, MINUTE, START

MUSIC_ENDPOINTS = (
    ("spotify", "recent"),
    ("spotify", "token"),
    ("lastfm", "recent"),
    ("listenbrainz", "listens"),
    ("strava", "activity"),
    ("strava", "activity"),
    ("strava", "update"),
    ("strava", "update"),
    ("strava", "update"),
)
WORDS = ("Mine\r\n", "👟 e\N{COMBINING ACUTE ACCENT} ", "♫ Soundtrack of my life", "\n\n", "— music by me #abcde\n")
OURS = re.compile(r"♫ \d+ songs?.*\n(?:.*\n)*?— Runtrack #[a-z2-7]{5}")
picks = st.integers(0, 30)


@dataclass
class Words:
    """What the owner has written into one description; `exact`: the whole of it, since our block was taken over."""

    own: str = ""
    exact: str | None = None


class MusicDiary(ExpectedRuns):
    """The runs, and what their owner wrote on Strava; songs are heard during every run that is not an old one."""

    world: WatchedMusicWorld

    def __init__(self, world: WatchedMusicWorld) -> None:
        super().__init__(world)
        self.words: dict[int, Words] = {}
        self.heard: set[int] = set()

    def run_now(self) -> None:
        super().run_now()
        made = self.cases[-1].activity
        self.world.plays(made.start, made.end - made.start, "spotify", "lastfm", "listenbrainz", seed=made.garmin_id)
        self.heard.add(made.garmin_id)

    def run_in_silence(self) -> SimActivity:
        super().run_now()
        return self.cases[-1].activity

    def hear_one(self, made: SimActivity, number: int) -> None:
        """Its song of this number reaches one of the sources only now."""
        start = made.start + number * 6 * MINUTE
        self.world.plays(start, timedelta(seconds=1), "listenbrainz", seed=f"{made.garmin_id} {number}")
        self.heard.add(made.garmin_id)

    def text(self, target_id: int) -> str:
        return self.world.strava.find(target_id).description or ""

    def write(self, pick: int, new: str, *, behind: bool) -> None:
        """The owner adds some words of their own."""
        if not (alive := self.world.strava.alive()):
            return
        there = alive[pick % len(alive)]
        words, text = self.words.setdefault(there.id, Words()), self.text(there.id)
        self.world.strava.describe(there.id, text + new if behind else new + text)
        words.own = words.own + new if behind else new + words.own
        if words.exact is not None:
            words.exact = self.text(there.id)

    def take_over(self, pick: int, *, out: bool) -> None:
        """The owner takes our block out, or changes it. (One whose writing we have not seen yet would be put in again:
        nobody can tell it from one that never arrived.)"""
        case = self.picked(pick)
        row, shown = self.row(case), self.known_on_strava(case)
        if row is None or shown is None or row.state is not State.ANNOTATED or not row.music.standing:
            return
        text = self.text(shown.id)
        if row.music.closed or len(OURS.findall(text)) != 1:
            return
        changed = OURS.sub("", text) if out else text.replace("\n— Runtrack", "!\n— Runtrack")
        self.world.strava.describe(shown.id, changed)
        self.words.setdefault(shown.id, Words()).exact = changed

    def everything_is_where_it_belongs(self) -> None:
        super().everything_is_where_it_belongs()
        for case in self.cases:
            if not case.deleted:
                self.the_words_are_right(case)

    def owner(self, case: Case) -> Activity:
        """The one row that has the text of this run's activity: while Garmin was logged out, the run that Strava had
        already may have come to the ledger as Strava's, with a soundtrack, and keeps it when Garmin's row comes."""
        row = self.row(case)
        assert row is not None
        assert row.target_id is not None
        there = [one for one in self.world.store.on_target(ME, row.target_id) if one.state in ON_TARGET]
        (owner,) = (one for one in there if not leaves_it(one))
        assert owner.key == row.key or owner.key.source == "strava"
        return owner

    def the_words_are_right(self, case: Case) -> None:
        row = self.owner(case)
        assert row.target_id is not None
        text, words = self.text(row.target_id), self.words.get(row.target_id, Words())
        told = "\n".join(f"{d.at:%d %H:%M:%S} {d.state}: {d.why}" for d in row.history)
        if words.exact is not None:
            assert text == words.exact, told
            return
        blocks, (before, *behind) = len(OURS.findall(text)), OURS.split(text, maxsplit=1)
        assert before.removesuffix(row.music.lead) + "".join(behind) == words.own, told
        assert row.music.outcome != "left alone", told
        assert blocks == (case.activity.garmin_id in self.heard), f"{blocks} blocks:\n{told}"


class MusicActs(Acts):
    """What may happen to the music besides."""

    endpoints = (*ENDPOINTS, *MUSIC_ENDPOINTS, *MUSIC_ENDPOINTS)
    patience = 6 * DAY
    world: WatchedMusicWorld
    expected: MusicDiary

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.move_in(WatchedMusicWorld(folder, seconds=self.seconds, strava=strava, start=START - DAY))

    def move_in(self, world: WatchedMusicWorld) -> None:
        """The sources have been connected for a day when the history begins."""
        self.world = world
        self.world.__enter__()
        self.world.connect("spotify", "lastfm", "listenbrainz")
        self.world.clock.set(START)
        self.world.log_in()
        self.expected = MusicDiary(self.world)

    def write_into_a_description(self, pick: int, new: str, behind: bool) -> None:
        self.expected.write(pick, new, behind=behind)

    def take_over_a_block(self, pick: int, out: bool) -> None:
        self.expected.take_over(pick, out=out)

    def log_in_to_the_music_again(self, wait: int) -> None:
        self.tick(wait)
        log_in_where_asked(self.world)

    def come_to_rest(self) -> None:
        log_in_where_asked(self.world)
        super().come_to_rest()
        self.world.clock.advance((16 * MINUTE).total_seconds())
        self.world.ticks(3, every=16 * MINUTE)


class MusicHistory(MusicActs, History):
    """The same as a hypothesis state machine."""

    write_into_a_description = rule(pick=picks, new=st.sampled_from(WORDS), behind=st.booleans())(
        MusicActs.write_into_a_description
    )
    take_over_a_block = rule(pick=picks, out=st.booleans())(MusicActs.take_over_a_block)
    log_in_to_the_music_again = rule(wait=moments)(MusicActs.log_in_to_the_music_again)
