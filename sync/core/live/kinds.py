"""The kinds of documents of a run in progress."""

from sync.core.kind import Kind, Whose

KINDS = (
    Kind(
        "LiveRun",
        "live.run",
        lambda one: (one.user, one.source, one.id),
        Whose.USER,
        in_export=True,
        in_delete=True,
        due=lambda one: one.due,
    ),
    Kind(
        "LivePart",
        "live.run",
        lambda one: (one.user, one.source, one.id, f"{one.number:09}"),
        Whose.USER,
        in_export=True,
        in_delete=True,
    ),
    # what was heard goes out as plays
    Kind(
        "NowPlaying",
        "live.now_playing",
        lambda one: (one.user,),
        Whose.USER,
        in_export=False,
        in_delete=True,
        due=lambda one: one.due,
    ),
    # it lets in here alone
    Kind("LivePhone", "live.phones.phone", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    # links to pages here, and who looks at them: of no use elsewhere
    Kind("LiveLink", "live.shown", lambda one: (one.user, one.id), Whose.USER, in_export=False, in_delete=True),
    Kind("LiveWatched", "live.shown", lambda one: (one.user,), Whose.USER, in_export=False, in_delete=True),
    # where the looks at a mailbox ended
    Kind("LiveMailbox", "live.mailbox", lambda one: (one.user,), Whose.USER, in_export=False, in_delete=True),
    # the link is sealed for this installation, and of no use once the run is over
    Kind(
        "LiveFollowed",
        "live.followed",
        lambda one: (one.user,),
        Whose.USER,
        in_export=False,
        in_delete=True,
        due=lambda one: one.due,
    ),
)
