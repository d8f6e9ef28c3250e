"""How a Route is kept: gzipped JSON, column by column, as steps from value to value; small enough to be sent as kept.

An hour of points a second is about 15 KB. Positions are kept to a millionth of a degree (11 cm), distances to 10 cm,
speeds to 1 cm/s: finer than any watch knows them, and a third smaller than what it writes. The gzip holds no time:
the same Route is the same bytes.
"""

import json
import zlib
from itertools import accumulate, pairwise
from typing import Any

from sync.core.route import VERSION, Column, Route

_VERSION = 2
_GZIP = 31  # zlib's word for: with a gzip header and trailer
_MOST = 64_000_000  # bytes of JSON: a route of a week has a fifth of it

_DIGITS = {"lat": 6, "lon": 6, "distance": 1, "altitude": 1, "speed": 2, "heart_rate": 0, "cadence": 2, "power": 0}
_DIGITS["temperature"] = 0
_STEADY = ("lat", "lon", "distance")  # of these the steps of the steps are kept: the step itself hardly changes


def packed(route: Route) -> bytes:
    """The bytes that are kept."""
    plain = route.to_document()
    columns = {name: _column(name, values) for name, values in plain["channels"].items()}
    document = plain | {"v": _VERSION, "channels": columns}
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP)
    return packer.compress(json.dumps(document, separators=(",", ":")).encode()) + packer.flush()


def unpacked(kept: bytes) -> Route:
    """The Route that was kept, also by versions that kept plain JSON. Raises ValueError for anything else."""
    if kept[:1] == b"{":
        return Route.from_document(json.loads(kept))
    try:
        unpacker = zlib.decompressobj(_GZIP)
        document = json.loads(unpacker.decompress(kept, _MOST))
        if document["v"] != _VERSION:
            raise ValueError(f"a route of version {document['v']}, not {_VERSION}")
        columns = {name: _values(**column) for name, column in document["channels"].items()}
        return Route.from_document({**document, "v": VERSION, "channels": columns})
    except (KeyError, TypeError, AttributeError, zlib.error) as error:
        raise ValueError(f"not a route: {type(error).__name__} {error}") from error


def _column(name: str, values: Column) -> dict[str, Any]:
    """`digits` behind the point; `steps`: whole numbers, each added to those before, so often (`order`)."""
    scale, order = 10 ** _DIGITS[name], 2 if name in _STEADY else 1
    steps: list[int | None] = [None if value is None else round(value * scale) for value in values]
    for _ in range(order):
        steps = _steps(steps)
    return {"digits": _DIGITS[name], "order": order, "steps": steps}


def _values(digits: int, order: int, steps: list[int | None]) -> Column:
    for _ in range(order):
        steps = _sums(steps)
    scale = 10**digits
    return tuple(steps) if digits == 0 else tuple(None if step is None else step / scale for step in steps)


def _steps(values: list[int | None]) -> list[int | None]:
    """From each known value to the next, the first from 0."""
    known = [value for value in values if value is not None]
    steps = iter([*known[:1], *(later - earlier for earlier, later in pairwise(known))])
    return [None if value is None else next(steps) for value in values]


def _sums(steps: list[int | None]) -> list[int | None]:
    sums = accumulate(step for step in steps if step is not None)
    return [None if step is None else next(sums) for step in steps]
