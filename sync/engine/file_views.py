"""The files of a user's folder as they can be seen: what became of each, and which runs it holds."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sync.app import App
from sync.core.activity import Activity
from sync.core.folder import Fate, FolderIndex, SeenFile
from sync.core.folder_names import shown
from sync.core.key import Key

SOURCE = "folder"


@dataclass(frozen=True, slots=True)
class FileView:
    """A file by its path in the folder; `why`: its fate in words, "" of one that is a run; `runs`: the rows of its
    recordings that the ledger has."""

    name: str
    fate: Fate
    why: str
    runs: tuple[Activity, ...]


def files(app: App, user: str) -> list[FileView]:
    """Every file of the folder that is looked at, by name; none where there is no folder."""
    index = app.store.load(FolderIndex, user)
    return [] if index is None else [_view(app, user, one) for one in index.files]


def files_named(app: App, user: str, asked: str) -> list[FileView]:
    """The files that a person means by a path in the folder, or by its last part."""
    index, asked = app.store.load(FolderIndex, user), asked.strip()
    if index is None or not asked:
        return []
    names = [(one, shown(one.name)) for one in index.files]
    meant = [one for one, name in names if name == asked] or [one for one, name in names if name.endswith(f"/{asked}")]
    return [_view(app, user, one) for one in meant]


def counts(app: App, user: str) -> Mapping[Fate, int] | None:
    """How many files met which fate; None where no folder was ever looked at."""
    index = app.store.load(FolderIndex, user)
    return None if index is None else Counter(one.fate for one in index.files)


def _view(app: App, user: str, one: SeenFile) -> FileView:
    found = (app.store.activity(Key(user, SOURCE, each.id)) for each in one.recordings)
    why = f"the same recording as {shown(one.why)}" if one.fate is Fate.COPY else one.why
    return FileView(shown(one.name), one.fate, why, tuple(row for row in found if row is not None))
