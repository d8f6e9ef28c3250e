"""Strava as an `ActivityTarget`, on stravalib 2.6 used as a transport, built with only an access token.

stravalib (0.6 s, 50 MB) is imported by the first call. Its models, limiter, error mapping and refresh are not used:
our session's response hook reads the rate headers and raises before they run (Strava API v3 reference and
"Rate Limits"). The client id and secret that stravalib picks up from the environment are taken out again, so that
it cannot refresh by itself and lose a rotation.
"""

import logging
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import requests

from sync.adapters.http import Hosts, HttpSession, StatusError, refuse
from sync.adapters.network_trouble import causes, network_error
from sync.adapters.strava_answers import CONTENT_TYPE, on_target, page_of, result_of
from sync.adapters.strava_refusals import What, of_api
from sync.core.budget import Budget, parse_pair
from sync.core.bundle import Bundle
from sync.core.diff import OnTarget, Page
from sync.core.errors import LoginNeeded, Missing, RateLimited, SyncError, Unavailable, Unclear
from sync.core.exchange import ResultKind
from sync.ports import Conflict, Result, Sleep, Store, Text, Upload
from sync.service import Tokens

PAGE = 200


class Unauthorized(Exception):
    """401: the access token may have died early; worth one refresh."""


class Strava:
    """The application at Strava, for all its users. `for_user` binds one to a moment."""

    def __init__(
        self, hosts: Hosts, store: Store, client_id: str, *, seconds: float = 30.0, sleep: Sleep = time.sleep
    ) -> None:
        self.client_id, self._store = client_id, store
        self._headers: Any = {}
        self._session = HttpSession(hosts, seconds, self._seen, sleep)

    def for_user(self, user: str, now: datetime, tokens: Tokens) -> "StravaTarget":
        return StravaTarget(self, tokens, user, now)

    def budget(self, now: datetime) -> Budget:
        return (self._store.load(Budget, "strava", self.client_id) or Budget("strava", self.client_id)).at(now)

    def send(self, bundle: Bundle, call: Callable[[Any], Any], now: datetime, *, read: bool) -> Any:
        """One call within the budget. The count goes up whatever the answer is: refused calls count at Strava too."""
        until = self.budget(now).wait_until(now, read=read)
        if until is not None:
            raise RateLimited("our share of Strava's rate limit is used up", until, service="strava")
        self._headers = {}
        try:
            return call(self._protocol(bundle))
        finally:
            self._count(now, read)

    def _count(self, now: datetime, read: bool) -> None:
        headers = self._headers
        for _ in range(5):
            budget = self.budget(now).spent(now, read=read)
            overall = budget.overall.told(
                parse_pair(headers.get("X-RateLimit-Limit")), parse_pair(headers.get("X-RateLimit-Usage"))
            )
            reads = budget.reads.told(
                parse_pair(headers.get("X-ReadRateLimit-Limit")), parse_pair(headers.get("X-ReadRateLimit-Usage"))
            )
            try:
                self._store.put(replace(budget, overall=overall, reads=reads))
                return
            except Conflict:
                continue  # another worker has counted meanwhile: count on top of it

    def _seen(self, response: requests.Response) -> None:
        """Response hook: runs before stravalib looks at anything."""
        self._headers = response.headers
        refuse(response)

    def _protocol(self, bundle: Bundle) -> Any:
        client = _client_class()(
            access_token=bundle.fields["access_token"],
            requests_session=self._session,
            rate_limiter=lambda _headers, _method: None,
        )
        client.protocol.client_id = client.protocol.client_secret = None
        return client.protocol


