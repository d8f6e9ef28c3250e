"""The simulated Garmin Connect: activity list, details, original files, profile, token server and sign-in.

Source: docs/services/garmin.md. Point garminconnect at it with `aim`. Endpoint names for `inject` and `count`: list,
count, detail, download, profile, settings, refresh, and the sso_ names of `garmin_sso.py`.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from werkzeug.wrappers import Request, Response

from sync.sim.athlete import SimActivity
from sync.sim.clock import Now
from sync.sim.garmin_files import original_answer
from sync.sim.garmin_items import detail, list_text
from sync.sim.garmin_sso import SSO_RULES, GarminSso
from sync.sim.garmin_types import within
from sync.sim.http import answer

OWNER = 1000001
LARGEST_PAGE = 1000


class SimGarmin(GarminSso):
    """One athlete's Garmin Connect.

    Beside the knobs of `GarminTokens` and `GarminSso`: `owner_id`, and `null_keys` (True: list items as in
    2021, with explicit nulls and elapsed times in milliseconds). `downloads` counts the originals asked
    for, by activity id (only calls that reached the service, faults excluded).
    """

    name = "garmin"
    rules = (
        ("list", "GET", "/activitylist-service/activities/search/activities"),
        ("count", "GET", "/activitylist-service/activities/count"),
        ("detail", "GET", "/activity-service/activity/<int:garmin_id>"),
        ("download", "GET", "/download-service/files/activity/<int:garmin_id>"),
        ("profile", "GET", "/userprofile-service/socialProfile"),
        ("settings", "GET", "/userprofile-service/userprofile/user-settings"),
        ("refresh", "POST", "/di-oauth2-service/oauth/token"),
        *SSO_RULES,
    )

    def __init__(self, now: Now, activities: Iterable[SimActivity] = (), *, owner_id: int = OWNER) -> None:
        super().__init__(now, owner_id)
        self.null_keys = False
        self.downloads: Counter[int] = Counter()
        self._held: dict[int, SimActivity] = {}
        self._sorted: list[SimActivity] | None = None
        self.add(*activities)

    # -- what a test or the demo does -------------------------------------------------------------

    def add(self, *activities: SimActivity) -> None:
        """Put activities in, or replace those with the same id."""
        with self.lock:
            self._held.update({activity.garmin_id: activity for activity in activities})
            self._sorted = None

    def remove(self, garmin_id: int) -> None:
        """Delete an activity, as its owner can. Raises `KeyError` when there is none."""
        with self.lock:
            del self._held[garmin_id]
            self._sorted = None

    @property
    def activities(self) -> list[SimActivity]:
        """Everything that Garmin holds, by local start, newest first; late arrivals included."""
        with self.lock:
            if self._sorted is None:
                self._sorted = sorted(self._held.values(), key=lambda a: (a.local_start, a.garmin_id), reverse=True)
            return list(self._sorted)

    def aim(self, client: Any) -> None:
        """Make a garminconnect `Client` talk to this simulator, with every address that it knows."""
        client._connectapi = client._sso = client._connect = self.url
        client._di_token_url = f"{self.url}/di-oauth2-service/oauth/token"
        client._ios_service_url = f"{self.url}/gcm/ios"
        client._mobile_sso_service_url = f"{self.url}/gcm/android"
        client._portal_service_url = f"{self.url}/app"

    # -- endpoints --------------------------------------------------------------------------------

    def on_list(self, request: Request) -> Response:
        """The page [start, start + limit) of what is listed; dates are local, both included."""
        if not self._allowed(request):
            return self.refusal(401, "list", request)
        query = request.args
        try:
            start, limit = int(query.get("start", 0)), int(query.get("limit", 20))
            since = date.fromisoformat(query["startDate"]) if "startDate" in query else date.min
            until = date.fromisoformat(query["endDate"]) if "endDate" in query else date.max
        except ValueError:
            return answer({"message": "Bad parameter", "error": "BadRequestException"}, 400)
        if start < 0 or not 0 < limit <= LARGEST_PAGE:
            return answer({"message": "limit must be within 1-1000", "error": "BadRequestException"}, 400)
        found = self._listed()
        if "startDate" in query or "endDate" in query:
            found = [activity for activity in found if since <= activity.local_start.date() <= until]
        wanted = query.get("activityType")
        if wanted:
            found = [activity for activity in found if within(activity.type_key, wanted)]
        if query.get("sortOrder") == "asc":
            found.reverse()
        page = found[start : start + limit]
        items = ", ".join(list_text(activity, self.owner_id, self.null_keys) for activity in page)
        return Response(f"[{items}]", mimetype="application/json")

    def on_count(self, request: Request) -> Response:
        if not self._allowed(request):
            return self.refusal(401, "count", request)
        return answer({"totalCount": len(self._listed())})

    def on_detail(self, request: Request, garmin_id: int) -> Response:
        if not self._allowed(request):
            return self.refusal(401, "detail", request)
        activity, parent = self._find(garmin_id)
        if activity is None:
            return self.refusal(404, "detail", request)
        return answer(detail(activity, self.owner_id, parent))

    def on_download(self, request: Request, garmin_id: int) -> Response:
        if not self._allowed(request):
            return self.refusal(401, "download", request)
        self.downloads[garmin_id] += 1
        activity, _ = self._find(garmin_id)
        return self.refusal(404, "download", request) if activity is None else original_answer(activity)

    def on_profile(self, request: Request) -> Response:
        if not self._allowed(request):
            return self.refusal(401, "profile", request)
        name = f"athlete-{self.owner_id}"
        return answer(
            {
                "id": self.owner_id + 7,
                "profileId": self.owner_id,
                "displayName": name,
                "fullName": "Robin Sample",
                "userName": name,
                "location": "Lyon",
                "primaryActivity": "running",
                "userRoles": ["ROLE_CONNECTUSER"],
            }
        )

    def on_settings(self, request: Request) -> Response:
        if not self._allowed(request):
            return self.refusal(401, "settings", request)
        return answer(
            {
                "id": self.owner_id,
                "userData": {"measurementSystem": "metric", "timeFormat": "time_twenty_four_hr"},
                "userSleep": {},
                "connectDate": None,
                "sourceType": None,
            }
        )

    # -- the service's own words ------------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        """A refusal as Garmin, its token server or the Cloudflare in front of them words it."""
        if endpoint == "refresh" and status in (400, 401):
            error = "invalid_grant" if status == 400 else "unauthorized"
            return answer({"error": error, "error_description": "Invalid refresh token"}, status)
        if endpoint == "download" and status == 403:
            message = "Only owner of activity allowed to download the original file."
            return answer({"message": message, "error": "ForbiddenException"}, 403)
        if status in (403, 427, 429):
            return self._cloudflare(status)
        words = {
            401: ("Token is not active", "UnauthorizedException"),
            404: ("HTTP 404 Not Found", "NotFoundException"),
            503: ("HTTP 503 Service Unavailable", "ServiceUnavailableException"),
        }
        message, error = words.get(status, (f"HTTP {status} Internal Server Error", "InternalServerErrorException"))
        return answer({"message": message, "error": error}, status)

    def wrong_type(self, endpoint: str) -> Response:
        """An object where a list is promised, a list where an object is, JSON where a zip is."""
        return answer({"message": "unexpected"} if endpoint in ("list", "download") else ["unexpected"])

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        """Cloudflare's headers, which every answer of Garmin's carries."""
        response.headers["CF-RAY"] = "8f0a1b2c3d4e5f60-LYS"
        response.headers["CF-Cache-Status"] = "DYNAMIC"
        return response

    # -- inside -----------------------------------------------------------------------------------

    def _allowed(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return scheme == "Bearer" and self.accepts(token)

    def _listed(self) -> list[SimActivity]:
        now = self.now()
        return [activity for activity in self.activities if _visible(activity, now)]

    def _find(self, garmin_id: int) -> tuple[SimActivity | None, SimActivity | None]:
        """The activity with this id and, when it is a leg, its parent. Nothing that has not arrived yet."""
        now = self.now()
        held = self._held.get(garmin_id)
        if held is not None:
            return (held, None) if _visible(held, now) else (None, None)
        for parent in self._held.values():
            if parent.parent and _visible(parent, now):
                for child in parent.children:
                    if child.garmin_id == garmin_id:
                        return child, parent
        return None, None


def _visible(activity: SimActivity, now: datetime) -> bool:
    return activity.listed_at is None or activity.listed_at.astimezone(UTC) <= now
