"""Ask the catalogues what they know of the songs that were run to: one call per catalogue and tick.

No annotation waits for it. Safe to run twice: facts only grow, and are saved by compare-and-set.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sync.core.annotation import STARTS_WITHIN
from sync.core.budget import Budget
from sync.core.facts import ASK_AGAIN, Facts, facts_id
from sync.core.music import Play, Song
from sync.engine.desk import Desk
from sync.ports import Conflict, Found, SongFacts

WAITING = 200
SOON = timedelta(minutes=1)
DAILY = timedelta(days=1)
"""So often somebody looks whether songs of long ago are to be asked for again."""


def remember(desk: Desk, songs: Iterable[Song]) -> None:
    """Note songs that nothing is known of yet, to be asked for from the next tick on."""
    for song in {facts_id(song): song for song in songs}.values():
        if desk.app.catalogues and desk.app.store.load(Facts, facts_id(song)) is None:
            _put(desk, Facts(facts_id(song), song, isrc=song.isrc, due=desk.now))
            desk.wonders = True


def is_due(desk: Desk, due: datetime | None) -> bool:
    """Whether there may be something to ask for: the idle tick spends no read on it."""
    return desk.wonders or due is None or not timedelta(0) < due - desk.now <= DAILY


def is_open(desk: Desk, catalogue: SongFacts) -> bool:
    pause = desk.app.store.load(Budget, catalogue.name, "")
    return pause is None or not pause.is_blocked(desk.now)


def ask(desk: Desk, catalogue: SongFacts) -> list[Play]:
    """One look for as many waiting songs as it takes. Returns recent plays of the songs that it was asked for."""
    askable = _askable(desk, catalogue)
    found = catalogue.look_up([_song(facts) for facts in askable], desk.now) if askable else {}
    return _noted(desk, catalogue, askable, found)


def settled(desk: Desk, songs: Iterable[Song]) -> bool:
    """Whether no question is open about any of these songs: what a text says of them is written once, not each time
    that one of a dozen questions is answered."""
    known = (desk.app.store.load(Facts, facts_id(song)) for song in {facts_id(song): song for song in songs}.values())
    return not any(_is_open(desk, facts) for facts in known if facts is not None)


def _is_open(desk: Desk, facts: Facts) -> bool:
    due = _scheduled(desk, facts).due
    return facts.due is not None and due is not None and due <= desk.now + SOON


def refused(desk: Desk, catalogue: SongFacts) -> None:
    """The catalogue will not answer for these songs: they must not keep the others from being asked for."""
    _noted(desk, catalogue, _askable(desk, catalogue), {})


def _askable(desk: Desk, catalogue: SongFacts) -> list[Facts]:
    waiting = [facts for facts in desk.app.store.waiting(Facts, desk.now, WAITING) if catalogue.name not in facts.asked]
    return [facts for facts in waiting if catalogue.knows(_song(facts))][: catalogue.most]


def _noted(desk: Desk, catalogue: SongFacts, asked: list[Facts], found: dict[str, Found]) -> list[Play]:
    for facts in asked:
        answer = found.get(_song(facts).key)
        fresh = replace(facts, asked=(*facts.asked, catalogue.name))
        if answer is not None:
            fresh = fresh.learned(catalogue.name, asdict(answer))
        _put(desk, _scheduled(desk, fresh))
    return list(_recent_plays(desk, {facts.song.key for facts in asked}))


def settle(desk: Desk) -> datetime:
    """Songs that no open question is left for stop waiting. Returns when to ask again."""
    waiting = False
    for facts in desk.app.store.waiting(Facts, desk.now, WAITING):
        scheduled = _scheduled(desk, facts)
        if scheduled.due is None or scheduled.due > desk.now + SOON:
            _put(desk, scheduled)
        else:
            waiting = True
    return desk.now if waiting else desk.now + DAILY


def _scheduled(desk: Desk, facts: Facts) -> Facts:
    """When it is asked for next: soon while a catalogue is left, in 30 days when none knew it, else never."""
    left = [c for c in desk.app.catalogues if c.name not in facts.asked and c.knows(_song(facts))]
    if facts.bpm and facts.energy is not None:
        return replace(facts, due=None)
    if left:
        return replace(facts, due=min(facts.due or desk.now, desk.now))
    if facts.sources.keys() - {"isrc"}:
        return replace(facts, due=None)
    return replace(facts, due=desk.now + ASK_AGAIN, asked=())


def _song(facts: Facts) -> Song:
    return replace(facts.song, isrc=facts.isrc or facts.song.isrc)


def _recent_plays(desk: Desk, keys: set[str]) -> Iterator[Play]:
    if keys:
        plays = desk.app.store.plays(desk.user, desk.now - STARTS_WITHIN, desk.now)
        yield from (play for play in plays if play.song.key in keys)


def _put(desk: Desk, facts: Facts) -> None:
    try:
        desk.app.store.put(facts)
    except Conflict:
        pass  # another worker has learned it meanwhile
