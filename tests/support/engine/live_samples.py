"""One document of each kind of a run in progress."""

from datetime import timedelta
from typing import Any

from sync.core.live.followed import LiveFollowed
from sync.core.live.mailbox import LiveMailbox
from sync.core.live.now_playing import NowPlaying
from sync.core.live.phones.phone import LivePhone
from sync.core.live.point import LivePoint
from sync.core.live.run import LivePart, LiveRun, part_of
from sync.core.live.shown import LiveLink, LiveWatched
from tests.support.contract.values import NOON, play

HOUR = timedelta(hours=1)
POINT = LivePoint(NOON, 59.91, 10.75, 812.5, 290.0, 20.5, 2.9, 142.0, 168.0, ends=True)
SAMPLES: tuple[Any, ...] = (
    LiveRun("me", "livetrack", "a1b2", NOON, NOON + HOUR, NOON + HOUR, "watch", 1, 10.0, NOON + HOUR, NOON),
    LivePart("me", "livetrack", "a1b2", part_of(NOON), (POINT,)),
    NowPlaying("me", "spotify", NOON, play().song, NOON, NOON, True, NOON, 1, "because"),
    LivePhone("me", "f00f" * 16, "overland", "old phone", NOON, NOON),
    LiveLink("me", "00" + "x" * 22, NOON, NOON + HOUR),
    LiveWatched("me", NOON),
    LiveMailbox("me", "imap.example.org", 7, 4711, NOON, 1, "because"),
    LiveFollowed("me", "livetrack", "a1b2", "v2.sealed", NOON, "Ana", NOON, NOON, None, 10.0, NOON, NOON, 1, "because"),
)
