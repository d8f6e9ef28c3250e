"""What the API says of a wish that was refused: a status, a short name, a sentence, and the fields that are wrong."""

from datetime import datetime

from sync.core.live.shown import LONGEST_LINK
from sync.core.signing_in import LONGEST_NAME
from sync.engine.asks.api_tokens import NoGoodTokenName, TooManyTokens
from sync.engine.asks.backfill import NoneUnderWay
from sync.engine.asks.connect import AnotherAccount
from sync.engine.asks.disconnect import NotThere
from sync.engine.asks.experiment import NoLists, UnderWay
from sync.engine.asks.live_follow import NotFollowed, NothingFollowed
from sync.engine.asks.live_links import EndsTooLate
from sync.engine.asks.login_attempts import LoginOver, NoLogin, NotReady
from sync.engine.asks.phones import NoGoodPhone, TooManyPhones
from sync.engine.asks.preferences import BelongTogether, EarlierSince, NoGoodValue, NoSuchPreference
from sync.engine.asks.privacy_zones import NoGoodZone
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
from sync.engine.asks.share_run import EndsBefore, NothingShown, TooManyShared
from sync.engine.run_files import NoFile
from sync.entrypoints import insights_words, live_words
from sync.entrypoints.api.answers.problem import WrongField
from sync.entrypoints.api.song_refusals import of_songs

IN_THE_WAY = {
    Why.ON_TARGET: "It is on the target already.",
    Why.NOT_ON_TARGET: "It is not on the target.",
    Why.ANSWER_LOST: "It was sent and the answer was lost: it is looked for there before anything else.",
    Why.WITH_TARGET: "The target has the file and works on it.",
    Why.DUE_NOW: "Its turn is at the next tick anyway.",
    Why.DELETED: "It was deleted on the target, and what you delete there stays deleted unless you insist.",
    Why.TEXT_HAS_LEFT: "Its text has left with the upload: take it out once the run is on the target.",
}
type Told = tuple[int, str, str, list[WrongField]]


def worded(refusal: Refused, now: datetime) -> Told:
    """What is said of a verb's refusal."""
    match refusal:
        case NoSuchName() | NotFound():
            return 404, "not-found", "There is no such run.", []
        case SeveralLegs(rows=rows):
            return 409, "several-legs", f"It has several legs: {', '.join(row.name for row in rows)}.", []
        case NotPossible(why=why):
            return 409, "not-possible", IN_THE_WAY[why], []
        case BeingChanged():
            return 409, "being-changed", "It is being worked on at this moment: try again.", []
        case NoSongs():
            return 404, "no-songs", "No song is known yet.", []
        case NoFile():
            return 404, "no-file", "It is not kept in a form from which this file could be made.", []
        case NoLogin():
            return 404, "not-found", "There is no such service that could be connected.", []
        case NotReady(missing=missing):
            return 409, "not-ready", f"{missing} has to be set before it can be connected.", []
        case LoginOver():
            return 409, "login-over", "This login is over: begin it again. Nothing was stored.", []
        case NoneUnderWay():
            return 409, "none-under-way", "No backfill is under way.", []
        case Leaving():
            return 409, "leaving", "Everything of this person is being deleted. Nothing was changed.", []
        case TooManyTokens() | TooManyShared() | TooManyPhones():
            return 409, "too-many-kept", "There are as many as there may be: take one back first.", []
        case UnderWay() | NoLists():
            return 409, "no-experiment", insights_words.refused(refusal), []
        case NothingFollowed():
            return 404, "not-found", live_words.refused(refusal), []
        case NotFollowed():
            return 409, "not-followed", live_words.refused(refusal), []
        case NotThere():
            return 409, "not-there", "It is not connected.", []
        case AnotherAccount(account=account, known=known):
            said = (
                f"This is another account ({account}) than the one whose runs are kept ({known}). Nothing was stored."
            )
            return 409, "another-account", said, []
    return _of_fields(refusal)


def _of_fields(refusal: Refused) -> Told:
    """Those that are about what was given."""
    said = of_songs(refusal)
    if said is not None:
        status, short, detail, fields = said
        return status, short, detail, [WrongField(field=field, message=each) for field, each in fields.items()]
    match refusal:
        case TemplateUnusable(wrong=wrong):
            return _invalid(("template", wrong))
        case InTheFuture():
            return _invalid(("since", "a day that has begun"))
        case NoSuchPreference(asked=asked):
            return _invalid((asked, "there is no such preference"))
        case NoGoodValue(name=name, must_be=must_be):
            return _invalid((name, f"must be {must_be}"))
        case BelongTogether(names=names, missing=missing):
            return _invalid((missing, f"belongs together with {', '.join(each for each in names if each != missing)}"))
        case NoGoodTokenName() | NoGoodPhone():
            return _invalid(("name", f"must be 1 to {LONGEST_NAME} signs that can be seen"))
        case NoGoodZone(why=why):
            return _invalid(("zones", why))
        case NothingShown():
            return _invalid(("shows", "must be something"))
        case EndsBefore():
            return _invalid(("until", "must be a time to come"))
        case EndsTooLate():
            return _invalid(("until", f"must be at most {LONGEST_LINK.days} days from now"))
        case EarlierSince(in_force=in_force):
            return _invalid(("since", f"can only move on from {in_force:%Y-%m-%d}: ask for older runs with a backfill"))
    return 409, "refused", "This is not possible now.", []


def _invalid(*wrong: tuple[str, str]) -> Told:
    errors = [WrongField(field=name, message=message) for name, message in wrong]
    return 422, "invalid", "; ".join(f"{name}: {message}" for name, message in wrong), errors
