"""How services tell of what was heard, each in its own way: habits, clocks, spellings, lengths, holes, echoes."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from sync.core.music import Play, Song
from sync.sim.listening import Listened
from sync.sim.songbook import Heard, SimSong

RUNNER = "me"
Telling = tuple[Play, int]
"""A play, and the place of the listening that it tells of."""

_FOREIGN = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абцдефгхийклмнопкрстуввхуз")


@dataclass(frozen=True, slots=True)
class Reporter:
    """One service. `habit`: what a stamp means: "end", "start", "half" (when half or 4 minutes had been heard),
    "sitting" (end or start from sitting to sitting), "day", "row" (it changes once within each row). `step`: seconds it
    counts in. `late`: seconds that a stamp may be behind; `shift`: seconds that all of its stamps are off.
    `spelled`, `script`: shares of the songs that it spells otherwise, or in another script. `marks`: whether it tells
    versions. `off`: seconds by which its lengths are off. `lacks`, `skips`: shares of the plays, and of the skipped
    ones, that it never tells. `echoes`: share of the plays told again, `echo`: after so many seconds."""

    source: str
    habit: Literal["end", "start", "half", "sitting", "day", "row"] = "end"
    client: str = ""
    step: float = 0.001
    late: float = 0.8
    shift: float = 0.0
    spelled: float = 0.0
    script: float = 0.0
    marks: bool = True
    ids: bool = False
    lengths: bool = True
    off: float = 0.0
    lacks: float = 0.0
    skips: float = 0.0
    rule: Literal["30 s", "half"] = "30 s"
    echoes: float = 0.0
    echo: tuple[float, float] = (0.002, 4.0)

    def plays(self, sittings: list[list[Listened]], dice: random.Random) -> Iterator[Telling]:
        """What it tells, in the order of listening."""
        place, days = 0, dict[int, str]()
        for sitting in sittings:
            own, turn = dice.choice(("end", "start")), dice.randrange(1, max(2, len(sitting)))
            for number, item in enumerate(sitting):
                day = days.setdefault(item.heard.start.toordinal(), dice.choice(("end", "start")))
                other = "start" if own == "end" else "end"
                changing = {"sitting": own, "day": day, "row": own if number < turn else other}
                habit = changing.get(self.habit, self.habit)
                if self._tells(item.heard, dice):
                    at = self._stamp(item, habit) + self.shift
                    at += dice.uniform(0.0, self.late)
                    yield self._play(item.heard.song, at), place
                    if dice.random() < self.echoes:
                        yield self._play(item.heard.song, at + dice.uniform(*self.echo)), place
                place += 1

    def _tells(self, heard: Heard, dice: random.Random) -> bool:
        """The dice are thrown for each, so that two services do not differ by one that says no."""
        lost, skipped = (
            dice.random() < self.lacks,
            dice.random() < self.skips and heard.seconds < heard.song.seconds - 15,
        )
        enough = heard.seconds > 30.0
        if self.rule == "half":
            enough = heard.seconds >= min(heard.song.seconds / 2, 240.0) and heard.song.seconds > 30.0
        return enough and not lost and not skipped

    def _stamp(self, item: Listened, habit: str) -> float:
        heard = item.heard
        if habit == "end":
            return heard.end.timestamp()
        if habit == "start":
            return heard.start.timestamp()
        sound = min(heard.song.seconds / 2, 240.0, heard.seconds)
        return heard.start.timestamp() + sound + (heard.paused if item.before < sound else 0.0)

    def _play(self, song: SimSong, at: float) -> Play:
        moment = datetime.fromtimestamp(math.floor(at / self.step) * self.step, UTC)
        own = random.Random(f"{self.source} {self.client} {song.number}")  # a service always spells a song alike
        seconds = song.seconds + (own.uniform(-self.off, self.off) if self.off else 0.0) if self.lengths else None
        title, artist = song.title, song.artist
        if not self.marks:
            title = title.replace(" (Live)", "").replace(" - Club Remix", "")
        if own.random() < self.spelled:
            title, artist = otherwise(title, artist, own)
        if own.random() < self.script:
            title, artist = title.casefold().translate(_FOREIGN), artist.casefold().translate(_FOREIGN)
        told = Song(title, artist, seconds, album=song.album)
        if self.ids:
            told = replace(told, isrc=song.isrc, uri=song.uri)
        return Play(RUNNER, self.source, moment, told, client=self.client)


def otherwise(title: str, artist: str, dice: random.Random) -> tuple[str, str]:
    """Another spelling of a song, as services have them; one in eight is beyond recognition."""
    guest = dice.choice(("Zone Two", "Miss Interval", "K. Denz"))
    ways = [
        (f"{title} - Remastered {dice.randrange(1995, 2024)}", artist),
        (f"{title} ({dice.randrange(1995, 2024)} Remaster)", artist),
        (f"{title} - Radio Edit", artist),
        (f"{title} (feat. {guest})", artist),
        (f"{title} [Explicit]", f"{artist}, {guest}"),
        (title, f"{artist} feat. {guest}"),
        (title.upper(), artist.upper()),
        (title.replace("'", "’").replace("Pt.", "Part"), artist.replace(" & ", " and ")),
        (title.replace("é", "e").replace(" & ", " and "), artist.removeprefix("The ")),
        (f"{title} - Single Version", artist.replace("å", "a").replace("ö", "o")),
        (title, "Various Artists"),
        (f"{title}!", artist.replace("'", "")),
        (f"{title} (From the Motion Picture)", artist),
        (title[:-2] + title[-1] + title[-2], artist),
    ]
    return dice.choice(ways)
