"""The application that serves the API and the pages: the one place where its routes are put together."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from sync.entrypoints.api import (
    chats,
    connections,
    events,
    export,
    friends,
    groups,
    hints,
    hooks,
    ingest,
    insights,
    live,
    live_follow,
    live_phones,
    music,
    person,
    probes,
    review,
    runs,
    shared,
    shares,
    songs,
    state,
    wishes,
)
from sync.entrypoints.api.access import join, own_access, sign_in
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.description import described
from sync.entrypoints.api.exports import Exports
from sync.entrypoints.api.gate import gate_of
from sync.entrypoints.api.live_streams import LiveStreams
from sync.entrypoints.api.pages import serve_pages
from sync.entrypoints.api.problems import PROBLEMS, told_by
from sync.entrypoints.api.site import Site
from sync.entrypoints.api.straight import Straight
from sync.entrypoints.api.streams import Streams

ROUTERS: Sequence[APIRouter] = (
    sign_in.router,
    own_access.router,
    runs.router,
    wishes.router,
    music.router,
    insights.router,
    live_follow.router,
    review.router,
    state.router,
    connections.router,
    person.router,
    events.router,
    export.router,
    live.router,
    shares.router,
    shared.router,
    songs.router,
    friends.router,
    groups.router,
    join.router,
    chats.router,
    hints.router,
    hooks.router,
    live_phones.router,
)
PAGES = Path(__file__).parents[1] / "static"
"""Where the built pages lie."""
HERE = Policy()
"""On a loopback address, for the owner of this machine."""


def create_app(site: Site, policy: Policy = HERE, *, pages: Path = PAGES) -> FastAPI:
    """The whole application, ready to be served; `policy`: who is let in. The caller closes `site`."""
    gate = gate_of(site, policy)
    app = FastAPI(
        title="Runtrack",
        version=version("runtrack"),
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # asked for by nobody, at each request
        middleware=list(gate.middleware),
        generate_unique_id_function=_name,
    )
    app.state.site, app.state.gate, app.state.pages = site, gate, pages
    app.state.streams, app.state.hints, app.state.exports = Streams(site), hints.Hints(site), Exports(site)
    app.state.phones = ingest.Phones()
    app.state.live_streams = LiveStreams(site)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # as FastAPI documents it
    told_by(app)
    app.router.routes.append(Straight(ROUTERS))
    for router in ROUTERS:
        app.include_router(router, prefix="/api", responses=PROBLEMS)
    app.include_router(shared.pages)
    app.include_router(live.pages)
    app.include_router(join.pages)
    app.include_router(ingest.router)
    app.include_router(probes.router)
    serve_pages(app, pages)
    return app


def _name(route: APIRoute) -> str:
    """What a generated client calls an endpoint: its function."""
    return route.name
