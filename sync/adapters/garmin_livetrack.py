"""Garmin LiveTrack: a run in progress, by the link with which its runner shares it (see `ports.live.LiveSource`).

There is no official interface. What the pages of LiveTrack themselves ask is asked, gently, for links that their runner
has given us and for no others. Source of all that is assumed: docs/services/livetrack.md.
"""

import re
from datetime import datetime
from typing import Any

from sync.adapters.garmin_livetrack_answers import points_of, session_of, written
from sync.adapters.garmin_livetrack_http import NAME, Door, pair_of
from sync.adapters.garmin_livetrack_links import Link, Profile, Session, Short, link_at, link_in
from sync.core.errors import Missing, SyncError, Unavailable
from sync.core.live.point import LivePoint
from sync.core.live.session import LiveSession
from sync.ports.live import TheirLink
from sync.service import Hosts

STEPS = 3
"""Redirects from a short link to a run."""
REDIRECTS = (301, 302, 303, 307, 308)
PAGES = 20
"""Pages of points in one look; further ones come with the next."""
NIL = Session("livetrack.garmin.com", "00000000-0000-0000-0000-000000000000", "0" * 32)
"""A run that never was: a service that is as we know it has none of this name."""
GUID = re.compile(rb"""garminGuid\\?["']\s*:\s*\\?["']([0-9A-Za-z-]{8,64})\\?["']""")


class Livetrack:
    """LiveTrack for all users; `runner`: as of `LiveSource`."""

    def __init__(self, hosts: Hosts, *, runner: str = "", seconds: float = 10.0) -> None:
        self.runner = runner
        self._door = Door(hosts, seconds=seconds)

    def at(self, now: datetime) -> "LivetrackNow":
        return LivetrackNow(self._door, self.runner, now)


class LivetrackNow:
    """At one moment."""

    name = NAME
    sender = "garmin"

    def __init__(self, door: Door, runner: str, now: datetime) -> None:
        self._door, self.runner, self._now = door, runner, now

    def found(self, text: str) -> TheirLink | None:
        link = link_in(text)
        return TheirLink(link.address) if link is not None else None

    def opened(self, link: TheirLink) -> TheirLink:
        known: Link | None = link_in(link.text)
        for _ in range(STEPS + 1):
            match known:
                case Session():
                    return TheirLink(known.address)
                case Short():
                    known = self._step(known)
                case Profile():
                    known = self._running(known)
                case None:
                    break
        raise Missing(f"{NAME}: the link leads to no run", service=NAME)

    def id_of(self, link: TheirLink) -> str:
        return _session(link).name

    def session(self, link: TheirLink) -> LiveSession:
        run = _session(link)
        answer = self._door.get(f"/api/sessions/{run.id}?token={run.token}", run.address, self._now)
        found = session_of(answer)
        if found is None:
            raise _unknown_shape()
        return found

    def points(self, link: TheirLink, after: datetime | None) -> tuple[LivePoint, ...]:
        """A page begins behind a moment, or with it: both are taken, for a moment is kept once. With a page that cannot
        be had the look ends where it is, unless it is the first."""
        run, found, behind = _session(link), dict[datetime, LivePoint](), after
        for _ in range(PAGES):
            try:
                page = self._page(run, behind)
            except SyncError:
                if not found:
                    raise
                break
            fresh = {point.at: point for point in page if behind is None or point.at > behind}
            found = fresh | found
            if not fresh:
                break
            behind = max(fresh)
        return tuple(found[at] for at in sorted(found))

    def check(self) -> None:
        try:
            self._door.get(f"/api/sessions/{NIL.id}?token={NIL.token}", NIL.address, self._now)
        except Missing:
            return  # as it should be

    # -- inside -----------------------------------------------------------------------------------

    def _page(self, run: Session, behind: datetime | None) -> list[LivePoint]:
        begin = f"&begin={written(behind)}" if behind is not None else ""
        path = f"/api/sessions/{run.id}/track-points/common?token={run.token}{begin}"
        answer = self._door.get(path, run.address, self._now)
        if answer == "":
            return []  # nothing new
        found = points_of(answer)
        if found is None:
            raise _unknown_shape()
        return found

    def _step(self, link: Short | Profile) -> Link | None:
        """Where a link leads by a redirect, or by what its page holds."""
        answer = self._door.page(link.address)
        if answer.status in REDIRECTS:
            return link_at(str(answer.headers.get("Location", "")))
        if answer.status in (404, 410):
            return None
        if not 200 <= answer.status < 300:
            raise Unavailable(f"{NAME}: HTTP {answer.status} for a short link", service=NAME)
        found = link_in(answer.body.decode("utf-8", "replace"))
        return found if isinstance(found, Session) else None

    def _running(self, profile: Profile) -> Link | None:
        """The run that is on, of somebody with a page of their own: by that page, else by what it asks itself."""
        answer = self._door.page(profile.address)
        if answer.status in REDIRECTS or not 200 <= answer.status < 300:
            return self._step(profile)
        body = answer.body.decode("utf-8", "replace")
        found, guid = link_in(body), GUID.search(answer.body)
        if isinstance(found, Session) or guid is None or pair_of(answer) is None:
            return found if isinstance(found, Session) else None
        path = f"/api/user/{guid[1].decode()}/profile-sessions?limit=20"
        return _active(self._door.get(path, profile.address, self._now))


def _session(link: TheirLink) -> Session:
    """Raises `Missing` for a link that is none (any more)."""
    found = link_in(link.text)
    if not isinstance(found, Session):
        raise Missing(f"{NAME}: the link leads to no run", service=NAME)
    return found


def _active(answer: Any) -> Session | None:
    """The run that is on, of a list of somebody's."""
    told = answer.get("activeSessions") if isinstance(answer, dict) else None
    for one in told if isinstance(told, list) else ():
        if not isinstance(one, dict):
            continue
        id, token = one.get("sessionId"), one.get("sessionToken")
        for address in (one.get("sessionUrl"), f"https://{NIL.host}/session/{id}/token/{token}"):
            found = link_in(address) if isinstance(address, str) else None
            if isinstance(found, Session):
                return found
    return None


def _unknown_shape() -> Unavailable:
    return Unavailable(f"{NAME}: an answer of an unknown shape", service=NAME)
