"""Strava's refusals, word for word where its documentation or a published recording has them.

Source: Strava API v3 (errors, authentication, uploads) and developers' forum. Where no exact text is
public the function says so.
"""

from werkzeug.wrappers import Response

from sync.sim.http import answer

PROCESSING = "Your activity is still being processed."
READY = "Your activity is ready."
FAILED = "There was an error processing your activity."
DELETED = "The created activity has been deleted."


def fault(status: int, message: str, resource: str, field: str, code: str) -> Response:
    """Strava's one shape of error: a message and a list with resource, field and code."""
    body = {"message": message, "errors": [{"resource": resource, "field": field, "code": code}]}
    return answer(body, status)


def invalid_access_token() -> Response:
    return fault(401, "Authorization Error", "Athlete", "access_token", "invalid")


def scope_missing(scope: str) -> Response:
    """`scope` without its ending: "activity:read", "activity:write" or "read"."""
    return fault(401, "Authorization Error", "AccessToken", f"{scope}_permission", "missing")


def wrong_client_secret() -> Response:
    return fault(401, "Authorization Error", "Application", "", "invalid")


def inactive() -> Response:
    return fault(403, "Forbidden", "Application", "Status", "Inactive")


def rate_limited(exceeded: str) -> Response:
    """`exceeded`: "overall rate limit" or "read rate limit"."""
    return fault(429, "Rate Limit Exceeded", "Application", exceeded, "exceeded")


def not_found(resource: str) -> Response:
    """The message is Strava's; the content of `errors` is not public."""
    return fault(404, "Record Not Found", resource, "", "not found")


def bad_request(resource: str, field: str, code: str = "invalid") -> Response:
    return fault(400, "Bad Request", resource, field, code)


def bad_upload(error: str) -> Response:
    """A POST that cannot be an upload: 400 in the shape of an upload; the text of `error` is not public."""
    body = {"id": None, "id_str": None, "external_id": None, "activity_id": None, "status": FAILED}
    return answer({**body, "error": error}, 400)


def internal_error() -> Response:
    return answer({"message": "error"}, 500)
