"""Stamps that are not what they seem: cut to whole minutes, or some half-hours off because of a time zone."""

from sync.core.matching.feed import Feed
from sync.core.matching.likeness import name_of
from sync.core.music import SOURCES, is_live, live_of

_MINUTE, _FEW = 60.0, 4
_BETWEEN_LOOKS = 30.0
_ZONE = 1800.0  # seconds: zones differ by half-hours
_NEAR, _FAR = 500.0, 15 * 3600.0
_VOTES, _AGAINST, _SHARE = 5, 3, 0.4


def settle_grain(feed: Feed) -> None:
    """Stamps that all lie on whole minutes were cut: the middle of the minute is the best guess. What was seen where no
    position is told began between two looks."""
    if is_live(feed.source) and feed.source != live_of(SOURCES[0]):
        feed.grain = _BETWEEN_LOOKS
        return
    if len(feed.stamps) >= _FEW and all(abs(at % _MINUTE) < 0.001 for at in feed.stamps):
        feed.grain = _MINUTE / 2
        feed.stamps = [at + feed.grain for at in feed.stamps]


def settle_zone(feed: Feed, better: Feed) -> None:
    """Shift a feed whose songs all come some half-hours before or after those of a better source."""
    known: dict[frozenset[str], list[float]] = {}
    for at, play in zip(better.stamps, better.plays, strict=True):
        known.setdefault(name_of(play.song).core, []).append(at)
    votes: dict[int, int] = {}
    for at, play in zip(feed.stamps, feed.plays, strict=True):
        gaps = [at - other for other in known.get(name_of(play.song).core, ()) if abs(at - other) < _FAR]
        for step in {round(gap / _ZONE) for gap in gaps if abs(gap - round(gap / _ZONE) * _ZONE) < _NEAR}:
            votes[step] = votes.get(step, 0) + 1
    best = max(votes, key=lambda step: (votes[step], -abs(step), step), default=0)
    many = votes.get(best, 0)
    if best and many >= max(_VOTES, _AGAINST * votes.get(0, 0), _SHARE * len(feed.plays)):
        feed.stamps = [at - _ZONE * best for at in feed.stamps]
