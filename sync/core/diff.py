"""Which runs the target lacks: the source's list against the ledger, and a ledger row against the target's list. Pure.

The matching rule (docs/architecture.md#the-protocol-of-sending, 1): same external id; or start within 2 min and
elapsed within 2 % (never less than 10 s); or, where it shows a hidden start, same local date, distance within 1 %
and elapsed within 2 %.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sync.core.activity import Activity
from sync.core.preferences import Preferences

SAME_START = timedelta(minutes=2)
ELAPSED_SHARE, ELAPSED_LEAST = 0.02, 10.0
DISTANCE_SHARE = 0.01
AROUND = timedelta(days=1)
ONE_PAGE = timedelta(days=14)
"""A window of at most this length is one page of the target's list."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a source's activity list. Times aware UTC, `offset` seconds east of UTC, seconds, metres."""

    source: str
    id: str
    title: str
    type_key: str
    type_id: int | None
    parent_type_id: int | None
    start: datetime
    offset: int | None
    elapsed: float
    distance: float
    manual: bool = False
    multisport: bool = False
    owner: int | None = None
    privacy: str = ""  # who may see it there, in the source's word; `PRIVATE`: the owner alone
    found: str = ""  # where it was found, in words, where its source alone does not say it


@dataclass(frozen=True, slots=True)
class OnTarget:
    """An activity as the target's list shows it; ids and measures only (its API policy: nothing else is kept)."""

    id: int
    external_id: str
    upload_id: int | None
    start: datetime
    local_start: datetime  # the runner's wall clock, without zone
    elapsed: float
    distance: float
    sport: str = ""  # its type key, as far as there is one
    offset: int | None = None  # of the runner's clock, seconds east of UTC
    manual: bool = False

    @property
    def start_is_hidden(self) -> bool:
        """The target shows a hidden start as one second past local midnight."""
        return (self.local_start.hour, self.local_start.minute, self.local_start.second) == (0, 0, 1)


@dataclass(frozen=True, slots=True)
class Page[T]:
    """One page of a service's list. `sent` is how many items the service really sent: whether there are more pages is
    decided by it, never by how many could be read. `unreadable`: the ids of those left out, `UNNAMED` without one.

    `mark`: of a list that is at hand as a whole and costs no call, another one whenever anything on it is; what is new
    may stand anywhere on such a list. "" for any other. `whole`: False while more of it is still being read."""

    items: tuple[T, ...]
    sent: int
    unreadable: tuple[str, ...] = ()
    mark: str = ""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    id: int
    why: str
    ours: bool  # recognised by our own external or upload id


UNNAMED = "?"
BY_HAND = "typed in by hand on "
PRIVATE, _PRIVATE = "private", "it is private on "
_TYPE, _DISTANCE = "is not among the activity types", "is shorter than the minimum of"


def judged_by_list(reason: str) -> bool:
    """Whether a reason to skip came from what the source's list said (`skip_reason`), and so may be over when that
    does."""
    said = is_by_hand(reason) or reason.startswith(_PRIVATE)
    return said or f" {_TYPE} (" in reason or f" km {_DISTANCE} " in reason


def is_by_hand(reason: str) -> bool:
    return reason.startswith(BY_HAND)


def same_workout(one: Activity, other: Activity) -> bool:
    """Whether two rows are of the same workout, by the rule that the target's list is matched with."""
    near = abs(one.start - other.start) <= SAME_START
    return near and _close(one.elapsed, other.elapsed, ELAPSED_SHARE, ELAPSED_LEAST)


def skip_reason(listed: Listed, wants: Preferences) -> str | None:
    """Why a listed activity is not to be uploaded, or None when it is wanted."""
    if listed.manual:
        return f"{BY_HAND}{listed.source.capitalize()}, so there is no file"
    if listed.privacy == PRIVATE and wants.skip_private:
        return f"{_PRIVATE}{listed.source.capitalize()}, and such runs are skipped"
    if listed.multisport:
        return None  # what its legs are is known only when the file is opened
    if not wants.wants(listed.type_key, listed.type_id, listed.parent_type_id):
        return f"{listed.type_key or 'its type'} {_TYPE} ({', '.join(wants.types)})"
    if listed.distance < wants.min_distance:
        return f"{listed.distance / 1000:.2f} km {_DISTANCE} {wants.min_distance / 1000:.2f} km"
    return None


