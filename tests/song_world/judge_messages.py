"""The judge of messages: whether each was written once, and tells its reader what it has to and no more."""

import re
from collections.abc import Sequence
from datetime import datetime

from sync.core.friends import Learns
from sync.core.message import Message, MessageState
from sync.core.song_share import Share
from tests.song_world.acting import MINUTE, Act
from tests.song_world.life import Life
from tests.song_world.messenger import NAME, Shown
from tests.song_world.script import Listening
from tests.song_world.verdict import Verdict

MOST_NAMED, HEARD_BY = 5, re.compile(r"heard by (\d+)")
"""So many listeners a message names; the others are counted."""


def once_each(life: Life, verdict: Verdict) -> dict[tuple[str, str], Shown]:
    """Every message by its chat and key: each once; and none shows more than may be known now, but those that nobody
    can change, for their answer was lost, or the process that got it died."""
    found = dict[tuple[str, str], Shown]()
    died = {(name, each.key) for name in life.people for each in life.app.store.all(Message, name) if _died(life, each)}
    for one in life.messages.shown:
        if (one.chat, one.key) in found:
            verdict.doubled.append(f"{one.chat} was written to twice: {one.text!r}")
        found[one.chat, one.key] = one
        if one.chat not in life.gone and (one.chat, one.key) not in life.messages.lost | died:
            verdict.leaked += life.messages.too_much(one)
    verdict.leaked += life.messages.leaked
    return found


def judge(
    life: Life, verdict: Verdict, act: Act, share: Share, there: list[Listening], shown: dict[tuple[str, str], Shown]
) -> None:
    """Who sent it reads that it was heard, where that was agreed to all the time since."""
    saved, sender, listener = life.log.seen[share.user, share.id], act.who, share.user
    if not saved or not _is_told_of(life, act, listener, saved[0][0]):
        return
    one = shown.get((sender, _key(act)))
    at = one.news.get(listener) if one is not None else None
    if at is None:
        if one is None and _died_with_it(life, act):
            verdict.unsure += 1
        elif one is None or len(one.news) < MOST_NAMED:
            verdict.lost.append(f"{sender} never read that {listener} played {share.id}")
    elif there and not share.said and (known := [each for each in there if each.told is not None]):
        service = life.people[listener].service
        verdict.told[service].append((at - known[0].end) / MINUTE)
        verdict.read[service].append((at - (known[0].told or at)) / MINUTE)


def judge_count(life: Life, verdict: Verdict, act: Act, to: Sequence[str], shown: dict[tuple[str, str], Shown]) -> None:
    """By how many a song of a group was heard, of those who agree to be told of: where nobody has gone or has changed
    their mind since."""
    heard = {name: saved[0][0] for name in to if (saved := life.log.seen[name, act.id])}
    told = [name for name, at in heard.items() if _is_told_of(life, act, name, at)]
    quiet = all(life.changed_at(act.who, name, act.group) < at for name, at in heard.items())
    one = shown.get((act.who, _key(act)))
    if not quiet or not told or len(to) < 2 or set(to) & set(life.gone) or (one is None and _died_with_it(life, act)):
        return
    counted = HEARD_BY.search(one.text) if one is not None else None
    if counted is None or int(counted[1]) != len(told):
        verdict.lost.append(f"{act.id} was heard by {len(told)}: {one and one.text!r}")


def _is_told_of(life: Life, act: Act, listener: str, at: datetime) -> bool:
    """Whether who sent it has to read that this one heard it: there is a chat, and what was agreed to was so before."""
    sender = act.who
    if not life.people[sender].chat or sender in life.gone or (sender, _key(act)) in life.messages.lost:
        return False
    agreed = life.may(sender, listener, act.group).covers(Learns.PLAYED)
    return agreed and life.changed_at(sender, listener, act.group) < at


def _died_with_it(life: Life, act: Act) -> bool:
    """Whether a process died that had begun to send this: nobody knows whether it went out, so that it goes out no
    more."""
    begun = life.app.store.load(Message, act.who, NAME, f"sent:{act.id}")
    return begun is not None and _died(life, begun)


def _died(life: Life, begun: Message) -> bool:
    return begun.state is MessageState.UNSURE and (begun.user, begun.sent_at) in life.died


def _key(act: Act) -> str:
    return Message(act.who, NAME, f"sent:{act.id}", act.at).key
