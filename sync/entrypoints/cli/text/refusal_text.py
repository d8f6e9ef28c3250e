"""What the command line says of a wish that was refused, and with which exit code it ends."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sync.core.activity import Activity
from sync.core.song_share import LONGEST_NOTE
from sync.engine.asks.chats import NoChat, NoMessenger, NotYours
from sync.engine.asks.friends import ASKED_A_DAY, MOST_CONTACTS, NobodyToAsk, NoContact, TooManyAsked
from sync.engine.asks.invitations import MOST, NoInvitation, TooManyInvitations
from sync.engine.asks.live_follow import NotFollowed
from sync.engine.asks.preferences import BelongTogether, EarlierSince, NoGoodValue, NoSuchPreference
from sync.engine.asks.refusals import (
    BeingChanged,
    InTheFuture,
    Leaving,
    NoSongs,
    NoSuchName,
    NotFound,
    NotPossible,
    Refused,
    SeveralLegs,
    TemplateUnusable,
    Why,
)
from sync.engine.asks.send_limits import (
    A_DAY,
    TO_GROUP_A_DAY,
    TO_ONE_A_DAY,
    SentAlready,
    TooManySent,
)
from sync.engine.asks.send_song import (
    HeardAlready,
    NoFriend,
    NoGoodSong,
    NoSuchSong,
    NoteTooLong,
    NotWaiting,
)
from sync.engine.asks.users import NoGoodName, NoSuchPerson, StillHas, ThereAlready
from sync.engine.asks.webhook import AlwaysAsked, NotPublic
from sync.engine.find_song import LeadsNowhere, NoSongMeant, NotASingleSong, NotFoundAnywhere
from sync.entrypoints import live_words
from sync.entrypoints.cli.screen import fail
from sync.entrypoints.cli.text import group_refusals, playlist_text
from sync.entrypoints.cli.text.times import moment, run_name, until
from sync.entrypoints.cli.text.words import NAMES, RUN, TARGET, TITLES, counted

IN_THE_WAY = {
    Why.ON_TARGET: ": it is on {target} already: {page}",
    Why.NOT_ON_TARGET: " is not on {target} ({row.state}: {row.reason}).",
    Why.ANSWER_LOST: ": it was sent and the answer was lost: it is looked for on {target} before it is sent again "
    "({turn}); sending it now could make a double",
    Why.WITH_TARGET: ": {target} has the file and works on it: {turn}",
    Why.DUE_NOW: ": its turn is now, at the next tick: {row.reason}",
    Why.DELETED: ": it was deleted on {target}, and what you delete there stays deleted; if you want it back, say "
    "`--force`, and it is sent as a new activity",
}
TEXT_HAS_LEFT = (
    "The text of {name} has left with the upload: `runtrack annotate {name} --remove` takes it out once the run is on "
    "{target}."
)


@contextmanager
def refusals_told(now: datetime, instead: Mapping[Why, str] | None = None) -> Iterator[None]:
    """Say a refusal on stderr and leave. `instead`: other words for what is in the way of this wish."""
    try:
        yield
    except Refused as refusal:
        raise fail(*told(refusal, now, instead or {})) from None


def told(refusal: Refused, now: datetime, instead: Mapping[Why, str]) -> tuple[str, int]:
    """The sentence, and the exit code: 2 for what was typed, 1 for what is so."""
    match refusal:
        case NoSuchName(asked=asked):
            return f"{asked!r} is no name of a run: give {RUN}", 2
        case NotFound(asked=asked):
            return f"no run {asked!r} in the ledger: `runtrack list` shows what there is", 2
        case SeveralLegs(asked=asked, rows=rows):
            each = "\n".join(f"  {run_name(row)}  {row.sport}, {row.state}: {row.reason}" for row in rows)
            return f"{asked} has {len(rows)} legs; say which one:\n{each}", 2
        case NotPossible(row=row, why=why):
            return _in_the_way(row, why, now, instead), 1
        case BeingChanged(row=row):
            return f"{run_name(row)} is being worked on at this moment: try again.", 1
        case TemplateUnusable(wrong=wrong):
            return f"The template cannot be used: {wrong}", 2
        case NoSongs(named=named):
            return "No songs are known for it." if named else "No run with music is known yet.", 1
        case NoSuchPreference(asked=asked, known=known):
            return f"{asked!r} is no setting of your own: there are {', '.join(known)}", 2
        case NoGoodValue(name=name, text=text, must_be=must_be):
            return f"{name}{f' is {text!r}, but' if text else ''} must be {must_be}. Nothing was changed.", 2
        case BelongTogether(names=names, missing=missing):
            return f"{' and '.join(names)} belong together: {missing} is missing. Nothing was changed.", 2
        case EarlierSince(asked=asked, in_force=in_force):
            day = f"{asked:%Y-%m-%d}"
            return (
                f"runs count from {in_force:%Y-%m-%d} on, and that date only moves on: "
                f"`runtrack backfill --since {day}` brings older ones",
                2,
            )
        case NoGoodName(name=name, why=why_not):
            return f"{name!r} cannot be a name here: {why_not}", 2
        case ThereAlready(name=name):
            return f"{name} is here already: `runtrack users` shows everybody", 2
        case NoSuchPerson(name=name, known=known):
            return f"there is no {name!r} here, only {', '.join(known) or 'me'}", 2
        case StillHas(name=name, left=left):
            kept = [counted(left.runs, "run")] if left.runs else []
            kept += ["plays"] if left.plays else []
            kept += [f"the {NAMES.get(service, service)} login" for service in left.logins]
            return f"{name} still has {', '.join(kept)} here: `runtrack delete --user {name}` erases all of it", 1
        case Leaving(user=user):
            return f"{user} is being deleted, and `runtrack delete` goes on with that. Nothing was changed.", 1
        case InTheFuture(since=since):
            return f"--since {since:%Y-%m-%d} is in the future: a backfill brings older runs", 2
    return _of_songs(refusal)


def _of_songs(refusal: Refused) -> tuple[str, int]:
    """Those that are about friends and songs."""
    if (said := group_refusals.told(refusal) or playlist_text.told(refusal)) is not None:
        return said
    match refusal:
        case NobodyToAsk(name=name):
            return f"there is no {name!r} here who could be asked: `runtrack users` shows everybody", 2
        case NoContact(name=name):
            return f"{name} is not among your friends: `runtrack friends` shows them", 2
        case TooManyAsked():
            return f"at most {ASKED_A_DAY} people can be asked in a day, and {MOST_CONTACTS} be on the list", 1
        case NotYours():
            return "Say where first: `runtrack preferences song_notices_urls=ntfy://my-topic` with your name.", 2
        case NoMessenger(service=service):
            return f"{service} is not set up here as a messenger (docs/songs.md).", 2
        case AlwaysAsked(service=service):
            return f"there is no webhook to be set for {TITLES[service]} from here (docs/services/{service}.md).", 2
        case NotPublic(address=address):
            needs = "https:// with the name of a host, and port 443, 80, 88 or 8443"
            return f"{repr(address) if address else 'no address (APP_URL)'}: a webhook needs {needs}.", 2
        case NoChat():
            return "No chat is connected there: `runtrack chats` lists those that are.", 2
        case NoInvitation():
            return "there is no such invitation that still holds: each is for one person and seven days", 1
        case TooManyInvitations():
            return f"you have {MOST} invitations that hold: they end after seven days", 1
        case NoFriend(name=name):
            return f"{name} is no friend of yours: songs go to friends alone (`runtrack friends ask {name}`)", 1
        case NoGoodSong():
            return "its title or its artist is not known: send it as `ARTIST - TITLE`. Nothing was sent.", 2
        case NoteTooLong():
            return f"a note has at most {LONGEST_NOTE} signs. Nothing was sent.", 2
        case SentAlready(at=at):
            return f"this song has been on its way there since {moment(at)}. Nothing was sent.", 1
        case TooManySent():
            to_one = f"{TO_ONE_A_DAY} of them to one person and {TO_GROUP_A_DAY} to one group"
            return f"at most {A_DAY} songs a day, {to_one}. Nothing was sent.", 1
        case NoSuchSong(asked=asked):
            return f"no song {asked!r}: `runtrack songs` shows what there is", 2
        case NoSongMeant():
            return "this is no link to a song, and does not read `ARTIST - TITLE`.", 2
        case NotASingleSong(service=service, what=what):
            a = "an" if what[0] in "aeiou" else "a"
            return f"this is {a} {what} at {TITLES[service]}: please send a single song.", 2
        case LeadsNowhere(address=address):
            return f"{address} leads to no song that is known here.", 2
        case NotFoundAnywhere(unanswered=unanswered):
            names = ", ".join(TITLES[each] for each in unanswered)
            return f"no such song was found{f' ({names} did not answer)' if names else ''}.", 1
        case NotFollowed():
            return live_words.refused(refusal), 1
        case HeardAlready():
            return "it has been heard already. Nothing was changed.", 1
        case NotWaiting():
            return "it is not waiting any more: `runtrack songs` says what became of it", 1
    raise AssertionError(f"no words for {type(refusal).__name__}")


def _in_the_way(row: Activity, why: Why, now: datetime, instead: Mapping[Why, str]) -> str:
    name = run_name(row)
    if why is Why.TEXT_HAS_LEFT:
        return TEXT_HAS_LEFT.format(name=name, target=TARGET.title)
    page = TARGET.run_page.format(row.target_id)
    turn = f"its turn is {until(row.due, now)}" if row.due is not None else ""
    return name + instead.get(why, IN_THE_WAY[why]).format(row=row, turn=turn, target=TARGET.title, page=page)
