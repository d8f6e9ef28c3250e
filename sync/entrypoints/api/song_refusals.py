"""What the API says of a wish about friends, groups and songs that was refused: as `refusals.py` does of all others."""

from sync.core.song_share import LONGEST_NOTE
from sync.engine.asks.chats import NoChat, NoMessenger
from sync.engine.asks.friends import ASKED_A_DAY, MOST_CONTACTS, NobodyToAsk, NoContact, TooManyAsked
from sync.engine.asks.invitations import MOST, NoInvitation, NoSuchInvitation, TooManyInvitations
from sync.engine.asks.refusals import Refused
from sync.engine.asks.send_limits import A_DAY, TO_GROUP_A_DAY, TO_ONE_A_DAY, SentAlready, TooManySent
from sync.engine.asks.send_song import HeardAlready, NoFriend, NoGoodSong, NoSuchSong, NoteTooLong, NotWaiting
from sync.engine.asks.users import NoGoodName
from sync.engine.find_song import LeadsNowhere, NoSongMeant, NotASingleSong, NotFoundAnywhere
from sync.entrypoints.api.group_refusals import of_groups
from sync.entrypoints.api.playlist_refusals import Said


def of_songs(refusal: Refused) -> Said | None:
    """None for a refusal that is about something else."""
    match refusal:
        case NobodyToAsk() | NoContact():
            return 404, "not-found", "There is nobody of this name among your friends.", {}
        case TooManyAsked():
            said = f"At most {ASKED_A_DAY} people can be asked in a day, and {MOST_CONTACTS} be on the list."
            return 409, "too-many-asked", said, {}
        case NoInvitation():
            said = "There is no such invitation that still holds: each is for one person and seven days."
            return 404, "no-invitation", said, {}
        case NoMessenger():
            return 404, "not-found", "There is no such messenger here.", {}
        case NoChat():
            return 404, "not-found", "No chat is connected there.", {}
        case NoSuchInvitation():
            return 404, "not-found", "There is no such invitation.", {}
        case TooManyInvitations():
            return 409, "too-many-kept", f"At most {MOST} invitations can be made in seven days.", {}
        case NoGoodName(why=why):
            return 422, "invalid", "This cannot be a name here.", {"name": why}
        case NoFriend(name=name):
            return 403, "no-friend", f"{name} is no friend of yours: songs go to friends alone. Nothing was sent.", {}
        case SentAlready():
            said = "This song went there within the last seven days. Nothing was sent."
            return 409, "sent-already", said, {}
        case TooManySent():
            one, group = TO_ONE_A_DAY, TO_GROUP_A_DAY
            said = f"At most {A_DAY} songs a day, {one} to one person, {group} to one group. Nothing was sent."
            return 409, "too-many-sent", said, {}
        case NoSuchSong():
            return 404, "not-found", "There is no such song.", {}
        case HeardAlready():
            return 409, "heard-already", "It was heard already, and cannot be taken back.", {}
        case NotWaiting():
            return 409, "not-waiting", "It does not wait for an answer any more.", {}
    return _of_text(refusal) or of_groups(refusal)


def _of_text(refusal: Refused) -> Said | None:
    """Those that are about what was pasted."""
    match refusal:
        case NoGoodSong():
            said = "Its title or its artist is not known: add what is missing. Nothing was sent."
            return 422, "invalid", said, {"title": "title and artist are needed"}
        case NoteTooLong():
            said = f"at most {LONGEST_NOTE} signs"
            return 422, "invalid", f"note: {said}", {"note": said}
        case NoSongMeant():
            said = 'This is no link to a song, and does not read "artist - title".'
            return 422, "no-song", said, {"text": "a link to a song"}
        case NotASingleSong(what=what):
            said = f"This link leads to something else ({what}): please send a single song."
            return 422, "not-a-single-song", said, {"text": "a link to a song"}
        case LeadsNowhere():
            return 422, "leads-nowhere", "This link leads to no song that is known here.", {"text": "a link to a song"}
        case NotFoundAnywhere(unanswered=unanswered):
            said = "No service has this song." if not unanswered else "No service that answered has this song."
            return 404, "no-such-song", said, {}
    return None
