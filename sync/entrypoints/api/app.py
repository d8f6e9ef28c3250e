"""The application that serves the API and the pages: the one place where its routes are put together."""

from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute

from sync.entrypoints.api import routes
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.description import described
from sync.entrypoints.api.gate import gate_of
from sync.entrypoints.api.pages import serve_pages
from sync.entrypoints.api.problems import told_by
from sync.entrypoints.api.site import Site
from sync.entrypoints.api.straight import Straight

PAGES = Path(__file__).parents[1] / "static"
"""Where the built pages lie."""
HERE = Policy()
"""On a loopback address, for the owner of this machine."""


def create_app(site: Site, policy: Policy = HERE, *, pages: Path = PAGES, server: bool = True) -> FastAPI:
    """The whole application, ready to be served; `policy`: who is let in. The caller closes `site`. `server`: it is
    there between two requests, so that it can hold event streams open and be asked how it is; a function is not."""
    gate = gate_of(site, policy)
    app = FastAPI(
        title="Runtrack",
        version=version("runtrack"),
        openapi_url="/api/openapi.json" if server else None,  # of a function not all is there
        docs_url=None,  # its page would load scripts from another host
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # asked for by nobody, at each request
        middleware=list(gate.middleware),
        generate_unique_id_function=_name,
    )
    app.state.site, app.state.gate, app.state.pages = site, gate, pages
    app.state.streams, app.state.hints = None, None
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # as FastAPI documents it
    told_by(app)
    first = routes.asked_first()
    app.router.routes.append(Straight(first))
    app.include_router(routes.below_api(first))
    if server:
        _serve_on(app, site)
    else:
        app.router.routes.extend(routes.later())
    serve_pages(app, pages)
    return app


def _serve_on(app: FastAPI, site: Site) -> None:
    """What is there from the start in a process that stays."""
    from sync.entrypoints.api import ingest, live, probes
    from sync.entrypoints.api.exports import Exports
    from sync.entrypoints.api.live_streams import LiveStreams
    from sync.entrypoints.api.streams import Streams

    app.state.streams, app.state.exports = Streams(site), Exports(site)
    app.include_router(routes.below_api((*routes.others(), *routes.of_a_server())))
    app.include_router(routes.pages())
    app.include_router(live.pages)
    app.state.phones, app.state.live_streams = ingest.Phones(), LiveStreams(site)
    app.include_router(ingest.router)
    app.include_router(probes.router)


def _name(route: APIRoute) -> str:
    """What a generated client calls an endpoint: its function."""
    return route.name
