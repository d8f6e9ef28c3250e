"""What is said of a run in progress that is not followed, as neutral English sentences (German by table)."""

from sync.engine.asks import live_follow as verbs

OFF = "Following runs in progress is off: set livetrack to yes first."
REFUSALS = {
    verbs.NotSwitchedOn: OFF,
    verbs.NoLink: "There is no link to a run in progress in it.",
    verbs.LeadsToNoRun: "The link leads to no run that is shown now.",
    verbs.HasEnded: "This run is over: it was followed to its end.",
    verbs.NothingFollowed: "No run is followed.",
}


def refused(refusal: verbs.NotFollowed) -> str:
    return REFUSALS[type(refusal)]
