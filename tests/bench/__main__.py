"""`python -m tests.bench [--quick] [--json FILE]`: measure everything, print a table, then one line of JSON."""

from collections.abc import Sequence

from tests.bench import (
    archives,
    aws,
    aws_web,
    backfill,
    derived,
    fit,
    folders,
    handing,
    idle,
    imports,
    lists,
    memory,
    people,
    recovery,
    stopping,
)
from tests.bench.reporting import Part, options_of, report

PARTS: dict[str, Part] = {
    "idle": lambda folder, how: idle.measure(folder, quick=how.quick),
    "imports": lambda folder, how: imports.measure(quick=how.quick),
    "memory": lambda folder, how: memory.measure(folder, quick=how.quick),
    "fit": lambda folder, how: fit.measure(quick=how.quick),
    "derived": lambda folder, how: derived.measure(folder, quick=how.quick),
    "backfill": lambda folder, how: backfill.measure(folder, quick=how.quick),
    "recovery": lambda folder, how: recovery.measure(folder, quick=how.quick),
    "lists": lambda folder, how: lists.measure(folder, quick=how.quick),
    "archives": lambda folder, how: archives.measure(folder, quick=how.quick),
    "folder": lambda folder, how: folders.measure(folder, quick=how.quick),
    "people": lambda folder, how: people.measure(folder, quick=how.quick),
    "aws": lambda folder, how: aws.measure(folder, quick=how.quick),
    "aws-web": lambda folder, how: aws_web.measure(folder, quick=how.quick),
    "handing": lambda folder, how: handing.measure(quick=how.quick),
    "stopping": lambda folder, how: stopping.measure(folder, quick=how.quick),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when every limit holds, else 1."""
    return report("Runtrack bench", PARTS, options_of("tests.bench", __doc__, PARTS).parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main())
