"""A link to a run in progress that somebody sends to the bot: it is followed, with a word of answer."""

import logging
from datetime import datetime

from sync.app import App
from sync.core.errors import SyncError
from sync.core.inbound import Update
from sync.core.said import Said
from sync.engine import own
from sync.engine.asks import live_follow
from sync.engine.bot.answers import Answers

WORDS = {
    live_follow.NotSwitchedOn: "Following runs in progress is off: set livetrack to yes first.",
    live_follow.LeadsToNoRun: "The link leads to no run that is shown now.",
    live_follow.HasEnded: "This run is over: it was followed to its end.",
}
log = logging.getLogger("runtrack.messengers")


def followed_by(app: App, user: str, update: Update, answers: Answers, now: datetime) -> Said | None:
    """The answer to a text with such a link, None for any other text. Safe to repeat: the same run goes on."""
    text, mine = " ".join((*update.links, update.text)), own.app_of(app, user)
    if live_follow.link_in(mine, user, text, now) is None:
        return None
    try:
        live_follow.follow(mine, user, text, now)
    except live_follow.NotFollowed as refused:
        return answers.of(WORDS[type(refused)])
    except SyncError as error:
        log.info("a link could not be followed", extra={"why": error.reason})
        return answers.of("Its service does not answer now: please send the link again.")
    return answers.of("I follow this run until it is over.")
