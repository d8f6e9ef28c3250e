"""An export of 10,000 runs with files and plays, by the command itself into a pipe: how fast, in how much memory."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

from sync.app import App
from sync.core.activity import Activity
from sync.core.music import Play, Song
from sync.core.user import User
from sync.engine.asks.export import export
from sync.sim.fit_writer import Recording, write_fit
from sync.stores.files import FolderFiles
from sync.wiring import ME
from tests.bench.children import told
from tests.bench.figures import Figure
from tests.bench.lists import NOON, run_number
from tests.support.engine.archives import Kept
from tests.support.world import HOUR, World

PART = "archives"
RUNS, PLAYS_EACH = 10_000, 15
MEMORY_LIMIT = 150.0
ROUTE = 16 * 1024  # bytes, at most, of an hour

_EXPORT = """
import json, sys, time
from sync.entrypoints.cli.app import main

class Pipe:
    written = 0
    def write(self, data):
        Pipe.written += len(data)
        return len(data)
    def flush(self):
        pass

out, kept = sys.stdout, Pipe()
sys.stdout = type("Out", (), {"buffer": kept, "isatty": lambda self: False, "flush": kept.flush, "write": out.write})()
began = time.perf_counter(), time.process_time()
try:
    main(["export", "-"])
except SystemExit as left:
    assert not left.code, left.code
took = time.perf_counter() - began[0], time.process_time() - began[1]
peak = next(int(line.split()[1]) / 1e3 for line in open("/proc/self/status") if line.startswith("VmHWM"))
out.write("\\n" + json.dumps([*took, peak, kept.written]) + "\\n")
"""


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """Each run has the same hour's file and route, which are on the disk once."""
    few, many = (10, 100) if quick else (RUNS // 10, RUNS)
    least, _ = _exported(folder / "few", few)
    figures, total = _exported(folder / "many", many)
    _, cpu, peak, written = figures
    about = f"{many:,} runs, {many * PLAYS_EACH:,} plays: {total / 1e6:,.0f} MB, {written / 1e6:,.0f} MB as a zip"
    return [
        Figure(PART, f"an export of {many:,} runs", total / 1e6 / cpu, "MB/s CPU", about=about),
        Figure(PART, "its peak memory", peak, "MB", MEMORY_LIMIT, about=f"of {few:,} runs: {least[2]:.0f} MB"),
    ]


def _exported(folder: Path, runs: int) -> tuple[list[float], int]:
    """Wall seconds, CPU seconds, peak MB and the zip's bytes; and the bytes before packing."""
    with World(folder, seconds=20.0, login=False) as world:
        _fill(world, runs)
        found: list[float] = told(_EXPORT, world=world)
        kept = Kept(world.sqlite, cast(FolderFiles, world.wired.app.files))
        entries = export(cast(App, kept), ME, world.now, "bench")
        return found, sum(len(piece) for entry in entries for piece in entry.pieces)


def _fill(world: World, runs: int) -> None:
    store, files = world.sqlite, world.wired.app.files
    recording = write_fit(Recording(world.now - HOUR, elapsed=3600.0, distance=10_500.0))
    files.put(f"originals/{ME}/0", recording)
    files.put(f"routes/{ME}/0.json.gz", os.urandom(ROUTE))
    with store.at_once():
        store.put(User(ME, NOON))
        store.add([_run(number) for number in range(runs)])
        for number in range(runs):
            store.add_plays([_play(number, song) for song in range(PLAYS_EACH)])
    base = world.folder / "data" / "files"
    for number in range(1, runs):
        os.link(base / "originals" / ME / "0.z", base / "originals" / ME / f"{number}.z")
        os.link(base / "routes" / ME / "0.json.gz.z", base / "routes" / ME / f"{number}.json.gz.z")


def _run(number: int) -> Activity:
    return replace(run_number(number), original="fit", route="read")


def _play(number: int, song: int) -> Play:
    at = NOON - timedelta(hours=number) + timedelta(seconds=200 * song)
    about = Song(f"Song {song}", f"Artist {number % 300}", 198.0, uri=f"x:{number % 300}:{song}", album=f"LP {song}")
    return Play(ME, "lastfm", at, about)
