"""Many open event streams, in a process of their own: when each of them was told something.

`python -m tests.bench.web.listeners < crowd`: `{"port", "host", "cookies", "path"}` as a line of JSON, a stream for
each cookie. It prints how many are open. For each line `[N, FIRST, END]` that it is sent it prints, as soon as all of
those streams have had N events (or after a while), the moment of each one's last event as JSON, on the clock that all
processes of a machine have.
"""

import asyncio
import json
import sys
import time
from functools import partial

import uvloop

from tests.bench.web.server import raise_files

PATIENCE = 20.0
LONGEST_LINE = 2**24  # the cookies of everybody


class Stream(asyncio.Protocol):
    """Counts what begins with `event:`, and notes when the last one came."""

    def __init__(self, head: bytes) -> None:
        self._head, self._rest = head, b""
        self.open, self.events, self.at = False, 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self._head)  # type: ignore[attr-defined]  # it is one that can be written to

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        *lines, self._rest = (self._rest + data).split(b"\n")
        self.open = self.open or any(line.startswith(b"retry:") for line in lines)
        if told := sum(line.startswith(b"event:") for line in lines):
            self.events, self.at = self.events + told, now


def _same(made: Stream) -> Stream:
    return made


async def _until(streams: list[Stream], events: int) -> None:
    until = time.monotonic() + PATIENCE
    while any(not each.open or each.events < events for each in streams) and time.monotonic() < until:
        await asyncio.sleep(0.01)


async def main() -> None:
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(LONGEST_LINE)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    asked = json.loads(await lines.readline())
    streams = list[Stream]()
    for cookie in asked["cookies"]:
        head = f"GET {asked['path']} HTTP/1.1\r\nHost: {asked['host']}\r\nCookie: {cookie}\r\n\r\n"
        made = Stream(head.encode())
        await loop.create_connection(partial(_same, made), "127.0.0.1", asked["port"])
        streams.append(made)
    await _until(streams, 0)
    print(sum(each.open for each in streams), flush=True)
    while line := await lines.readline():
        events, first, end = json.loads(line)
        await _until(streams[first:end], events)
        print(json.dumps([each.at for each in streams[first:end] if each.events >= events]), flush=True)


if __name__ == "__main__":
    raise_files()
    uvloop.run(main())
