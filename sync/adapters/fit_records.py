"""The records of a FIT file as columns: scaled, with None where the device knew nothing."""

from itertools import chain

from sync.adapters.fit_layout import TIMESTAMP, Definition, Run
from sync.adapters.fit_points import MOST_POINTS
from sync.adapters.fit_skim import FIRST_DATE
from sync.adapters.fit_values import UINT32, Declined, column, known, unknown
from sync.core.route import CHANNELS

Values = list[float | None]

_LAT, _LON, _ALTITUDE, _HEART_RATE, _CADENCE, _DISTANCE, _SPEED, _POWER = range(8)
_PACKED, _TEMPERATURE, _FRACTION, _FINE_SPEED, _FINE_ALTITUDE = 8, 13, 53, 73, 78
_WANTED = frozenset((*range(9), _TEMPERATURE, _FRACTION, _FINE_SPEED, _FINE_ALTITUDE, TIMESTAMP))
_TYPES = {_LAT: 0x85, _LON: 0x85, _ALTITUDE: 0x84, _SPEED: 0x84, TIMESTAMP: UINT32}  # of which these are, or declined
_MOST_LAYOUTS = 200
_QUARTER = 2**30  # semicircles: 90 degrees
_TO_7_DIGITS = 1.8e9 / 2**31  # exact, as is its product with any 31 bits
_ROUND = 1.5 * 2**52  # added and taken away again: rounds to a whole number, half to even


class Records:
    """Collects runs of records, of any number of layouts, and becomes columns in the order of the file."""

    def __init__(self) -> None:
        self._layouts: dict[tuple[int, bool], _Layout] = {}
        self._order: list[tuple[_Layout, int]] = []
        self._count = 0

    def take(self, data: bytes, run: Run, times: list[int]) -> None:
        """`times`: those of the headers, empty when these hold none. Raises Declined for what is not read here."""
        key = id(run.definition), run.compressed
        layout = self._layouts.get(key)
        if layout is None:
            layout = self._layouts[key] = _Layout(run)
        self._count += run.messages
        if len(self._layouts) > _MOST_LAYOUTS or self._count > MOST_POINTS:
            raise Declined("so many records")
        layout.body += data[run.at : run.at + run.length]
        layout.times += times
        self._order.append((layout, run.messages))

    def columns(self) -> tuple[list[int], dict[str, Values], int]:
        """FIT times, the columns that some layout has, and how many records were left out for want of a time. May be
        called once."""
        layouts = list(self._layouts.values())
        times = list(chain.from_iterable(layout.read_times() for layout in layouts))
        rows = self._rows(layouts) if len(layouts) > 1 else range(len(times))
        if times and min(times) < FIRST_DATE:
            rows = [row for row in rows if times[row] >= FIRST_DATE]
        parts = [(layout.columns(), layout.count) for layout in layouts]
        found = dict[str, Values]()
        for name in CHANNELS:
            if any(name in columns for columns, _ in parts):
                whole = [columns.pop(name, []) or [None] * count for columns, count in parts]
                found[name] = _picked(whole[0] if len(whole) == 1 else list(chain.from_iterable(whole)), rows)
        return _picked(times, rows), found, len(times) - len(rows)

    def _rows(self, layouts: "list[_Layout]") -> list[int]:
        """Where each record of the file stands when the layouts are put one behind the other."""
        next_of, first = dict[int, int](), 0
        for layout in layouts:
            next_of[id(layout)] = first
            first += layout.count
        rows = list[int]()
        for layout, count in self._order:
            at = next_of[id(layout)]
            rows.extend(range(at, at + count))
            next_of[id(layout)] = at + count
        return rows


def _picked[T](values: list[T], rows: "range | list[int]") -> list[T]:
    return values if isinstance(rows, range) else list(map(values.__getitem__, rows))


