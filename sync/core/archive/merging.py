"""What becomes of a run that comes back from an archive where the ledger has a row of it already.

Nothing may be uploaded twice, so what is known to be on the target stays known, whichever of the two knows it:

1. a row that is on its way at this moment stays: it settles by itself, and finds what the archive knows;
2. else one that is on the target, or was deleted there, wins over one that is not;
3. of two alike the one with the later last decision wins, and ours where both are of one time.
"""

from dataclasses import replace

from sync.core.activity import ON_TARGET, Activity, State

UNDER_WAY = frozenset({State.SUBMITTING, State.SUBMITTED})
THERE = ON_TARGET | {State.DELETED}


def as_of(run: Activity, user: str) -> Activity:
    """The same run as this user's, never saved."""
    return replace(run, key=replace(run.key, user=user), version=0)


def winner(ours: Activity, theirs: Activity) -> Activity:
    """The row that stands afterwards: `ours` itself, or the archive's, to be saved over ours."""
    if ours.state in UNDER_WAY:
        return ours
    if (ours.state in THERE) != (theirs.state in THERE):
        stays = ours.state in THERE
    elif theirs.state in UNDER_WAY:
        stays = False
    else:
        stays = _decided(theirs) <= _decided(ours)
    return ours if stays else replace(theirs, version=ours.version)


def _decided(run: Activity) -> float:
    """When its last decision was; 0 for a row that has none."""
    return run.history[-1].at.timestamp() if run.history else 0.0
