"""The files of a user's folder as they can be seen: what became of each, and which runs it holds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sync.app import App
from sync.core.activity import Activity
from sync.core.folder import Fate, FolderIndex, SeenFile
from sync.core.folder_names import shown
from sync.core.key import Key
from sync.core.user import Backfill, BackfillPhase, User

SOURCE = "folder"
BEING_TAKEN = "the backfill that is under way takes what is from before the since-date"


@dataclass(frozen=True, slots=True)
class Older:
    """Runs of a file that are not taken by themselves, being from before the since-date. `first`: when the first of
    them began; `alone`: whether the file holds nothing else."""

    count: int
    first: datetime
    since: datetime
    alone: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """A file by its path in the folder; `why`: its fate in words, "" of one that is a run; `runs`: the rows of its
    recordings that the ledger has; `older`: those that it lacks, and that are only taken when they are asked for."""

    name: str
    fate: Fate
    why: str
    runs: tuple[Activity, ...]
    older: Older | None = None


def files(app: App, user: str) -> list[FileView]:
    """Every file of the folder that is looked at, by name; none where there is no folder."""
    index = app.store.load(FolderIndex, user)
    return [] if index is None else _views(app, user, index.files)


def files_named(app: App, user: str, asked: str) -> list[FileView]:
    """The files that a person means by a path in the folder, or by its last part."""
    index, asked = app.store.load(FolderIndex, user), asked.strip()
    if index is None or not asked:
        return []
    names = [(one, shown(one.name)) for one in index.files]
    meant = [one for one, name in names if name == asked] or [one for one, name in names if name.endswith(f"/{asked}")]
    return _views(app, user, meant)


def counts(app: App, user: str) -> Mapping[Fate, int] | None:
    """How many files met which fate; None where no folder was ever looked at."""
    index = app.store.load(FolderIndex, user)
    return None if index is None else Counter(one.fate for one in index.files)


def _views(app: App, user: str, seen: Sequence[SeenFile]) -> list[FileView]:
    known, job = app.store.load(User, user), app.store.load(Backfill, user)
    asked = job.since if job is not None and job.phase is not BackfillPhase.DONE else None
    return [_view(app, user, one, known.since if known is not None else None, asked) for one in seen]


def _view(app: App, user: str, one: SeenFile, since: datetime | None, asked: datetime | None) -> FileView:
    """`since`: the since-date; `asked`: from when on a backfill that is under way takes what there is."""
    rows = [app.store.activity(Key(user, SOURCE, each.id)) for each in one.recordings]
    before = [
        each.start
        for each, row in zip(one.recordings, rows, strict=True)
        if row is None and since is not None and each.start < since
    ]
    left = [start for start in before if asked is None or start < asked]
    why = (
        f"the same recording as {shown(one.why)}" if one.fate is Fate.COPY else one.why,
        BEING_TAKEN if len(left) < len(before) else "",
    )
    older = Older(len(left), min(left), since, len(rows) == 1) if left and since is not None else None
    runs = tuple(row for row in rows if row is not None)
    return FileView(shown(one.name), one.fate, "; ".join(filter(None, why)), runs, older)
