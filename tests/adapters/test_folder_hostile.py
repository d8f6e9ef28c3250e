"""A folder that is given files as nobody means them well: each has a clear fate, the others go on, nothing hangs."""

import gzip
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.folder import MAY_NOT, Fate, recording_id
from sync.core.folder_names import shown, stored
from sync.sim.garmin_files import zip_of
from tests.support.adapters.folder_looks import Looks
from tests.support.adapters.hostile_files import AT, BAD, FIT, GPX, HUGE, MB, ODD_ZIPS, TCX

NOW = AT + timedelta(hours=2)
MOST_MEMORY, MOST_SECONDS = 64 * MB, 10.0  # of CPU, on a busy machine too; each takes two at most


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    made = Looks(tmp_path, NOW)
    yield made
    made.store.close()


@pytest.mark.parametrize("what", BAD)
def test_each_has_a_fate_in_words_with_a_way_out_and_the_next_file_is_a_run(what: str, looks: Looks) -> None:
    name, made, fate, words = BAD[what]
    looks.put(name, made())
    looks.put("z.fit", FIT)
    began = time.process_time()
    page = looks.look(2)
    assert time.process_time() - began < MOST_SECONDS
    told = looks.fates()[name]
    assert told.fate is fate, told.why
    assert words in told.why
    assert told.why.isprintable()
    assert [item.id for item in page.items] == [recording_id(FIT)]
    assert page.whole
    looks.look(2)
    assert looks.fates()[name] == told, "it is not read again and again"


def test_all_of_them_at_once_delay_nobody(looks: Looks) -> None:
    for number, (name, made, *_) in enumerate(BAD.values()):
        looks.put(f"{number}/{name}", made())
    for number, data in enumerate((FIT, GPX, TCX)):
        looks.put(f"good {number}.{('fit', 'gpx', 'tcx')[number]}", data)
    began = time.process_time()
    page = looks.look(3)
    assert time.process_time() - began < MOST_SECONDS
    assert {item.id for item in page.items} == {recording_id(data) for data in (FIT, GPX, TCX)}
    assert page.whole
    assert {one.fate for one in looks.fates().values()} == {Fate.RUN, Fate.NO_RUN, Fate.UNREADABLE}


@pytest.mark.parametrize("name", ODD_ZIPS.values(), ids=list(ODD_ZIPS))
def test_a_name_in_a_zip_is_never_a_path_and_is_shown_on_one_line(name: str, looks: Looks) -> None:
    looks.put("a.zip", zip_of((name, FIT)))
    before = set(looks.runs.parent.rglob("*"))
    (item,) = looks.look(2).items
    assert item.id == recording_id(FIT)
    assert item.found.startswith("new in the folder: a.zip (")
    assert item.found.isprintable()
    assert "/" not in item.found
    assert set(looks.runs.parent.rglob("*")) == before


NAMES = {
    "a line break": b"a\nb.fit",
    "no text": b"\xff\xfe\x80.fit",
    "255 bytes": b"x" * 251 + b".fit",
    "from right to left": "\u202e\u05d0\u05d1.fit".encode(),
    "a percent sign": b"100%s%n{}.fit",
    "a leading dash": b"-rf.fit",
    "a quote": b"a'b\"`$(x).fit",
    "escape signs": b"\x1b]0;x\x07\x1b[31m.fit",
    "spaces": b" .fit",
    "combining signs": "e\u0301.FIT".encode(),
    "a backslash": b"a\\..\\..\\b.fit",
    "a letter beyond the first plane": "\U0001f3c3.Fit".encode(),
}


@pytest.mark.parametrize("raw", NAMES.values(), ids=list(NAMES))
def test_a_file_of_any_name_is_a_run_and_its_file_is_found_again(raw: bytes, looks: Looks) -> None:
    Path(os.fsdecode(os.fsencode(looks.runs) + b"/" + raw)).write_bytes(FIT)
    (item,) = looks.look(2).items
    assert item.found.isprintable()
    assert list(looks.fates()) == [stored(raw)]
    assert shown(stored(raw)) in item.found
    looks.restart()
    (original,) = looks.folder.for_user("me", looks.now).original(item.id)
    assert original.data == FIT
    assert original.name.isprintable()


