"""A year of the pretend athlete's runs, mostly at home, and the places that they are at."""

import random
from datetime import UTC, date, datetime, timedelta

from sync.sim.athlete import PARIS, SimActivity, run
from sync.sim.garmin_types import INDOORS, type_info

PLACES = {
    "Lyon": (45.7640, 4.8357),
    "Annecy": (45.8992, 6.1294),
    "Grenoble": (45.1885, 5.7245),
    "Chamonix": (45.9237, 6.8694),
    "Nantes": (47.2184, -1.5536),
}


def year_of_runs(seed: int, until: datetime, weekly: float = 3.5) -> list[SimActivity]:
    """The 365 days before `until`, oldest first: about `weekly` runs a week, and a few walks and rides.

    One in eight runs is on trails, one in twelve on a treadmill; one activity is a manual entry. Ids grow
    with time. Equal arguments give equal activities.
    """
    dice = random.Random(f"year {seed}")
    home = dice.choice(sorted(PLACES))
    manual = dice.randrange(60, 300)
    first = (until - timedelta(days=365)).astimezone(PARIS).date()
    made: list[SimActivity] = []
    for number in range(366):
        day = first + timedelta(days=number)
        plans = ["run"] if dice.random() < weekly / 7 or number == manual else []
        plans += ["other"] if dice.random() < 0.07 else []
        for kind in plans:
            activity = _some_day(dice, day, kind, home, seed, manual=number == manual and kind == "run")
            if until - timedelta(days=365) <= activity.start and activity.end < until:
                made.append(activity)
    return sorted(made, key=lambda activity: activity.garmin_id)


def _some_day(dice: random.Random, day: date, kind: str, home: str, seed: int, manual: bool) -> SimActivity:
    """What an amateur does on one day: long runs on Sunday, runs before work or in the evening otherwise."""
    hour = dice.choice((7, 8, 9)) if day.weekday() >= 5 else dice.choice((6, 12, 18, 19))
    if kind == "other":
        hour = dice.choice((14, 15))  # never at the hour of a run
    clock = datetime(day.year, day.month, day.day, hour, dice.randrange(60), dice.randrange(60), tzinfo=PARIS)
    start = clock.astimezone(UTC)
    place = home if dice.random() < 0.9 else dice.choice(sorted(PLACES))
    luck = dice.random()
    if kind == "other":
        type_key = "walking" if luck < 0.55 else "cycling"
        km, pace = (dice.uniform(3, 7), 720.0) if type_key == "walking" else (dice.uniform(20, 55), 145.0)
    else:
        type_key = "trail_running" if luck < 1 / 8 else "treadmill_running" if luck < 5 / 24 else "running"
        km = dice.uniform(14, 22) if day.weekday() == 6 else dice.uniform(5, 12)
        pace = dice.uniform(300, 370) * (1.25 if type_key == "trail_running" else 1)
    moving = round(km * pace)
    pauses = ((moving // 3, dice.randrange(20, 240)),) if dice.random() < 0.3 and not manual else ()
    label = type_info(type_key).label
    title = label if type_key in INDOORS else f"{place} {label}"
    if type_key == "running" and dice.random() < 0.25:
        usual = "Morning Run" if hour < 12 else "Lunch Run" if hour < 17 else "Evening Run"
        title = dice.choice((usual, "Easy run", "Intervals 6 x 800 m", "Tempo", "Long run", "With the club"))
    garmin_id = int(start.timestamp()) * 10 + seed % 10
    latitude, longitude = PLACES[place]
    origin = (latitude + dice.uniform(-0.01, 0.01), longitude + dice.uniform(-0.01, 0.01))
    return run(
        garmin_id,
        start,
        title=title,
        km=round(km, 3),
        elapsed=moving + sum(length for _, length in pauses),
        type_key=type_key,
        pauses=pauses,
        origin=None if type_key in INDOORS else origin,
        manual=manual,
        power=type_key in ("running", "cycling"),
        temperature=True,
        seed=garmin_id % 1_000_003,
    )
