"""The table of the tick: its phases in order, the steps of each, when they are due, what they need and what they do.

The tick runs this table, `plan` prints it, `why` words it. Nothing else knows the order of things.
"""

from sync.core.activity import State
from sync.core.plan import Step, StepName
from sync.core.role import Role
from sync.engine import gone, routes, upload
from sync.engine.phase import Phase, PhaseName
from sync.engine.phases import backfill as backfill_phase
from sync.engine.phases import (
    clock_set_back,
    digests,
    files,
    find,
    music,
    now_playing,
    plays,
    rows_with_plays,
    send,
    song_facts,
    tidy_and_notify,
)
from sync.engine.phases import insights as insights_phase
from sync.engine.phases import live as live_phase
from sync.engine.phases import routes as routes_phase
from sync.engine.table_of_songs import SONGS

SOURCE, TARGET, PLAYS, FACTS = Role.SOURCE, Role.TARGET, Role.PLAYS, Role.FACTS

ROW_STEPS = (
    Step(
        StepName.SUBMIT,
        "the run was found",
        (SOURCE, TARGET),
        "look for it on {target}, and send it when it is not there",
        (State.DISCOVERED,),
        upload.submit,
    ),
    Step(
        StepName.SETTLE,
        "10 minutes after a send whose answer was lost",
        (TARGET,),
        "look on {target} whether the send with the lost answer has arrived, and send it again only if not",
        (State.SUBMITTING,),
        upload.settle,
    ),
    Step(
        StepName.CONFIRM,
        "at once, and again while the target processes the file; a backfill's many together, each quarter hour",
        (TARGET,),
        "ask {target} what became of the upload",
        (State.SUBMITTED,),
        upload.confirm,
    ),
)
ANNOTATE = Step(
    StepName.ANNOTATE,
    "2 minutes after it is there, while plays may come late, and when plays of its time come in",
    (TARGET,),
    "look for its music, and write it into its description (it is on {target} already)",
    (State.UPLOADED, State.ANNOTATED),
    gone.annotate,
)
LISTEN = Step(
    StepName.PLAYS_OF_RUNS,
    "a run is worked on whose plays the regular polls may have missed",
    (PLAYS,),
    "ask for the plays of these runs",
)
NOW = Phase(PhaseName.NOW, (now_playing.STEP,), now_playing.due, now_playing.run, now_playing.calls)

