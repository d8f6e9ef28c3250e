"""What a planted bug is: a wrong edit of one file, and the tests that have to notice it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`old` stands in `file` exactly once and becomes `new`; then one of `tests` must fail (pytest arguments)."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
