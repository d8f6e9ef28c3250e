"""Start the load's process, and what its figures mean."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from tests.bench.children import ROOT, environ
from tests.bench.web.load import Job

COMMAND = (sys.executable, "-m", "tests.bench.web.load")


def under_load(job: Job) -> Any:
    """What the load's process saw (`load.Seen`)."""
    asked = json.dumps(asdict(job))
    done = subprocess.run(COMMAND, input=asked, capture_output=True, text=True, cwd=ROOT, env=environ(), check=False)
    if done.returncode:
        raise RuntimeError(f"the load failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout)


@contextmanager
def loaded(job: Job) -> Iterator[None]:
    """The same for as long as the block runs, and no longer than the job says."""
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=quiet, text=True, cwd=ROOT, env=environ())
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(asdict(job)))
        child.stdin.close()
        yield
        if child.poll() is not None:
            raise RuntimeError("the load was over before what it was for")
    finally:
        child.kill()
        child.wait()


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def p95(values: Sequence[float]) -> float:
    return at(values, 0.95)
