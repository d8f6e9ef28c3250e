"""The forms of friends, of groups, and of the songs between them."""

from sync.core.archive.form import Field, Form
from sync.core.archive.run_forms import SONG, STORES
from sync.core.archive.values import NotSuch
from sync.core.chat import Chat
from sync.core.circle import LONGEST_NAME, MOST_PEOPLE, Circle, Membership
from sync.core.friends import Contact
from sync.core.insights.experiment import LISTS, MOST, Experiment, Planned, Ran
from sync.core.playlist import Playlist
from sync.core.song_share import OnRun, Sending, Share

CONTACT = Form(
    Contact,
    "Somebody whom you asked for friendship, accepted or blocked, or who asks you.",
    (
        Field("user", "whose"),
        Field("other", "who"),
        Field("will", "`wanted`, `offered` (they ask you) or `blocked`"),
        Field("since", "since when"),
        Field("tells", "what they may learn: `nothing`, `played`, `on a run` or `with figures`"),
        Field("muted", "their songs come without a message"),
        Field("called", "what you call them; empty: by their name"),
    ),
    left_out={"version": STORES},
)


def _good_circle(circle: Circle) -> None:
    if not 0 < len(circle.name) <= LONGEST_NAME or not circle.name.isprintable():
        raise NotSuch(f"a group's name has 1 to {LONGEST_NAME} signs that can be seen")
    if len(circle.everybody) > MOST_PEOPLE:
        raise NotSuch(f"a group has at most {MOST_PEOPLE} people")


CIRCLE = Form(
    Circle,
    "A group that you made.",
    (
        Field("user", "whose"),
        Field("id", "its id"),
        Field("name", "what it is called"),
        Field("made", "since when"),
        Field("people", "who may belong to it besides you"),
    ),
    check=_good_circle,
    left_out={"version": STORES},
)
MEMBERSHIP = Form(
    Membership,
    "A group that you belong to, were asked into, left or blocked.",
    (
        Field("user", "whose"),
        Field("id", "the group's id"),
        Field("maker", "who made it"),
        Field("will", "`asked`, `joined`, `left` or `blocked`"),
        Field("since", "since when"),
        Field("tells", "what its others may learn: `nothing`, `played`, `on a run` or `with figures`"),
        Field("muted", "its songs come without a message"),
    ),
    left_out={"version": STORES},
)
ON_RUN = Form(
    OnRun,
    "How you ran to it.",
    (
        Field("run", "the run's name"),
        Field("began", "when it began"),
        Field("begins", "where the song began, in metres"),
        Field("ends", "where it ended"),
        Field("pace", "seconds per kilometre"),
        Field("heart_rate", "beats per minute"),
    ),
)
SHARE = Form(
    Share,
    "A song that a friend sent you.",
    (
        Field("user", "whose"),
        Field("id", "its id"),
        Field("sender", "who sent it"),
        Field("song", "the song"),
        Field("sent_at", "when it was sent"),
        Field("until", "until when it is looked for"),
        Field("state", "`invited`, `waiting`, `heard`, `expired`, `declined` or `withdrawn`"),
        Field("note", "a word with it"),
        Field("due", "when it is looked for next"),
        Field("looks", "how often it was looked for"),
        Field("heard_at", "when you began to play it"),
        Field("said", "you said so yourself"),
        Field("on_run", "how you ran to it"),
        Field("ended_at", "when its state was decided"),
        Field("pages", "addresses of the song at services"),
        Field("group", "the id of the group to which it was sent, if it was"),
    ),
    parts=(SONG, ON_RUN),
    left_out={"version": STORES},
)
SENDING = Form(
    Sending,
    "A song that you sent.",
    (
        Field("user", "whose"),
        Field("id", "its id"),
        Field("song", "the song"),
        Field("to", "to whom"),
        Field("sent_at", "when"),
        Field("note", "a word with it"),
        Field("due", "when it is handed out"),
        Field("withdrawn_at", "when you took it back"),
        Field("pages", "addresses of the song at services"),
        Field("group", "the id of the group to which it went, if it did"),
    ),
    parts=(SONG,),
    left_out={"version": STORES},
)
CHAT = Form(
    Chat,
    "A chat in which you hear of songs.",
    (
        Field("user", "whose"),
        Field("service", "the messenger"),
        Field("id", "what the messenger calls it"),
        Field("since", "since when it is connected"),
        Field("language", "the language of your app there"),
        Field("quiet", "you have stopped it"),
        Field("paused_at", "since when it cannot be written to"),
        Field("why", "why not"),
        Field("writes_until", "until when it may be written to"),
        Field("person", "what the messenger calls you in chats of several people, where that is something else"),
    ),
    left_out={"version": STORES, "numbers": "mean something for the messages above them alone"},
)
PLAYLIST = Form(
    Playlist,
    "A playlist that was made for you at a music service.",
    (
        Field("user", "whose"),
        Field("service", "where"),
        Field("id", "what it is of"),
        Field("account", "your account there"),
        Field("ref", "what the service calls it; empty: it is not known whether it was made"),
        Field("asked_at", "when it was asked for"),
        Field("filled_at", "when it was last filled"),
        Field("songs", "with how many"),
    ),
    left_out={"version": STORES},
)


def _good_experiment(one: Experiment) -> None:
    if not 0 < len(one.songs) <= MOST or len(one.ran) > LISTS:
        raise NotSuch(f"an experiment has 1 to {MOST} songs, and at most {LISTS} runs")


EXPERIMENT = Form(
    Experiment,
    "Your shuffle experiment.",
    (
        Field("user", "whose"),
        Field("began", "since when"),
        Field("seed", "what the orders of its lists are made of"),
        Field("songs", "of which songs"),
        Field("ran", "the runs of it"),
        Field("ended", "until when"),
    ),
    parts=(
        Form(
            Planned,
            "A song of its lists.",
            (
                Field("artist", "its artist"),
                Field("title", "its title"),
                Field("tempo", "beats a minute, by a catalogue"),
            ),
        ),
        Form(
            Ran,
            "A run to one of its lists.",
            (
                Field("number", "of the list"),
                Field("run", "which run"),
                Field("began", "when it began"),
                Field("songs", "how many of its songs in its order"),
            ),
        ),
    ),
    check=_good_experiment,
    left_out={"version": STORES},
)
