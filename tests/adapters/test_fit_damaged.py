"""Damaged FIT files: whatever the bytes, a value or NoRoute with a reason."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.adapters.fit import read_route, sports, summary
from sync.sim.fit_writer import write_fit
from sync.sim.recording import Recording
from tests.support.adapters.fit_files import reads_or_says_why
from tests.support.adapters.fit_messages import START

SMALL = write_fit(Recording(START, elapsed=20, distance=60, pauses=((5, 5),)))


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), max_size=8),
    st.integers(12, len(SMALL)),
    st.binary(max_size=20),
    st.booleans(),
)
def test_a_mutated_fit_never_raises_anything_but_no_route(
    flips: list[tuple[int, int]], cut: int, junk: bytes, whole: bool
) -> None:
    mutated = bytearray(SMALL)
    for at, value in flips:
        mutated[at] = value
    data = bytes(mutated) if whole else bytes(mutated[:cut]) + junk + bytes(mutated[cut:])
    assert all(reads_or_says_why(read, data) for read in (read_route, summary, sports))


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(st.binary(max_size=200))
def test_arbitrary_bytes_after_a_header_never_raise_anything_but_no_route(junk: bytes) -> None:
    data = struct.pack("<BBHI4s", 12, 0x20, 2132, len(junk), b".FIT") + junk
    assert all(reads_or_says_why(read, data) for read in (read_route, summary, sports))
