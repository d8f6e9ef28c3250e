"""What a recording says of itself without its points: start, length, distance, sports."""

from sync.adapters.fit_skim import sports, summary
from sync.core.original import Measures, Original
from sync.core.route import NoRoute


def measure(original: Original) -> Measures:
    """See `App.measure`. Raises `NoRoute` for a file that is no FIT file, or a broken one."""
    if original.kind != "fit":
        raise NoRoute(f"a {original.kind} file")
    found = summary(original.data)
    return Measures(found.start, found.offset, found.elapsed, found.distance, sports(original.data))
