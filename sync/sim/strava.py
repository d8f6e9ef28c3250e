"""The simulated Strava: its API v3 over HTTP on loopback, with its limits, its words and its oddities.

Source: docs/services/strava.md, and Strava API v3 (reference, uploads, rate limits, authentication). Not played:
webhooks, streams, photos.
"""

from typing import Any, ClassVar, Literal

from werkzeug.wrappers import Request, Response

from sync.sim import strava_words as words
from sync.sim.clock import Now
from sync.sim.http import HTML, answer
from sync.sim.strava_activity import SPORT_TYPES, SimStravaActivity
from sync.sim.strava_grants import Grant
from sync.sim.strava_limits import Buckets, Limits
from sync.sim.strava_oauth import USUAL_SCOPES, StravaOAuth
from sync.sim.strava_uploads import DATA_TYPES

__all__ = ["USUAL_SCOPES", "Limits", "SimStrava", "SimStravaActivity"]

_API = frozenset(("athlete", "list", "activity", "update", "upload", "result"))
_READ = ("activity:read", "activity:read_all")
_WRITE = ("activity:write",)
_MOST_PER_PAGE = 200
_LIST_FIELDS = frozenset(("before", "after", "page", "per_page"))
_UPLOAD_FIELDS = ("data_type", "external_id", "name", "description", "sport_type", "trainer", "commute")
_COUNTED = "sim.strava.counted"


