"""A folder looked at minute by minute, with nothing around it but a store."""

from datetime import datetime, timedelta
from pathlib import Path

from sync.adapters.folder import Folder
from sync.core.diff import Listed, Page
from sync.core.folder import FolderIndex, SeenFile
from sync.stores.sqlite import SqliteStore

ME = "me"


class Looks:
    """`now`: of the next look."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.runs, self.now = folder / "runs", now
        self.runs.mkdir(exist_ok=True)
        self.store = SqliteStore(":memory:", sleep=lambda _: None)
        self.folder = Folder(lambda _: self.runs, self.store)

    def put(self, name: str, data: bytes) -> Path:
        path = self.runs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def look(self, times: int = 1) -> Page[Listed]:
        """The list after so many looks, each a minute behind the one before."""
        for _ in range(times):
            page = self.folder.for_user(ME, self.now).recent(1000)
            self.now += timedelta(minutes=1)
        return page

    def fates(self) -> dict[str, SeenFile]:
        index = self.store.load(FolderIndex, ME)
        return {one.name: one for one in index.files} if index is not None else {}

    def restart(self) -> None:
        """Another process, with the same store."""
        self.folder = Folder(lambda _: self.runs, self.store)
