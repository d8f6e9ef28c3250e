"""The judge: whether what the product says of the world is so, by the script alone.

It knows no rule of matching: a song was heard when a recording that means the same was played, wholly or for half a
minute, and that began after the sending. What nobody could tell from what a service shows is not asked for.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.core.friends import Learns
from sync.core.message import Message
from sync.core.music import Song
from sync.core.song_share import Seen, Share, ShareState
from sync.engine.song_views import sent
from tests.song_world.life import Life
from tests.song_world.messenger import NAME, Shown
from tests.song_world.script import HOUR, MINUTE, SPOTIFY, Act, Listening
from tests.song_world.services import song_as_told, stamp_of

HALF_A_MINUTE = timedelta(seconds=30)
TIME_OFF = timedelta(minutes=8)
"""By how much the time that is told may be off: where a stamp's meaning is not known, by a song, and by what may lie
between two of them."""


@dataclass
class Verdict:
    """`delays` by service: minutes from the end of a play to its being saved as heard; `waits`: from when its service
    told of it, which is hours later for one in 33; `told`: to its being read by who sent it. The other lists hold
    sentences."""

    false: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    delays: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    undecidable: int = 0
    """Songs left after seconds, of which the service told as of any other before it told of what is beside them."""

    @property
    def troubles(self) -> list[str]:
        return [*self.false, *self.doubled, *self.lost, *self.missed, *self.leaked]


def leaks(life: Life, names: list[str]) -> Iterator[str]:
    """What these people are told at this moment that they may not know."""
    for name in names:
        for one in sent(life.app.store, name):
            for to in one.to:
                may = life.may(name, to.name)
                seen = to.learned.seen
                if not may.covers(Learns.PLAYED) and seen not in (Seen.SENT, Seen.WITHDRAWN):
                    yield f"{name} learned {seen} of {to.name}"
                if not may.covers(Learns.PLAYED) and (to.learned.at or to.learned.on_run):
                    yield f"{name} learned when {to.name} listens"
                if not may.covers(Learns.ON_A_RUN) and to.learned.on_run is not None:
                    yield f"{name} learned of a run of {to.name}"


def judged(life: Life) -> Verdict:
    verdict, heard = Verdict(), _listened(life)
    by_key = _messages(life, verdict)
    for id, (act, at) in life.accepted.items():
        share = life.app.store.load(Share, act.other, id)
        if act.other in life.gone:
            if share is not None:
                verdict.leaked.append(f"{id} is left of {act.other}, who was deleted")
            continue
        there = heard[act.other, life.script.sent[id].means]
        if share is None:
            if _has_to_be_there(life, act, at):
                verdict.lost.append(f"{id} of {act.who} never reached {act.other}")
        else:
            counted = [one for one in there if _counts(one, share.sent_at)]
            _judge(life, verdict, act, share, counted)
            _judge_message(life, verdict, act, share, counted, by_key)
    return verdict


def _messages(life: Life, verdict: Verdict) -> dict[tuple[str, str], Shown]:
    """Every message by its chat and key: each once; and none shows more than may be known now, but those that nobody
    can change, for their answer was lost."""
    found = dict[tuple[str, str], Shown]()
    for one in life.messages.shown:
        if (one.chat, one.key) in found:
            verdict.doubled.append(f"{one.chat} was written to twice: {one.text!r}")
        found[one.chat, one.key] = one
        if one.chat not in life.gone and (one.chat, one.key) not in life.messages.lost:
            verdict.leaked += life.messages.too_much(one)
    verdict.leaked += life.messages.leaked
    return found


def _judge_message(
    life: Life, verdict: Verdict, act: Act, share: Share, there: list[Listening], shown: dict[tuple[str, str], Shown]
) -> None:
    """Who sent it reads that it was heard, where that was agreed to all the time since."""
    saved, sender, listener = life.log.seen[share.user, share.id], act.who, act.other
    both = ((sender, listener), (listener, sender))
    quiet = all(pair in life.consents and saved and life.agreed[pair] < saved[0][0] for pair in both)
    if not saved or not life.people[sender].chat or sender in life.gone or not quiet:
        return
    key = Message(sender, NAME, f"sent:{share.id}", share.sent_at).key
    if not life.may(sender, listener).covers(Learns.PLAYED) or (sender, key) in life.messages.lost:
        return
    one = shown.get((sender, key))
    at = one.news.get(listener) if one is not None else None
    if at is None:
        verdict.lost.append(f"{sender} never read that {listener} played {share.id}")
    elif there and not share.said and (known := [each for each in there if each.told is not None]):
        verdict.told[life.people[listener].service].append((at - known[0].end) / MINUTE)


def _listened(life: Life) -> dict[tuple[str, str], list[Listening]]:
    found = defaultdict[tuple[str, str], list[Listening]](list)
    for name, listened in life.script.listened.items():
        for one in listened:
            found[name, one.recording.means].append(one)
    return found


def _counts(one: Listening, sent_at: datetime) -> bool:
    return one.begin >= sent_at and one.sound >= min(30.0, one.recording.seconds / 2)


def _has_to_be_there(life: Life, act: Act, at: datetime) -> bool:
    """They were friends when it was sent, and nobody changed that in the same moment."""
    parted = life.parted.get((act.who, act.other))
    return not (parted is not None and abs(parted - at) < 2 * MINUTE) and act.who not in life.gone


def _judge(life: Life, verdict: Verdict, act: Act, share: Share, there: list[Listening]) -> None:
    saved = life.log.seen[share.user, share.id]
    if len(saved) > 1:
        verdict.doubled.append(f"{share.id} was heard {len(saved)} times")
    if saved and not share.said:
        at, first = saved[0]
        known = [one for one in there if one.told is not None and one.begin <= at]
        if _nobody_could_tell(life, share, at):
            verdict.undecidable += 1
        elif not known or first.heard_at is None:
            verdict.false.append(f"{share.id}: {_played(life, share, at)} was taken for {share.song}")
        else:
            heard_at = first.heard_at
            near = min(known, key=lambda one: abs(one.begin - heard_at))
            if abs(near.begin - heard_at) > TIME_OFF:
                verdict.false.append(f"{share.id}: heard at {first.heard_at}, not at {near.begin}")
            service, told = life.people[share.user].service, known[0].told or at
            verdict.delays[service].append((at - known[0].end) / MINUTE)
            verdict.waits[service].append((at - told) / MINUTE)
    elif not saved and (one := _must_be_seen(life, share, there)) is not None:
        verdict.missed.append(f"{share.id}: {share.state}, and played at {one.begin}: {share.song}, {one.recording}")
    ended = {"takes_back": ShareState.WITHDRAWN, "declines": ShareState.DECLINED}
    said = [ended[kind] for kind, _ in life.done[share.id] if kind in ended]
    if share.state is ShareState.WITHDRAWN and not said and act.who not in life.gone:
        verdict.lost.append(f"{share.id} was taken back by nobody")
    if said and share.state not in (*said, ShareState.HEARD):
        verdict.lost.append(f"{share.id} is {share.state}, and was {said[0]}")


def _nobody_could_tell(life: Life, share: Share, at: datetime) -> bool:
    """Whether all that was shown of it by then is a song left after seconds, and the play beside it that gives this
    away was not: the one before where ends are stamped, the one after where starts are."""
    listened, means = life.script.listened[share.user], life.script.sent[share.id].means
    person = life.people[share.user]
    before = -1 if person.service == SPOTIFY and person.stamp == "end" else 1
    of_it = [n for n, one in enumerate(listened) if one.recording.means == means and share.sent_at <= one.begin <= at]
    shown = [n for n in of_it if (told := listened[n].told) is not None and told <= at]
    beside = [listened[n + before] if 0 <= n + before < len(listened) else None for n in shown]
    return bool(shown) and all(
        not _counts(listened[n], share.sent_at)
        and (one is None or one.told is None or one.told > at or _room(person.stamp, listened[n], one) >= HALF_A_MINUTE)
        for n, one in zip(shown, beside, strict=True)
    )


def _room(stamp: str, skipped: Listening, beside: Listening) -> timedelta:
    """How long it can have been heard by the stamps alone: whether there was a pause nobody knows."""
    return skipped.end - beside.end if stamp == "end" else beside.begin - skipped.begin


def _played(life: Life, share: Share, at: datetime) -> str:
    """What was playing when it was said to be heard."""
    there = [one for one in life.script.listened[share.user] if one.begin <= at]
    near = min(there, key=lambda one: abs(one.begin - (share.heard_at or at)))
    played, sent_ = near.recording, life.script.sent[share.id]
    after = (near.begin - share.sent_at).total_seconds()
    return f"{played.kind} of {played.work}, {after:.0f} s after {sent_.kind} of {sent_.work} was sent,"


def _must_be_seen(life: Life, share: Share, there: list[Listening]) -> Listening | None:
    """The play that says beyond doubt that it was heard, where there is one."""
    if share.said or share.state in (ShareState.WITHDRAWN, ShareState.DECLINED):
        return None
    for one in there:
        person = life.people[one.user]
        sure = share.sent_at + timedelta(seconds=one.recording.seconds) + MINUTE
        shown = (one.user, stamp_of(one, person)) in life.services.shown
        if one.told is None or not shown or one.begin < sure or one.sound < one.recording.seconds:
            continue
        if one.told < share.until - HOUR and _names_it(share.song, song_as_told(one, person)):
            return one
    return None


def _names_it(sent_: Song, told: Song) -> bool:
    """Whether both say the same to the letter, of something that tells it from every other recording."""
    if (sent_.uri and sent_.uri == told.uri) or (sent_.isrc and sent_.isrc == told.isrc):
        return True
    return bool(sent_.artist) and (sent_.title, sent_.artist) == (told.title, told.artist)