class SimStrava(StravaOAuth):
    """Strava for one app and one athlete. The base classes list the knobs of the account and of OAuth.

    * `rate_headers`: "all", or "none" as some answers of the real service.
    * `list_page_short`: a page holds fewer activities than asked for although more follow.
    * `html_on_result`: GET /uploads/{id} answers 200 with a web page.
    * `limits`: the rate limits; may be replaced.

    `refused_429` counts the calls refused because a limit was exceeded (injected 429s not among them).
    """

    name = "strava"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("authorize", "GET", "/oauth/authorize"),
        ("token", "POST", "/oauth/token"),
        ("token", "POST", "/api/v3/oauth/token"),
        ("revoke", "POST", "/oauth/revoke"),
        ("athlete", "GET", "/api/v3/athlete"),
        ("list", "GET", "/api/v3/athlete/activities"),
        ("activity", "GET", "/api/v3/activities/<ident>"),
        ("update", "PUT", "/api/v3/activities/<ident>"),
        ("upload", "POST", "/api/v3/uploads"),
        ("result", "GET", "/api/v3/uploads/<ident>"),
    )

    def __init__(
        self,
        now: Now,
        *,
        client_id: str = "12345",
        client_secret: str = "simulated-client-secret",
        athlete_id: int = 9_100_000_001,
        duplicate_check: bool = True,
        processing_seconds: float = 2.0,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(
            now,
            client_id=client_id,
            client_secret=client_secret,
            athlete_id=athlete_id,
            duplicate_check=duplicate_check,
            processing_seconds=processing_seconds,
        )
        self.rate_headers: Literal["all", "none"] = "all"
        self.list_page_short = False
        self.html_on_result = False
        self.refused_429 = 0
        self.buckets = Buckets(limits or Limits())

    @property
    def limits(self) -> Limits:
        return self.buckets.limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self.buckets.limits = limits

    def spend(self, calls: int, *, read: bool = True) -> None:
        """Count `calls` as if another program with the same client id had made them just now."""
        with self.lock:
            self.buckets.count(self.now(), read=read, calls=calls)

    # -- endpoints --------------------------------------------------------------------------------

    def athlete(self, request: Request) -> Response:
        grant = self._guard(request, "athlete", ("read", "read_all"))
        return grant if isinstance(grant, Response) else answer(self.athlete_shown())

    def list(self, request: Request) -> Response:
        """Newest first; `before` and `after` are Unix seconds and compare with the start that is shown."""
        grant = self._guard(request, "list", _READ)
        if isinstance(grant, Response):
            return grant
        try:
            given = {name: int(text) for name, text in request.args.items() if name in _LIST_FIELDS}
        except ValueError:
            return words.bad_request("Activity", "before, after, page or per_page")
        page, per_page = given.get("page", 1), given.get("per_page", 30)
        if page < 1 or not 1 <= per_page <= _MOST_PER_PAGE:
            return words.bad_request("Application", "per page", "limit exceeded")
        if self.list_page_short:
            per_page = max(1, per_page * 2 // 3)
        living = self.alive()
        starts = {activity.id: activity.shown_start()[0].timestamp() for activity in living}
        shown = [
            activity
            for activity in living
            if self._visible(activity, grant)
            and starts[activity.id] > given.get("after", float("-inf"))
            and starts[activity.id] < given.get("before", float("inf"))
        ]
        shown.sort(key=lambda activity: (starts[activity.id], activity.id), reverse=True)
        return answer([a.summary() for a in shown[(page - 1) * per_page : page * per_page]])

    def activity(self, request: Request, ident: str) -> Response:
        grant = self._guard(request, "activity", _READ)
        if isinstance(grant, Response):
            return grant
        found = self._lookup(ident, grant)
        return answer(found.detail()) if found else words.not_found("Activity")

    def update(self, request: Request, ident: str) -> Response:
        """Replaces what the body names. Booleans count only as JSON booleans."""
        grant = self._guard(request, "update", _WRITE)
        if isinstance(grant, Response):
            return grant
        found = self._lookup(ident, grant)
        if found is None:
            return words.not_found("Activity")
        body: Any = request.get_json(silent=True) if request.is_json else request.values.to_dict()
        if not isinstance(body, dict):
            return words.bad_request("Activity", "body")
        texts = {k: body[k] for k in ("name", "description", "sport_type", "gear_id") if body.get(k) is not None}
        wrong = [field for field, text in texts.items() if not isinstance(text, str)]
        if wrong or texts.get("sport_type", "Run") not in SPORT_TYPES:
            return words.bad_request("Activity", wrong[0] if wrong else "sport_type")
        found.name = texts.get("name") or found.name
        found.description = texts.get("description", found.description)
        found.sport_type = texts.get("sport_type", found.sport_type)
        if "gear_id" in texts:
            found.gear_id = None if texts["gear_id"] == "none" else texts["gear_id"]
        for field in ("trainer", "commute", "hide_from_home"):
            if isinstance(body.get(field), bool):
                setattr(found, field, body[field])
        return answer(found.detail())

    def upload(self, request: Request) -> Response:
        """Accepts bytes to be judged later. Fields count from the query and from the multipart body."""
        grant = self._guard(request, "upload", _WRITE)
        if isinstance(grant, Response):
            return grant
        try:
            return self._taken_in(request)
        finally:
            request.close()  # the multipart parser's temporary files

    def _taken_in(self, request: Request) -> Response:
        file = request.files.get("file")
        fields = {name: request.values.get(name) or None for name in _UPLOAD_FIELDS}
        if fields["data_type"] not in DATA_TYPES:
            return words.bad_upload("data_type is missing or not known.")
        if fields["sport_type"] is not None and fields["sport_type"] not in SPORT_TYPES:
            return words.bad_upload("sport_type is not known.")
        data = file.read() if file is not None else b""
        if file is None or not data:
            return words.bad_upload("The file is missing or empty.")
        upload = self._receive(data, file.filename or "file", fields)
        return answer(self._upload_shown(upload), 201)

    def result(self, request: Request, ident: str) -> Response:
        grant = self._guard(request, "result", _WRITE)
        if isinstance(grant, Response):
            return grant
        if self.html_on_result:
            return Response(HTML, status=200, mimetype="text/html")
        found = self._uploads.get(_number(ident))
        return answer(self._upload_shown(found)) if found else words.not_found("Upload")

    # -- what every answer has in common ----------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        if status == 401:
            return words.invalid_access_token() if endpoint in _API else words.wrong_client_secret()
        if status == 403:
            return words.inactive()
        if status == 404:
            return words.not_found("Activity")
        if status == 429:
            return words.rate_limited("overall rate limit")
        return words.internal_error() if status >= 500 else words.bad_request("Application", "")

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"message": "unexpected"} if endpoint == "list" else [])

    def finish(self, response: Response, endpoint: str, request: Request) -> Response:
        """Rate headers on every API answer; a call that a fault kept from the endpoint is counted here."""
        if endpoint in _API:
            self._count(request, endpoint)
            if self.rate_headers == "all":
                response.headers.update(self.buckets.headers(self.now(), read=endpoint != "upload"))
        return response

    def _count(self, request: Request, endpoint: str) -> str | None:
        """Count the request once; the limit it exceeds, if any."""
        if _COUNTED in request.environ:
            return None
        request.environ[_COUNTED] = True
        return self.buckets.count(self.now(), read=endpoint != "upload")

    def _guard(self, request: Request, endpoint: str, scopes: tuple[str, ...]) -> Grant | Response:
        """Whose call it is, or the refusal. One of `scopes` is needed."""
        self._settle()
        exceeded = self._count(request, endpoint)
        if self.inactive:
            return words.inactive()
        if exceeded is not None:
            self.refused_429 += 1
            return words.rate_limited(exceeded)
        kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
        grant = self.grants.holder(bearer, self.now()) if kind == "Bearer" else None
        if grant is None:
            return words.invalid_access_token()
        if not grant.scopes & set(scopes):
            return words.scope_missing(scopes[0])
        return grant

    def _lookup(self, ident: str, grant: Grant) -> SimStravaActivity | None:
        found = self._activities.get(_number(ident))
        return found if found is not None and not found.deleted and self._visible(found, grant) else None

    def _visible(self, activity: SimStravaActivity, grant: Grant) -> bool:
        return not activity.private or "activity:read_all" in grant.scopes


def _number(ident: str) -> int:
    return int(ident) if ident.isascii() and ident.isdigit() and len(ident) < 20 else 0
