"""Runtrack on AWS: what its zips weigh, what a cold start loads, what an idle tick uses, and what a month costs."""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from layer.build import MOST_UNZIPPED, MOST_ZIPPED
from layer.pack import MB
from sync.entrypoints.aws.turns import AT_ONCE, SLOTS, slot_of
from tests.bench.aws_cost import GARMIN_MS, MEMORY_MB, REQUEST_MS, Bill, Work, billed, for_many, for_one
from tests.bench.aws_runs import BATCH, BATCH_HOURLY, BATCH_SPOTIFY, BATCH_TOKEN, HOURLY, IDLE, Runs, Ticks
from tests.bench.aws_units import Used
from tests.bench.aws_world import AwsWorld, installed
from tests.bench.aws_zips import DEPLOYED, ROOT, Runner, Zips, found, size
from tests.bench.figures import Figure, of_several

PART = "AWS"
IMPORT_LIMIT, READS_LIMIT, WRITES_LIMIT, MONTH_LIMIT = 400.0, 3, 1, 15.0
REFERENCE, REFERENCE_MS = "boto3", 162.0
"""What its import took, in ms, on the machine for which `IMPORT_LIMIT` was set: others are quicker or slower."""
HEAVY = {"stravalib", "pint", "fitparse"}
API = ("sync.config", "sync.stores.dynamo", "sync.stores.s3_files", "sync.stores.parameters")
SPOTIFY_LIMIT = 18.0
USERS = 1000
ALARM_METRICS = {"one": 8, "many": 10}  # those that the alarms of terraform/alarms.tf look at
NAMES = [field.name for field in fields(Work)]
COPIES = 6  # of functions that are warm: the tick, and five batches at once


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """All figures of this part. A quick run takes the layers that are there; otherwise they are built."""
    for name in ("zips", "function", "world"):
        (folder / name).mkdir()
    zips = found(folder / "zips", build=not quick)
    runner = Runner(zips, folder / "function")
    with installed(folder / "world") as (world, queue):
        world.settle()
        runs = Runs(runner, world, queue, 5 if quick else 100)
        idle, asked, ticks = runs.work(IDLE)
        cold = Work(cpu=ticks.imported[1] + ticks.first[1] - idle.cpu, requests=1)
        return [
            *_weights(zips, quick=quick),
            *_imports(runner, ticks.modules, 1 if quick else 7),
            Figure(PART, "cold: import, clients, first tick less a warm one", cold.cpu, "ms CPU", about=runner.about),
            *_warm(ticks),
            *_counts(asked),
            *_month_of_one(idle, runs.work(HOURLY)[0], cold, _metrics(ticks)),
            *_month_of_many(runs, world, cold, _metrics(ticks), 50 if quick else USERS),
        ]


def _weights(zips: Zips, *, quick: bool) -> list[Figure]:
    figures = []
    for architecture, path in zips.layers.items():
        limits = (MOST_UNZIPPED / MB, MOST_ZIPPED / MB) if architecture == DEPLOYED else (None, None)
        weight = size(path)
        figures.append(Figure(PART, f"layer for {architecture}, unzipped", weight.unzipped / MB, "MB", limits[0]))
        figures.append(Figure(PART, f"layer for {architecture}, zipped", weight.zipped / MB, "MB", limits[1]))
    if zips.code is not None:
        figures.append(Figure(PART, "our code, zipped", size(zips.code).zipped / MB, "MB"))
    if zips.missing:
        about = "; ".join(zips.missing)
        figures.append(Figure(PART, "zips not built", len(zips.missing), "zips", None if quick else 0, about=about))
    return figures


# -- importing ------------------------------------------------------------------------------------


def _imports(runner: Runner, modules: Sequence[str], times: int) -> list[Figure]:
    """Exactly the modules that are there after an idle tick, and those of a function that answers questions, each in
    fresh processes in which Lambda's own client is loaded already. The limit is held against the time that it would
    take where the reference takes its own."""
    core = sorted(f"sync.core.{path.stem}" for path in (ROOT / "sync" / "core").glob("[!_]*.py"))
    bare = [runner.run("bare")[1] for _ in range(times)]
    reference = [runner.run("import", {"modules": [REFERENCE]})["spent"][1] for _ in range(times)]
    pace = REFERENCE_MS / min(reference)
    figures = [
        of_several(PART, "for comparison: importing Lambda's own client", bare, "ms CPU"),
        of_several(PART, f"for comparison: importing {REFERENCE}", reference, "ms CPU"),
    ]
    for what, names, limit in (("idle tick", list(modules), IMPORT_LIMIT), ("future API", [*API, *core], None)):
        done = [runner.run("import", {"modules": names}) for _ in range(times)]
        loaded = done[0]["modules"]
        heavy = sorted({name.partition(".")[0] for name in loaded} & HEAVY)
        about = f"{len(loaded)} modules, {runner.about}"
        spent = [cpu for _, cpu in (each["spent"] for each in done)]
        figures.append(of_several(PART, f"import: {what}", spent, "ms CPU", about=about))
        where = f"where {REFERENCE} takes {REFERENCE_MS:g} ms"
        figures.append(of_several(PART, f"{where}: {what}", [pace * cpu for cpu in spent], "ms CPU", limit=limit))
        found_ = ", ".join(heavy) or "none of stravalib, pint, fitparse"
        figures.append(Figure(PART, f"heavy libraries in it: {what}", len(heavy), "modules", limit=0, about=found_))
    return figures


