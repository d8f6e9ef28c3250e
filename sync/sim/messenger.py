"""The simulated Facebook Messenger: one Page, the people who write to it, and its Send API with its window.

Source: docs/services/messenger.md. It cannot send to an address of the machine by itself: what people write is returned
as a signed `Delivery`, which a test or the demo brings to the webhook, once or several times. Not played: templates,
groups, App Review, and what is shown of a person's profile.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.delivery import Delivery
from sync.sim.http import SimService, answer

WINDOW = timedelta(hours=24)
MOST_SIGNS = 2000
WORDS = {
    (1, 0): (500, "An unknown error has occurred."),
    (2, 0): (503, "Service temporarily unavailable"),
    (4, 0): (403, "(#4) Application request limit reached"),
    (10, 1893063): (400, "(#10) This Page is temporarily restricted from sending messages"),
    (10, 2018278): (400, "(#10) This message is sent outside of allowed window."),
    (99, 0): (500, "Unknown error"),
    (100, 33): (400, "Unsupported post request. Object with ID does not exist"),
    (100, 2018001): (400, "(#100) No matching user found"),
    (100, 1893061): (400, "(#100) This message tag is no longer supported"),
    (190, 0): (401, "Error validating access token: The session has been invalidated"),
    (200, 0): (403, "(#200) Requires pages_messaging permission to manage the object"),
    (200, 2018028): (
        403,
        "(#200) Cannot message users who are not admins, developers or testers of the app until pages_messaging "
        "permission is reviewed and the app is live.",
    ),
    (230, 0): (403, "(#230) Requires pages_messaging permission"),
    (551, 1545041): (400, "(#551) This person isn't available right now."),
    (613, 0): (400, "(#613) Calls to this api have exceeded the rate limit."),
}
"""The errors by code and subcode (0: none): status and text."""
_OF_STATUS = {401: (190, 0), 403: (200, 0), 404: (100, 2018001), 429: (613, 0), 503: (2, 0)}


@dataclass(slots=True)
class SimPerson:
    """Somebody who writes to the Page. `role`: whether they have one on the app; `shown`: what they see, in order."""

    psid: str
    wrote_at: datetime | None = None
    blocks: bool = False
    role: bool = True
    shown: list[str] = field(default_factory=list)


class SimMessenger(SimService):
    """One Page with its app. Knobs, which may be turned at any time:

    * `token`: the Page's token that is good.
    * `restricted`: the Page may not send for a while.
    * `needs_proof`: the app's setting "require app secret": a call needs its proof too.
    """

    name = "messenger"
    rules: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("send", "POST", "/v26.0/me/messages"),
        ("me", "GET", "/v26.0/me"),
    )

    def __init__(
        self, now: Now, *, token: str = "sim-page-token", app_secret: str = "sim-app-secret", page: str = "1029384756"
    ) -> None:
        super().__init__(now)
        self.token, self.app_secret, self.page = token, app_secret, page
        self.restricted = self.needs_proof = False
        self.people: dict[str, SimPerson] = {}
        self._errors: list[tuple[int, int]] = []
        self._number = 0

    # -- what a test or the demo does -------------------------------------------------------------

    def person(self, psid: str) -> SimPerson:
        """That person, known from now on."""
        return self.people.setdefault(psid, SimPerson(psid))

    def writes(self, psid: str, text: str, **message: Any) -> Delivery:
        """Somebody writes to the Page, which opens the window anew; `message` is laid over what is told of it."""
        return self.does(psid, {"message": {"mid": self._mid(), "text": text} | message})

    def pastes(self, psid: str, url: str, *, beside: bool = False) -> Delivery:
        """Somebody pastes a link, which comes as an attachment: its address in `payload`, or `beside` it."""
        told = {"type": "fallback", "title": "A song"} | ({"url": url} if beside else {"payload": {"url": url}})
        return self.does(psid, {"message": {"mid": self._mid(), "attachments": [told]}})

    def begins(self, psid: str, ref: str) -> Delivery:
        """A newcomer follows `m.me/<page>?ref=…` and presses "Get started": a postback."""
        referral = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
        return self.does(
            psid, {"postback": {"mid": self._mid(), "title": "Get started", "payload": "START", "referral": referral}}
        )

    def comes_by(self, psid: str, ref: str) -> Delivery:
        """Somebody who has written before follows such a link: a referral, without a `mid`."""
        return self.does(psid, {"referral": {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}})

    def echo(self, psid: str, text: str) -> Delivery:
        """The Page's own message comes back, as it does where the app has asked for echoes."""
        message = {"mid": self._mid(), "text": text, "is_echo": True, "app_id": 1}
        return self.signed(self._event({"message": message}, sender=self.page, recipient=psid))

    def does(self, psid: str, what: dict[str, Any]) -> Delivery:
        """Any act of a person towards the Page."""
        self.person(psid).wrote_at = self.now()
        return self.signed(self._event(what, sender=psid, recipient=self.page))

    def signed(self, *events: dict[str, Any]) -> Delivery:
        """Several events in one request, signed over its raw bytes: letters beyond ASCII and slashes are escaped."""
        entry = {"id": self.page, "time": int(self.now().timestamp() * 1000), "messaging": list(events)}
        body = json.dumps({"object": "page", "entry": [entry]}).replace("/", "\\/").encode()
        return Delivery(body, {"X-Hub-Signature-256": self.signature(body), "Content-Type": "application/json"})

    def signature(self, body: bytes) -> str:
        return "sha256=" + hmac.new(self.app_secret.encode(), body, hashlib.sha256).hexdigest()

    def error(self, code: int, subcode: int = 0, times: int = 1) -> None:
        """The next sends meet this error."""
        with self.lock:
            self._errors += [(code, subcode)] * times

    # -- the endpoints ----------------------------------------------------------------------------

    def me(self, request: Request) -> Response:
        return self._refused(request) or answer({"id": self.page, "name": "Songs of our club"})

    def send(self, request: Request) -> Response:
        """Only within 24 h after the person's last act. There is no key: sent again, it appears again."""
        if refused := self._refused(request):
            return refused
        if self._errors:
            return _error(*self._errors.pop(0))
        asked: Any = request.get_json(silent=True)
        try:
            psid, text, kind = asked["recipient"]["id"], asked["message"]["text"], asked["messaging_type"]
        except (KeyError, TypeError):
            return _error(100, 33)
        if kind == "MESSAGE_TAG":
            return _error(100, 1893061)
        if self.restricted:
            return _error(10, 1893063)
        person = self.people.get(psid)
        if person is None:
            return _error(100, 2018001)
        if not person.role:
            return _error(200, 2018028)
        if person.blocks:
            return _error(551, 1545041)
        if person.wrote_at is None or self.now() - person.wrote_at > WINDOW:
            return _error(10, 2018278)
        if not isinstance(text, str) or not 0 < len(text) <= MOST_SIGNS:
            return _error(100, 33)
        person.shown.append(text)
        return answer({"recipient_id": psid, "message_id": self._mid()})

    # -- inside -----------------------------------------------------------------------------------

    def _mid(self) -> str:
        with self.lock:
            self._number += 1
            return f"m_sim{self._number}"

    def _event(self, what: dict[str, Any], *, sender: str, recipient: str) -> dict[str, Any]:
        at = int(self.now().timestamp() * 1000)
        return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at} | what

    def _refused(self, request: Request) -> Response | None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _error(190)
        proof = hmac.new(self.app_secret.encode(), self.token.encode(), hashlib.sha256).hexdigest()
        return _error(190) if self.needs_proof and request.args.get("appsecret_proof") != proof else None

    # -- the service's own words ------------------------------------------------------------------

    def refusal(self, status: int, endpoint: str, request: Request) -> Response:
        code, subcode = _OF_STATUS.get(status, (1, 0))
        refused = _error(code, subcode)
        refused.status_code = status
        return refused

    def wrong_type(self, endpoint: str) -> Response:
        return answer({"recipient_id": 7, "message_id": None, "id": []})


def _error(code: int, subcode: int = 0) -> Response:
    status, words = WORDS[code, subcode]
    told: dict[str, Any] = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "A1b2C3d4E5f"}
    if subcode:
        told["error_subcode"] = subcode
    return answer({"error": told}, status)
