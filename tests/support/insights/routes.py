"""Routes of a runner whose every metre is known: a point a second."""

from collections.abc import Callable

from sync.core.route import CHANNELS, Route

MS = 1_700_000_000_000
"""The first point."""


def ran(
    seconds: int,
    speed: Callable[[int], float] | float = 4.0,
    *,
    rise: float = 0.0,
    height: Callable[[float], float] | None = None,
    pauses: tuple[tuple[int, int], ...] = (),
    sport: str = "running",
    **columns: Callable[[int], float | None],
) -> Route:
    """`speed`: m/s in each second; `rise`: metres up per metre, or `height` of each metre; `pauses`: seconds in which
    watch and runner stand; `columns`: others, by the second."""
    far, distance = 0.0, [0.0]
    for at in range(1, seconds + 1):
        stands = any(begin < at <= end for begin, end in pauses)
        far += 0.0 if stands else speed(at) if callable(speed) else speed
        distance.append(far)
    filled: dict[str, tuple[float | None, ...]] = {"distance": tuple(distance)}
    if rise or height is not None:
        filled["altitude"] = tuple(height(one) if height else 100 + rise * one for one in distance)
    filled |= {name: tuple(map(of, range(seconds + 1))) for name, of in columns.items()}
    return Route(
        tuple(MS + 1000 * at for at in range(seconds + 1)),
        *(filled.get(name, (None,) * (seconds + 1)) for name in CHANNELS),
        pauses=tuple((MS + 1000 * begin, MS + 1000 * end) for begin, end in pauses),
        sport=sport,
    )
