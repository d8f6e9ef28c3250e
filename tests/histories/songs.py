"""Histories in which a friend sends songs, they are played, and both are told by the simulated Telegram."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.friends import Learns
from sync.core.message import MessageState
from sync.core.song_share import Share, ShareState
from sync.engine.asks.refusals import Refused
from sync.sim.songbook import SONGS, Heard, SimSong
from sync.wiring import ME
from tests.engine.test_music_matrix import log_in_where_asked
from tests.histories.telling import Teller
from tests.histories.worlds import SwiftSongWorld
from tests.support.engine.acts import ENDPOINTS
from tests.support.engine.expected_runs import ExpectedRuns
from tests.support.engine.two_friends import ANNA, befriend, sends
from tests.support.world import DAY, HOUR, START

TELEGRAM = (("telegram", "sendMessage"), ("telegram", "sendMessage"), ("telegram", "editMessageText"))


@dataclass
class Sent:
    """A song that is on its way: `played` once the service knows so."""

    id: str
    song: SimSong
    played: bool = False


class SongDiary(ExpectedRuns):
    """The runs, and the songs that Anna sent."""

    world: SwiftSongWorld

    def __init__(self, world: SwiftSongWorld) -> None:
        super().__init__(world)
        self.sent: list[Sent] = []

    def send(self) -> None:
        """Each has a name of its own. More than may be sent a day is refused."""
        number = len(self.sent)
        song = replace(SONGS[1], number=900_000 + number, title=f"Number {number:04} of many")
        with suppress(Refused):
            sends(self.world, song, f"{number:04x}")
            self.sent.append(Sent(f"{number:04x}", song))

    def play(self, pick: int) -> None:
        """One that was not played yet, from now on."""
        if waiting := [one for one in self.sent if not one.played]:
            one = waiting[pick % len(waiting)]
            one.played = True
            self._heard(one.song)

    def play_another(self, pick: int) -> None:
        """What is easily taken for one that was sent."""
        if self.sent:
            song = self.sent[pick % len(self.sent)].song
            self._heard(replace(song, number=song.number + 50_000, title=f"{song.title} (Live)"))

    def _heard(self, song: SimSong) -> None:
        at = self.world.now + timedelta(seconds=1)
        self.world.clock.advance(song.seconds + 2)
        self.world.lastfm.heard(Heard(song, at, song.seconds))

    def nothing_is_doubled(self) -> None:
        super().nothing_is_doubled()
        for user in (ME, ANNA):
            told = Counter(
                one.song.title
                for one in self.sent
                for shown in self.world.read_by(user)
                if one.song.title in shown.text
            )
            assert not told or max(told.values()) == 1, f"{user} was told twice: {told}"
        for one in self.sent:
            share = None if one.played else self.world.store.load(Share, ME, one.id)
            assert share is None or share.state is not ShareState.HEARD, f"{one.id} was heard, and was not played"

    def everything_is_where_it_belongs(self) -> None:
        super().everything_is_where_it_belongs()
        for one in self.sent:
            share = self.world.store.load(Share, ME, one.id)
            assert share is not None, f"{one.id} never came"
            if one.played and share.state is not ShareState.EXPIRED:
                assert share.state is ShareState.HEARD, f"{one.id} was played, and is {share.state}"
            self.is_told(ME, f"came:{one.id}", "sent you a song", one)
            if share.state is ShareState.HEARD:
                self.is_told(ANNA, f"sent:{one.id}", "me ", one)

    def is_told(self, user: str, id: str, words: str, one: Sent) -> None:
        """Once, but where nobody knows whether it went out."""
        messages = {each.id: each for each in self.world.outbox(user)}
        assert id in messages, f"{user} has no message {id}"
        message = messages.get(messages[id].within, messages[id])
        shown = [each for each in self.world.read_by(user) if one.song.title in each.text]
        if message.state is not MessageState.UNSURE:
            assert len(shown) == 1, f"{user} reads of {id} {len(shown)} times: {message}"
            assert words in shown[0].text or user == ME, shown[0].text


class SongTeller(Teller):
    """The acts on songs, besides the others."""

    kind: type[SwiftSongWorld] = SwiftSongWorld
    endpoints = (*ENDPOINTS, *TELEGRAM, ("lastfm", "recent"), ("lastfm", "recent"))
    world: SwiftSongWorld
    expected: SongDiary

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        self.world = self.kind(folder, seconds=self.seconds, strava=strava, start=START - DAY)
        self.world.__enter__()
        self.world.connect("lastfm")
        self.world.clock.set(START)
        self.world.log_in()
        befriend(self.world, Learns.FIGURES)
        self.world.chat(ME, ANNA)
        self.expected = SongDiary(self.world)

    def a_song_comes(self, ticks: int) -> None:
        self.expected.send()
        self.tick_each_minute(ticks)

    def a_song_is_played(self, pick: int, ticks: int) -> None:
        self.expected.play(pick)
        self.tick_each_minute(ticks)

    def another_recording_is_played(self, pick: int, ticks: int) -> None:
        self.expected.play_another(pick)
        self.tick_each_minute(ticks)

    def lose_a_message(self, fault: str, ticks: int) -> None:
        """Telegram shows it, and nobody is told."""
        self.world.telegram.inject("sendMessage", fault)
        self.expected.send()
        self.tick_each_minute(ticks)

    def come_to_rest(self) -> None:
        log_in_where_asked(self.world)
        super().come_to_rest()
        self.world.ticks(40, every=HOUR)
