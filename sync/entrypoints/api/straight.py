"""A straight way to what the pages ask for most: FastAPI's own takes as long as an answer.

The endpoints are FastAPI's own, with the description that they have there. Whatever is asked in another way than the
pages ask (another method, a filter, a number that may be wrong) is left to FastAPI, and so are all refusals.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from sync.entrypoints.api.access.callers import caller_of, nobody
from sync.entrypoints.api.answers.shape import Answer

API = "/api"
ASKED_MOST = frozenset(
    {
        "/activities",
        "/activities/{id}",
        "/activities/{id}/music",
        "/activities/{id}/route",
        "/calendar",
        "/plays",
        "/status",
    }
)
PLAIN: Mapping[str, tuple[re.Pattern[bytes], Callable[[bytes], Any]]] = {
    "limit": (re.compile(rb"[1-9][0-9]?|1[0-9]{2}|200"), int),
    "cursor": (re.compile(rb"[A-Za-z0-9_-]{1,300}"), bytes.decode),
}
"""What may stand behind `?`, in the form in which nothing is wrong with it."""


class Straight(BaseRoute):
    """A route before all others, for the addresses in `ASKED_MOST` of these routers."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        self._ways = {API + route.path: _Way(route) for route in _routes(routers) if route.path in ASKED_MOST}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(API):
            given = dict[str, Any]()
            way = self._ways.get(scope["path"])
            if way is None:
                parts = scope["path"].split("/")  # "", "api", the kind, the id
                if len(parts) > 3 and parts[3]:
                    given["id"], parts[3] = parts[3], "{id}"
                    way = self._ways.get("/".join(parts))
            if way is not None and way.takes(scope["query_string"], given):
                return Match.FULL, {"route": way.route, "straight": (way, given)}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        way, given = scope["straight"]
        request = Request(scope, receive, send)
        user = caller_of(request).user
        if not user:
            raise nobody()
        made = await way.call(request, user, given)
        response = made if isinstance(made, Response) else Response(_json(made), media_type="application/json")
        await response(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """Nothing is found by its name here."""
        raise NoMatchFound(name, path_params)


class _Way:
    """An endpoint, and what of a request it wants."""

    def __init__(self, route: APIRoute) -> None:
        self.route = route
        wanted = inspect.signature(route.endpoint).parameters
        self._wants_request = "request" in wanted
        self._queries = frozenset(PLAIN) & frozenset(wanted)

    def takes(self, query: bytes, given: dict[str, Any]) -> bool:
        """Whether nothing but plain parameters is asked, each once; they are put beside what is given already."""
        for each in query.split(b"&") if query else ():
            name, _, text = each.partition(b"=")
            known = name.decode("latin-1")
            if known not in self._queries or known in given or not PLAIN[known][0].fullmatch(text):
                return False
            given[known] = PLAIN[known][1](text)
        return True

    async def call(self, request: Request, user: str, given: Mapping[str, Any]) -> Any:
        more = {"request": request} if self._wants_request else {}
        return await self.route.endpoint(site=request.app.state.site, person=user, **given, **more)


def _routes(routers: Iterable[APIRouter]) -> Iterator[APIRoute]:
    return (route for router in routers for route in router.routes if isinstance(route, APIRoute))


def _json(answer: Answer) -> bytes:
    """As FastAPI makes it."""
    return answer.__pydantic_serializer__.to_json(answer)
