"""Our own FIT reader: value for value what the libraries read, many times faster, and bounded whatever the bytes."""

import os
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.adapters.fit import read_route, read_with_libraries
from sync.adapters.fit_checksum import checksum
from sync.adapters.fit_columns import read_columns
from sync.adapters.fit_points import MOST_POINTS
from sync.adapters.fit_skim import summary
from sync.adapters.fit_values import Declined
from sync.core.route import NoRoute, Route
from sync.sim.fit_encoding import crc
from tests.support.adapters.fit_files import fit_files, reads_or_says_why
from tests.support.adapters.fit_messages import FLOAT32, T0, UINT8, UINT32, file_of, record

ROOT = Path(__file__).parents[2]
REAL = Path(
    os.environ.get("FIT_DIR") or next((p / "shared/fit" for p in ROOT.parents if (p / "shared/fit").is_dir()), ROOT)
)
FILES = sorted(REAL.glob("*.fit"))
"""Files of real devices, where there are any: `FIT_DIR`, or shared/fit in a folder above this project."""

MOST_MEMORY = 64e6  # bytes, beside the file itself


def values(route: Route) -> str:
    """Everything but who read it and what that overlooked; as text, in which 1 is not 1.0."""
    return repr([getattr(route, name) for name in Route.__dataclass_fields__ if name not in ("reader", "notes")])


def agrees(data: bytes) -> bool:
    """Whether ours says what the libraries say; True also where it declines, or where these refuse."""
    try:
        ours = read_columns(data)
    except Declined:
        return True
    except NoRoute as none:
        with pytest.raises(NoRoute) as refused:
            read_with_libraries(data)
        return none.reason.startswith("no records") or none.reason == refused.value.reason
    try:
        return values(ours) == values(read_with_libraries(data))
    except NoRoute as none:
        return not none.reason.startswith("no records")


# -- equal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
@pytest.mark.long
def test_a_real_file_is_read_as_the_libraries_read_it(path: Path) -> None:
    data = path.read_bytes()
    try:
        expected = read_with_libraries(data)
    except NoRoute:
        return
    assert values(read_columns(data)) == values(expected)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_a_real_file_is_not_declined_and_a_recording_has_a_route(path: Path) -> None:
    if "NOT-ACTIVITY" in path.name:
        with pytest.raises(NoRoute, match=r"^no records$"):
            read_columns(path.read_bytes())
    else:
        assert len(read_columns(path.read_bytes())) > 0


@settings(max_examples=100, derandomize=True, database=None, deadline=None)
@given(fit_files())
def test_any_legal_file_is_read_as_the_libraries_read_it(data: bytes) -> None:
    assert agrees(data)


@settings(max_examples=50, derandomize=True, database=None, deadline=None)
@given(fit_files(), st.data())
def test_a_file_cut_anywhere_keeps_the_points_before_the_cut(whole: bytes, data: st.DataObject) -> None:
    try:
        points = list(read_columns(whole).points())
    except (Declined, NoRoute):
        return
    cut = whole[: data.draw(st.integers(12, len(whole)))]
    try:
        route = read_columns(cut)
    except NoRoute:
        return
    at_least = {(point.time_ms, point.lat, point.power) for point in points}
    assert all((point.time_ms, point.lat, point.power) in at_least for point in route.points())
    assert len(route) == len(points) or "breaks off" in " ".join(route.notes)


@pytest.mark.parametrize(
    "fields",
    [
        [(5, FLOAT32, 12.5)],
        [(2, UINT32, 3000)],
        [(3, UINT8, 140), (3, UINT8, 141)],
        [(8, UINT8, 1)],
    ],
)
def test_odd_layouts_of_records_are_left_to_the_libraries(fields: list[tuple[int, int, float]]) -> None:
    data = file_of(record(0, *fields))
    with pytest.raises(Declined):
        read_columns(data)
    route = read_route(data)
    assert route.reader == "fitparse"
    assert route.notes[0].startswith("columns: declined ")