class StravaTarget:
    """One user's Strava at one moment. See `ports.ActivityTarget`."""

    def __init__(self, strava: Strava, tokens: Tokens, user: str, now: datetime) -> None:
        self._strava, self._tokens, self._user, self._now = strava, tokens, user, now

    def listing(self, after: datetime, before: datetime, *, page: int = 1) -> Page[OnTarget]:
        window = {"after": int(after.timestamp()), "before": int(before.timestamp()), "page": page, "per_page": PAGE}
        items = self._call(lambda protocol: protocol.get("/athlete/activities", **window), What.LIST)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise Unavailable("strava: the activity list is not a list", service="strava")
        return page_of(items)

    def submit(self, upload: Upload) -> tuple[int, Result]:
        name = f"{upload.external_id}.{upload.kind}"
        fields = {"data_type": upload.kind, "external_id": upload.external_id}
        if upload.title:
            fields["name"] = upload.title
        if upload.description:
            fields["description"] = upload.description

        def post(protocol: Any) -> Any:
            files = {"file": (name, upload.data, CONTENT_TYPE)}
            return protocol.post("/uploads", files=files, data=fields, check_for_errors=False)

        answer = self._call(post, What.UPLOAD)
        if not isinstance(answer, dict) or not isinstance(answer.get("id"), int):
            raise Unclear("strava: the answer to the upload names no upload", service="strava")
        return answer["id"], result_of(answer)

    def result(self, upload_id: int) -> Result:
        try:
            answer = self._call(lambda protocol: protocol.get("/uploads/{id}", id=upload_id), What.RESULT)
        except Missing:
            return Result(ResultKind.UNKNOWN)
        if not isinstance(answer, dict) or "status" not in answer:
            raise Unavailable("strava: the answer on the upload is not one", service="strava")
        return result_of(answer)

    def owner(self, activity_id: int) -> str | None:
        try:
            answer = self._call(lambda protocol: protocol.get("/activities/{id}", id=activity_id), What.TEXT)
        except Missing:
            return None
        if not isinstance(answer, dict) or "id" not in answer:
            raise Unavailable("strava: the answer on the activity is not one", service="strava")
        athlete = answer.get("athlete")
        return str(athlete.get("id") or "") if isinstance(athlete, dict) else ""

    def text(self, activity_id: int) -> Text:
        answer = self._call(lambda protocol: protocol.get("/activities/{id}", id=activity_id), What.TEXT)
        if not isinstance(answer, dict) or "id" not in answer:
            raise Unavailable("strava: the answer on the activity is not one", service="strava")
        measured = on_target(answer)
        known = measured is not None and not measured.start_is_hidden
        return Text(
            str(answer.get("name") or ""),
            str(answer.get("description") or ""),
            measured.start if measured and known else None,
            measured.elapsed if measured else 0.0,
            measured.distance if measured else 0.0,
        )

    def write(self, activity_id: int, *, title: str | None = None, description: str | None = None) -> None:
        body = {name: text for name, text in (("name", title), ("description", description)) if text is not None}
        answer = self._call(lambda protocol: protocol.put("/activities/{id}", id=activity_id, body=body), What.WRITE)
        if not isinstance(answer, dict) or "id" not in answer:
            raise Unclear("strava: the answer to the edit is not one", service="strava")

    def reads_left(self) -> float:
        reads = self._strava.budget(self._now).reads
        return 1 - reads.day_used / reads.day_limit if reads.day_limit else 0.0

    def athlete(self) -> dict[str, Any]:
        """Whose account it is: one read, for `login` and `doctor`."""
        answer = self._call(lambda protocol: protocol.get("/athlete"), What.LIST)
        if not isinstance(answer, dict) or "id" not in answer:
            raise Unavailable("strava: the answer on the athlete is not one", service="strava")
        return answer

    def _call(self, call: Callable[[Any], Any], what: What) -> Any:
        """Send with a usable token; after a 401 once more with a refreshed one; then a person is needed."""
        bundle = self._tokens.usable(self._user, self._now)
        try:
            return self._translated(call, bundle, what)
        except Unauthorized:
            bundle = self._tokens.renewed(self._user, self._now, refused=bundle)
        try:
            return self._translated(call, bundle, what)
        except Unauthorized as error:
            raise LoginNeeded("strava refuses a token that was refreshed a moment ago", service="strava") from error

    def _translated(self, call: Callable[[Any], Any], bundle: Bundle, what: What) -> Any:
        try:
            read = what is not What.UPLOAD  # Strava counts a PUT as a read
            return self._strava.send(bundle, call, self._now, read=read)
        except SyncError:
            raise
        except Exception as error:
            refused = next((cause for cause in causes(error) if isinstance(cause, StatusError)), None)
            if refused is None:
                if isinstance(error, requests.JSONDecodeError):
                    lost = Unclear if what.writes else Unavailable
                    raise lost("strava: the answer is not JSON", service="strava") from error
                raise network_error(error, service="strava", write=what.writes) from error
            meaning = of_api(refused, what, lambda: self._strava.budget(self._now).after_429(self._now))
            raise meaning or Unauthorized(str(refused)) from error


def _client_class() -> Any:
    """stravalib's client, imported now; the two global settings its import changes are put back."""
    os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "true")
    with warnings.catch_warnings():
        import stravalib

        logging.captureWarnings(False)
    return stravalib.Client
