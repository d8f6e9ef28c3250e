"""What a watch sums up of a lap or a session, in the units of FIT."""

from itertools import pairwise

from sync.sim.recording import Recording, Sample


class Summary:
    """Totals and averages of some samples in a row, in the units of laps and sessions. None: not recorded."""

    def __init__(self, part: list[Sample], recording: Recording) -> None:
        first, last = part[0], part[-1]
        self.elapsed = last.after - first.after
        self.moving = last.moving - first.moving
        self.distance = last.distance - first.distance
        self.calories = round(self.distance * 0.066)
        self.speed = round(1000 * self.distance / self.moving) if self.moving else 0
        self.top_speed = round(1000 * max(sample.speed for sample in part))
        pulses = [sample.heart_rate for sample in part]
        self.pulse = sum(pulses) // len(pulses) if recording.heart_rate else None
        self.top_pulse = max(pulses) if recording.heart_rate else None
        self.cadence = int(sum(s.cadence for s in part) / len(part)) if recording.cadence else None
        self.power = sum(s.power for s in part) // len(part) if recording.power else None
        steps = [
            b.altitude - a.altitude for a, b in pairwise(part) if a.altitude is not None and b.altitude is not None
        ]
        self.climb = round(sum(step for step in steps if step > 0)) if steps else None
        self.descent = round(-sum(step for step in steps if step < 0)) if steps else None
