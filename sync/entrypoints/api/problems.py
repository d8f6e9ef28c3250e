"""What goes wrong, as problem documents (RFC 9457). The verbs' refusals are worded in `refusals.py`."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sync.core.errors import LoginNeeded, RateLimited, SyncError
from sync.engine.asks.refusals import Refused
from sync.entrypoints.api.answers.problem import Problem, WrongField
from sync.entrypoints.api.wrong_fields import sentence, wrong_fields
from sync.login import NotConnected, NotOurs
from sync.ports import StoreBroken

MEDIA_TYPE = "application/problem+json"
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 413, 414, 415, 421, 422, 429, 502, 503)
}
"""What each endpoint may answer instead; `description.py` says in which shape."""
log = logging.getLogger("runtrack.api")


class Refusal(Exception):
    """A request that is refused by the API itself. `headers`: to be sent along."""

    def __init__(
        self,
        status: int,
        name: str,
        detail: str,
        *,
        errors: Sequence[WrongField] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.name, self.detail = status, name, detail
        self.errors, self.headers = list(errors), headers


def answer(refusal: Refusal) -> JSONResponse:
    problem = Problem(
        type=f"urn:runtrack:{refusal.name}",
        title=title(refusal.name),
        status=refusal.status,
        detail=refusal.detail,
        errors=refusal.errors,
    )
    headers = {"Cache-Control": "no-store", **(refusal.headers or {})}
    return JSONResponse(problem.model_dump(mode="json"), refusal.status, headers, MEDIA_TYPE)


def title(name: str) -> str:
    """`not-found` as it is read."""
    return name.replace("-", " ").capitalize()


def told_by(app: FastAPI) -> None:
    """Let this application answer with problems."""

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> JSONResponse:
        return answer(error)

    @app.exception_handler(Refused)
    async def verb_refused(request: Request, error: Refused) -> JSONResponse:
        from sync.entrypoints.api.refusals import worded  # with every verb that refuses

        status, name, detail, errors = worded(error, request.app.state.site.now())
        return answer(Refusal(status, name, detail, errors=errors))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        unreadable = any(each["type"] == "json_invalid" for each in error.errors())
        if unreadable:
            return answer(Refusal(400, "unreadable", "The body is not JSON."))
        wrong = wrong_fields(error.errors())
        return answer(Refusal(422, "invalid", sentence(wrong), errors=wrong))

    @app.exception_handler(HTTPException)
    async def of_http(request: Request, error: HTTPException) -> JSONResponse:
        name = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        headers = dict(error.headers) if error.headers else None
        return answer(Refusal(error.status_code, name, str(error.detail), headers=headers))

    @app.exception_handler(StoreBroken)
    async def broken(request: Request, error: StoreBroken) -> JSONResponse:
        log.error("the store refuses", extra={"reason": error.reason, "advice": error.advice})
        return answer(Refusal(503, "store-broken", f"{error.reason}: {error.advice}", headers={"Retry-After": "5"}))

    @app.exception_handler(SyncError)
    async def of_a_service(request: Request, error: SyncError) -> JSONResponse:
        if isinstance(error, RateLimited):
            left = max(1, round((error.until - request.app.state.site.now()).total_seconds()))
            return answer(Refusal(503, "service-asks-to-wait", error.reason, headers={"Retry-After": str(left)}))
        name = "login-needed" if isinstance(error, LoginNeeded) else "service-trouble"
        return answer(Refusal(502, name, error.reason))

    @app.exception_handler(NotConnected)
    async def not_connected(request: Request, error: NotConnected) -> JSONResponse:
        return answer(Refusal(409, "not-connected", str(error)))

    @app.exception_handler(NotOurs)
    async def not_ours(request: Request, error: NotOurs) -> JSONResponse:
        return answer(Refusal(400, "not-ours", f"{error}."))

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> JSONResponse:
        """Starlette logs it with its traceback once this answer is made."""
        return answer(Refusal(500, "bug", "This is a mistake of Runtrack's; its log says more. Nothing was lost."))
