"""The statistics in a process of their own, which ends with its answer: numpy stays in no process that goes on.

To the child (`python -m sync.adapters.statistics_child`) a sample comes in by stdin and its findings go out by stdout,
both as JSON. It has bounds on memory and time; one thread computes, for the machine has other things to do.
"""

import os
import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sync.ports import NotComputed

if TYPE_CHECKING:
    from sync.core.insights.findings import Findings
    from sync.core.insights.sample import Sample

MEMORY = 2_000_000_000  # bytes of address space; 1,500 runs need some 400 MB of it
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1"}


def is_here() -> bool:
    """Whether numpy is installed: it is not built for every machine, and a tick on AWS has no room for it."""
    return find_spec("numpy") is not None


class ChildStatistics:
    """See `ports.Statistics`."""

    def findings(self, sample: "Sample", seconds: float) -> "Findings":
        import msgspec

        from sync.core.insights.findings import Findings

        path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        command = [sys.executable, "-P", "-W", "ignore", "-m", "sync.adapters.statistics_child"]
        try:
            done = subprocess.run(
                command,
                input=msgspec.json.encode(sample),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**passed_on, **_ONE_THREAD, "PYTHONPATH": path},
                timeout=max(seconds, 0.1),
                start_new_session=True,  # a Ctrl-C at the terminal is ours to handle
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NotComputed(f"took longer than {seconds:.0f} s") from None
        except OSError as error:
            raise NotComputed(f"could not be started ({error.strerror})") from None
        try:
            return msgspec.json.decode(done.stdout, type=Findings)
        except msgspec.DecodeError:  # of which what it says otherwise than we do is one
            raise NotComputed(f"broke off (code {done.returncode})") from None


def main() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ValueError, OSError):
        pass  # macOS refuses it, and a stricter bound may be in force; the deadline remains
    os.nice(10)
    import msgspec

    from sync.adapters.statistics.analysis import analysed
    from sync.core.insights.sample import Sample

    sample = msgspec.json.decode(sys.stdin.buffer.read(), type=Sample)
    sys.stdout.buffer.write(msgspec.json.encode(analysed(sample, sample.least)))


if __name__ == "__main__":
    main()
