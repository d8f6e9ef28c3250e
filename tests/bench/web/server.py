"""A server in a process of its own: where it listens, and what processor and memory it has used."""

import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.children import end, resident

HOST = "runs.example.org"
"""The name under which the crowd's browsers reach it; each of them says so."""


@dataclass(frozen=True)
class Server:
    port: int
    process: "subprocess.Popen[str]"

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    @property
    def rss(self) -> float:
        """Megabytes (1,000,000 bytes)."""
        return resident(self.process.pid)


@contextmanager
def serving(arguments: Sequence[str], port: int, folder: Path, environ: Mapping[str, str]) -> Iterator[Server]:
    """`python ARGUMENTS`, which serves this port, from when it says so until the block ends. Its log goes nowhere."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=folder,
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        if not process.stdout.readline():
            raise RuntimeError(f"the server did not start: {' '.join(arguments)}")
        yield Server(port, process)
    finally:
        end(process)
        process.stdout.close()


def raise_files() -> None:
    """As many open files as the system lets us have, for us and who we start: a thousand connections are more than the
    usual 1,024 allow."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
