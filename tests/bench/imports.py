"""What an import costs: CPU and memory, each in a fresh process."""

from tests.bench.children import told
from tests.bench.figures import Figure, of_several

PART = "import"
MODULES = (
    "sync.entrypoints.cli.app",
    "sync.wiring",
    "sync.entrypoints.daemon.loop",
    "garminconnect",
    "stravalib",
    "fitparse",
    "apprise",
    "rich.console",
)

_IMPORT = """
import json, sys, time
import psutil
held, began = psutil.Process().memory_info().rss, time.process_time()
__import__(sys.argv[1])
print(json.dumps([1000 * (time.process_time() - began), (psutil.Process().memory_info().rss - held) / 1e6]))
"""


def measure(*, quick: bool) -> list[Figure]:
    """CPU of each import, with the memory that it adds; the first of each is not counted (bytecode)."""
    found = []
    for module in MODULES:
        samples = [told(_IMPORT, module) for _ in range(1 if quick else 6)][-5:]
        grown = min(memory for _, memory in samples)
        found.append(of_several(PART, module, [cpu for cpu, _ in samples], "ms CPU", about=f"{grown:.1f} MB"))
    return found
