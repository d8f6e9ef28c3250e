"""What a person can do about a run, or a file that runs come from, as commands."""

from sync.core.activity import Activity
from sync.engine.file_views import FileView
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


def file_words(one: FileView) -> str:
    """Why a file's fate is what it is, and what takes its runs that are not taken by themselves."""
    if one.older is None:
        return one.why
    first, since = f"{one.older.first:%Y-%m-%d}", f"{one.older.since:%Y-%m-%d}"
    if one.older.alone:
        told, them = f"its run of {first} is", "it"
    elif one.older.count == 1:
        told, them = f"one of its runs, of {first}, is", "it"
    else:
        told, them = f"{one.older.count} of its runs, the first of {first}, are", "them"
    older = f"{told} from before the since-date, {since}"
    return "; ".join(filter(None, (one.why, older, f"`runtrack backfill --since {first}` takes {them}")))
