"""Write a run's soundtrack into its description, and the emoji into its title (docs/architecture.md#a-runs-text).

The target has no ETag: each write is a pure function of the text read just before, only our own block is ever replaced,
and what a lost answer may have done is seen by reading again. Safe to run twice: an equal block is not written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.annotation import Annotation, looked
from sync.core.backoff import SECOND_LOOKS
from sync.core.description import Splice, SpliceOutcome, fingerprint, mark_of, splice, titled, untitled, without
from sync.core.exchange import Text
from sync.core.ownership import left_to
from sync.core.plan import Calls
from sync.engine import capture, enrich, ownership, saving, target_runs
from sync.engine.context import TickContext
from sync.engine.soundtrack import Block, block_for

CHECK_ABOVE = 0.2
"""The checking read after a write is left out when less than this share of the day's reads is left."""

CALLS = 3
"""Reads that one annotation may cost: it may count a write as a read too."""

Rows = Iterator[Activity]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the plays came to: the annotation after it, when the next one is, and why in words."""

    music: Annotation
    due: datetime | None
    words: str


def annotate(row: Activity, context: TickContext) -> Rows:
    """One look at a run on the target: find its songs, and write them where the description does not say so yet."""
    if row.forgotten:
        known = target_runs.measured(row, context)
        yield from (target_runs.forgotten(step) for step in _annotated(known, context))
    else:
        yield from _annotated(row, context)


def _annotated(row: Activity, context: TickContext) -> Rows:
    if row.music.removing:
        yield from _taken_out(row, context)
        return
    if row.music.closed or not (row.music.asked or capture.connected(context)):
        yield replace(row, due=None)
        return
    block = block_for(context.app, row)
    enrich.remember(context, (part.song for part in block.parts))
    look = _looked(row, block, context)
    stands = fingerprint(block.text) == row.music.standing and not row.music.asked  # who asks may have removed it
    if not block.text or stands:
        words = f"{look.words}; its text could not be made: {block.wrong}" if block.wrong else look.words
        music = look.music.made_of(block.plays) if stands else look.music
        yield row.annotated(context.now, music, words, look.due)
    elif row.music.made_before(block.plays):
        words = f"{look.words}; the text of before stays"
        yield row.annotated(context.now, replace(look.music, plays=block.plays), words, look.due)
    elif context.has_time_to_post():  # else still due: the next tick has the time
        yield from _brought_in(row, block, look, context)


def calls(row: Activity, context: TickContext) -> Iterator[Calls]:
    """What one look may take. Whether anything is to be written is decided by the plays that are there by then."""
    target = context.app.target_name
    if row.absences == len(SECOND_LOOKS):
        yield Calls(target, "listing", 1, None)
    if row.forgotten:
        yield Calls(target, "text", 1, 1)
    if row.music.removing:
        yield Calls(target, "text", 1, 1)
        yield Calls(target, "write", 0, 1)
    elif not row.music.closed and (row.music.asked or capture.connected(context)):
        yield Calls(target, "text", 0, 2)
        yield Calls(target, "write", 0, 1)


def within_limits(app: App, rows: list[Activity], now: datetime) -> list[Activity]:
    """Which due rows this tick may work: those that were asked for many at once only while a backfill could as well."""
    bulk = [row for row in rows if row.music.bulk]
    if not bulk:
        return rows
    _, reads = saving.target_budget(app).backfill_calls_left(now)
    return [row for row in rows if not row.music.bulk] + bulk[: max(0, reads // CALLS)]


def sent_along(row: Activity, context: TickContext) -> tuple[Activity, str]:
    """For an upload: the row with the block that goes out with the file, and the block ("": no music is known yet, or
    none is wanted)."""
    if row.music.closed or not capture.connected(context):
        return row, ""
    block = block_for(context.app, row)
    enrich.remember(context, (part.song for part in block.parts))
    if not block.text:
        return row, ""
    return replace(row, music=row.music.beginning(fingerprint(block.text)).made_of(block.plays)), block.text


def arrived(row: Activity, context: TickContext) -> Activity:
    """An upload that carried its soundtrack is on the target as it was sent: annotated without another call."""
    block = block_for(context.app, row)
    look = _looked(row, block, context)
    emoji = bool(context.app.preferences.title_emoji) and bool(row.title)
    music = look.music.stands(row.music.ours[-1], lead="", titled=emoji)
    return row.annotated(context.now, music, f"{look.words}; it went out with the upload", look.due)


def _taken_out(row: Activity, context: TickContext) -> Rows:
    """Our block and emoji go, every other byte stays, and nothing is written again."""
    target_id = row.target_id
    assert target_id is not None
    if not context.has_time_to_post():
        return  # still due
    before = context.target.text(target_id)
    mark = mark_of(row.key.user, row.key.short)
    cut = without(before.description, mark, ours=row.music.ours, lead=row.music.lead)
    title = untitled(before.title, context.app.preferences.title_emoji) if row.music.titled else before.title
    why = "it was taken out as you asked"
    if cut.outcome is SpliceOutcome.EDITED:
        why = "our text in its description is not as we wrote it: take it out there"
    if cut.outcome is SpliceOutcome.REMOVED or title != before.title:
        if not context.may_send():
            return  # the row goes with its person
        context.target.write(
            target_id,
            title=None if title == before.title else title,
            description=cut.text if cut.outcome is SpliceOutcome.REMOVED else None,
        )
    yield row.annotated(context.now, row.music.left_alone(why), why, None)


def _looked(row: Activity, block: Block, context: TickContext) -> Look:
    if not block.parts:
        capture.note_unseen(context, row)
    sources = [source.service for source in capture.connected(context)]
    alone = sources[0] if len(sources) == 1 and context.music[sources[0]].held else ""
    gap = capture.gaps(context, row)
    from sync.core.template_values import distinct  # with the matching, which most ticks do without
    from sync.engine import heard_words

    known = heard_words.known_by(row.music, block.parts)
    return Look(*looked(known, context.now, songs=len(distinct(block.parts)), gap=gap, told_by=alone))


def _brought_in(row: Activity, block: Block, look: Look, context: TickContext) -> Rows:
    """Read, splice, save the intent, write, read again."""
    now, wants, target_id = context.now, context.app.preferences, row.target_id
    assert target_id is not None
    rows = ownership.others(context.app, row)
    other = ownership.other_owner(row, rows)
    if other is None or (row.music.asked and other.music.closed):  # a person has it taken over
        before = context.target.text(target_id)
        other = ownership.written_by(rows, before.description)
    if other is not None:
        row = left_to(row, other)
        yield row.annotated(now, row.music, row.music.closed, None)
        return
    cut = _spliced(before.description, block, row.music)
    if (why := _hands_off(cut)) is not None:
        yield row.annotated(now, look.music.left_alone(why), f"{why}: it is left as it is", None)
        return
    title = before.title if look.music.titled else titled(before.title, wants.title_emoji, wants.title_emoji_at)
    unsure = bool(row.music.ours) and not row.music.standing  # an emoji that is there already may be of a lost write
    emoji = bool(wants.title_emoji) and (title != before.title or unsure)  # else it is the user's own
    stands = look.music.stands(fingerprint(cut.block), cut.lead, titled=emoji).made_of(block.plays)
    words = look.words
    if cut.outcome is not SpliceOutcome.SAME or title != before.title:
        begun = replace(row.music.beginning(fingerprint(cut.block)), lead=cut.lead).made_of(block.plays)
        row = replace(row, music=begun, due=now)
        yield row
        if not context.may_send():
            return  # the row goes with its person
        context.target.write(
            target_id,
            title=None if title == before.title else title,
            description=None if cut.outcome is SpliceOutcome.SAME else cut.text,
        )
        if context.target.reads_left() >= CHECK_ABOVE:
            words += _difference(context.target.text(target_id), cut, context.app.target_title)
    yield row.annotated(now, stands, words, look.due)


def _spliced(description: str, block: Block, music: Annotation) -> Splice:
    begun = (bool(music.ours) and not music.standing) or music.asked  # who asks again wants it back
    return splice(description, block.mark, block.text, ours=music.ours, lead=music.lead, begun=begun)


def _hands_off(cut: Splice) -> str | None:
    match cut.outcome:
        case SpliceOutcome.EDITED:
            return "our text in its description is not as we wrote it"
        case SpliceOutcome.GONE:
            return "you removed our text from its description"
        case SpliceOutcome.FULL:
            return "its description is full"
    return None


def _difference(after: Text, cut: Splice, target: str) -> str:
    """A word on it when what stands is not what was written, whatever the line ends have become."""
    if after.description.replace("\r\n", "\n").strip() == cut.text.replace("\r\n", "\n").strip():
        return ""
    return f"; {target} shows another text than was written: edited at the same moment, or changed by {target}"
