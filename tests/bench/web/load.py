"""The load, in a process of its own: so many requests a second whatever becomes of them (open loop).

Each person has a connection that stays open, and each request a moment at which it is due; how long it took is counted
from that moment. So a server that stands still for a second is charged with everybody who would have asked meanwhile.

`python -m tests.bench.web.load < job`: what is asked (`Job`) as JSON; prints what it saw (`Seen`) as JSON.
"""

import asyncio
import gc
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import cast

import uvloop

from tests.bench.web.server import HOST, raise_files

SETTLE = 1.0
"""Seconds between the last connection and the first request."""
PATIENCE = 30.0
"""Seconds that the last answers have."""


@dataclass(frozen=True)
class Job:
    """`cookies`: one for each connection, "" for who is no browser. `paths`: what is asked for, as often as it stands
    there; `posts`: instead, headers and body of what is brought to the first of them, each once and in this order."""

    port: int
    cookies: list[str]
    paths: list[str]
    rate: float
    seconds: float
    seed: int = 7
    posts: list[tuple[dict[str, str], str]] = field(default_factory=list)


@dataclass
class Seen:
    """`answers`: (when it was due, in seconds from the beginning; which path; ms until its last byte; ms by which the
    load was late itself). `statuses`: how many of which."""

    answers: list[tuple[float, int, float, float]] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0
    bytes: int = 0


class Connection(asyncio.Protocol):
    """One browser's: a request at a time, the others wait behind it, and their clock runs."""

    def __init__(self, cookie: str, seen: Seen) -> None:
        packing = "Accept-Encoding: gzip, deflate, br\r\n"
        browsers = f"Cookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\n{packing}" if cookie else ""
        self._head = f"Host: {HOST}\r\n{browsers}Accept: */*\r\n".encode()
        self._seen, self._waiting = seen, list[tuple[float, float, int, bytes]]()
        self._asked: tuple[float, float, int, float] | None = None
        self._got, self._whole = bytearray(), 0
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass of it

    def ask(self, due: float, at: float, number: int, asked: bytes) -> None:
        """`due`: on the clock; `at`: in seconds from the beginning."""
        if self._asked is not None:
            self._waiting.append((due, at, number, asked))
            return
        late = (time.perf_counter() - due) * 1000
        self._asked = due, at, number, late
        line, _, rest = asked.partition(b"\r\n")
        self._transport.write(line + b"\r\n" + self._head + rest)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if not self._whole:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._got[:end]).lower()
            status = int(head[9:12])
            begin = head.find(b"\r\ncontent-length: ")
            length = int(head[begin + 18 :].partition(b"\r\n")[0]) if begin >= 0 and status != 304 else 0
            self._whole = end + 4 + length
            self._seen.statuses[status] = self._seen.statuses.get(status, 0) + 1
        if len(self._got) < self._whole or self._asked is None:
            return
        due, at, number, late = self._asked
        self._seen.answers.append((at, number, (time.perf_counter() - due) * 1000, late))
        self._seen.bytes += len(self._got)
        self._got, self._whole, self._asked = bytearray(), 0, None
        if self._waiting:
            self.ask(*self._waiting.pop(0))


async def work(job: Job) -> Seen:
    """Everybody connects; then the requests go out when they are due, round and round through the people."""
    seen, loop, dice = Seen(), asyncio.get_running_loop(), random.Random(job.seed)
    browsers = list[Connection]()
    for cookie in job.cookies:
        _, made = await loop.create_connection(lambda c=cookie: Connection(c, seen), "127.0.0.1", job.port)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        browsers.append(made)
    dice.shuffle(browsers)
    await asyncio.sleep(SETTLE)
    gc.disable()
    many, begun = int(job.rate * job.seconds), time.perf_counter()
    for turn in range(many):
        at = turn / job.rate
        if (early := begun + at - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        number = dice.randrange(len(job.paths))
        browsers[turn % len(browsers)].ask(begun + at, at, number, _asked(job, number, turn))
    until = time.perf_counter() + PATIENCE
    while len(seen.answers) < many and time.perf_counter() < until:
        await asyncio.sleep(0.05)
    seen.unanswered = many - len(seen.answers)
    return seen


def _asked(job: Job, number: int, turn: int) -> bytes:
    """A request but for what each connection says of itself behind the first line."""
    if not job.posts:
        return f"GET {job.paths[number]} HTTP/1.1\r\n\r\n".encode()
    headers, text = job.posts[turn % len(job.posts)]
    body = text.encode()
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {job.paths[number]} HTTP/1.1\r\n{told}Content-Length: {len(body)}\r\n\r\n".encode() + body


if __name__ == "__main__":
    raise_files()
    print(json.dumps(asdict(uvloop.run(work(Job(**json.load(sys.stdin)))))))
