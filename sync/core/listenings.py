"""One history from several sources: when each listening began and ended, and which plays are copies of it.

Source: docs/services/plays.md#the-rules-and-who-holds-them. Times are seconds since 1970 UTC (`habit.moment`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from sync.core.matching.echoes import parted, without_echoes
from sync.core.matching.feed import END, START, Feed, by_source, feed_of, order
from sync.core.matching.joining import joined, told_once
from sync.core.matching.likeness import Name, name_of
from sync.core.matching.meaning import decode
from sync.core.matching.pairing import align, alike, share_lengths, untie
from sync.core.matching.rounding_and_zones import settle_grain, settle_zone
from sync.core.matching.spans import Span, spans
from sync.core.music import Play, Song
from sync.core.play_times import SITTING, rank
from sync.core.song_length import by_name, filled, of_copies

GAPPY = 0.08
"""Of the plays of a feed that have no copy in another one: from here on it lacks plays."""


def listenings(plays: Iterable[Play], start: float, end: float) -> tuple[Span, ...]:
    """Every listening around a run (its start and end as `moment`s), in order of time, each once."""
    feeds = _feeds(plays)
    for feed in feeds[1:]:
        settle_zone(feed, feeds[0])
    _find_meanings(feeds)
    merged: list[Span] = []
    for feed in feeds:
        near = [one for one in spans(feed) if one.earliest < end + SITTING and one.latest > start - SITTING]
        merged = joined(merged, near, gappy=_both_lack(feeds[0], feed)) if merged else near
    if len(feeds) > 1:
        merged = told_once(merged)
    known = (_best_first(one) if len(one.plays) > 1 else one for one in merged)
    return tuple(sorted(known, key=lambda one: (one.begin, one.end, order(one.plays[0]))))


def song_of(one: Span) -> Song:
    """The song of a listening as the best source names it, with what the other copies know besides."""
    song, seconds = one.plays[0].song, of_copies(one.plays)
    if len(one.plays) == 1:
        return song if song.seconds == seconds else replace(song, seconds=seconds)
    songs = [play.song for play in one.plays]
    return replace(
        song,
        seconds=seconds,
        isrc=_first(other.isrc for other in songs),
        uri=_first(other.uri for other in songs),
        album=_first(other.album for other in songs),
        mbid=_first(other.mbid for other in songs),
        link=_first(other.link for other in songs),
        artists=next((other.artists for other in songs if other.artists), ()),
        cover=_first(other.cover for other in songs),
        album_mbid=_first(other.album_mbid for other in songs),
    )


def _first(texts: Iterable[str]) -> str:
    """The first that says something."""
    return next(filter(None, texts), "")


def _best_first(one: Span) -> Span:
    return replace(one, plays=tuple(sorted(one.plays, key=lambda play: rank(play.source))))


def _feeds(plays: Iterable[Play]) -> list[Feed]:
    """The feeds, the best source's first."""
    feeds = list[Feed]()
    for told in by_source(plays):
        match parted(without_echoes(told)):
            case [starts, ends]:
                feeds += feed_of(starts, START), feed_of(ends, END)
            case [one]:
                feeds.append(feed_of(one))
    for feed in feeds:
        settle_grain(feed)
    return feeds


def _find_meanings(feeds: Sequence[Feed]) -> None:
    """Decode each feed alone, find its copies in the others by that, and decode it again with them as evidence: the
    best source first, for it is the one that changes its mind (measured)."""
    lengths = by_name(song for feed in feeds for song in _lengths(feed))
    for feed in feeds:
        own = feed.lengths
        feed.lengths = filled(_lengths(feed), lengths)
        decode(feed)
        feed.lengths = own
    candidates = {(a, b): alike(a, b) for a, b in combinations(feeds, 2)}
    for (a, b), pairs in candidates.items():
        share_lengths(a, b, align(a, b, pairs))
    for feed in feeds:
        feed.lengths = filled(_lengths(feed), lengths)
    if len(feeds) == 1:
        return
    swapped = [feed for feed in feeds if untie(feed)]
    for a, b in candidates:
        if a in swapped or b in swapped:
            align(a, b, alike(a, b))
    for feed in feeds:
        decode(feed, [other for other in feeds if other is not feed])


def _lengths(feed: Feed) -> list[tuple[Name, float | None]]:
    return [(name_of(play.song), length) for play, length in zip(feed.plays, feed.lengths, strict=True)]


def _both_lack(best: Feed, feed: Feed) -> bool:
    """Whether both have plays enough that the other one lacks."""
    if best is feed:
        return False
    pairs = ((best, feed), (feed, best))
    return all(1 - len(a.partners.get(b, ())) / len(a.plays) >= GAPPY for a, b in pairs)