# -- whatever the bytes -------------------------------------------------------------------------------------


@settings(max_examples=150, derandomize=True, database=None, deadline=None)
@given(fit_files(), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8), st.binary(max_size=9))
def test_mutated_bytes_give_a_route_or_a_reason_and_nothing_else(
    data: bytes, flips: list[tuple[int, int]], junk: bytes
) -> None:
    mutated = bytearray(data)
    for at, value in flips:
        mutated[at % len(data)] = value
    assert reads_or_says_why(read_columns, bytes(mutated) + junk)


def _wrapped(*body: bytes) -> bytes:
    whole = b"".join(body)
    return struct.pack("<BBHI4s", 12, 0x20, 2132, len(whole), b".FIT") + whole + b"\0\0"


def _layout(local: int, message: int, *fields: tuple[int, int, int]) -> bytes:
    return bytes((0x40 | local, 0, 0)) + struct.pack("<HB", message, len(fields)) + b"".join(map(bytes, fields))


_FULL = (
    (253, 4, 0x86),
    (0, 4, 0x85),
    (1, 4, 0x85),
    (5, 4, 0x86),
    (73, 4, 0x86),
    (78, 4, 0x86),
    (3, 1, 2),
    (7, 2, 0x84),
)


def _records(count: int, *locals_: int, padding: int = 0) -> bytes:
    """Full of values that share no memory, backwards in time."""
    pack = struct.Struct(f"<BIiiIIIBH{padding}x").pack
    return b"".join(
        pack(locals_[i % len(locals_)], T0 - i, i * 6007, i * 9001, i * 321, i * 7 + 999, i * 3 + 5000, 99, i % 65_000)
        for i in range(count)
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: _wrapped(_layout(0, 20, *_FULL), _records(MOST_POINTS, 0)), id="many records"),
        pytest.param(
            lambda: _wrapped(_layout(0, 20, *_FULL), _layout(1, 20, *_FULL), _records(MOST_POINTS, 0, 1)),
            id="two layouts in turn, backwards",
        ),
        pytest.param(
            lambda: _wrapped(_layout(0, 20, *_FULL, (200, 100, 13)), _records(MOST_POINTS, 0, padding=100)),
            id="wide records",
        ),
        pytest.param(lambda: _wrapped(_layout(0, 20), bytes(15_000_000)), id="records of one byte"),
        pytest.param(lambda: _wrapped(_layout(0, 20), _layout(1, 21), b"\0\1" * 500_000), id="in turn"),
        pytest.param(lambda: _wrapped(_layout(0, 18), bytes(15_000_000)), id="sessions of one byte"),
        pytest.param(
            lambda: _wrapped(
                b"".join(_layout(0, i % 65_536, *[(i % 251, 1, 2)] * 255) for i in range(4_000)),
            ),
            id="definitions with 255 fields",
        ),
        pytest.param(lambda: _wrapped(b"".join(_layout(0, i % 65_536) for i in range(700_000))), id="definitions"),
        pytest.param(lambda: _wrapped(_layout(0, 0)) * 50_000, id="a chain"),
        pytest.param(lambda: bytes((255, 0, 0, 0, 1, 0, 0, 0)) + b".FIT" + bytes(20_000_000), id="large"),
    ],
)
@pytest.mark.long
def test_hostile_bytes_take_neither_much_memory_nor_many_steps(data: Callable[[], bytes]) -> None:
    hostile = data()
    for read in (read_columns, summary):
        tracemalloc.start()
        try:
            read(hostile)
        except (Declined, NoRoute):
            pass
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak <= MOST_MEMORY, read.__name__


# -- the checksum -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, 2, 28, 29, 30, 57, 58, 59, 1000, 2**18, 2**18 + 1, 2**19 + 500])
def test_the_folded_checksum_is_that_of_the_protocol(length: int) -> None:
    data = Random(length).randbytes(length)
    assert checksum(data) == crc(data)
    assert checksum(b"ab" + data + b"c", 2, 2 + length) == crc(data)
