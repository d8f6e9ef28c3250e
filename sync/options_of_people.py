"""The table of the settings that say how a person is shown things, and told of them."""

from sync.core.peace import hours
from sync.setting import Flag, Option, names, number, one_of, zone

LOOKS = (
    Option(
        "RUNTRACK_LANGUAGE",
        "language",
        one_of("en", "de"),
        "Of the pages and of messages. Default: the browser's.",
        shown="en",
    ),
    Option(
        "RUNTRACK_UNITS", "units", one_of("metric", "imperial"), "Of the pages: metric or imperial.", shown="metric"
    ),
    Option(
        "RUNTRACK_TIME_ZONE",
        "time_zone",
        zone,
        "Of the pages; a run has the clock of where it was run. Default: the browser's.",
        shown="Europe/Oslo",
    ),
    Option("RUNTRACK_THEME", "theme", one_of("system", "light", "dark"), "Of the pages.", shown="system"),
    Option(
        "RUNTRACK_LISTENS_AT",
        "listens_at",
        names,
        "Services at which you listen to songs: where a song's page is not known, a link looks for it there. Default: "
        "those that you have connected.",
        shown="youtube,tidal",
    ),
)
MESSAGES = (
    Option(
        "RUNTRACK_QUIET_HOURS",
        "quiet_hours",
        hours,
        "From which hour to which no new message about songs comes, by RUNTRACK_TIME_ZONE (else UTC); off: there are "
        "none.",
        shown="22-8",
    ),
    Option(
        "RUNTRACK_MESSAGES_A_DAY",
        "messages_a_day",
        number(1, 100, "messages"),
        "The most new messages about songs in 24 hours; the others come later. Changes of one are not counted.",
        shown="10",
    ),
    Option(
        "RUNTRACK_DIGEST",
        "digest",
        Flag(),
        "Whether messages that were held come as one.",
        shown="yes",
    ),
)