class _Layout:
    """The records of one definition."""

    def __init__(self, run: Run) -> None:
        self.definition: Definition = run.definition
        self.fields = known(run.definition, _WANTED)
        for field in run.definition.fields:
            number = field.number
            odd = number in _TYPES and (number not in self.fields or field.base != _TYPES[number])
            if odd or number == _PACKED or (number == TIMESTAMP and run.compressed):
                raise Declined(f"a field {number} of type {field.base:#x}, {field.size} bytes")
        self.body = bytearray()
        self.times: list[int] = []

    @property
    def count(self) -> int:
        return len(self.body) // (self.definition.size + 1)

    def read_times(self) -> list[int]:
        """FIT seconds; 0 where the record has none."""
        if TIMESTAMP not in self.fields:
            return self.times or [0] * self.count
        times, never = self._raw(TIMESTAMP), unknown(self.fields[TIMESTAMP])
        return [0 if time == never else time for time in times] if never in times else times

    def columns(self) -> dict[str, Values]:
        """Those that the layout has."""
        found = {
            "distance": self._scaled(_DISTANCE, 0, 100),
            "altitude": _first(self._scaled(_FINE_ALTITUDE, 2500, 5), self._scaled(_ALTITUDE, 2500, 5)),
            "speed": _first(self._scaled(_FINE_SPEED, 0, 1000), self._scaled(_SPEED, 0, 1000)),
            "heart_rate": self._heart_rate(),
            "cadence": self._cadence(),
            "power": self._plain(_POWER),
            "temperature": self._plain(_TEMPERATURE),
        }
        if _LAT in self.fields and _LON in self.fields:
            found["lat"], found["lon"] = self._positions()
        return {name: values for name, values in found.items() if values}

    def _raw(self, number: int) -> list[int]:
        return column(self.body, self.definition, self.fields[number])

    def _plain(self, number: int) -> Values:
        if number not in self.fields:
            return []
        values, never = self._raw(number), unknown(self.fields[number])
        return [None if value == never else value for value in values] if never in values else [*values]

    def _scaled(self, number: int, offset: int, scale: int) -> Values:
        """The nearest numbers to (raw - offset) / scale: a rounding to the profile's digits would change nothing."""
        if number not in self.fields:
            return []
        values, never = self._raw(number), unknown(self.fields[number])
        if never in values:
            return [None if value == never else (value - offset) / scale for value in values]
        return [(value - offset) / scale for value in values]

    def _heart_rate(self) -> Values:
        values = self._plain(_HEART_RATE)
        return [value or None for value in values] if 0 in values else values  # 0: a strap without contact

    def _cadence(self) -> Values:
        whole, parts = self._plain(_CADENCE), self._plain(_FRACTION)
        if not whole or not parts:
            return whole
        turns = {
            pair: pair[0] if pair[0] is None or pair[1] is None else round(pair[0] + pair[1] / 128, 2)
            for pair in set(zip(whole, parts, strict=True))
        }
        return list(map(turns.__getitem__, zip(whole, parts, strict=True)))

    def _positions(self) -> tuple[Values, Values]:
        lats, lons = self._raw(_LAT), self._raw(_LON)
        never = unknown(self.fields[_LAT])
        found: tuple[Values, Values] = _degrees(lats), _degrees(lons)
        if never in lons or min(lats) < -_QUARTER or max(lats) > _QUARTER:
            seen = [lon != never and abs(lat) <= _QUARTER for lat, lon in zip(lats, lons, strict=True)]
            return _where(found[0], seen), _where(found[1], seen)
        return found


def _degrees(semicircles: list[int]) -> Values:
    return [(value * _TO_7_DIGITS + _ROUND - _ROUND) / 1e7 for value in semicircles]


def _where(values: Values, seen: list[bool]) -> Values:
    return [value if one else None for value, one in zip(values, seen, strict=True)]


def _first(better: Values, plain: Values) -> Values:
    """Those of `better`, where it has none those of `plain`."""
    if not better or not plain or None not in better:
        return better or plain
    return [two if one is None else one for one, two in zip(better, plain, strict=True)]
