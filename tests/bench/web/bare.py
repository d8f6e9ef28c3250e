"""A server that only answers: for comparison, how soon this machine brings an answer of ours at its best.

`python -m tests.bench.web.bare PORT BYTES`; the same server program, without an application behind it.
"""

import logging
import sys
from typing import Any

import uvicorn

from sync.entrypoints.api.serve import BACKLOG, KEEP_ALIVE, listening


def main(port: int, size: int) -> None:
    body = b"x" * size
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    logging.disable()
    listener = listening("127.0.0.1", port)
    listener.listen(BACKLOG)
    print(port, flush=True)
    config = uvicorn.Config(answer, log_config=None, access_log=False, timeout_keep_alive=KEEP_ALIVE, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
