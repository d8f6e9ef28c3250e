"""Another host: where a redirect leads. It keeps whatever reaches it."""

import threading
from dataclasses import dataclass
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from sync.sim.wire import CountingHandler


@dataclass(frozen=True)
class Stray:
    """A request that was never meant for the host that it reached."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class AnotherHost:
    """A loopback server by another name and port; answers everything with an empty JSON object."""

    def __init__(self) -> None:
        self.strays: list[Stray] = []
        self._server: BaseWSGIServer | None = None
        self._starting = threading.Lock()

    @property
    def url(self) -> str:
        """Where it is; it is started when somebody asks."""
        with self._starting:
            if self._server is None:
                self._server = make_server("127.0.0.1", 0, self._wsgi, threaded=True, request_handler=CountingHandler)
                threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
            return f"http://localhost:{self._server.server_port}"

    def stop(self) -> None:
        with self._starting:
            if self._server is not None:
                self._server.shutdown()
                self._server.server_close()
                self._server = None

    def _wsgi(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        self.strays.append(Stray(request.method, request.path, dict(request.headers), request.get_data()))
        return Response("{}", mimetype="application/json")(environ, start_response)
