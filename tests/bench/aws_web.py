"""The API's function on AWS: what its zips weigh, what a cold start uses, and what an answer does.

CPU of this machine, a whole core of it: at 1,024 MB a function has some six tenths of one.
"""

from math import ceil
from pathlib import Path
from typing import Any

from layer.build import MOST_OF_WEB
from layer.pack import MB
from sync.core.credential import Word
from sync.core.user_name import ME
from sync.engine.asks import sessions
from tests.bench.aws import REFERENCE, REFERENCE_MS
from tests.bench.aws_world import AwsWorld, installed
from tests.bench.aws_zips import DEPLOYED, Runner, found, size
from tests.bench.figures import Figure, of_several
from tests.support.entrypoints.web_on_aws import PUBLIC, event

PART = "AWS web"
COLD_LIMIT, WARM_LIMIT = 700.0, 15.0
"""ms of CPU: import and first answer; 95 of 100 warm answers."""
TOO_HEAVY = {"stravalib", "pint", "fitparse", "garminconnect", "curl_cffi", "numpy", "uvicorn", "prometheus_client"}
SECRET = "s" * 43
LOOKS = ("/api/me", "/api/status", "/api/activities", "/api/calendar", "/api/changed")


def measure(folder: Path, *, quick: bool) -> list[Figure]:
    """All figures of this part. A quick run takes the layers that are there; otherwise they are built."""
    for name in ("zips", "function", "world"):
        (folder / name).mkdir()
    zips = found(folder / "zips", build=not quick, web=True)
    runner = Runner(zips, folder / "function")
    figures = []
    for architecture, path in zips.layers.items():
        most = MOST_OF_WEB if architecture == DEPLOYED else (None, None)
        weight = size(path)
        for what, value, limit in (("unzipped", weight.unzipped, most[0]), ("zipped", weight.zipped, most[1])):
            bound = limit / MB if limit else None
            figures.append(Figure(PART, f"layer for {architecture}, {what}", value / MB, "MB", bound))
    if zips.code is not None:
        figures.append(Figure(PART, "our code, zipped", size(zips.code).zipped / MB, "MB"))
    if zips.missing:
        missing = "; ".join(zips.missing)
        figures.append(Figure(PART, "zips not built", len(zips.missing), "zips", None if quick else 0, about=missing))
    with installed(folder / "world") as (world, _):
        world.settle()
        return [*figures, *_asked(runner, world, starts=1 if quick else 5, times=5 if quick else 60)]


def _asked(runner: Runner, world: AwsWorld, *, starts: int, times: int) -> list[Figure]:
    told = {**_events(world), "times": times}
    environ = {**world.told, "APP_URL": PUBLIC}
    done, paces = list[dict[str, Any]](), list[float]()
    for _ in range(starts):  # one after the other: whatever else the machine does meanwhile slows both
        reference = runner.run("import", {"modules": [REFERENCE]})["spent"][1]
        done.append(runner.run("web", told, environ))
        paces.append(REFERENCE_MS / reference)
    if wrong := [each["wrong"] for each in done if each["wrong"]]:
        raise RuntimeError(f"an answer that was measured is none; the log ends with: {wrong[0]}")
    imports, firsts = ([each[name][1] for each in done] for name in ("import", "first"))
    cold = [begun + first for begun, first in zip(imports, firsts, strict=True)]
    heavy = sorted({name.partition(".")[0] for name in done[0]["modules"]} & TOO_HEAVY)
    figures = [
        of_several(PART, "import", imports, "ms CPU", about=f"{len(done[0]['modules'])} modules, {runner.about}"),
        of_several(PART, "first answer, with its clients", firsts, "ms CPU"),
        of_several(PART, "cold start: both", cold, "ms CPU"),
        of_several(
            PART,
            f"cold start where {REFERENCE} takes {REFERENCE_MS:g} ms",
            [pace * each for pace, each in zip(paces, cold, strict=True)],
            "ms CPU",
            limit=COLD_LIMIT,
        ),
        Figure(PART, "libraries of a tick in it", len(heavy), "modules", 0, about=", ".join(heavy)),
    ]
    for name in told["events"]:
        rounds = [_high([pace * ms for _, ms in each["warm"][name]]) for pace, each in zip(paces, done, strict=True)]
        figures.append(of_several(PART, f"{name}: 95 of 100 answers in", rounds, "ms CPU", limit=WARM_LIMIT))
    return figures


def _events(world: AwsWorld) -> dict[str, Any]:
    """What a browser that is signed in asks for."""
    sessions.begin_session(world.wired.app.store, ME, SECRET, "bench", world.now)
    sent = {"cookie": f"__Host-runtrack={Word(ME, SECRET).text}", "sec_fetch_site": "same-origin"}
    (newest,) = world.wired.app.store.activities(ME, limit=1)
    run = f"/api/activities/{newest.name}"
    looks = (*LOOKS, run, f"{run}/music", f"{run}/route")
    names = ("one run", "its songs", "its route")
    called = dict(zip(looks, (*LOOKS, *names), strict=True))
    return {"first": event("GET", "/api/status", **sent), "events": {called[p]: event("GET", p, **sent) for p in looks}}


def _high(samples: list[float]) -> float:
    """Of 100 answers the one that 95 are no slower than."""
    return sorted(samples)[ceil(0.95 * len(samples)) - 1]
