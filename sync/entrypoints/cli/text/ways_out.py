"""What a person can do about a run, as commands."""

from sync.core.activity import Activity
from sync.engine.story import Next, WayOut
from sync.entrypoints.cli.text.times import run_name
from sync.entrypoints.cli.text.words import TARGET

COMMANDS = {
    WayOut.START_OVER: "`runtrack retry {run}` starts it over",
    WayOut.SEND_ANEW: "`runtrack retry --force {run}` sends it anew",
    WayOut.SEE_PLAYS: "`runtrack plays` shows where plays are missing",
    WayOut.SEND_KEPT: "once {target} is connected, `runtrack backfill --since {day}` sends it",
    WayOut.WRITE_ANEW: "`runtrack annotate {run}` writes its text anew",
}


def ways_out(row: Activity, coming: Next) -> list[str]:
    """A clause for each."""
    facts = {"run": run_name(row), "target": TARGET.title, "day": f"{row.start:%Y-%m-%d}"}
    return [COMMANDS[way].format(**facts) for way in coming.ways_out]
