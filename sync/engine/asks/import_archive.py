"""Bring an archive's rows and files back: read through once and refused as a whole, then put where they are missing.

Safe to repeat and to be killed anywhere: what is there stays, what is missing is put, and a second import finishes what
the first one has begun. Files come before the rows that name them, and runs before the documents that say that they
are known. What becomes of a run that is there already, and differs: `core/archive/merging.py`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import batched
from typing import Any, Protocol

from sync.app import App
from sync.core.activity import Activity
from sync.core.annotation import STARTS_WITHIN
from sync.core.archive import forms
from sync.core.archive.merging import as_of, winner
from sync.core.archive.unusable import Unusable
from sync.core.archive.values import NotSuch, members
from sync.core.deleted import is_from_before
from sync.core.document_kinds import key_of
from sync.core.key import Key
from sync.core.music import Play
from sync.core.user import Connection, User
from sync.engine import derived, saving
from sync.engine.asks.changing import TRIES
from sync.engine.asks.delete import sweep
from sync.engine.asks.import_plays import wake
from sync.engine.asks.refusals import BeingChanged, Leaving, Refused
from sync.engine.capture import LONGEST_RUN
from sync.engine.context import TickContext
from sync.engine.deleted import find_note
from sync.ports import Conflict

AT_ONCE, FILES_AT_ONCE = 500, 20
NEVER = datetime.min.replace(tzinfo=UTC)
KNOWN = frozenset({forms.HEAD, forms.README, *(lines.name for lines in forms.ALL)})


class Archive(Protocol):
    """Where an archive is read from. Everything raises `Unusable`."""

    @property
    def names(self) -> Sequence[str]: ...

    def lines(self, name: str) -> Iterator[bytes]: ...

    def read(self, name: str) -> bytes: ...


class SomebodyElses(Refused):
    """The archive is of another account at the source than the user's."""

    def __init__(self, user: str) -> None:
        super().__init__(user)
        self.user = user


class WasDeleted(Refused):
    """The archive was made before the person was deleted here, at `at`."""

    def __init__(self, user: str, at: datetime) -> None:
        super().__init__(user)
        self.user, self.at = user, at


@dataclass(slots=True)
class Brought:
    """What has come back. `runs`, `plays`, `documents` and `files` were missing and are there now; `replaced` are runs
    of which the archive knew more, `kept` those that differ and stay as they are here."""

    runs: int = 0
    replaced: int = 0
    kept: int = 0
    plays: int = 0
    documents: int = 0
    files: int = 0


def whose(archive: Archive) -> str:
    """The user that the archive was made of. Raises `Unusable` for what is no archive, or of a newer version."""
    if forms.HEAD not in archive.names:
        raise Unusable(f"it is no archive of Runtrack: it has no {forms.HEAD}")
    head = _parsed(archive.read(forms.HEAD), forms.HEAD)
    if head.get("format") != forms.FORMAT or not isinstance(head.get("version"), int):
        raise Unusable(f"it is no archive of Runtrack: {forms.HEAD} says something else")
    if head["version"] > forms.VERSION:
        raise Unusable(
            f"it was made by a newer Runtrack (version {head['version']} of the format; this one knows {forms.VERSION})"
        )
    return str(head.get("user", ""))


def import_archive(app: App, user: str, archive: Archive, now: datetime, *, after_delete: bool = False) -> Brought:
    """Everything in it becomes this user's, whoever it was made of. `after_delete`: also when one of the two was
    deleted here since it was made. Raises `Unusable`, `SomebodyElses`, `WasDeleted` and `Leaving` before anything is
    changed; the last two also in the middle, when the person is deleted meanwhile: then nothing of it stays."""
    made_of = whose(archive)
    if not after_delete:
        _not_deleted_since(app, {made_of, user}, archive)
    _still_here(app, user, now)
    _read_through(app, user, archive)
    brought = Brought()
    for names in batched((name for name in archive.names if name not in KNOWN), FILES_AT_ONCE):
        _still_here(app, user, now)
        brought.files += sum(_file_put(app, forms.file_in(name, user), archive.read(name)) for name in names)
    fresh = list[Play]()
    for plays in batched(_plays(archive, user), AT_ONCE):
        _still_here(app, user, now)
        added = app.store.add_plays(plays)
        brought.plays += len(added)
        fresh += [play for play in added if play.played_at > now - STARTS_WITHIN]
    knowing = set[Key]()  # runs that come as the archive's plays have left them; older ones are not woken
    for runs in batched(_values(archive, forms.RUNS), AT_ONCE):
        _still_here(app, user, now)
        missing = _runs_put(app, [as_of(run, user) for run in runs], brought)
        knowing |= {run.key for run in missing if run.start > now - STARTS_WITHIN - LONGEST_RUN}
    for lines in forms.DOCUMENTS:
        _still_here(app, user, now)
        for document in _values(archive, lines):
            brought.documents += _document_put(app, _as_of(document, user))
    if fresh:
        wake(TickContext(app, user, now, lambda: 0.0), fresh, knowing=knowing)
    derived.ask_for_all(app, user)  # what is derived does not go out: it is made anew in the background
    _still_here(app, user, now)
    return brought


