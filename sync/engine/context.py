"""What the steps of one user's tick share: the time left, source and target, and one listing for all of them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync.app import App, MusicSource
from sync.core.activity import Activity
from sync.core.diff import ONE_PAGE, Match, OnTarget, find, window
from sync.core.errors import SyncError, Unavailable
from sync.core.music import Play
from sync.core.role import Role
from sync.engine.leaving import is_leaving
from sync.ports import ActivitySource, ActivityTarget, PlaySource
from sync.service import Service

POST_RESERVE = 5.0
log = logging.getLogger("runtrack.context")


@dataclass
class Listing:
    """The target's list around several runs, fetched when the first of them asks and kept for the others.

    A window of at most 14 days is one page; a longer one is paged until the target has no more, or until every run that
    is looked for has been found. A failure is kept as well: the next run must not spend another call on it.
    """

    target: Callable[[], ActivityTarget]
    sought: Sequence[Activity]
    answered: Callable[[], None]
    service: Service
    _items: list[OnTarget] | None = None
    _failure: SyncError | None = None

    def find(self, activity: Activity) -> Match | None:
        return find(activity, self.items(), self.service.title)

    def items(self) -> list[OnTarget]:
        if self._failure is not None:
            raise self._failure
        if self._items is None:
            try:
                self._items = self._fetch()
                self.answered()
            except SyncError as error:
                self._failure = error
                raise
        return self._items

    @property
    def fetched(self) -> Sequence[OnTarget]:
        """What was listed, nothing where nobody has asked yet."""
        return self._items or ()

    def _fetch(self) -> list[OnTarget]:
        after, before = window(activity.start for activity in self.sought)
        found: dict[int, OnTarget] = {}
        target, name, number = self.target(), self.service.name, 1
        while True:
            page = target.listing(after, before, page=number)
            if page.unreadable:
                log.warning("unreadable activities on its list", extra={"activities": page.unreadable, "service": name})
            fresh = {item.id: item for item in page.items if item.id not in found}
            if page.items and not fresh:
                raise Unavailable(f"{name}: its activity list repeats itself", service=name)
            found |= fresh
            if page.sent == 0 or (before - after <= ONE_PAGE and page.sent < self.service.full_page):
                return list(found.values())
            if all(find(activity, found.values()) for activity in self.sought):
                return list(found.values())
            number += 1


@dataclass
class TickContext:
    """One user's tick: `now` stays the same throughout, `time_left()` is what the tick has in seconds."""

    app: App
    user: str
    now: datetime
    time_left: Callable[[], float]
    listings: dict[bool, Listing] = field(default_factory=dict)
    confirmations: Listing | None = None
    single_results: int = 0  # uploads that `confirmations` lacks and that may still be asked for one by one
    verdicts_hold: bool = False  # a backfill's comparison with the target is still good
    downloads: int = 0
    sends: bool = True  # runs go on to the target; else they are kept here
    unknown_songs: bool = False  # songs came up that nothing is known of
    fresh_plays: list[Play] = field(default_factory=list)  # those that nobody knew before this tick
    used: set[str] = field(default_factory=set)  # the services that were called on
    answered: set[str] = field(default_factory=set)  # those that gave any answer in this tick
    begun_with: float = field(init=False)  # the seconds that were left when `now` was

    def __post_init__(self) -> None:
        self.begun_with = self.time_left()

    def moment(self) -> datetime:
        """`now`, and what the tick has taken since: for what changes from second to second."""
        return self.now + timedelta(seconds=max(0.0, self.begun_with - self.time_left()))

    def source(self, service: str) -> ActivitySource:
        self.used.add(service)
        return self.app.source(service, self.user, self.now)

    def source_of_plays(self, service: str) -> PlaySource:
        self.used.add(service)
        return self.music[service].bind(self.user, self.now)

    @property
    def music(self) -> dict[str, MusicSource]:
        """The sources of plays by service, the most believed first."""
        return {source.service: source for source in self.app.music}

    @property
    def target(self) -> ActivityTarget:
        self.used.add(self.app.target_name)
        return self.app.target(self.user, self.now)

    def share_listing(self, rows: Sequence[Activity]) -> None:
        """Say beforehand which rows may ask for a listing, so that one serves all (a backfill's are kept apart:
        their window can be years long)."""
        for backfill in (False, True):
            if sought := [row for row in rows if row.backfill is backfill]:
                self.listings[backfill] = self.listing(sought)

    def on_target(self, activity: Activity) -> Match | None:
        """Where the target has this activity already, by this tick's listing."""
        return self.listings[activity.backfill].find(activity)

    def has_listed(self, target_id: int) -> bool:
        """Whether one of this tick's listings shows this activity; no call."""
        asked = [*self.listings.values(), *([self.confirmations] if self.confirmations else [])]
        return any(item.id == target_id for listing in asked for item in listing.fetched)

    def listed_again(self, activity: Activity) -> Match | None:
        """The same by a fresh listing of its own."""
        return self.listing([activity]).find(activity)

    def listing(self, sought: Sequence[Activity]) -> Listing:
        service = self.target_service
        return Listing(lambda: self.target, sought, lambda: self.answered.add(service.name), service)

    @property
    def target_service(self) -> Service:
        return self.app.holder(Role.TARGET).service

    def has_time_to_post(self) -> bool:
        """No POST that could still be under way when the tick is over."""
        return self.time_left() > self.app.timing.http_seconds + POST_RESERVE

    def may_send(self) -> bool:
        """Nothing for who is being deleted, as it is at this moment: asked right before each send. One read."""
        return not is_leaving(self.app.store, self.user)