# -- one tick -------------------------------------------------------------------------------------


def _warm(ticks: Ticks) -> list[Figure]:
    walls, puts = ([wall for wall, _ in pairs] for pairs in (ticks.warm, ticks.puts))
    ratio = statistics.median(walls) / statistics.median(puts)
    return [
        of_several(PART, "warm idle tick", [cpu for _, cpu in ticks.warm], "ms CPU"),
        of_several(PART, "warm idle tick, on the wall", walls, "ms wall", about="AWS and Garmin on this machine too"),
        of_several(PART, "for comparison: a bare PutItem", puts, "ms wall"),
        Figure(PART, "warm idle tick in such PutItems", ratio, "PutItems"),
    ]


def _counts(asked: Used) -> list[Figure]:
    return [
        Figure(PART, "DynamoDB reads of an idle tick", asked.reads, "requests", READS_LIMIT),
        Figure(PART, "DynamoDB writes of an idle tick", asked.writes, "requests", WRITES_LIMIT),
        Figure(PART, "read units of an idle tick", asked.read_units, "units"),
        Figure(PART, "write units of an idle tick", asked.write_units, "units"),
        Figure(PART, "S3, SSM and SQS in an idle tick", asked.others, "requests", 0),
    ]


# -- a month --------------------------------------------------------------------------------------


def _metrics(ticks: Ticks) -> int:
    """How many figures the function gives the alarms: what it says, with the milliseconds in place of `ok`."""
    return len({*ticks.said[-1], "Milliseconds"} - {"ok"})


def _month_of_one(idle: Work, hourly: Work, cold: Work, metrics: int) -> list[Figure]:
    month = for_one(idle, hourly, cold, metrics=metrics, alarms=ALARM_METRICS["one"])
    assumed = f"{MEMORY_MB} MB; assumed: {GARMIN_MS:g} ms for a call to Garmin, {REQUEST_MS:g} for one to DynamoDB"
    return [
        Figure(PART, "billed for an idle tick", billed(idle), "ms", about=assumed),
        Figure(PART, "a month, 1 user each minute", month.work, "$ list", about=str(month)),
        Figure(PART, "beside it: logs, metrics, alarms", month.watching, "$ list", about=_watched(month)),
    ]


def _month_of_many(runs: Runs, world: AwsWorld, cold: Work, metrics: int, present: int) -> list[Figure]:
    """The fan-out with our one runner in the place of each user; `present`: how many are in the table meanwhile."""
    alone, hourly = runs.work(BATCH)[0], runs.work(BATCH_HOURLY)[0]
    idle = alone.among(alone)
    names = [f"user-{number}" for number in range(USERS)]
    world.more_users(names[: present - 1])
    handing, _ = runs.handing_out()
    turns = Counter(slot_of(name) for name in names)
    sends = sum(math.ceil(number / AT_ONCE) for number in turns.values()) / SLOTS
    how = {"metrics": metrics + 1, "alarms": ALARM_METRICS["many"]}  # besides: how many turns were handed out

    def month(idle: Work, hourly: Work) -> Bill:
        return for_many(USERS, idle, hourly, handing, cold, sends=sends, copies=COPIES, **how)

    quiet = month(idle, hourly.among(alone))
    world.connect("spotify")
    world.tick()
    asking, renewing = runs.work(BATCH_SPOTIFY)[0], runs.work(BATCH_TOKEN)[0]
    more = {name: getattr(hourly, name) + getattr(renewing, name) - getattr(alone, name) for name in NAMES}
    music = month(asking.among(asking), Work(**more).among(asking))  # a token lives for an hour
    return [
        Figure(PART, "billed for an idle user of a batch", billed(idle), "ms"),
        Figure(PART, "writes of an idle user of a batch", idle.writes, "units", limit=0),
        Figure(PART, f"a month, {USERS:,} users each 5 min", quiet.work, "$ list", MONTH_LIMIT, about=str(quiet)),
        Figure(PART, "of it by user", quiet.work / USERS, "$ list"),
        Figure(PART, "beside it: logs, metrics, alarms of many", quiet.watching, "$ list", about=_watched(quiet)),
        Figure(PART, "the same with Spotify asked each time", music.work, "$ list", SPOTIFY_LIMIT, about=str(music)),
    ]


def _watched(month: Bill) -> str:
    return f"logs {month.logs:.2f}, metrics {month.metrics:.2f}, alarms {month.alarms:.2f}"
