"""No secret in any log line, error, status or file. Every cell of the fault matrix is searched in the same way."""

import base64
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from sync.adapters.tokens import Bundle
from sync.core.activity import State
from sync.core.diff import Listed, Page
from sync.core.original import Original
from sync.core.user import Connection
from sync.ports import ActivitySource
from sync.sim.athlete import run
from sync.wiring import ME
from tests.support.engine.secret_watch import leaks, listening, secrets_of
from tests.support.engine.sources import wrapped
from tests.support.music import MusicWorld
from tests.support.world import DAY, HOUR, MINUTE, World

OVER_SOCKETS = True

RUN = 900000001


class TalkativeSource:
    """Garmin, with a bug of ours whose message shows the values it was working with."""

    name = "garmin"

    def __init__(self, inner: ActivitySource, *values: object) -> None:
        self._inner, self._values = inner, values

    def recent(self, limit: int, start: int = 0, since: date | None = None) -> Page[Listed]:
        return self._inner.recent(limit, start, since)

    def original(self, id: str) -> tuple[Original, ...]:
        raise RuntimeError(*self._values)

    def keep_alive(self) -> None:
        self._inner.keep_alive()


def test_a_long_history_with_many_tokens_shows_none_of_them(tmp_path: Path) -> None:
    with listening() as heard, World(tmp_path, seconds=10) as world:
        world.strava.rotate = True
        for number in range(5):
            world.garmin.add(run(RUN + number, world.now - HOUR, km=1, every=20))
            world.until_quiet()
            world.clock.advance(DAY.total_seconds())
        world.garmin.revoke_all()
        world.strava.revoke_all()
        world.garmin.add(run(RUN + 9, world.now - HOUR, km=1, every=20))
        reports = world.ticks(3)
        heard.texts["the reports"] = repr(reports)
        assert "GET /activitylist-service" in heard.log  # the libraries are heard as well
        assert '"event": "moved"' in heard.log
        assert len(secrets_of(world)) > 20
        assert leaks(world, heard) == []


def test_a_long_soundtrack_with_many_tokens_shows_none_of_them(tmp_path: Path) -> None:
    with listening() as heard, MusicWorld(tmp_path, seconds=10) as world:
        world.spotify.rotates = True
        world.connect("spotify", "listenbrainz", "lastfm")
        for number in range(4):
            world.garmin.add(run(RUN + number, world.now - HOUR, km=1, every=20))
            world.plays(world.now - 2 * HOUR, HOUR, "spotify", "listenbrainz", "lastfm")
            world.ticks(4, every=20 * MINUTE)
            world.clock.advance(DAY.total_seconds() / 2)
        world.spotify.revoke()
        world.lastfm.inject("recent", "500")
        world.listenbrainz.inject("listens", "401")
        heard.texts["the reports"] = repr(world.ticks(3, every=HOUR))
        assert "httpcore2" not in heard.log  # it would log addresses and headers, and Last.fm's key is in an address
        assert len(secrets_of(world)) > 30
        assert leaks(world, heard) == []


def test_a_bug_whose_message_shows_what_it_worked_with_shows_no_secret(tmp_path: Path) -> None:
    with listening() as heard, World(tmp_path, seconds=10) as world:
        world.has_bugs = True
        wired = world.wired
        keepers = (wired.keepers["garmin"], wired.keepers["strava"])
        bundles: list[Bundle] = [keeper.usable(ME, world.now) for keeper in keepers]
        values = (
            *bundles,
            *keepers,
            wired.settings,
            wired.settings.of_services["STRAVA_CLIENT_SECRET"],
            wired.app.sealer,
        )
        app = wrapped(wired.app, lambda source: TalkativeSource(source, *values))
        world.wired = replace(wired, app=app)
        world.garmin.add(run(RUN, world.now - HOUR, km=1, every=20))
        world.until_quiet()
        row = world.row(RUN)
        assert row.state is State.FAILED
        assert row.reason.startswith("bug in Runtrack: RuntimeError: (Bundle(")
        assert '"exception": "Traceback' in heard.log
        heard.texts["the values"] = repr(values)
        assert leaks(world, heard) == []


def test_tokens_in_the_database_are_sealed_and_open_only_with_the_key(tmp_path: Path) -> None:
    with listening() as heard, World(tmp_path, seconds=10) as world:
        world.tick()
        sealed = {connection.service: connection.sealed for connection in world.store.all(Connection, ME)}
        assert set(sealed) == {"garmin", "strava"}
        assert all(text.startswith("v2.") for text in sealed.values())
        opened = json.loads(world.wired.app.sealer.open(sealed["strava"], "connection", ME, "strava", "tokens"))
        assert opened["fields"]["refresh_token"] in world.strava.grants.issued
        assert leaks(world, heard) == []


def test_the_search_finds_a_secret_wherever_it_is_planted(tmp_path: Path) -> None:
    """The test of the test: a token in the log, a part of one in a file, the key among the compressed files."""
    with listening() as heard, World(tmp_path, seconds=10) as world:
        world.tick()
        assert leaks(world, heard) == []
        heard.stream.write(f"Authorization: Bearer {world.garmin.issued[0]}")
        (world.folder / "data" / "debug.txt").write_text(world.strava.grants.issued[0][3:37])
        world.wired.app.files.put("originals/me/1", world.wired.settings.key_file.read_bytes())
        assert leaks(world, heard) == ["token 0 in the log", "token 2 in debug.txt", "sealing key in 1.z"]


def test_the_key_file_is_private_and_not_beside_the_database(tmp_path: Path) -> None:
    with World(tmp_path, seconds=10) as world:
        settings = world.wired.settings
        assert settings.key_file.stat().st_mode & 0o777 == 0o600
        assert settings.database.stat().st_mode & 0o077 == 0
        assert settings.key_file.parent != settings.database.parent
        assert len(base64.urlsafe_b64decode(settings.key_file.read_text().strip() + "=")) == 32
