"""Serve the application on this machine, until SIGTERM or SIGINT."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing

import uvicorn
from fastapi import FastAPI

from sync.entrypoints.api.one_write import OneWrite

GRACE = 2
"""Seconds that an answer under way has when the process is stopped."""
KEEP_ALIVE = 75
"""Seconds; the 5 that are usual end a browser's connection between two looks."""
BACKLOG = 4096


def listening(host: str, port: int) -> socket.socket:
    """A socket on an address of this machine; port 0: a free one. Raises `OSError` where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    """What a browser is given."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def end_with_input() -> None:
    """Let this process end as by SIGTERM once its standard input does: whoever started it is gone, or says so."""

    def watch() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="input", daemon=True).start()


class Server(uvicorn.Server):
    """Ends the event streams first: they would last until the grace is over."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.streams.close()
        app.state.live_streams.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, listener: socket.socket, *, ready: Callable[[], None] = lambda: None) -> None:
    """Until it is stopped, then within `GRACE` seconds. `ready` is called once it answers."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=OneWrite,
        proxy_headers=False,  # the gate takes those of the proxies that the settings name, and no others
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=KEEP_ALIVE,
        backlog=BACKLOG,
        lifespan="off",
    )
    with closing(listener):
        listener.listen(BACKLOG)
        ready()  # from here on the system takes connections for it
        Server(config).run(sockets=[listener])