def foreign(listed: Iterable[Listed], owner: int | None) -> list[Listed]:
    """Items of somebody else's account (such lists have been sent once): never to be touched."""
    return [item for item in listed if owner is not None and item.owner is not None and item.owner != owner]


def unknown(listed: Sequence[Listed], known: Collection[str], since: datetime) -> list[Listed]:
    """What the source lists, the ledger lacks and the user wants looked at, oldest first."""
    fresh = {item.id: item for item in listed if item.id not in known and item.start >= since}
    return sorted(fresh.values(), key=lambda item: (item.start, item.id))


def fingerprint(listed: Iterable[Listed]) -> str:
    """Short, and another one whenever anything is that rows follow: what an item is called, is, whether it has a file,
    and who may see it."""
    told = [
        (one.id, one.title, one.type_key, one.type_id, one.parent_type_id, one.distance, one.manual, one.privacy)
        for one in sorted(listed, key=lambda one: one.id)
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def must_read_on(page: Page[Listed], known: Collection[str], since: datetime, limit: int) -> bool:
    """Whether older pages may hold more: the page was full and everything on it that can be read is new."""
    return page.sent >= limit and all(i.id not in known and i.start >= since for i in page.items)


def window(starts: Iterable[datetime]) -> tuple[datetime, datetime]:
    """The listing window that serves all these starts at once."""
    ordered = sorted(starts)
    return ordered[0] - AROUND, ordered[-1] + AROUND


def find(activity: Activity, listing: Iterable[OnTarget], target: str = "the target") -> Match | None:
    """The activity on the target that is this one. Our own ids win over similarity, the nearest start over others.
    `target`: what that is called."""
    similar: list[tuple[timedelta, Match]] = []
    for other in listing:
        if activity.upload_id is not None and other.upload_id == activity.upload_id:
            return Match(other.id, f"{target} lists it with our upload {activity.upload_id}", ours=True)
        if bare(other.external_id) == activity.key.external_id:
            return Match(other.id, f"{target} lists it with our external id {activity.key.external_id}", ours=True)
        if not _close(activity.elapsed, other.elapsed, ELAPSED_SHARE, ELAPSED_LEAST):
            continue
        apart = abs(activity.start - other.start)
        if apart <= SAME_START:
            similar.append((apart, Match(other.id, f"{target} has an activity with the same start and length", False)))
        elif (
            other.start_is_hidden
            and other.local_start.date() == local_date(activity)
            and _close(activity.distance, other.distance, DISTANCE_SHARE, 1.0)
        ):
            why = f"{target} has one with a hidden start on the same day, of the same distance and length"
            similar.append((SAME_START, Match(other.id, why, False)))
    return min(similar, key=lambda pair: pair[0])[1] if similar else None


def began_with(activity: Activity, listing: Iterable[OnTarget]) -> Match | None:
    """The one that began when this one did, whatever its length: what an unnamed duplicate must be a duplicate of."""
    near = [(apart, other.id) for other in listing if (apart := abs(activity.start - other.start)) <= SAME_START]
    return Match(min(near)[1], "one of the same start is there", False) if near else None


def bare(external_id: str) -> str:
    """The target appends the file's extension to an external id that lacks it."""
    for ending in (".gz", ".fit", ".gpx", ".tcx"):
        external_id = external_id.removesuffix(ending)
    return external_id


def local_date(activity: Activity) -> date:
    """The date on the runner's clock; without a known offset the UTC date."""
    return (activity.start.astimezone(UTC) + timedelta(seconds=activity.offset or 0)).date()


def _close(ours: float, theirs: float, share: float, least: float) -> bool:
    return abs(ours - theirs) <= max(share * max(ours, theirs), least)
