"""Archives for tests: what is kept of a person in either kind of place, out to a zip and back."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sync.adapters.archive_zip import ArchiveFile, write
from sync.app import App
from sync.core.archive import forms
from sync.core.document_kinds import KINDS, Whose
from sync.engine.asks.export import export
from sync.engine.asks.import_archive import Brought, import_archive
from sync.engine.asks.own_documents import own_documents
from sync.ports import Files, Store
from sync.stores.files import FolderFiles
from sync.stores.sqlite import SqliteStore
from tests.support.contract import dynamo, s3

ALWAYS = datetime.max.replace(tzinfo=UTC)
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    """Rows and files in one place: all of the app that archives need."""

    store: Store
    files: Files

    @property
    def app(self) -> App:
        return cast(App, self)

    @property
    def music(self) -> tuple[()]:
        return ()

    def everything(self, user: str) -> dict[str, Any]:
        """What an archive should bring back, by what it is, versions aside."""
        documents = {
            kind.name: sorted((replace(one, version=0) for one in own_documents(self.store, kind.of, user)), key=str)
            for kind in KINDS
            if kind.whose is Whose.USER and kind.in_export
        }
        runs = sorted((replace(run, version=0) for run in self.store.every_run(user)), key=lambda run: run.key)
        files = {
            name: self.files.get(name)
            for folder in forms.FOLDERS
            for name in self.files.older_than(f"{folder}/{user}", ALWAYS)
        }
        return documents | {"runs": runs, "plays": list(self.store.every_play(user)), "files": files}


@contextmanager
def on_disk(folder: Path) -> Iterator[Kept]:
    store = SqliteStore(folder / "runtrack.sqlite", sleep=lambda _: None)
    yield Kept(store, FolderFiles(folder / "files"))
    store.close()


@contextmanager
def on_aws(folder: Path) -> Iterator[Kept]:
    store = dynamo.opened(folder)
    with s3.bucket(f"{dynamo.prefix_of(folder)}files") as files:
        yield Kept(store, files)
    store.close()


PLACES = {"sqlite": on_disk, "dynamodb": on_aws}


def packed(kept: Kept, user: str = "me") -> bytes:
    """The archive of a user."""
    stream = io.BytesIO()
    write(export(kept.app, user, NOW, "runtrack test"), stream, NOW)
    return stream.getvalue()


def brought(kept: Kept, path: Path, archive: bytes | None = None, *, user: str = "me") -> Brought:
    """What an import of these bytes, or of the file as it is, did."""
    if archive is not None:
        path.write_bytes(archive)
    with ArchiveFile(path) as file:
        return import_archive(kept.app, user, file, NOW)


def lines_in(archive: bytes) -> dict[str, list[Any]]:
    """The lines of an archive by file."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        names = [name for name in file.namelist() if name.endswith(".jsonl")]
        return {name: [json.loads(line) for line in file.read(name).split(b"\n") if line] for name in names}


def changed(archive: bytes, *, without: str = "", **entries: bytes) -> bytes:
    """The archive with other entries; `__` in a name is a dot."""
    given: Mapping[str, bytes] = {name.replace("__", "."): data for name, data in entries.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != without and name not in given:
                new.writestr(name, old.read(name))
        for name, data in given.items():
            new.writestr(name, data)
    return made.getvalue()
