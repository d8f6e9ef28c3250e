"""Planted bugs of giving up, of believing one odd answer, and of coming back after an outage."""

from tests.planting import Mutant

RETRY = ("tests/core/test_backoff.py",)
TABLE = ("tests/core/test_error_table.py",)
RECOVERY = ("tests/engine/test_recovery.py",)
ODD = ("tests/engine/test_odd_answers.py",)

RECOVERY_BUGS = (
    Mutant(
        "sleep counts as time in which a run failed",
        "sync/core/backoff.py",
        "max(timedelta(0), min(gap, UPTIME_GAP + unnoted))",
        "max(timedelta(0), gap)",
        RETRY,
    ),
    Mutant(
        "days in which a row was not tried count as failing",
        "sync/core/backoff.py",
        "max(timedelta(0), min(uptime - last_failure, LONGEST))",
        "max(timedelta(0), uptime - last_failure)",
        TABLE,
    ),
    Mutant(
        "a run is given up after too few tries",
        "sync/core/backoff.py",
        "failing_for >= GIVE_UP and tries >= LEAST_TRIES",
        "failing_for >= GIVE_UP",
        RETRY,
    ),
    Mutant(
        "one odd answer is believed",
        "sync/core/error_table.py",
        "    if row.absences >= len(SECOND_LOOKS):\n        return None\n",
        "    return None\n",
        ODD,
    ),
    Mutant(
        "a run that Strava's list has counts as deleted",
        "sync/engine/gone.py",
        "    if row.absences == len(SECOND_LOOKS) and any(",
        "    if False and any(",
        ODD,
    ),
    Mutant(
        "a run that was left out without a file is told to nobody",
        "sync/engine/step_runner.py",
        "        elif saved.state is State.SKIPPED and saved.absences:\n",
        "        elif False:\n",
        ODD,
    ),
    Mutant(
        "each row asks a service that is away",
        "sync/engine/service_trouble.py",
        "        probe_at=now + probe_wait(probes) if row else connection.probe_at,\n",
        "",
        RECOVERY,
    ),
    Mutant(
        "rows leave a service alone that has answered",
        "sync/engine/step_runner.py",
        "        if back := services & self.situation.blocks().away:\n",
        "        if back := set[str]():\n",
        RECOVERY,
    ),
    Mutant(
        "a run that fails alone is tried as if its service were away",
        "sync/engine/step_runner.py",
        "        return LONGEST if served_at is not None",
        "        return DOUBTFUL if served_at is not None",
        RECOVERY,
    ),
    Mutant(
        "a night of sleep counts as an outage",
        "sync/engine/service_trouble.py",
        "    return max(timedelta(0), uptime - connection.unavailable_from)\n",
        "    return LONG_AWAY * 2\n",
        RECOVERY,
    ),
)
