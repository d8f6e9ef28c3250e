"""What a song between friends costs on DynamoDB: requests and units, counted from what is asked and answered.

moto has no prices: the units are reckoned by their published rules (`aws_units`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.song_share import ENDS_AFTER, Sending, Share
from sync.core.user import Connection
from sync.engine.asks import send_song
from sync.engine.asks.users import add_user
from sync.engine.tick import tick
from sync.stores.dynamo_view import TickView
from tests.bench.aws_units import Used, used
from tests.bench.figures import Figure
from tests.bench.open_songs import MINUTE, Plays, befriend, played, song_number
from tests.support.contract import dynamo
from tests.support.music import MusicWorld

DYNAMO = "DynamoDB"


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Requests do not depend on how often they are counted."""
    figures, plays, prefix = list[Figure](), Plays(), dynamo.prefix_of(folder)
    indexes = {
        table["name"].replace("${local.prefix}", prefix): tuple(
            index["range_key"] for index in table.get("local_secondary_index", ())
        )
        for table in dynamo.resources().values()
    }
    with MusicWorld(folder, login=False) as world:
        store = TickView(dynamo.Shared(prefix, dynamodb=dynamo.enter(prefix), sleep=_no_sleep))
        app = replace(world.wired.app, store=store, music=(plays.source(),), catalogues=())
        now = world.now
        for name in ("anna", "ben"):
            add_user(app, name, now)
            store.put(Connection(name, "spotify", "sealed"))
        befriend(app, "anna", ["ben"], now)

        def ticked(minutes: int = 1) -> None:
            nonlocal now
            now += minutes * MINUTE
            store.begin("ben", now, (("strava", app.target_client),))
            try:
                tick(app, "ben", now, lambda: 50.0)
            finally:
                store.end()

        def note(what: str, work: Callable[[], object], about: str = "") -> None:
            with recorded(store) as requests:
                work()
            figures.extend(_units(what, used(requests, indexes), about))

        for _ in range(2):
            ticked()
        note("an idle tick, no open song", ticked)
        note("a song is sent", lambda: send_song.send(app, "anna", "ben", song_number(1), "50a5", now))
        for number in range(2, 10 if quick else 101):
            due, id = now + timedelta(days=1), f"{number:04x}"
            store.put(Share("ben", id, "anna", song_number(number), now, now + ENDS_AFTER, due=due))
        count = len(store.open_ones(Share, "ben"))
        store.remove(store.load(Share, "ben", "50a5") or Share("ben", "50a5", "", song_number(1), now, now))
        store.put(Sending("anna", "50a5", song_number(1), ("ben",), now).share_for("ben"))
        note(f"an idle tick, {count} open songs", ticked)
        now += 4 * MINUTE
        plays.told["ben"] = [played("ben", 77_000, now)]
        note(f"a tick, {count} open songs, a play of another song", lambda: ticked(5))
        plays.told["ben"].append(played("ben", 1, now + 4 * MINUTE))
        note("the tick that sees one of them", lambda: ticked(6))
        assert any(share.heard_at for share in store.all(Share, "ben"))
        share = store.all(Share, "ben")[3]
        store.put(replace(share, due=now))
        note("a look at one of them, in vain", ticked)
        store.close()
    return figures


def _units(what: str, asked: Used, about: str) -> Iterator[Figure]:
    told = f"{asked.reads} requests that read, {asked.writes} that write"
    yield Figure(DYNAMO, what, asked.read_units, "read units", about=told)
    yield Figure(DYNAMO, what, asked.write_units, "write units", about=about)


@contextmanager
def recorded(store: Any) -> Iterator[list[dict[str, Any]]]:
    """What is asked and answered, as `aws_units` takes it."""
    seen, client = list[dict[str, Any]](), store.tables._client
    events = client.meta.events
    asked: list[dict[str, Any]] = []

    def asks(params: dict[str, Any], model: Any, **_: Any) -> None:
        asked.append(params)

    def answers(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        seen.append({"service": "dynamodb", "operation": model.name, "asked": asked.pop(), "answer": parsed})

    events.register("provide-client-params.dynamodb", asks)
    events.register("after-call.dynamodb", answers)
    try:
        yield seen
    finally:
        events.unregister("provide-client-params.dynamodb", asks)
        events.unregister("after-call.dynamodb", answers)


def _no_sleep(seconds: float) -> None:
    """Nothing is waited for."""
