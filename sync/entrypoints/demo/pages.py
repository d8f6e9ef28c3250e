"""The demo's pages: the product's own, over what the demo's daemon does, in a thread beside it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import uvicorn

from sync.config import Settings
from sync.entrypoints.api.app import create_app
from sync.entrypoints.api.serve import Server, address_of, listening
from sync.entrypoints.api.site import Site

HOST, USUAL = "127.0.0.1", 8080
SWITCH = 0.0005
"""Seconds between two threads of this process: the daemon's and the services' must not keep a browser waiting."""
LONGEST = 5.0


@contextmanager
def pages(settings: Settings, now: Callable[[], datetime]) -> Iterator[str]:
    """Serve them while the block lasts, on the usual port or a free one; what it yields is their address."""
    try:
        listener = listening(HOST, USUAL)
    except OSError:
        listener = listening(HOST, 0)
    sys.setswitchinterval(SWITCH)
    site = Site(settings, address=address_of(listener), now=now)
    listener.listen()
    server = Server(uvicorn.Config(create_app(site), log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="pages", daemon=True)
    thread.start()
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join(LONGEST)
        site.close()
        listener.close()


def until_ctrl_c() -> None:
    """Wait for whoever watches to have seen enough."""
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
