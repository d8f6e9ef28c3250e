"""The event streams: what changes is told once, to whom it belongs, whoever changed it; and they end when they must."""

import asyncio
import json
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from sync.core.user import Connection, User
from sync.engine.changes import Change
from sync.entrypoints.api import streams as module
from sync.entrypoints.api.streams import WAITING, Stream, Streams
from sync.sim.athlete import run
from tests.support.contract.values import play
from tests.support.entrypoints import processes
from tests.support.entrypoints.web import site_of
from tests.support.world import DAY, HOUR, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path) as world:
        world.store.put(User("me", world.now - DAY))
        world.store.put(User("anna", world.now))
        yield world


def going(world: World, work: Callable[[Streams], Awaitable[None]]) -> None:
    """With the streams of a server on this world's database, in an event loop."""

    async def within() -> None:
        with site_of(world) as site:
            streams = Streams(site)
            try:
                await asyncio.wait_for(work(streams), 20)
            finally:
                streams.close()

    asyncio.run(within())


async def joined(streams: Streams, user: str, last: str = "") -> Stream:
    """A stream whose first look is over."""
    stream = streams.join(user, last)
    assert stream is not None
    while user not in streams._seen:
        await asyncio.sleep(0.01)
    return stream


async def told(stream: Stream) -> tuple[str, str, dict[str, str]]:
    event = await stream.get()
    assert event is not None
    id, kind, data, *rest = event.decode().split("\n")
    assert rest == ["", ""]
    return id.removeprefix("id: "), kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_tick_elsewhere_and_what_it_did_are_told_to_whom_they_belong(world: World) -> None:
    async def work(streams: Streams) -> None:
        stream, annas = await joined(streams, "me"), await joined(streams, "anna")
        world.garmin.add(run(900000001, world.now - HOUR))
        await asyncio.to_thread(world.ticks, 1)
        seen = set[tuple[str, str | None]]()
        while not {("tick", None), ("run", "900000001")} <= seen:
            _, kind, what = await told(stream)
            seen.add((kind, what.get("id")))
        assert annas.empty()

    going(world, work)


def test_a_play_and_a_connection_are_told_and_no_name_breaks_out_of_its_line(world: World) -> None:
    async def work(streams: Streams) -> None:
        stream = await joined(streams, "me")
        world.store.put(Connection("me", "listenbrainz", "v2.sealed"))
        assert (await told(stream))[1:] == ("connection", {"service": "listenbrainz", "state": "connected"})
        hostile = "x\n\nevent: tick\rdata: \u2028"
        world.store.add_plays([play(world.now, title=hostile)])
        _, kind, what = await told(stream)
        assert (kind, what["title"], what["source"]) == ("play", hostile, "spotify")

    going(world, work)


def test_who_comes_back_is_told_what_was_missed_or_to_look_again(world: World) -> None:
    async def work(streams: Streams) -> None:
        stream, other = await joined(streams, "me"), await joined(streams, "me")
        for service in ("lastfm", "listenbrainz"):
            world.store.put(Connection("me", service, "v2.sealed"))
            await told(stream)
        first = (await told(other))[0]
        streams.leave("me", other)
        back = await joined(streams, "me", first)
        assert (await told(back))[2]["service"] == "listenbrainz"
        for unknown in ("x", "0-1", f"{first.partition('-')[0]}-999", f"{first}9999999999999999", "-", f"{first}\n"):
            again = await joined(streams, "me", unknown)
            assert (await told(again))[1] == "again", unknown
        assert (await joined(streams, "anna", first)).empty()

    going(world, work)


def test_one_that_falls_behind_is_ended_and_holds_up_nobody(world: World) -> None:
    async def work(streams: Streams) -> None:
        slow = await joined(streams, "me")
        for number in range(WAITING + 1):
            streams.tell("me", [Change("run", {"id": f"{number}"})])
        events = [slow.get_nowait() for _ in range(slow.qsize())]
        assert events[-1] is None

    going(world, work)


def test_there_are_only_so_many_and_all_end_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)

    async def work(streams: Streams) -> None:
        first, second = await joined(streams, "me"), await joined(streams, "anna")
        assert streams.join("me", "") is None
        streams.close()
        assert (await first.get(), await second.get()) == (None, None)
        streams.leave("me", first)
        assert streams.join("me", "") is None

    going(world, work)


def test_a_server_with_a_hundred_streams_open_is_gone_within_five_seconds(world: World) -> None:
    with processes.start(world, "web", "--port", "0") as process:
        opened = list[socket.socket]()
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().rpartition(":")[2])
            for _ in range(100):
                one = socket.create_connection(("127.0.0.1", port), timeout=5)
                one.sendall(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                opened.append(one)
            assert all(b"200 OK" in one.recv(4096) for one in opened)
            process.send_signal(signal.SIGTERM)
            assert process.wait(5) == -signal.SIGTERM
        finally:
            process.kill()
            for one in opened:
                one.close()
        _, _, err = processes.finished(process)
    assert "Traceback" not in err
    assert "exceeded" not in err
