"""Worlds without sockets, which tick some hundred times a second: the real product, libraries and stores.

Time passes while a request is not answered, and a tick has as much of it left as on a real machine. SQLite's files lie
in memory where the system has such a folder: no test here cuts the power.
"""

from collections.abc import Callable
from pathlib import Path

from sync.engine.report import Report
from sync.engine.tick import tick
from tests.support.engine.dynamo_world import DynamoMusicWorld, DynamoWorld
from tests.support.engine.two_friends import ANNA
from tests.support.engine.watched import WatchedMusicWorld, WatchedWorld
from tests.support.folders import FolderWorld
from tests.support.messages import MessageWorld

MEMORY = Path("/dev/shm")
TICK_SECONDS = 50.0


class InProcess(WatchedWorld):
    """What is different about such a world; goes before the world's own class."""

    over_sockets = False

    def tick(self, *, time_left: Callable[[], float] | None = None) -> Report:
        begun = self.now
        return super().tick(time_left=time_left or (lambda: TICK_SECONDS - (self.now - begun).total_seconds()))


class SwiftWorld(InProcess):
    """With rows in SQLite."""


class SwiftFolderWorld(InProcess, FolderWorld):
    """With a folder beside the watch's account, and rows in SQLite."""


class SwiftMusicWorld(InProcess, WatchedMusicWorld):
    """With music, and rows in SQLite."""


class SwiftSongWorld(InProcess, WatchedMusicWorld, MessageWorld):
    """With music and a messenger, and rows in SQLite; a tick is one of each who sends songs to the other."""

    def tick(self, *, time_left: Callable[[], float] | None = None) -> Report:
        report = super().tick(time_left=time_left)
        tick(self.wired.app, ANNA, self.now, lambda: TICK_SECONDS)
        return report


class SwiftDynamoWorld(InProcess, DynamoWorld):
    """With rows in DynamoDB and files in S3."""


class SwiftDynamoMusicWorld(SwiftMusicWorld, DynamoMusicWorld):
    """With music, rows in DynamoDB and files in S3."""