PHASES = (
    Phase(
        PhaseName.CLOCK,
        (
            Step(
                StepName.SET_RIGHT,
                "the clock was set back",
                (),
                "the clock was set back: what waits for the future would be brought within reach first",
            ),
        ),
        clock_set_back.due,
        clock_set_back.run,
        clock_set_back.calls,
    ),
    Phase(
        PhaseName.FIND,
        (
            Step(
                StepName.REFILL,
                "the ledger was lost; nothing is sent before",
                (SOURCE, TARGET),
                "the ledger would be refilled from {target}'s list",
            ),
            Step(StepName.NEWEST, "each tick", (SOURCE,), "look for new runs"),
            Step(StepName.LOOK_BACK, "hourly", (SOURCE,), "the hourly look at {source}'s last 30 days is due"),
            Step(
                StepName.KEEP_ALIVE,
                "the login was not refreshed for 24 hours",
                (SOURCE,),
                "{source}'s login would be refreshed, so that it stays alive",
            ),
            Step(
                StepName.ON_TARGET,
                "each half hour, for who has no other source",
                (TARGET,),
                "new runs would be looked for on {target}",
            ),
        ),
        find.due,
        find.run,
        find.calls,
    ),
    Phase(
        PhaseName.PLAYS,
        (Step(StepName.POLL, "each source by its own clock", (PLAYS,), "ask for the newest plays"),),
        plays.due,
        plays.run,
        plays.calls,
    ),
    NOW,
    Phase(PhaseName.SEND, (LISTEN, *ROW_STEPS), send.due, rows_with_plays.run, rows_with_plays.calls),
    Phase(PhaseName.MUSIC, (LISTEN, ANNOTATE), music.due, rows_with_plays.run, rows_with_plays.calls),
    *SONGS,
    Phase(
        PhaseName.LIVE,
        (
            Step(
                StepName.LOOK_AT_LIVE,
                "a run in progress is over: each 10 minutes at first, then hourly, a week long",
                (),
                "look whether the file of a run has come that was followed while it went on",
            ),
        ),
        live_phase.due,
        live_phase.run,
        tidy_and_notify.no_calls,
    ),
    Phase(
        PhaseName.BACKFILL_LIST,
        (
            Step(
                StepName.LIST,
                "a backfill was asked for",
                (SOURCE, TARGET),
                "go on reading {source}'s list",
            ),
            Step(
                StepName.COMPARE,
                "its list is read, and again after a pause of an hour",
                (SOURCE, TARGET),
                "compare its runs with {target}'s list",
            ),
        ),
        backfill_phase.list_due,
        backfill_phase.run_list,
        backfill_phase.list_calls,
    ),
    Phase(
        PhaseName.BACKFILL_SEND,
        ROW_STEPS,
        backfill_phase.send_due,
        backfill_phase.run_send,
        backfill_phase.send_calls,
    ),
    Phase(
        PhaseName.FILES,
        (
            Step(
                StepName.FETCH_FILE,
                "a run was on the target already, and its file was never read; one a tick, no backfill being under way",
                (SOURCE,),
                "fetch the file of a run that was on {target} already, for its route and figures",
            ),
        ),
        files.due,
        files.run,
        files.calls,
    ),
    Phase(
        PhaseName.FACTS,
        (Step(StepName.ASK_FACTS, "songs came up that nothing is known of", (FACTS,), "ask for facts about songs"),),
        song_facts.due,
        song_facts.run,
        song_facts.calls,
    ),
    Phase(
        PhaseName.DIGESTS,
        (
            Step(
                StepName.DIGEST,
                "the rules have changed, or something was imported",
                (),
                "have the digests of runs made anew",
            ),
        ),
        digests.due,
        digests.run,
        tidy_and_notify.no_calls,
    ),
    Phase(
        PhaseName.TIDY,
        (Step(StepName.TIDY, "daily", (), "delete what is kept no longer"),),
        tidy_and_notify.tidy_due,
        tidy_and_notify.run_tidy,
        tidy_and_notify.no_calls,
    ),
    Phase(
        PhaseName.NOTIFY,
        (Step(StepName.NOTIFY, "a problem began, or is over", (), "tell a person"),),
        tidy_and_notify.notify_due,
        tidy_and_notify.run_notify,
        tidy_and_notify.notify_calls,
    ),
)
ROUTES = Phase(
    PhaseName.ROUTES,
    (
        Step(
            StepName.READ_ROUTE,
            "its file is here, or other songs are laid onto it; apart from the tick, in its own time",
            (),
            "read the route from our copy of its file, and make its digest and the figures of its songs",
            take=routes.read_route,
        ),
    ),
    routes_phase.due,
    routes_phase.run,
    tidy_and_notify.no_calls,
)
INSIGHTS = Phase(
    PhaseName.INSIGHTS, (insights_phase.STEP,), insights_phase.due, insights_phase.run, tidy_and_notify.no_calls
)
APART = ROUTES, INSIGHTS
"""What is done apart from the tick, in this order."""
STEPS = {step.name: step for phase in (*PHASES, *APART) for step in phase.steps}
STATE_STEPS = {state: step for step in STEPS.values() for state in step.states}


def as_page() -> list[str]:
    """The table as lines of Markdown, for docs/architecture.md."""
    lines = ["| phase | step | when | needs |", "|---|---|---|---|"]
    for phase in (*PHASES, *APART):
        for step in phase.steps:
            lines.append(f"| {phase.name} | {step.name} | {step.when} | {', '.join(step.needs) or '-'} |")
    return lines
