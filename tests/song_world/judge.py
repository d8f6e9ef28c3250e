"""The judge: whether what the product says of the world is so, by the script alone.

It knows no rule of matching: a song was heard when a recording that means the same was played, wholly or for half a
minute, and that began after the sending. What nobody could tell from what a service shows is not asked for.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Seen, Share, ShareState
from sync.engine.song_views import sent
from tests.song_world import judge_messages
from tests.song_world.acting import HOUR, MINUTE, Act
from tests.song_world.life import Life
from tests.song_world.script import SPOTIFY, Listening
from tests.song_world.services import song_as_told, stamp_of
from tests.song_world.verdict import Verdict

HALF_A_MINUTE = timedelta(seconds=30)
TIME_OFF = timedelta(minutes=8)
"""By how much the time that is told may be off: where a stamp's meaning is not known, by a song, and by what may lie
between two of them."""


def leaks(life: Life, names: list[str]) -> Iterator[str]:
    """What these people are told at this moment that they may not know."""
    for name in names:
        for one in sent(life.app.store, name):
            for to in one.to:
                may = life.may(name, to.name, one.group)
                seen = to.learned.seen
                if not may.covers(Learns.PLAYED) and seen not in (Seen.SENT, Seen.WITHDRAWN):
                    yield f"{name} learned {seen} of {to.name}"
                if not may.covers(Learns.PLAYED) and (to.learned.at or to.learned.on_run):
                    yield f"{name} learned when {to.name} listens"
                if not may.covers(Learns.ON_A_RUN) and to.learned.on_run is not None:
                    yield f"{name} learned of a run of {to.name}"
        for share in life.app.store.all(Share, name):
            if share.sender and name not in life.accepted[share.id][1]:
                yield f"{name} was given {share.id}, which did not go to them"


def judged(life: Life) -> Verdict:
    verdict, heard = Verdict(), _listened(life)
    by_key = judge_messages.once_each(life, verdict)
    for id, (act, to) in life.accepted.items():
        for name in to:
            share = life.app.store.load(Share, name, id)
            if name in life.gone:
                if share is not None:
                    verdict.leaked.append(f"{id} is left of {name}, who was deleted")
            elif share is None:
                if _has_to_be_there(life, act, name):
                    verdict.lost.append(f"{id} of {act.who} never reached {name}")
            else:
                there = heard[name, life.script.sent[id].means]
                counted = [one for one in there if _counts(one, share.sent_at)]
                _judge(life, verdict, act, share, counted)
                judge_messages.judge(life, verdict, act, share, counted, by_key)
        if act.group:
            judge_messages.judge_count(life, verdict, act, to, by_key)
    return verdict


def _listened(life: Life) -> dict[tuple[str, str], list[Listening]]:
    found = defaultdict[tuple[str, str], list[Listening]](list)
    for name, listened in life.script.listened.items():
        for one in listened:
            found[name, one.recording.means].append(one)
    return found


def _counts(one: Listening, sent_at: datetime) -> bool:
    return one.begin >= sent_at and one.sound >= min(30.0, one.recording.seconds / 2)


def _has_to_be_there(life: Life, act: Act, name: str) -> bool:
    """They were friends, or in the group, when it was sent, and nobody changed that in the same moment."""
    parted = life.parted.get((act.who, name))
    return not (parted is not None and abs(parted - act.at) < 2 * MINUTE) and act.who not in life.gone


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
    said = [ended[kind] for kind, _ in life.done[share.user, share.id] if kind in ended]
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
        if person.service == SPOTIFY and person.stamp == "start" and _looks_skipped(life, one):
            continue
        if one.told < share.until - HOUR and _names_it(share.song, song_as_told(one, person)):
            return one
    return None


def _looks_skipped(life: Life, one: Listening) -> bool:
    """Whether it would have been left after seconds, if its stamp were an end as most of Spotify's are."""
    before = (one.begin - each.begin for each in life.script.listened[one.user])
    return any(timedelta(0) < apart < HALF_A_MINUTE for apart in before)


def _names_it(sent_: Song, told: Song) -> bool:
    """Whether both say the same to the letter, of something that tells it from every other recording."""
    if (sent_.uri and sent_.uri == told.uri) or (sent_.isrc and sent_.isrc == told.isrc):
        return True
    return bool(sent_.artist) and (sent_.title, sent_.artist) == (told.title, told.artist)
