"""A disk without room, for real: a small file system of its own, filled to the brim. Never "damaged", nothing lost."""

import os
import sqlite3
from pathlib import Path

import pytest

from sync.stores.sqlite_words import advice_for, is_damage
from tests.support.contract.small_disk import on_a_small_disk

SCRIPT = """
import json, os, sys
from pathlib import Path
from sync.config import Settings
from sync.entrypoints.cli.checks.machine import check_database
from sync.entrypoints.daemon.lock import alone
from sync.entrypoints.cli.rebuild import question
from sync.ports import StoreBroken
from sync.stores.backups import back_up
from sync.stores.files import FolderFiles
from sync.stores.key_file import KeyFile
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import NOON, activity

disk = Path(sys.argv[1])
path, filler = disk / "runtrack.sqlite", disk / "filler"
settings = Settings(database=path, key_file=disk / "key")


def opened():
    return SqliteStore(path, sleep=lambda _: None)


def write(left):
    store = opened()
    try:
        store.add([activity(left + n + 100) for n in range(200)])
    finally:
        store.close()


def lock():
    with alone(settings):
        pass


def back():
    store = opened()
    try:
        back_up(store, NOON)
    finally:
        store.close()


store = opened()
store.add([activity(number) for number in range(50)])
store.close()
said = []
for left in (0, 4096, 20_000, 36_000, 80_000, 160_000):
    for what in (lambda: write(left), lambda: FolderFiles(disk / "files").put("originals/me/1", os.urandom(300_000)),
                 lambda: KeyFile(disk / "key").make("a key"), lock, lambda: question(settings), back):
        fill(filler, left)
        try:
            what()
        except StoreBroken as error:
            said.append([error.reason, error.advice])
        said.append([check_database(path).seen, check_database(path).way_out])
        filler.unlink(missing_ok=True)
        for leftover in ("key", "files/originals/me/1.z"):
            (disk / leftover).unlink(missing_ok=True)
store = opened()
kept = store.known("me", "garmin", map(str, range(50)))
store.close()
print(json.dumps({"said": said, "kept": len(kept), "parts": [p.name for p in disk.rglob("*.part")]}))
"""

LOOKING = """
import io, json, shutil, sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from sync.entrypoints.cli.app import main
from sync.entrypoints.cli.screen import Place
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import activity

disk = Path(sys.argv[1])
closed, crashed = disk / "closed" / "runtrack.sqlite", disk / "crashed" / "runtrack.sqlite"
store = SqliteStore(closed, sleep=lambda _: None)
store.add([activity(number) for number in range(1, 51)])
crashed.parent.mkdir()
for part in ("", "-wal"):  # what a process that was killed leaves: rows that are in the log only
    shutil.copy(f"{closed}{part}", f"{crashed}{part}")
store.close()
fill(disk / "filler")
said = []
for path in (closed, crashed):
    place = Place(environ={"RUNTRACK_DATABASE": str(path), "RUNTRACK_KEY_FILE": str(disk / "key")}, ask=None)
    for command in (["list", "--limit", "99"], ["status"], ["why", "1"], ["plan"], ["plays"], ["doctor"]):
        out, err, code = io.StringIO(), io.StringIO(), 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main(command, place)
            except SystemExit as leaving:
                code = leaving.code
        said.append([command[0], code, out.getvalue(), err.getvalue()])
print(json.dumps(said))
"""


def test_on_a_full_disk_what_only_looks_works_also_after_a_crash(tmp_path: Path) -> None:
    for name, code, out, err in on_a_small_disk(tmp_path, LOOKING):
        if name == "doctor":
            assert "is damaged" not in out
            continue
        assert (code, err) == (1 if name == "status" else 0, ""), name  # nothing is connected
        assert {
            "list": "\n50 ",
            "status": "50 kept here",
            "why": "next: ",
            "plan": "The next tick",
            "plays": "No plays",
        }[name] in out


def test_on_a_full_disk_it_is_said_so_and_no_file_is_called_damaged(tmp_path: Path) -> None:
    told = on_a_small_disk(tmp_path, SCRIPT)
    disk = tmp_path / "disk"
    assert told["kept"] == 50
    assert told["parts"] == []
    reasons = {reason.replace(str(disk), "DISK") for reason, _ in told["said"]}
    assert "the disk that holds DISK/runtrack.sqlite is full" in reasons
    assert not any("damaged" in reason or "rebuild" in advice for reason, advice in told["said"])
    expected = ("is full", "No space left on device", "schema", "nothing is there")
    assert [reason for reason in reasons if not any(words in reason for words in expected)] == []


def refusal(code: int, name: str, words: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


@pytest.mark.parametrize(
    ("code", "words", "free", "expected"),
    [
        (sqlite3.SQLITE_IOERR_SHMSIZE, "disk I/O error", 0, "the disk that holds {} is full"),
        (sqlite3.SQLITE_CANTOPEN, "unable to open database file", 0, "the disk that holds {} is full"),
        (sqlite3.SQLITE_CANTOPEN, "unable to open it", 9999, "cannot write to {} (unable to open it)"),
        (sqlite3.SQLITE_IOERR_READ, "it failed", 9999, "the system cannot read or write {} (it failed, NAME)"),
        (sqlite3.SQLITE_FULL, "database or disk is full", 9999, "the disk that holds {} is full"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "it is malformed", 9999, "{} is damaged (it is malformed)"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "database is locked", 0, "{} is locked by another program"),
        (sqlite3.SQLITE_PERM, "access permission denied", 9999, "cannot write to {} (access permission denied)"),
    ],
)
def test_each_refusal_is_called_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str, free: int, expected: str
) -> None:
    real = os.statvfs(tmp_path)
    left = os.statvfs_result((4096, 4096, *real[2:4], free, *real[5:]))
    monkeypatch.setattr(os, "statvfs", lambda _: left)
    path = tmp_path / "runtrack.sqlite"
    reason, advice = advice_for(path, refusal(code, "NAME", words))
    assert reason == expected.format(path)
    assert ("--rebuild" in advice) == ("damaged" in reason) == is_damage(refusal(code, "NAME", words))
