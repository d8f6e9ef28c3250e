"""Ask the catalogues what they know of the songs that were run to: one call per catalogue and tick.

No annotation waits for it. Safe to run twice: facts only grow, and are saved by compare-and-set.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from sync.core.annotation import STARTS_WITHIN
from sync.core.music import Play, Song
from sync.core.song_facts import ASK_AGAIN, Facts, facts_id
from sync.engine import saving, service_trouble
from sync.engine.context import TickContext
from sync.ports import FoundFacts, SongFacts

WAITING = 200
SOON = timedelta(minutes=1)
DAILY = timedelta(days=1)
"""So often somebody looks whether songs of long ago are to be asked for again."""


def remember(context: TickContext, songs: Iterable[Song]) -> None:
    """Note songs that nothing is known of yet, to be asked for from the next tick on."""
    for song in {facts_id(song): song for song in songs}.values():
        if context.app.catalogues and context.app.store.load(Facts, facts_id(song)) is None:
            _put(context, Facts(facts_id(song), song, isrc=song.isrc, due=context.now))
            context.unknown_songs = True


def is_due(context: TickContext, due: datetime | None) -> bool:
    """Whether there may be something to ask for: the idle tick spends no read on it."""
    return context.unknown_songs or due is None or not timedelta(0) < due - context.now <= DAILY


def is_open(context: TickContext, catalogue: SongFacts) -> bool:
    return not service_trouble.is_paused(context.app.store, catalogue.name, context.now)


def has_questions(context: TickContext, catalogue: SongFacts) -> bool:
    return bool(_askable(context, catalogue))


def ask(context: TickContext, catalogue: SongFacts) -> list[Play]:
    """One look for as many waiting songs as it takes. Returns recent plays of the songs that it was asked for."""
    askable = _askable(context, catalogue)
    found = catalogue.look_up([_song(facts) for facts in askable], context.now) if askable else {}
    return _noted(context, catalogue, askable, found)


def all_answered(context: TickContext, songs: Iterable[Song]) -> bool:
    """Whether no question is open about any of these songs: what a text says of them is written once, not each time
    that one of a dozen questions is answered."""
    known = (
        context.app.store.load(Facts, facts_id(song)) for song in {facts_id(song): song for song in songs}.values()
    )
    return not any(_is_open(context, facts) for facts in known if facts is not None)


def _is_open(context: TickContext, facts: Facts) -> bool:
    due = _scheduled(context, facts).due
    return facts.due is not None and due is not None and due <= context.now + SOON


def refused(context: TickContext, catalogue: SongFacts) -> None:
    """The catalogue will not answer for these songs: they must not keep the others from being asked for."""
    _noted(context, catalogue, _askable(context, catalogue), {})


def _askable(context: TickContext, catalogue: SongFacts) -> list[Facts]:
    waiting = [
        facts for facts in context.app.store.waiting(Facts, context.now, WAITING) if catalogue.name not in facts.asked
    ]
    return [facts for facts in waiting if catalogue.knows(_song(facts))][: catalogue.most]


def _noted(context: TickContext, catalogue: SongFacts, asked: list[Facts], found: dict[str, FoundFacts]) -> list[Play]:
    for facts in asked:
        answer = found.get(_song(facts).key)
        fresh = replace(facts, asked=(*facts.asked, catalogue.name))
        if answer is not None:
            fresh = fresh.learned(catalogue.name, asdict(answer))
        _put(context, _scheduled(context, fresh))
    return list(_recent_plays(context, {facts.song.key for facts in asked}))


def reschedule(context: TickContext) -> datetime:
    """Songs that no open question is left for stop waiting. Returns when to ask again."""
    waiting = False
    for facts in context.app.store.waiting(Facts, context.now, WAITING):
        scheduled = _scheduled(context, facts)
        if scheduled.due is None or scheduled.due > context.now + SOON:
            _put(context, scheduled)
        else:
            waiting = True
    return context.now if waiting else context.now + DAILY


def _scheduled(context: TickContext, facts: Facts) -> Facts:
    """When it is asked for next: soon while a catalogue is left, in 30 days when none knew it, else never."""
    left = [c for c in context.app.catalogues if c.name not in facts.asked and c.knows(_song(facts))]
    if facts.bpm and facts.energy is not None:
        return replace(facts, due=None)
    if left:
        return replace(facts, due=min(facts.due or context.now, context.now))
    if facts.sources.keys() - {"isrc"}:
        return replace(facts, due=None)
    return replace(facts, due=context.now + ASK_AGAIN, asked=())


def _song(facts: Facts) -> Song:
    return replace(facts.song, isrc=facts.isrc or facts.song.isrc)


def _recent_plays(context: TickContext, keys: set[str]) -> Iterator[Play]:
    if keys:
        plays = context.app.store.plays(context.user, context.now - STARTS_WITHIN, context.now)
        yield from (play for play in plays if play.song.key in keys)


def _put(context: TickContext, facts: Facts) -> None:
    saving.put(context.app.store, facts)
