"""1,000 updates of a bot a minute at its webhook, while 10,000 songs are on their way on the same machine.

`runtrack web` takes them in a process of its own, the load is a second one, and this one does what the daemon does
beside them: it acts on what has come each ten seconds, and makes everybody's ticks each minute. Nobody waits for
another's end: how long an answer took is counted from the moment at which its update was due.
"""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.adapters.telegram_hook import HEADER, secret_of
from sync.core.inbound import Acted, Inbound
from sync.engine.asks.chats import joined
from sync.engine.asks.sessions import begin_session
from sync.engine.receiving import work_off
from sync.engine.tick import tick
from sync.sim.delivery import Delivery
from sync.sim.messenger import SimMessenger
from tests.bench.children import environ
from tests.bench.figures import Figure
from tests.bench.song_machine import ALL, Machine
from tests.bench.web.load import Job
from tests.bench.web.loading import at, p95, under_load
from tests.bench.web.server import HOST, serving
from tests.support.messages import MessageWorld
from tests.support.world import closed_port

PART = "webhook"
A_MINUTE, SECONDS, CONNECTIONS = 1_000, 120.0, 8
LIMIT, WINDOW = 100.0, 10.0
LISTEN, TURN = 10.0, 60.0
"""Seconds between two looks at what has come, and between two ticks, as the daemon makes them."""
SECRET = "app-secret-of-a-bench"
MESSENGER = {"MESSENGER_PAGE_TOKEN": "t", "MESSENGER_APP_SECRET": SECRET, "MESSENGER_VERIFY_TOKEN": "v"}


Deliveries = Callable[[MessageWorld, Sequence[str], int], list[Delivery]]


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Of Telegram's, all the way; of Facebook Messenger's, how soon it is answered."""
    figures = list[Figure]()
    for name, deliveries in (("telegram", _telegram), ("messenger", _messenger)):
        where = folder / name
        where.mkdir()
        figures += _measured(where, name, deliveries, 3.0 if quick else SECONDS, 2_000 if quick else ALL)
    return figures


def _measured(folder: Path, name: str, deliveries: Deliveries, seconds: float, songs: int) -> list[Figure]:
    how: dict[str, Any] = {"APP_URL": f"https://{HOST}", "RUNTRACK_WEB": "off", **MESSENGER}
    with MessageWorld(folder, login=False, start=datetime.now(UTC), **how) as world:
        machine = Machine(world, songs)
        people = [one for one in machine.plays.told if one.startswith("other")]
        for number, person in enumerate(people):  # each has begun with the bot
            world.telegram.begun.add(_chat(number))
            joined(world.store, person, "telegram", str(_chat(number)), world.now)
        begin_session(world.store, people[0], "s" * 43, "", world.now)  # or nobody could sign in, and nothing be served
        some = deliveries(world, people, int(A_MINUTE * seconds / 60))
        posts = [(one.headers, one.body.decode()) for one in some]
        port = closed_port()
        arguments = ("-m", "sync.entrypoints", "web", "--port", str(port))
        with serving(arguments, port, folder, environ(world)) as server, ThreadPoolExecutor(1) as pool:
            before = server.cpu
            job = Job(port, [""] * CONNECTIONS, [f"/api/hooks/{name}"], A_MINUTE / 60, seconds, posts=posts)
            seen = pool.submit(under_load, job)
            beside = _beside(machine, people, seen.done)
            return _figures(world, name, seen.result(), beside, server.cpu - before, songs)


def _beside(machine: Machine, people: Sequence[str], over: Callable[[], bool]) -> tuple[float, list[float]]:
    """Seconds of processor time for all that came, and of each minute's ticks."""
    acted, ticked, begun = 0.0, list[float](), time.monotonic()
    while True:
        last, next_look, now = over(), time.monotonic() + LISTEN, datetime.now(UTC)
        used = time.process_time()
        work_off(machine.app, now, _plenty)
        acted += time.process_time() - used
        if time.monotonic() - begun >= TURN * len(ticked):
            used = time.process_time()
            for one in people:
                tick(machine.app, one, now, _plenty)
            ticked.append(time.process_time() - used)
        if last:
            return acted, ticked
        while time.monotonic() < next_look and not over():
            time.sleep(0.1)


def _plenty() -> float:
    return 50.0


def _figures(
    world: MessageWorld, name: str, seen: Any, beside: tuple[float, list[float]], cpu: float, songs: int
) -> list[Figure]:
    took, many = [answer[2] for answer in seen["answers"]], sum(seen["statuses"].values())
    refused = sum(count for status, count in seen["statuses"].items() if int(status) != 200) + seen["unanswered"]
    pieces = defaultdict[int, list[float]](list)
    for due, _, one, _ in seen["answers"]:
        pieces[int(due / WINDOW)].append(one)
    least = min(p95(piece) for piece in pieces.values())
    about = f"{A_MINUTE:,} updates a minute, {many:,} in all, {songs:,} songs on their way, ticks and answers beside it"
    kept = world.store.all(Inbound)
    waits = sum(one.acted is not Acted.DONE for one in kept) if name == "telegram" else 0  # the others are strangers
    acted, ticked = beside
    return [
        Figure(PART, f"{name}: p95", p95(took), "ms", LIMIT, least, len(pieces), about),
        Figure(PART, f"{name}: p50", statistics.median(took), "ms"),
        Figure(PART, f"{name}: p99", at(took, 0.99), "ms"),
        Figure(PART, f"{name}: refused or not answered", refused, "updates", 0),
        Figure(PART, f"{name}: not kept once, or not acted on", abs(many - len(kept)) + waits, "updates", 0),
        Figure(PART, f"{name}: the server's processor time of an update", cpu * 1000 / many, "ms CPU"),
        Figure(PART, f"{name}: acting on 1,000 updates, with their answers", acted * 1_000_000 / many, "ms CPU"),
        Figure(PART, f"{name}: a minute's ticks per 1,000 songs", min(ticked) * 1_000_000 / songs, "ms CPU"),
    ]


def _telegram(world: MessageWorld, people: Sequence[str], many: int) -> list[Delivery]:
    """Half of them press "not for me" under a song, the others ask for what they sent, or for their friends."""
    headers = {"Content-Type": "application/json", HEADER: secret_of(world.telegram.token)}
    return [
        Delivery(json.dumps({"update_id": 5_000 + number, **_does(number, number % len(people))}).encode(), headers)
        for number in range(many)
    ]


def _does(number: int, person: int) -> dict[str, Any]:
    sender = {"id": _chat(person), "is_bot": False, "first_name": f"Runner {person}", "language_code": "en"}
    chat = {"id": _chat(person), "type": "private"}
    message = {"message_id": number + 1, "date": int(time.time()), "chat": chat}
    if number % 2:
        song = f"n:{number // 2 % 100:04x}"
        press = {"id": str(number), "from": sender, "chat_instance": "1", "data": song, "message": message}
        return {"callback_query": press}
    words = "/friends" if number % 4 else "/songs"
    command = {"type": "bot_command", "offset": 0, "length": len(words)}
    return {"message": {**message, "from": sender, "text": words, "entities": [command]}}


def _messenger(world: MessageWorld, people: Sequence[str], many: int) -> list[Delivery]:
    """People whom nobody knows here."""
    sim = SimMessenger(world.clock.now, app_secret=SECRET)
    return [sim.writes(str(_chat(number % len(people))), "songs") for number in range(many)]


def _chat(number: int) -> int:
    return 70_000 + number
