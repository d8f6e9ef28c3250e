"""What a service is for. A step of the tick needs roles; which service has one, its row or its runner says."""

from enum import StrEnum


class Role(StrEnum):
    """What a service is for."""

    SOURCE = "activity source"
    TARGET = "activity target"
    PLAYS = "play source"
    FACTS = "song facts"
    SONGS = "song pages"
    MESSENGER = "messenger"
    LIVE = "runs in progress"
    MAILBOX = "mailbox"
