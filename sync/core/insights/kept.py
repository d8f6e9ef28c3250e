"""What is kept of a person's insights: the findings with what they were made of, and when they are made anew."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.core.insights.findings import Findings
from sync.core.insights.tops import Tops

AT_MOST_EVERY = timedelta(hours=1)
MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Record:
    """The best time over a distance within one song: a record, no ranking, for who plays a song often has a better
    best. `plays`: parts of runs with it; `began`: of the run in which it was set; `run`: its short key."""

    artist: str
    title: str
    distance: str
    seconds: float
    began: datetime
    run: str
    plays: int


@dataclass(frozen=True, slots=True)
class Insights:
    """`findings`: None as long as none were made; `songs`: (artist, title) by the names in them; `made_of`: of the
    sample; `left_out`: plays that were not analysed (`Sample`); `due`: when it is made anew, None: not by itself;
    `failed`: why the last time came to nothing, or ""; `of`: what they are of, a part of their key."""

    user: str
    recipe: int = 0
    made_of: str = ""
    made_at: datetime | None = None
    findings: Findings | None = None
    songs: dict[str, tuple[str, str]] | None = None
    records: tuple[Record, ...] = ()
    left_out: int = 0
    due: datetime | None = None
    failed: str = ""
    tops: Tops = Tops()
    of: str = MUSIC
    version: int = 0

    def asked(self, now: datetime) -> "Insights":
        """To be made anew as soon as may be: at most once an hour."""
        last = self.made_at
        soonest = now if last is None or last > now else max(now, last + AT_MOST_EVERY)
        return self if self.due is not None and self.due <= soonest else replace(self, due=soonest)
