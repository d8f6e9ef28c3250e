"""Listens to every log line and looks into every file for secrets that must not be there."""

import io
import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sync.engine import views
from sync.entrypoints.cli.text import json_status, json_text, status_text
from sync.entrypoints.logs import JsonLine, TextLine
from sync.entrypoints.notices import on_one_machine
from sync.wiring import ME
from tests.support.engine.dynamo_world import DynamoWorld
from tests.support.music import MusicWorld
from tests.support.world import World

PIECE = 16
"""Characters: whatever shows twice as many of a secret in a row shows a whole piece of it."""


@dataclass
class Heard:
    """What was logged at DEBUG, in both of our formats. `texts`: what else was said, by its name."""

    stream: io.StringIO = field(default_factory=io.StringIO)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return self.stream.getvalue()


@contextmanager
def listening() -> Iterator[Heard]:
    """Every logger there is, the libraries' too, down to DEBUG."""
    heard = Heard()
    ours = [logging.StreamHandler(heard.stream) for _ in range(2)]
    loggers = [logging.root, logging.getLogger("runtrack")]  # a command run in this process may have quietened ours
    levels = [logger.level for logger in loggers]
    for handler, formatter in zip(ours, (JsonLine(), TextLine()), strict=True):
        handler.setFormatter(formatter)
        logging.root.addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for handler in ours:
            logging.root.removeHandler(handler)


def secrets_of(world: World) -> dict[str, str]:
    """Everything that must stay unseen, by what it is: all tokens ever handed out, and our own secrets."""
    tokens = [*world.garmin.issued, *world.strava.grants.issued]
    return {f"token {number}": token for number, token in enumerate(tokens)} | {
        "client secret": world.strava.client_secret,
        "password": world.garmin.password,
        "sealing key": world.wired.settings.key_file.read_text().strip(),
        **_music_secrets(world),
    }


def _music_secrets(world: World) -> dict[str, str]:
    if not isinstance(world, MusicWorld):
        return {}
    tokens = {f"music token {number}": token for number, token in enumerate(world.spotify.issued)}
    return tokens | {"Last.fm's key": world.lastfm.api_key, "ListenBrainz' token": world.listenbrainz.token}


def leaks(world: World, heard: Heard) -> list[str]:
    """Where which secret is to be seen: in the log, the rows, `status --json`, the database, the kept files."""
    places = {name: text.encode() for name, text in shown_of(world, heard).items()} | dict(files_of(world))
    found = []
    for name, secret in secrets_of(world).items():
        pieces = [secret[at : at + PIECE].encode() for at in range(0, len(secret) - PIECE + 1, PIECE)]
        for place, content in places.items():
            if any(piece in content for piece in pieces or [secret.encode()]):
                found.append(f"{name} in {place}")
    return found


def shown_of(world: World, heard: Heard) -> dict[str, str]:
    """Everything that is said to anybody, by where."""
    seen = views.status(world.wired.app, ME, world.now, tick_within=timedelta(minutes=5))
    rows = world.rows()
    return heard.texts | {
        "the log": heard.log,
        "the rows": repr(rows),
        "status": status_text.as_text(seen) + repr(seen),
        "status --json": json_status.status(seen, on_one_machine.words),
        "list --json": json_text.runs(rows),
        "the settings": repr(world.wired.settings),
        "the application": repr(world.wired),
    }


def files_of(world: World) -> Iterator[tuple[str, bytes]]:
    """All files but the key itself, the compressed ones opened; and what lies on AWS."""
    if isinstance(world, DynamoWorld):
        yield from world.stored().items()
    for path in sorted(world.folder.rglob("*")):
        if path.is_file() and path != world.wired.settings.key_file:
            data = path.read_bytes()
            yield path.name, zlib.decompress(data) if path.suffix == ".z" else data
