"""The protocol of sending: submit, settle, confirm. Each step is a generator of the rows to save.

docs/architecture.md#the-protocol-of-sending. The tick saves every row that a step yields before it resumes it; a lost
save closes the step, so that of two workers only one POSTs. A step never saves and never catches.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace

from sync.core.activity import Activity, State
from sync.core.annotation import AFTER_UPLOAD, STARTS_WITHIN
from sync.core.backoff import ANNOTATE_ONLY_LOOKS, PROCESSING_LIMIT, PROCESSING_LOOKS, annotate_only_wait, result_wait
from sync.core.budget import next_quarter
from sync.core.description import titled
from sync.core.diff import began_with
from sync.core.error_table import looked_for_again
from sync.core.errors import Unavailable
from sync.core.exchange import ResultKind
from sync.core.ownership import leaves_it
from sync.core.states import How
from sync.engine import capture, duplicates, ownership, same_workout
from sync.engine.annotate import arrived, sent_along
from sync.engine.context import TickContext
from sync.engine.keeping import keep
from sync.engine.legs import DOWNLOADS_A_TICK, Leg, kept, legs_of, prepared
from sync.ports import Result, Upload

Rows = Iterator[Activity]


def submit(row: Activity, context: TickContext) -> Rows:
    """A discovered run: adopt what the target has already, else save the intent and POST.

    Safe to run twice: the listing comes first, the intent is saved by compare-and-set before the POST, and a
    download changes nothing.
    """
    if not context.sends:
        yield from keep(row, context)
        return
    if context.app.preferences.annotate_only:
        yield from _look_for_it(row, context)
        return
    if not _known_absent(row, context):
        match = context.on_target(row)
        if match is not None:
            yield from _on_target(row, context, match.id, How.ALREADY_THERE, match.why)
            return
    if context.downloads >= DOWNLOADS_A_TICK:
        return  # still due: the source is asked for so many files a minute and no more
    if (yield from _same_workout(row, context, listed=not _known_absent(row, context))):
        return
    leg, others = yield from prepared(row, context)
    if leg is None:
        return
    if leg.row != row:  # a leg of a multisport has its own start and length: the first look was for the whole
        match = context.listed_again(leg.row)
        if match is not None:
            yield from _on_target(leg.row, context, match.id, How.ALREADY_THERE, match.why)
            return
        if (yield from _same_workout(leg.row, context, listed=True)):
            return
    yield from _send(leg, context, others or f"{context.app.target_title} lacks it; sending it now")


def settle(row: Activity, context: TickContext) -> Rows:
    """A POST whose answer was lost: list again; adopt what is there, else send the same bytes again.

    Safe to run twice: nothing is sent before a fresh listing has shown that the first send had no effect, and
    the settle time is longer than any send can take. The target's own duplicate check stands behind it.
    """
    target = context.app.target_title
    match = context.on_target(row)
    if match is not None:
        yield from _on_target(row, context, match.id, How.ADOPTED, f"{match.why}: the lost answer was a success")
        return
    leg = _same_leg(row, context)
    if leg.original.sha256 == row.sha256:
        yield from _send(leg, context, f"{target} does not list it: sending the same bytes again")
        return
    match = context.listed_again(row)
    if match is not None:
        yield from _on_target(row, context, match.id, How.ADOPTED, f"{match.why}: the lost answer was a success")
        return
    source = context.app.title(row.key.source)
    why = f"{target} does not list it and {source}'s file has changed since: sending the new bytes"
    yield from _send(leg, context, why)


def confirm(row: Activity, context: TickContext) -> Rows:
    """A submitted run: what became of the upload? Many of a backfill's are answered by one listing.

    Safe to run twice: it only asks. After a day of processing the upload counts as unclear and is settled.
    """
    if context.confirmations is not None and row in context.confirmations.sought:
        match = context.confirmations.find(row)
        if match is not None and match.ours:
            yield from _on_target(row, context, match.id, How.UPLOADED, match.why)
            return
        if context.single_results <= 0:
            return  # still due: what is left of the reads is the reserve for new runs
        context.single_results -= 1
    assert row.upload_id is not None
    result = context.target.result(row.upload_id)
    yield from _after(row, result, context)


# -- parts --------------------------------------------------------------------------------------------


def _known_absent(row: Activity, context: TickContext) -> bool:
    """The backfill's comparison has shown that the target lacks it, and the backfill has not paused since."""
    return row.backfill and row.absent_at is not None and context.verdicts_hold


def _same_workout(row: Activity, context: TickContext, *, listed: bool) -> Generator[Activity, None, bool]:
    """Whether another recording of the same workout decides what becomes of this row: waited for, or it is there."""
    other = same_workout.ahead(row, context, listed=listed)
    if other is None:
        return False
    if other.state in same_workout.UNDER_WAY:
        yield from same_workout.waits(row, other, context)
        return True
    match = same_workout.found(row, context)
    if match is None:
        return False
    yield from _on_target(row, context, match.id, How.ALREADY_THERE, match.why)
    return True


