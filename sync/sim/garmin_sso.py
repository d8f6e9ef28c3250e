"""The simulated Garmin sign-in (sso.garmin.com): mobile and portal JSON flows, the HTML widget, and MFA.

Enough for garminconnect's real login to succeed or to fail the way it does outside. Login answers follow
recorded ones; the answer to a wrong MFA code and the pages' markup beyond what garminconnect reads are
invented.
"""

import hashlib

from werkzeug.wrappers import Request, Response

from sync.sim.clock import Now
from sync.sim.garmin_tokens import GarminTokens
from sync.sim.http import HTML, answer

SSO_RULES = (
    ("sso_page", "GET", "/mobile/sso/<locale>/sign-in"),
    ("sso_page", "GET", "/portal/sso/<locale>/sign-in"),
    ("sso_login", "POST", "/<any(mobile, portal):flow>/api/login"),
    ("sso_mfa", "POST", "/<any(mobile, portal):flow>/api/mfa/verifyCode"),
    ("sso_embed", "GET", "/sso/embed"),
    ("sso_widget", "GET", "/sso/signin"),
    ("sso_widget_login", "POST", "/sso/signin"),
    ("sso_widget_code", "POST", "/sso/verifyMFA/mfaCode"),
    ("sso_widget_mfa", "POST", "/sso/verifyMFA/loginEnterMfaCode"),
    ("sso_ticket", "GET", "/gcm/<platform>"),
    ("sso_ticket", "GET", "/app"),
)
SSO_FAULTS = frozenset({"429", "427", "403", "429 in JSON", "captcha", "html", "no ticket"})
BLOCKED = "<html><head><title>Attention Required! | Cloudflare</title></head><body>You are blocked</body></html>"


