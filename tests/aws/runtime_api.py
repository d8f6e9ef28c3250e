"""The Runtime API of Lambda: where the runtime inside a function fetches its events and puts its answers.

Source: AWS Lambda runtime API, version 2018-06-01 (next invocation, response, error, initialisation error).
"""

import json
import queue
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

VERSION = "/2018-06-01/runtime"
RULES = Map(
    [
        Rule(f"{VERSION}/invocation/next", methods=["GET"], endpoint="next"),
        Rule(f"{VERSION}/invocation/<request>/response", methods=["POST"], endpoint="response"),
        Rule(f"{VERSION}/invocation/<request>/error", methods=["POST"], endpoint="error"),
        Rule(f"{VERSION}/init/error", methods=["POST"], endpoint="init error"),
    ]
)


@dataclass(frozen=True)
class Said:
    """What the runtime reported. `what`: response | error | init error | gone (by the test, when the process ended)."""

    what: str
    answer: Any = None


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


class RuntimeApi:
    """One for each copy of a function. `ready` is set when the runtime asks for its first event."""

    def __init__(self, arn: str) -> None:
        self.ready, self.said = threading.Event(), queue.SimpleQueue[Said]()
        self._arn, self._events = arn, queue.SimpleQueue[tuple[Any, float] | None]()
        self._server = make_server("127.0.0.1", 0, self._wsgi, threaded=True, request_handler=_Quiet)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="runtime-api").start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def give(self, event: Any, seconds: float) -> None:
        """The next invocation, which has to be over after `seconds`."""
        self._events.put((event, time.time() + seconds))

    def close(self) -> None:
        self._events.put(None)
        self._server.shutdown()
        self._server.server_close()

    def _wsgi(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            endpoint, _ = RULES.bind_to_environ(environ).match()
        except HTTPException as error:
            return error.get_response()(environ, start_response)
        body = request.get_data()
        if endpoint == "next":
            return self._next()(environ, start_response)
        self.said.put(Said(endpoint, json.loads(body)))
        return Response(status=202)(environ, start_response)

    def _next(self) -> Response:
        self.ready.set()
        waiting = self._events.get()
        if waiting is None:
            return Response(status=410)
        event, deadline = waiting
        headers = {
            "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(int(deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self._arn,
            "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
        }
        return Response(json.dumps(event), headers=headers, mimetype="application/json")
