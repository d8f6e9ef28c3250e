"""The states of a run, which may follow which, and how a run came to be on the target.

Drawn in docs/architecture.md#the-states-of-a-run.
"""

from enum import StrEnum


class How(StrEnum):
    """How a run came to be on the target."""

    NOT_THERE = ""
    UPLOADED = "uploaded"
    ALREADY_THERE = "already there"  # before anything was sent
    ADOPTED = "adopted"  # the answer to our upload was lost, and what it made was found
    FOUND = "found on Strava"  # of who has no other source; the word is stored, whatever the target


class State(StrEnum):
    DISCOVERED = "discovered"
    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    UPLOADED = "uploaded"
    ANNOTATED = "annotated"
    SKIPPED = "skipped"
    FAILED = "failed"
    DELETED = "deleted"


FINAL = frozenset({State.SKIPPED, State.FAILED, State.DELETED})
ON_TARGET = frozenset({State.UPLOADED, State.ANNOTATED})
OPEN = frozenset({State.DISCOVERED, State.SUBMITTING, State.SUBMITTED})

ALLOWED: dict[State, frozenset[State]] = {
    State.DISCOVERED: frozenset({State.SUBMITTING, State.UPLOADED, State.SKIPPED, State.FAILED}),
    State.SUBMITTING: frozenset(
        {
            State.SUBMITTING,
            State.SUBMITTED,
            State.UPLOADED,
            State.DISCOVERED,
            State.SKIPPED,
            State.FAILED,
            State.DELETED,
        }
    ),
    State.SUBMITTED: frozenset({State.UPLOADED, State.SUBMITTING, State.FAILED, State.DELETED}),
    State.UPLOADED: frozenset({State.ANNOTATED, State.DELETED}),
    State.ANNOTATED: frozenset({State.DELETED}),
    State.SKIPPED: frozenset({State.DISCOVERED}),  # by `retry`, `backfill`, or another type or distance
    State.FAILED: frozenset({State.DISCOVERED, State.SKIPPED}),  # only by a person: `retry`, `skip`
    State.DELETED: frozenset({State.DISCOVERED}),  # only by `retry --force`: the user asks for it twice
}
"""Which states may follow which (staying is always allowed)."""
