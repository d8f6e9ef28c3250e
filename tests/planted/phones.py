"""The planted bugs of phones that say where their runner is: units, places, what is answered, what counts as a run."""

from tests.planting import Mutant

SIMULATED = ("tests/entrypoints/test_simulated_phones.py",)
INGEST = ("tests/entrypoints/api/test_ingest.py",)
MOVING = ("tests/core/live/test_moving.py",)
KEPT = ("tests/engine/live/test_phones.py",)

PHONE_BUGS = (
    Mutant(
        "knots are taken for metres a second",
        "sync/core/live/phones/traccar.py",
        'speed(fields.get("speed"), KNOT)',
        'speed(fields.get("speed"))',
        SIMULATED,
    ),
    Mutant(
        "kilometres an hour are taken for metres a second",
        "sync/core/live/phones/owntracks.py",
        'speed(fields.get("vel"), KM_PER_HOUR)',
        'speed(fields.get("vel"))',
        SIMULATED,
    ),
    Mutant(
        "the longitude that comes first is taken for the latitude",
        "sync/core/live/phones/overland.py",
        "number(place[0]), number(place[1])",
        "number(place[1]), number(place[0])",
        SIMULATED,
    ),
    Mutant(
        "Overland is not told that its batch has been taken, and sends it for ever",
        "sync/core/live/phones/apps.py",
        'b\'{"result":"ok"}\'',
        'b"{}"',
        SIMULATED,
    ),
    Mutant(
        "what comes late is of no run",
        "sync/core/live/parting.py",
        "        if run.begun <= point.at <= until:",
        "        if run.last <= point.at <= until:",
        SIMULATED,
    ),
    Mutant(
        "a phone that is found now here and now there is running",
        "sync/core/live/moving.py",
        "STRAIGHT, ON = 0.6,",
        "STRAIGHT, ON = 0.0,",
        MOVING,
    ),
    Mutant(
        "a bus is a run",
        "sync/core/live/moving.py",
        "        rides = (self.rides or self.last) if now > FASTEST else None\n",
        "        rides = None\n",
        MOVING,
    ),
    Mutant(
        "what was told after the end of a run is kept",
        "sync/engine/live/phones.py",
        "                cut(store, run, run.ended_at)\n",
        "                pass\n",
        KEPT,
    ),
    Mutant(
        "the address of a phone is good for any app",
        "sync/engine/asks/phones.py",
        "known is None or known.app != app or ",
        "known is None or ",
        INGEST,
    ),
    Mutant(
        "what could not be kept is said to have been",
        "sync/entrypoints/api/ingest.py",
        '        raise Refusal(503, "being-changed", BUSY, headers={"Retry-After": "5"}) from None\n',
        "        pass\n",
        INGEST,
    ),
)