def test_what_is_no_file_is_told_and_nothing_waits_for_it(looks: Looks, tmp_path: Path) -> None:
    os.mkfifo(looks.runs / "pipe.fit")
    with socket.socket(socket.AF_UNIX) as server:
        at, here = os.open(looks.runs, os.O_RDONLY), Path.cwd()  # a socket's whole name may have 108 bytes only
        os.fchdir(at)
        try:
            server.bind("socket.fit")
        finally:
            os.chdir(here)
            os.close(at)
    for name, to in {
        "link": "good.fit",
        "loop": "loop.fit",
        "null": "/dev/zero",
        "up": "..",
        "broken": "nowhere",
    }.items():
        (looks.runs / f"{name}.fit").symlink_to(to)
    (looks.runs / "again").symlink_to(looks.runs, target_is_directory=True)
    (looks.runs / "folder.fit").mkdir()
    looks.put("good.fit", FIT)
    page = looks.look(2)
    assert [item.id for item in page.items] == [recording_id(FIT)]
    assert page.whole
    told = {name: one.why for name, one in looks.fates().items() if one.fate is Fate.UNREADABLE}
    links = dict.fromkeys(("link.fit", "loop.fit", "null.fit", "up.fit", "broken.fit"), "a link")
    odd = {"pipe.fit": "a pipe", "socket.fit": "a socket"} | links
    assert told == {
        name: f"it is {what}, and only files are read: put the file itself here" for name, what in odd.items()
    }


def test_a_pipe_that_takes_the_place_of_a_file_holds_nobody_up(looks: Looks) -> None:
    path = looks.put("a.fit", FIT)
    (item,) = looks.look(2).items
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Exception, match="no longer in the folder"):
        looks.folder.for_user("me", looks.now).original(item.id)
    assert looks.look(2).items == ()


def test_thousands_of_folders_in_folders_end(looks: Looks) -> None:
    deep = looks.runs
    for _ in range(40):
        deep = deep / "d"
    deep.mkdir(parents=True)
    looks.put("good.fit", FIT)
    (deep / "too deep.fit").write_bytes(GPX)
    assert [item.id for item in looks.look(2).items] == [recording_id(FIT)]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the most memory of one process")
def test_no_file_takes_more_than_a_tick_has_of_time_and_memory(tmp_path: Path) -> None:
    """In a process of its own, whose memory shows what they took."""
    for number, (name, made, _) in enumerate(HUGE.values()):
        (tmp_path / "runs" / f"{number:02}").mkdir(parents=True)
        (tmp_path / "runs" / f"{number:02}" / name).write_bytes(made())
    looked = subprocess.run([sys.executable, "-m", __name__, str(tmp_path)], capture_output=True, text=True)
    assert looked.returncode == 0, looked.stderr
    took = [line.split() for line in looked.stdout.splitlines()]
    memory, slowest = (max(float(one[at]) for one in took) for at in (0, 1))
    print(f"{len(took)} files: {memory / MB:.0f} MB of memory and {slowest:.1f} s of CPU at the most")
    assert memory <= MOST_MEMORY
    assert slowest <= MOST_SECONDS
    assert [" ".join(one[2:]) for one in took] == [fate for _, _, fate in HUGE.values()]


def memory(what: str) -> int:
    """Of this process, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(what))


def main(folder: Path) -> None:
    """A file after the other, each in a process that has read smaller ones; prints memory, seconds, and its fate."""
    looks = Looks(folder, NOW)
    every = sorted(path for path in looks.runs.iterdir() if path.is_dir())
    for path in every:
        path.rename(path.with_name(f".{path.name}"))
    for name, data in (("first.fit", FIT), ("first.gpx", GPX), ("first.fit.gz", gzip.compress(FIT))):
        looks.put(name, data)
    looks.look(2)  # what is read for the first time, such as modules, is no file's
    for path in every:
        if (child := os.fork()) == 0:
            path.with_name(f".{path.name}").rename(path)
            before, began = memory("VmRSS"), time.process_time()
            looks.look(2)
            (told,) = (one for name, one in looks.fates().items() if name.startswith(path.name))
            print(memory("VmHWM") - before, time.process_time() - began, told.fate, flush=True)
            os._exit(0)
        os.waitpid(child, 0)
        path.rename(path.with_name(f".{path.name}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told_and_read_when_it_may(looks: Looks) -> None:
    path = looks.put("a.fit", FIT)
    path.chmod(0)
    looks.look(2)
    assert looks.fates()["a.fit"].why.startswith(MAY_NOT)
    path.chmod(0o600)
    assert len(looks.look(2).items) == 1
