"""`python -m tests.bench.web [--quick] [--seconds N] [--rate N] [--only PART] [--json FILE]`: the pages and the API.

Times on the wall say little beside other work: what can be is also given against a comparison of the same minute, and
as processor time.
"""

from collections.abc import Sequence

from tests.bench.reporting import Part, options_of, report
from tests.bench.web import api, beside, lists, pages, spectators, streams

PARTS: dict[str, Part] = {
    "pages": lambda folder, how: pages.measure(folder, quick=how.quick),
    "api": lambda folder, how: api.measure(folder, quick=how.quick, seconds=how.seconds, rate=how.rate),
    "streams": lambda folder, how: streams.measure(folder, quick=how.quick),
    "spectators": lambda folder, how: spectators.measure(folder, quick=how.quick),
    "beside": lambda folder, how: beside.measure(folder, quick=how.quick),
    "lists": lambda folder, how: lists.measure(folder, quick=how.quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    options = options_of("tests.bench.web", __doc__, PARTS)
    options.add_argument("--seconds", type=float, default=api.SECONDS, help="how long the API is under load")
    options.add_argument("--rate", type=float, default=api.RATE, help="requests a second: what a machine takes")
    return report("Runtrack bench of the pages", PARTS, options.parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
