"""The routes of the API: those of the pages that are opened first, and all others.

A server loads them when it starts. A function would make whoever comes first wait for all of them (half of what its
start takes), so it loads the others with the first request for one.
"""

from collections.abc import Callable, Sequence

from fastapi import APIRouter
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from sync.entrypoints.api.problems import PROBLEMS

API = "/api"
type Routers = Sequence[APIRouter]


def asked_first() -> Routers:
    """Of the list, of a run, and of signing in."""
    from sync.entrypoints.api import changed, music, person, runs, state
    from sync.entrypoints.api.access import sign_in

    return tuple(each.router for each in (sign_in, runs, music, state, person, changed))


def others() -> Routers:
    """Those of every other page, and of services that call us."""
    from sync.entrypoints.api import (
        chats,
        connections,
        friends,
        groups,
        hints,
        hooks,
        insights,
        live_follow,
        review,
        shared,
        shares,
        songs,
        wishes,
    )
    from sync.entrypoints.api.access import join, own_access

    of_oneself = (own_access, wishes, insights, live_follow, review, connections, shares, shared)
    of_friends = (songs, friends, groups, join, chats, hints, hooks)
    return tuple(each.router for each in (*of_oneself, *of_friends))


def of_a_server() -> Routers:
    """What only a process that stays can answer: it sends for minutes, or takes in what phones post."""
    from sync.entrypoints.api import events, export, live, live_phones

    return events.router, export.router, live.router, live_phones.router


def pages() -> APIRouter:
    """The pages that are not the same for everybody: of a link to a run, and of an invitation."""
    from sync.entrypoints.api import shared
    from sync.entrypoints.api.access import join_page

    found = APIRouter()
    found.include_router(shared.pages)
    found.include_router(join_page.pages)
    return found


def below_api(some: Routers) -> APIRouter:
    """As they are reached."""
    found = APIRouter()
    for router in some:
        found.include_router(router, prefix=API, responses=PROBLEMS)
    return found


def later() -> list[BaseRoute]:
    """All but those that are asked first, each loaded with the first request for one of its kind."""
    return [
        Late(("/s/", "/join/"), pages),
        Late((f"{API}/shared/",), _of_strangers),
        Late((f"{API}/",), lambda: below_api(others())),
    ]


def _of_strangers() -> APIRouter:
    """What somebody asks for who was sent a link."""
    from sync.entrypoints.api import shared

    return below_api((shared.router,))


class Late(BaseRoute):
    """Routes that are loaded when an address that begins so is asked for, and nothing before them knows it."""

    def __init__(self, prefixes: tuple[str, ...], load: Callable[[], APIRouter]) -> None:
        self._prefixes, self._load = prefixes, load
        self._known: APIRouter | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first that takes the request; one that knows its address and not its method, where none does."""
        partly: tuple[Match, Scope] = Match.NONE, {}
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            return partly
        self._known = self._known or self._load()
        for route in self._known.routes:
            match, child = route.matches(scope)
            told = {**child, "late": route}
            if match is Match.FULL:
                return match, told
            if match is Match.PARTIAL and partly[0] is Match.NONE:
                partly = match, told
        return partly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["late"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: str) -> URLPath:
        """Nothing is found by its name here."""
        raise NoMatchFound(name, path_params)
