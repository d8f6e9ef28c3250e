"""The cookies: what a browser keeps of its session, and of a consent that is under way."""

from starlette.requests import Request
from starlette.responses import Response

from sync.core.signing_in import CONSENT_HOLDS, LONGEST
from sync.entrypoints.api.access.policy import Policy

SESSION, CONSENT = "runtrack", "runtrack-consent"


def cookie_name(policy: Policy, name: str) -> str:
    """With TLS a browser takes a `__Host-` cookie from this very host only."""
    return f"__Host-{name}" if policy.https else name


def read_cookie(policy: Policy, request: Request, name: str) -> str:
    return request.cookies.get(cookie_name(policy, name), "")


def keep(policy: Policy, response: Response, name: str, value: str) -> None:
    """No script reads it, and no other site sends it with a wish."""
    seconds = int((LONGEST if name == SESSION else CONSENT_HOLDS).total_seconds())
    response.set_cookie(
        cookie_name(policy, name), value, seconds, path="/", secure=policy.https, httponly=True, samesite="lax"
    )


def drop(policy: Policy, response: Response, name: str) -> None:
    response.delete_cookie(cookie_name(policy, name), path="/", secure=policy.https, httponly=True, samesite="lax")