def _send(leg: Leg, context: TickContext, why: str) -> Rows:
    """Intent first, then the POST. What was kept in `Files` are exactly the bytes that go out."""
    if not context.has_time_to_post():
        return  # still due: the next tick has the time
    row, original = leg.row, leg.original
    context.app.files.put(leg.file_name, original.data)
    row, description = sent_along(row, context)
    intent = row.submitting(context.now, original.sha256, context.app.timing.settle, why, original.kind)
    yield intent
    upload = Upload(original.data, original.kind, row.key.external_id, _title(row, context, description), description)
    if not context.may_send():
        return  # the row goes with its person
    upload_id, result = context.target.submit(upload)
    due = next_quarter(context.now) if row.backfill else context.now + result_wait(0)
    sent = intent.submitted(context.now, upload_id, due, context.app.target_title)
    yield sent
    if result.kind is not ResultKind.PROCESSING:
        yield from _after(sent, result, context)


def _on_target(row: Activity, context: TickContext, target_id: int, how: How, why: str) -> Rows:
    """It is there. What the target made of our file carries our text already; of another file it is written in later,
    when the target is done with it and there is a music source at all."""
    listens = bool(capture.connected(context))
    recent = bool(row.music.ours) or row.start >= context.now - STARTS_WITHIN
    due = context.now + AFTER_UPLOAD if listens and recent else None
    on_target = ownership.with_owner(context.app, row.uploaded(context.now, target_id, how, why, due=due))
    yield on_target
    if leaves_it(on_target):
        return
    if listens and how is How.UPLOADED and row.music.ours:
        yield arrived(on_target, context)


def _title(row: Activity, context: TickContext, description: str) -> str:
    """The source's title, with the emoji when its music goes along."""
    wants = context.app.preferences
    return titled(row.title, wants.title_emoji, wants.title_emoji_at) if description and row.title else row.title


def _after(row: Activity, result: Result, context: TickContext) -> Rows:
    """The verdict on an upload as the next state of its row."""
    now, target = context.now, context.app.target_title
    match result:
        case Result(ResultKind.READY, int(made)):
            yield from _on_target(row, context, made, How.UPLOADED, f"{target} made activity {made} of it")
        case Result(ResultKind.DUPLICATE, int(named)):
            found = duplicates.found(row, named, context)
            if isinstance(found, Activity):
                yield found
            else:
                yield from _on_target(
                    row, context, found.id, How.ADOPTED if found.ours else How.ALREADY_THERE, found.why
                )
        case Result(ResultKind.DUPLICATE):
            listing = context.listing([row])
            match = listing.find(row) or began_with(row, listing.items())
            if match is None:
                yield row.failed(now, f"{target} calls it a duplicate but does not say of what: {result.words}")
            else:
                yield from _on_target(
                    row, context, match.id, How.ALREADY_THERE, f"{target} calls it a duplicate; {match.why}"
                )
        case Result(ResultKind.DELETED):
            yield row.deleted(now, f"you deleted it on {target}; it is not sent again")
        case Result(ResultKind.UNKNOWN) if row.sent_at is not None and now - row.sent_at >= context.app.timing.settle:
            yield from _unknown(row, context)
        case Result(ResultKind.ERROR):
            yield row.failed(now, f"{target} could not use the file: {result.words}")
        case _:
            yield from _still_processing(row, context)


def _unknown(row: Activity, context: TickContext) -> Rows:
    """The target does not know the upload (any more). It counts as deleted when the list lacks the run too."""
    match = context.listed_again(row)
    if match is not None:
        yield from _on_target(row, context, match.id, How.UPLOADED, match.why)
        return
    why = f"{context.app.target_title} knows neither this upload nor such an activity"
    missed = {"tries": row.tries + 1, "failing_since": row.failing_since or context.now}
    waiting = looked_for_again(row, context.now, why, missed)
    yield waiting or row.deleted(context.now, f"{why} any more: it counts as deleted by you")


def _still_processing(row: Activity, context: TickContext) -> Rows:
    now, looks, target = context.now, row.looks + 1, context.app.target_title
    if row.sent_at is None or now - row.sent_at < PROCESSING_LIMIT or looks < PROCESSING_LOOKS:
        yield row.waits(now, f"{target} is still processing it", now + result_wait(looks), looks=looks)
        return
    why = f"{target} has been processing it for a day: it counts as unclear"
    due = now + context.app.timing.settle  # the target has it in hand at this moment, however old our note of it is
    yield row.move(State.SUBMITTING, now, why, due=due)


def _same_leg(row: Activity, context: TickContext) -> Leg:
    """The bytes that were sent, from our own copy, else from the source again."""
    if (leg := kept(row, context)) is not None:
        return leg
    legs = legs_of(row, context)
    if row.key.leg >= len(legs):
        source = row.key.source
        raise Unavailable(f"{source}: the original holds fewer files than before", service=source)
    return replace(legs[row.key.leg], row=row)


def _look_for_it(row: Activity, context: TickContext) -> Rows:
    """Annotate-only: somebody else uploads; look on the target after 2, 10, 60 min, 6 h and 24 h."""
    now, target = context.now, context.app.target_title
    match = context.on_target(row)
    if match is not None:
        yield from _on_target(row, context, match.id, How.ALREADY_THERE, match.why)
        return
    looks = row.looks + 1
    if looks >= len(ANNOTATE_ONLY_LOOKS):
        yield row.skipped(now, f"not on {target}")
        return
    yield row.waits(now, f"not on {target} yet (annotate-only)", now + annotate_only_wait(looks), looks=looks)
