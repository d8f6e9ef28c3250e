"""The simulated LiveTrack: pages that hand out a csrf token, runs in progress with their oddities, other links to them.

Source: docs/services/livetrack.md. One server stands for its three hosts: the pages and what they ask at the root, the
short links under `/short`, people's pages under `/profiles`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.http import SimService, answer
from sync.sim.livetrack_run import SimLiveRun, told

GUID = "5eed0000-0000-4000-8000-00000000feed"


class SimLivetrack(SimService):
    """LiveTrack for everybody whose runs are put into it. Knobs, which may be turned at any time:

    * `inclusive`: whether `begin` is a bound that belongs to what is told, or does not.
    * `page_holds`: how many points a page holds.
    * `empty`: whether nothing new is an empty body, else a list without points.
    * `leads`: where a short link leads, by its code; `profiles`: the run that a person's page shows, by name.
    * `embeds`: whether such a page holds the link itself, else it has to be asked for.
    * `changed`: the protocol is another one: what was handed out is refused.
    """

    name = "livetrack"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("page", "GET", "/session/<id>/token/<token>"),
        ("session", "GET", "/api/sessions/<id>"),
        ("points", "GET", "/api/sessions/<id>/track-points/common"),
        ("short", "GET", "/short/<code>"),
        ("profile", "GET", "/profiles/<who>"),
        ("sessions_of", "GET", "/profiles/api/user/<guid>/profile-sessions"),
    )

    def __init__(self, now: Now) -> None:
        super().__init__(now)
        self.runs: dict[str, SimLiveRun] = {}
        self.inclusive, self.empty, self.embeds, self.changed = False, True, True, False
        self.page_holds = 500
        self.leads: dict[str, str] = {}
        self.profiles: dict[str, SimLiveRun] = {}
        self._generation = 1

    # -- what a test or the demo does -------------------------------------------------------------

    def begins(self, run: SimLiveRun) -> SimLiveRun:
        """Somebody shares a run."""
        with self.lock:
            self.runs[run.id] = run
        return run

    def rotate(self) -> None:
        """Tokens that were handed out hold no longer."""
        with self.lock:
            self._generation += 1

    # -- endpoints --------------------------------------------------------------------------------

    def page(self, request: Request, id: str, token: str) -> Response:
        return self._page("")

    def session(self, request: Request, id: str) -> Response:
        return self._of_run(request, id, lambda run: answer(run.session(self.now())))

    def points(self, request: Request, id: str) -> Response:
        return self._of_run(request, id, lambda run: self._points(run, request.args.get("begin", "")))

    def short(self, request: Request, code: str) -> Response:
        if code not in self.leads:
            return Response("Not found", status=404)
        return Response(status=301, headers={"Location": self.leads[code]})

    def profile(self, request: Request, who: str) -> Response:
        if who not in self.profiles:
            return Response("Not found", status=404)
        link = self.profiles[who].link if self.embeds else ""
        return self._page(f'<a href="{link}">live</a><script>{{\\"garminGuid\\":\\"{GUID}\\"}}</script>')

    def sessions_of(self, request: Request, guid: str) -> Response:
        if refused := self._refused(request):
            return refused
        on = [run for run in self.profiles.values() if not run.is_gone(self.now())]
        active = [{"sessionId": run.id, "sessionToken": run.token, "sessionName": "Run"} for run in on]
        return answer({"activeSessions": active, "completedSessions": []})

    # -- what every answer has in common ----------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        """It repeats what was asked for, so that whoever shows an answer's words betrays the link."""
        return answer({"message": f"status {status} for {request.full_path}"}, status)

    def wrong_type(self, endpoint: str) -> Response:
        return answer(["unexpected"])

    # -- inside -----------------------------------------------------------------------------------

    def _page(self, body: str) -> Response:
        if self.changed:
            return Response(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>", mimetype="text/html")
        meta = f'<meta name="csrf-token" content="{self._token}"/>'
        made = Response(f"<!DOCTYPE html><html><head>{meta}</head><body>{body}</body></html>", mimetype="text/html")
        made.headers.add("Set-Cookie", f"livetrack_csrf={self._cookie}; Path=/; HttpOnly; Secure; SameSite=Lax")
        made.headers.add("Set-Cookie", "__cf_bm=a.b-1; Expires=Fri, 20 Nov 2026 10:00:00 GMT; HttpOnly; Secure")
        return made

    @property
    def _token(self) -> str:
        return f"00000000-0000-4000-8000-{self._generation:012}"

    @property
    def _cookie(self) -> str:
        return f"cookie-{self._generation}"

    def _refused(self, request: Request) -> Response | None:
        given = request.headers.get("livetrack-csrf-token"), request.cookies.get("livetrack_csrf")
        good = given == (self._token, self._cookie) and "Referer" in request.headers
        return None if good and not self.changed else answer({"message": "Forbidden"}, 403)

    def _of_run(self, request: Request, id: str, made: Callable[[SimLiveRun], Response]) -> Response:
        if refused := self._refused(request):
            return refused
        run = self.runs.get(id)
        if run is None or run.token != request.args.get("token") or run.is_gone(self.now()):
            return answer({"message": f"session not found: {id}"}, 404)
        return made(run)

    def _points(self, run: SimLiveRun, begin: str) -> Response:
        behind = datetime.fromisoformat(begin) if begin else None
        fresh = [
            point
            for point in run.shown(self.now())
            if behind is None or point.at > behind or (self.inclusive and point.at == behind)
        ]
        if not fresh and self.empty:
            return Response("", mimetype="application/json")
        page: dict[str, Any] = {"trackPoints": [told(point) for point in fresh[: self.page_holds]]}
        return Response(json.dumps(page), mimetype="application/json")