class GarminSso(GarminTokens):
    """The sign-in half of the simulated Garmin.

    Knobs: `password` (any user name goes with it), `mfa_code` (None: no MFA), `sso_fault` (one of
    `SSO_FAULTS`: a blocked page with that status, the 429 inside a JSON body, a CAPTCHA, a web page instead
    of JSON, a ticket that the token server refuses), `forbid_sso` (True: sign-in is blocked as for a cloud's
    address, and every attempt is noted in `sso_touched` as "METHOD path"). As outside, credentials without
    the sign-in page's cookie meet a 429.
    """

    def __init__(self, now: Now, owner_id: int) -> None:
        super().__init__(now, owner_id)
        self.password = "correct horse"
        self.mfa_code: str | None = None
        self.sso_fault: str | None = None
        self.forbid_sso = True
        self.sso_touched: list[str] = []
        self._visitors: dict[str, str | None] = {}  # session cookie → service whose login waits for an MFA code

    def on_sso_page(self, request: Request, locale: str) -> Response:
        return self._blocked(request) or self._page(self._new_visitor(), "GARMIN Authentication Application")

    def on_sso_login(self, request: Request, flow: str) -> Response:
        blocked = self._blocked(request)
        if blocked is not None:
            return blocked
        if request.cookies.get("SESSION") not in self._visitors:
            return self._cloudflare(429)
        if self.sso_fault == "html":
            return Response(HTML, mimetype="text/html")
        if self.sso_fault == "429 in JSON":
            return answer({"error": {"status-code": "429", "request-uri": request.path}})
        if self.sso_fault == "captcha":
            return _status("CAPTCHA_REQUIRED", "CAPTCHA_REQUIRED", 200)
        if (request.get_json(silent=True) or {}).get("password") != self.password:
            return _status("INVALID_USERNAME_PASSWORD", "generalLoginInvalidUsernameOrPassword", 401)
        service = request.args.get("service", "")
        if self.mfa_code is None:
            return self._welcome(service)
        self._visitors[request.cookies["SESSION"]] = service
        return answer(
            {
                "serviceURL": None,
                "serviceTicketId": None,
                "responseStatus": {"type": "MFA_REQUIRED", "message": "", "httpStatus": "OK"},
                "customerMfaInfo": {"email": "r****@example.org", "mfaLastMethodUsed": "email"},
            }
        )

    def on_sso_mfa(self, request: Request, flow: str) -> Response:
        blocked = self._blocked(request)
        if blocked is not None:
            return blocked
        service = self._visitors.get(request.cookies.get("SESSION", ""))
        said = request.get_json(silent=True) or {}
        if service is None or said.get("mfaVerificationCode") != self.mfa_code:
            return _status("MFA_CODE_INVALID", "", 401)
        self._visitors[request.cookies["SESSION"]] = None
        return self._welcome(service)

    def on_sso_embed(self, request: Request) -> Response:
        return self._blocked(request) or self._page(self._new_visitor(), "GARMIN Authentication Application")

    def on_sso_widget(self, request: Request) -> Response:
        visitor = request.cookies.get("SESSION", "")
        form = f'<input type="hidden" name="_csrf" value="{_csrf(visitor)}">'
        return self._blocked(request) or self._page(visitor, "GARMIN Authentication Application", form)

    def on_sso_widget_login(self, request: Request) -> Response:
        visitor = request.cookies.get("SESSION", "")
        blocked = self._blocked(request)
        if blocked is not None:
            return blocked
        if visitor not in self._visitors or request.form.get("_csrf") != _csrf(visitor):
            return self._page(visitor, "GARMIN Authentication Application", "session expired")
        if self.sso_fault is not None and self.sso_fault != "no ticket":
            return self._page(visitor, "GARMIN Authentication Application", "captcha")
        if request.form.get("password") != self.password:
            return self._page(visitor, "Invalid username or password")
        service = request.args.get("service", "")
        if self.mfa_code is None:
            return self._success(visitor, service)
        self._visitors[visitor] = service
        script = (
            '<script>var customerGuid = "0001"; var mfaMethod = "email"; var locale = "en"; '
            'var clientId = "gauth-widget"; var codeSentTo = "";</script>'
            f'<input type="hidden" name="_csrf" value="{_csrf(visitor)}">'
        )
        return self._page(visitor, "Enter MFA code for login", script)

    def on_sso_widget_code(self, request: Request) -> Response:
        return self._blocked(request) or answer({"codeSent": True})

    def on_sso_widget_mfa(self, request: Request) -> Response:
        visitor = request.cookies.get("SESSION", "")
        service = self._visitors.get(visitor)
        blocked = self._blocked(request)
        if blocked is not None:
            return blocked
        if service is None or request.form.get("mfa-code") != self.mfa_code:
            return self._page(visitor, "Enter MFA code for login", "wrong code")
        self._visitors[visitor] = None
        return self._success(visitor, service)

    def on_sso_ticket(self, request: Request, platform: str = "") -> Response:
        """Where a ticket is taken for a browser cookie; no cookie is given, so that way in stays closed."""
        return self._blocked(request) or self._page("", "Garmin Connect")

    def _blocked(self, request: Request) -> Response | None:
        """A refusal before anything is looked at; None: go on."""
        if self.forbid_sso:
            self.sso_touched.append(f"{request.method} {request.path}")
            return self._cloudflare(403)
        if self.sso_fault is not None and self.sso_fault not in SSO_FAULTS:
            raise ValueError(f"no sso_fault {self.sso_fault!r}: one of {', '.join(sorted(SSO_FAULTS))}")
        return self._cloudflare(int(self.sso_fault)) if self.sso_fault in ("403", "427", "429") else None

    def _cloudflare(self, status: int) -> Response:
        """Cloudflare's block in front of the service. The body of a 429 is the one it gives to programs."""
        if status == 429:
            return Response("error code: 1015", status=429, mimetype="text/plain")
        return Response(BLOCKED, status=status, mimetype="text/html")

    def _new_visitor(self) -> str:
        visitor = hashlib.sha256(f"visitor {self.owner_id} {len(self._visitors)}".encode()).hexdigest()[:36]
        self._visitors[visitor] = None
        return visitor

    def _page(self, visitor: str, title: str, body: str = "") -> Response:
        page = Response(f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>")
        page.mimetype = "text/html"
        if visitor:
            page.set_cookie("SESSION", visitor, httponly=True)
        return page

    def _ticket(self, service: str) -> str:
        self._made += 1
        ticket = f"ST-{self._made:07d}-{hashlib.sha256(service.encode()).hexdigest()[:20]}-sso"
        if self.sso_fault != "no ticket":
            self._tickets[ticket] = service
        return ticket

    def _welcome(self, service: str) -> Response:
        return answer(
            {
                "serviceURL": service,
                "serviceTicketId": self._ticket(service),
                "responseStatus": {"type": "SUCCESSFUL", "message": "", "httpStatus": "OK"},
                "authType": "CAS",
            }
        )

    def _success(self, visitor: str, service: str) -> Response:
        return self._page(visitor, "Success", f'<script>var url = "{service}?ticket={self._ticket(service)}";</script>')


def _status(kind: str, message: str, status: int) -> Response:
    words = {200: "OK", 401: "UNAUTHORIZED"}
    said = {"type": kind, "message": message, "httpStatus": words[status]}
    return answer({"serviceTicketId": None, "responseStatus": said}, status)


def _csrf(visitor: str) -> str:
    return hashlib.sha256(f"csrf {visitor}".encode()).hexdigest().upper()
