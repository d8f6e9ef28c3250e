"""The bench runs with small sizes and reports every figure in the promised shape; what it measured is not judged."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.bench.__main__ import PARTS, main
from tests.bench.figures import Figure, document, of_several, shown

EXPECTED = {
    "idle": (
        "idle tick",
        {
            "calls to Garmin": "calls",
            "calls to Strava": "calls",
            "on the wire": "bytes",
            "cold: runtrack run --once": "s CPU",
            "cold, on the wall": "s wall",
            "for comparison: python -c pass": "s CPU",
            "for comparison: a million squares": "s CPU",
            "warm: tick 8 to 10 of one process": "ms CPU",
            "warm, on the wall": "ms wall",
        },
    ),
    "imports": (
        "import",
        {
            "sync.entrypoints.cli.app": "ms CPU",
            "sync.wiring": "ms CPU",
            "sync.entrypoints.daemon.loop": "ms CPU",
            "garminconnect": "ms CPU",
            "stravalib": "ms CPU",
            "fitparse": "ms CPU",
            "apprise": "ms CPU",
            "rich.console": "ms CPU",
        },
    ),
    "memory": (
        "memory",
        {
            "runtrack run, idle after its first tick": "MB",
            "the same daemon after 2 ticks": "MB",
            "daemon after its first upload": "MB",
            "daemon after a very long run": "MB",
            "daemon at its peak": "MB",
            "child that read the very long run, at its peak": "MB",
        },
    ),
    "folder": (
        "folder",
        {
            "an idle look, 100 files in 20 folders": "ms CPU",
            "questions to the file system in it": "calls",
            "the look that asks every file": "ms CPU",
            "files read for the first time": "a second of CPU",
            "memory of the process then": "MB",
        },
    ),
    "handing": (
        "handing out",
        {
            "10,000 users: reads in a minute": "requests",
            "10,000 users: batches of messages in a minute": "requests",
            "10,000 users: a minute's processor time": "s CPU",
            "10,000 users: a minute's hand-out": "s billed",
        },
    ),
    "lists": (
        "lists",
        {
            "a page of 50": "ms CPU",
            "a search for one run": "ms CPU",
            "a search for none": "ms CPU",
            "the file": "MB",
        },
    ),
    "archives": (
        "archives",
        {"an export of 100 runs": "MB/s CPU", "its peak memory": "MB"},
    ),
    "people": (
        "people",
        {
            "an idle tick of one of 10": "ms CPU",
            "an idle tick of one of 100": "ms CPU",
            "the one among many against the one among few": "times",
            "the list of who there is": "ms CPU",
        },
    ),
    "fit": (
        "FIT",
        {
            "our own reader": "MB/s CPU",
            "fitparse": "MB/s CPU",
            "fitdecode": "MB/s CPU",
            "in a child process, answer read": "MB/s CPU",
            "summary()": "MB/s CPU",
            "our own reader's time": "of fitparse's",
            "an hour's route as kept": "KB",
            "start and end of a child": "ms CPU",
        },
    ),
    "derived": (
        "derived",
        {
            "digests and songs of 1,000 runs": "s CPU",
            "of a run: its songs laid onto it": "ms CPU",
            "of a run: its route unpacked and digested": "ms CPU",
            "of a run: the figures of its songs": "ms CPU",
            "made anew, against found as they were": "times",
            "the songs of a run as kept": "KB",
            "24 h with 480 songs, against an hour with its own": "times",
        },
    ),
    "backfill": (
        "backfill",
        {
            "100 runs": "s wall",
            "100 runs, our side alone": "s CPU",
            "uploads for 20 runs": "calls",
            "other calls to Strava": "calls",
            "calls to Garmin": "calls",
            "on the clock": "min",
        },
    ),
    "recovery": (
        "recovery",
        {
            "p50": "min",
            "p99": "min",
            "max": "min",
            "max, both services": "min",
            "max, Garmin": "min",
            "max, Strava": "min",
            "max, one endpoint": "min",
            "max, lost answers": "min",
            "max, asleep meanwhile": "min",
        },
    ),
    "aws-web": (
        "AWS web",
        {
            "import": "ms CPU",
            "first answer, with its clients": "ms CPU",
            "cold start: both": "ms CPU",
            "cold start where boto3 takes 162 ms": "ms CPU",
            "libraries of a tick in it": "modules",
            "/api/me: 95 of 100 answers in": "ms CPU",
            "/api/status: 95 of 100 answers in": "ms CPU",
            "/api/activities: 95 of 100 answers in": "ms CPU",
            "/api/calendar: 95 of 100 answers in": "ms CPU",
            "/api/changed: 95 of 100 answers in": "ms CPU",
            "one run: 95 of 100 answers in": "ms CPU",
            "its songs: 95 of 100 answers in": "ms CPU",
            "its route: 95 of 100 answers in": "ms CPU",
        },
    ),
    "aws": (
        "AWS",
        {
            "for comparison: importing Lambda's own client": "ms CPU",
            "for comparison: importing boto3": "ms CPU",
            "where boto3 takes 162 ms: idle tick": "ms CPU",
            "where boto3 takes 162 ms: future API": "ms CPU",
            "import: idle tick": "ms CPU",
            "heavy libraries in it: idle tick": "modules",
            "import: future API": "ms CPU",
            "heavy libraries in it: future API": "modules",
            "cold: import, clients, first tick less a warm one": "ms CPU",
            "warm idle tick": "ms CPU",
            "warm idle tick, on the wall": "ms wall",
            "for comparison: a bare PutItem": "ms wall",
            "warm idle tick in such PutItems": "PutItems",
            "DynamoDB reads of an idle tick": "requests",
            "DynamoDB writes of an idle tick": "requests",
            "read units of an idle tick": "units",
            "write units of an idle tick": "units",
            "S3, SSM and SQS in an idle tick": "requests",
            "billed for an idle tick": "ms",
            "a month, 1 user each minute": "$ list",
            "beside it: logs, metrics, alarms": "$ list",
            "billed for an idle user of a batch": "ms",
            "writes of an idle user of a batch": "units",
            "a month, 1,000 users each 5 min": "$ list",
            "of it by user": "$ list",
            "beside it: logs, metrics, alarms of many": "$ list",
            "the same with Spotify asked each time": "$ list",
        },
    ),
    "stopping": ("stop", {"idle": "s wall", "while an upload hangs": "s wall"}),
}
COUNTED = {
    "idle": {"calls to Garmin": 1, "calls to Strava": 0},
    "backfill": {"uploads for 20 runs": 20},
    "aws-web": {"libraries of a tick in it": 0},
    "aws": {
        "heavy libraries in it: idle tick": 0,
        "heavy libraries in it: future API": 0,
        "DynamoDB reads of an idle tick": 2,
        "DynamoDB writes of an idle tick": 1,
        "read units of an idle tick": 5,
        "write units of an idle tick": 1,
        "S3, SSM and SQS in an idle tick": 0,
        "writes of an idle user of a batch": 0,
    },
}
"""Figures that are no measurements: they are the same on every machine."""
WHERE_BUILT = {
    "layer for arm64, unzipped": "MB",
    "layer for arm64, zipped": "MB",
    "layer for x86_64, unzipped": "MB",
    "layer for x86_64, zipped": "MB",
    "our code, zipped": "MB",
    "zips not built": "zips",
}
"""Figures that are there, or not, as the zips for AWS are."""


LONG = {
    "memory": pytest.mark.soak,  # a 12-hour file takes its time even in a quick run
    "aws": pytest.mark.long,  # some twenty processes
    "aws-web": pytest.mark.long,
    "idle": pytest.mark.long,
    "imports": pytest.mark.long,
    "stopping": pytest.mark.long,
}
EACH = [pytest.param(part, marks=LONG.get(part, ())) for part in sorted(PARTS)]


@pytest.mark.parametrize("part", EACH)
def test_a_part_reports_its_figures_with_units(part: str, tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    assert main(["--quick", "--only", part, "--json", str(file)]) in (0, 1)
    seen: dict[str, Any] = json.loads(file.read_text())
    assert seen["note"] == "measured in one run, compare only ratios"
    assert seen["quick"] is True
    name, figures = EXPECTED[part]
    assert {figure["part"] for figure in seen["figures"]} == {name}
    units = {figure["name"]: figure["unit"] for figure in seen["figures"]}
    assert units == figures | {name: unit for name, unit in WHERE_BUILT.items() if name in units}
    for figure in seen["figures"]:
        assert figure.keys() == Figure("", "", 0, "").document().keys()
        assert figure["value"] > 0 or figure["value"] == COUNTED.get(part, {}).get(figure["name"])
        assert (figure["limit"] is None) == (figure["within"] is None)
    assert counted(seen["figures"], COUNTED.get(part, {})) == COUNTED.get(part, {})


def counted(figures: Iterable[dict[str, Any]], names: Iterable[str]) -> dict[str, float]:
    return {figure["name"]: figure["value"] for figure in figures if figure["name"] in names}


def test_a_missed_limit_shows_in_the_figure_and_in_the_whole() -> None:
    held, missed = Figure("a", "b", 5, "MB", limit=5), Figure("a", "c", 6, "MB", limit=5)
    assert (held.within, missed.within, Figure("a", "d", 6, "MB").within) == (True, False, None)
    assert document([held], quick=True, seconds=1.0)["limits_held"] is True
    assert document([held, missed], quick=True, seconds=1.0)["limits_held"] is False


def test_of_several_samples_the_limit_is_held_against_the_least() -> None:
    figure = of_several("idle tick", "cold", [0.9, 0.6, 0.8], "s CPU", limit=0.7)
    assert (figure.value, figure.least, figure.samples, figure.within) == (0.8, 0.6, 3, True)


def test_numbers_are_shown_with_the_digits_that_matter() -> None:
    assert [shown(n) for n in (0.0312, 4.071, 62.34, 1204.4, 12.0)] == ["0.031", "4.07", "62.3", "1,204", "12"]
