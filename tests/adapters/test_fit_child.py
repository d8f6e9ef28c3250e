"""Reading a route in a child process: its answer, its bounds, and what it is told."""

import os
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.adapters import fit_child
from sync.adapters.fit import read_with_libraries
from sync.adapters.fit_child import BoundedRouteReader, ChildRouteReader, InlineRouteReader
from sync.core.route import NoRoute, ReadingStopped
from sync.sim.fit_writer import not_an_activity, write_fit
from sync.sim.recording import Recording
from tests.support.adapters.fit_messages import FLOAT32, RUN, START, file_of, record


def stopped(reader: BoundedRouteReader | ChildRouteReader, data: bytes) -> bool:
    """Whether a read in another thread ends with `ReadingStopped` once it is told to."""
    ends = []

    def read() -> None:
        try:
            reader.read(data, 120)
        except ReadingStopped as error:
            ends.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while thread.is_alive():
        reader.stop()
        thread.join(0.05)
    return len(ends) == 1


def test_the_child_reads_what_this_process_reads() -> None:
    data = write_fit(RUN)
    assert ChildRouteReader().read(data, 60) == read_with_libraries(data)
    assert replace(ChildRouteReader().read(data, 60), reader="columns") == InlineRouteReader().read(data, 60)


def test_a_child_is_started_only_for_what_our_own_reader_declines(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = file_of(record(0, (5, FLOAT32, 12.5)))
    assert BoundedRouteReader().read(odd, 60).reader == "fitparse"
    with pytest.raises(NoRoute, match=r"^took longer than 0 s$"):
        BoundedRouteReader().read(odd, 0)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert BoundedRouteReader().read(write_fit(RUN), 0).reader == "columns"


def test_stop_ends_what_the_child_of_a_bounded_reader_reads() -> None:
    reader = BoundedRouteReader()
    odd = file_of(*(record(after, (5, FLOAT32, 12.5)) for after in range(3000))) * 20
    assert stopped(reader, odd)


def test_the_childs_reason_comes_through() -> None:
    with pytest.raises(NoRoute, match=r"^no records$"):
        ChildRouteReader().read(not_an_activity(), 60)


@pytest.mark.parametrize("seconds", [0.001, 0, -1])
def test_a_child_that_takes_too_long_is_ended(seconds: float) -> None:
    with pytest.raises(NoRoute, match=rf"^took longer than {seconds:g} s$"):
        ChildRouteReader().read(write_fit(RUN), seconds)


def test_a_child_that_needs_too_much_memory_is_ended() -> None:
    long = write_fit(Recording(START, elapsed=1200, distance=4000)) * 40
    with pytest.raises(NoRoute, match=r"needs more than 1 MB of memory|broke off"):
        ChildRouteReader(memory=1_000_000).read(long, 60)


def test_a_read_that_takes_too_long_leaves_no_pipe_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when the child has not taken all of the file."""
    started, popen = list[subprocess.Popen[bytes]](), subprocess.Popen

    def start(*arguments: Any, **how: Any) -> "subprocess.Popen[bytes]":
        started.append(popen(*arguments, **how))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(NoRoute, match=r"took longer than 0\.001 s"):
        ChildRouteReader().read(bytes(10_000_000), 0.001)
    (child,) = started
    assert child.stdin is not None
    assert child.stdout is not None
    assert (child.stdin.closed, child.stdout.closed, child.returncode) == (True, True, -9)


def test_stop_ends_a_read_from_another_thread() -> None:
    reader = ChildRouteReader()
    long = write_fit(Recording(START + timedelta(days=1), elapsed=3600, distance=12_000)) * 20
    assert stopped(reader, long)


def test_a_stopped_reader_can_be_used_again() -> None:
    reader = ChildRouteReader()
    reader.stop()
    assert len(reader.read(write_fit(RUN), 60)) > 0


def test_the_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNTRACK_KEY", "canary")
    environment = fit_child._environment()
    assert "canary" not in environment.values()
    assert set(environment) <= {"PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "PYTHONPATH"}
    assert all(Path(entry).is_absolute() for entry in environment["PYTHONPATH"].split(os.pathsep))


@pytest.mark.parametrize("answer", [b"", b"not zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_child_that_dies_without_an_answer_is_no_route(answer: bytes) -> None:
    with pytest.raises(NoRoute, match=r"broke off \(code -9\)"):
        fit_child._understood(answer, -9)
