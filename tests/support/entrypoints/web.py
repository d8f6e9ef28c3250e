"""The web's API over a simulated world: in this process, or over HTTP on a loopback port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi.testclient import TestClient

from sync.config import Settings
from sync.entrypoints.api.access.policy import Policy
from sync.entrypoints.api.app import HERE, create_app
from sync.entrypoints.api.serve import Server, address_of, listening
from sync.entrypoints.api.site import Site
from tests.support.world import World

ADDRESS = "http://127.0.0.1:8080"
OURS = {"Sec-Fetch-Site": "same-origin"}
"""What a browser sends along with what one of our own pages asks for."""


@contextmanager
def site_of(world: World, address: str = ADDRESS, **settings: str) -> Iterator[Site]:
    """At the world's time."""
    environ = {**world.environ, **settings}
    read = Settings.read(environ, data_dir=world.folder, config_dir=world.folder)
    site = Site(read, address=address, now=world.clock.now)
    try:
        yield site
    finally:
        site.close()


PUBLIC = "https://runs.example.org"
BEHIND_TLS = Policy(frozenset({"localhost", "127.0.0.1", "::1", "runs.example.org"}), https=True, open=False)
"""Reached by everybody, through a proxy that speaks TLS."""


@contextmanager
def far_browser(world: World, policy: Policy = BEHIND_TLS, **settings: str) -> Iterator[TestClient]:
    """Speaks with an application for which one signs in; `raise_server_exceptions` as in `browser`."""
    with (
        site_of(world, PUBLIC, **settings) as site,
        TestClient(create_app(site, policy), base_url=PUBLIC, headers=OURS, follow_redirects=False) as client,
    ):
        yield client


@contextmanager
def browser(world: World, policy: Policy = HERE, **settings: str) -> Iterator[TestClient]:
    """Speaks with the application in this process. An exception of the application's is one of the test's."""
    with (
        site_of(world, **settings) as site,
        TestClient(create_app(site, policy), base_url=ADDRESS, headers=OURS) as client,
    ):
        yield client


@contextmanager
def served(world: World, policy: Policy = HERE, **settings: str) -> Iterator[str]:
    """The address of a server in a thread of its own, as `runtrack web` has it."""
    listener = listening("127.0.0.1", 0)
    address = address_of(listener)
    with listener, site_of(world, address, **settings) as site:
        listener.listen()
        config = uvicorn.Config(create_app(site, policy), log_config=None, access_log=False, lifespan="off")
        server = Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()
