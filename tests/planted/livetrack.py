"""Bugs around runs in progress that are followed by a link."""

from tests.planting import Mutant

LINKS = ("tests/adapters/test_livetrack_links.py",)
SERVICE = ("tests/adapters/test_livetrack.py",)
FOLLOWING = ("tests/engine/live/test_following.py",)
MAILBOX = ("tests/adapters/test_mailbox.py",)
BY_MAIL = ("tests/engine/live/test_following_by_mail.py",)

FOLLOWING_BUGS = (
    Mutant(
        "a look-alike of LiveTrack's host is taken for it",
        "sync/adapters/garmin_livetrack_links.py",
        'BEFORE = r"(?<![\\w.@/%-])(?:https?://)?"',
        'BEFORE = r"(?:https?://)?"',
        LINKS,
    ),
    Mutant(
        "a short link is followed wherever it leads",
        "sync/adapters/garmin_livetrack.py",
        'return link_at(str(answer.headers.get("Location", "")))',
        'return link_in(str(answer.headers.get("Location", "")))',
        SERVICE,
    ),
    Mutant(
        "a token that LiveTrack takes no longer is kept",
        "sync/adapters/garmin_livetrack_http.py",
        "            self._pairs.pop(origin, None)\n",
        "",
        SERVICE,
    ),
    Mutant(
        "a day after its start is taken for a run's end",
        "sync/adapters/garmin_livetrack_answers.py",
        "        ends = None\n    publisher",
        "        pass\n    publisher",
        SERVICE,
    ),
    Mutant(
        "a point at the bound comes twice",
        "sync/adapters/garmin_livetrack.py",
        "if behind is None or point.at > behind}",
        "if behind is None or point.at >= behind}",
        (*SERVICE, "-k", "comes_once"),
    ),
    Mutant(
        "Cloudflare's page is asked for again at once",
        "sync/core/live/followed.py",
        "Trouble.BLOCKED: (timedelta(minutes=15)",
        "Trouble.BLOCKED: (timedelta(seconds=15)",
        (*FOLLOWING, "-k", "less_and_less"),
    ),
    Mutant(
        "the row is saved before its points",
        "sync/engine/live/following_live.py",
        "        arrived(store, followed.user, source.name, good, now, id=followed.id, every=followed.every)\n"
        "        followed = replace(followed, last=max(point.at for point in good))\n",
        "        followed = replace(followed, last=max(point.at for point in good))\n"
        "        followed = saving.put(store, followed) or followed\n"
        "        arrived(store, followed.user, source.name, good, now, id=followed.id, every=followed.every)\n",
        (*FOLLOWING, "-k", "killed"),
    ),
    Mutant(
        "the link is kept when the run is over",
        "sync/core/live/followed.py",
        'return replace(self, sealed="", due=None',
        "return replace(self, due=None",
        FOLLOWING,
    ),
    Mutant(
        "a run is over although a sleep has missed more of it",
        "sync/engine/live/following_live.py",
        "if followed.ends + LINGERS <= now and not good:",
        "if followed.ends + LINGERS <= now:",
        (*FOLLOWING, "-k", "slept"),
    ),
    Mutant(
        "a mail is marked as read",
        "sync/adapters/mailbox_imap.py",
        "BODY.PEEK[]<0.",
        "BODY[]<0.",
        MAILBOX,
    ),
    Mutant(
        "a literal of a mail server may be as large as it says",
        "sync/adapters/mailbox_imap.py",
        "        if not 0 <= size <= MAIL_BYTES + 10_000:\n            raise TooLarge(MAIL_BYTES)\n",
        "",
        MAILBOX,
    ),
    Mutant(
        "a mail server may answer without an end",
        "sync/adapters/mailbox_imap.py",
        "            with exchange(self._seconds):\n",
        "            with exchange(3600):\n",
        MAILBOX,
    ),
    Mutant(
        "a mail takes the place of a run that goes on",
        "sync/engine/live/mailbox.py",
        "and now - (known.last or known.since) < QUIET:",
        "and False:",
        BY_MAIL,
    ),
    Mutant(
        "a mailbox of the environment is everybody's",
        "sync/engine/live/mailbox.py",
        "            if user != ME and not own.texts_of",
        "            if False and not own.texts_of",
        BY_MAIL,
    ),
    Mutant(
        "the mark of a mailbox is saved before its links are followed",
        "sync/engine/live/mailbox.py",
        "        for mail in fresh.mails:\n",
        "        known = app.store.put(replace(known, validity=fresh.mark.validity, uid=fresh.mark.uid))\n"
        "        for mail in fresh.mails:\n",
        BY_MAIL,
    ),
)