def _still_here(app: App, user: str, since: datetime) -> None:
    """A deletion that has begun `since` then wins: one that has ended has not seen what was put behind its back."""
    known = app.store.load(User, user)
    if known is not None and known.leaving is not None:
        raise Leaving(user)
    note = find_note(app.files, user)
    if note is not None and note.at > since:
        if is_from_before(note, known, app.store.all(Connection, user)):
            sweep(app, user, since)
            if known is not None:
                app.store.remove(known)
        raise WasDeleted(user, note.at)


def _not_deleted_since(app: App, names: Iterable[str], archive: Archive) -> None:
    """An archive that does not say when it was made counts as an old one."""
    try:
        made_at = datetime.fromisoformat(str(_parsed(archive.read(forms.HEAD), forms.HEAD).get("made_at")))
    except ValueError:
        made_at = NEVER
    for name in sorted(names):
        note = find_note(app.files, name)
        if note is not None and (made_at.tzinfo is None or made_at <= note.at):
            raise WasDeleted(name, note.at)


def _read_through(app: App, user: str, archive: Archive) -> None:
    for name in archive.names:
        if name not in KNOWN:
            if not forms.file_in(name, user):
                raise Unusable(f"{name!r} is nothing that an archive of Runtrack holds")
            archive.read(name)
    for lines in forms.ALL:
        for value in _values(archive, lines):
            if isinstance(value, User):
                _same_account(app, user, value)


def _same_account(app: App, user: str, theirs: User) -> None:
    ours = app.store.load(User, user)
    owners = {ours.source_owner if ours else None, theirs.source_owner} - {None}
    if len(owners) > 1:
        raise SomebodyElses(user)


def _values(archive: Archive, lines: forms.Lines) -> Iterator[Any]:
    if lines.name not in archive.names:
        return
    for number, line in enumerate(archive.lines(lines.name), 1):
        where = f"{lines.name}, line {number}"
        try:
            yield lines.form.read(_parsed(line, where))
        except NotSuch as error:
            raise Unusable(f"{where}: {error}") from None


def _plays(archive: Archive, user: str) -> Iterator[Play]:
    return (replace(play, user=user) for play in _values(archive, forms.PLAYS))


def _parsed(line: bytes, where: str) -> Mapping[str, Any]:
    try:
        return members(json.loads(line))
    except (ValueError, RecursionError):
        raise Unusable(f"{where} is no JSON object") from None


def _as_of(document: Any, user: str) -> Any:
    if isinstance(document, User):
        return derived.none_asked_for(replace(document, id=user))
    return replace(document, user=user)


def _file_put(app: App, name: str, data: bytes) -> bool:
    """What is kept already stays: a run that is on its way may be sent again by exactly those bytes."""
    if app.files.get(name) is not None:
        return False
    app.files.put(name, data)
    return True


def _runs_put(app: App, runs: Iterable[Activity], brought: Brought) -> list[Activity]:
    """Returns those that were missing."""
    missing = list[Activity]()
    for run in runs:
        ours = app.store.activity(run.key)
        if ours is None:
            missing.append(run)
        else:
            _merged(app, ours, run, brought)
    brought.runs += app.store.add(missing)
    return missing


def _merged(app: App, ours: Activity, theirs: Activity, brought: Brought) -> None:
    """A row that a tick moves meanwhile is judged anew."""
    for _ in range(TRIES):
        stands = winner(ours, theirs)
        if stands is ours:
            brought.kept += replace(ours, version=0) != theirs
            return
        try:
            app.store.save(stands)
        except Conflict:
            ours = app.store.activity(ours.key) or ours
            continue
        brought.replaced += 1
        return
    raise BeingChanged(ours)


def _document_put(app: App, document: Any) -> bool:
    """What is there already stays: it says where this installation is. A user for whom it has never looked is nowhere
    yet, and goes on from where the archive is."""
    ours = app.store.load(type(document), *key_of(document))
    if isinstance(ours, User) and ours.ticked_at is None and not ours.has_looked and ours.leaving is None:
        document = replace(document, version=ours.version)
        ours = None if document != ours else ours
    return ours is None and saving.put(app.store, document) is not None
