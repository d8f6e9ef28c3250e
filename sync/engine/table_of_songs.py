"""The part of the table that is of songs between friends, and of the messages about them."""

from sync.core.plan import Step, StepName
from sync.engine.phase import Phase, PhaseName
from sync.engine.phases import messages, songs, tidy_and_notify

SONGS = (
    Phase(
        PhaseName.SONGS,
        (
            Step(
                StepName.HAND_OUT,
                "a song was sent, and its sender's command was killed before it was handed out",
                (),
                "hand out a song to who it was sent to",
            ),
            Step(
                StepName.LOOK_FOR_SONG,
                "a friend's song comes in as a play; else once it can have been heard, and ever more rarely",
                (),
                "look for a friend's song among what was played, and in which run it was",
            ),
        ),
        songs.due,
        songs.run,
        tidy_and_notify.no_calls,
    ),
    Phase(
        PhaseName.MESSAGES,
        (
            Step(
                StepName.SEND_MESSAGE,
                "something came for who has a chat, outside of their quiet hours",
                (),
                "write to a person in their chat",
            ),
            Step(
                StepName.CHANGE_MESSAGE,
                "what a message tells of may have changed",
                (),
                "change a message that was sent, where it says something else by now",
            ),
        ),
        messages.due,
        messages.run,
        messages.calls,
    ),
)
