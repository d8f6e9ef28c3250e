"""What a person reads of each kind of notice, word by word, with and without the facts that it may lack."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.core.notice import Notice, NoticeKind
from sync.core.notice_words import sentence, unreadable

AT = datetime(2026, 3, 14, 9, 5, tzinfo=UTC)
LATER = datetime(2026, 4, 1, 9, 5, tzinfo=UTC)
PAGE = "https://connect.example/activity/{}"
KEEPS = "Spotify keeps only your last 50 plays: what you hear beyond them until then is lost."
RUN = {"run": "900000001", "reason": "no file."}


def told(kind: NoticeKind, way_out: str = "", **facts: Any) -> str:
    plain = Notice("me", "a problem", "As it was told.", AT, kind=kind, service="spotify")
    return sentence(replace(plain, **facts), way_out)


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("LOGIN", {"reason": "revoked"}, "Spotify needs a login: revoked. DO. Nothing is lost meanwhile."),
        ("LOGIN", {"reason": "revoked", "held": 50}, f"Spotify needs a login: revoked. DO. {KEEPS}"),
        (
            "LOGIN",
            {"reason": "gone", "service": "lastfm", "title": "Last.fm", "held": 9},
            "Last.fm needs a login: gone. DO. "
            "Last.fm keeps only your last 9 plays: what you hear beyond them until then is lost.",
        ),
        (
            "APPLICATION",
            {"reason": "Spotify said no"},
            "Spotify said no. Everything else goes on; it is tried again every hour. DO.",
        ),
        (
            "APPLICATION",
            {"reason": "Spotify said no", "advice": "Look there.", "held": 50},
            f"Spotify said no. Look there. No run is lost; it is tried again every hour. DO. {KEEPS}",
        ),
        ("REFUSED", {"reason": "it said no"}, "it said no. DO."),
        (
            "AWAY",
            {"reason": "no route", "since": AT},
            "Spotify has not answered since 14 Mar 09:05 UTC (no route). Runtrack keeps trying. DO.",
        ),
        (
            "AWAY",
            {"reason": "no route", "held": 50},
            f"Spotify has not answered since some time (no route). Runtrack keeps trying. DO. {KEEPS}",
        ),
        (
            "LOGIN_ENDS",
            {"reason": "after six months", "until": AT},
            "Spotify forgets this login on 14 Mar 2026, after six months. DO.",
        ),
        ("LOGIN_ENDS", {"reason": "after six months"}, "Spotify forgets this login, after six months. DO."),
        ("RUN_FAILED", RUN, "The run (900000001) could not be uploaded: no file. DO."),
        (
            "RUN_FAILED",
            RUN | {"run_start": AT},
            "The run of 14 Mar 2026 (900000001) could not be uploaded: no file. DO.",
        ),
        ("RUN_LEFT_OUT", RUN | {"reason": "too short"}, "The run (900000001) was left out: too short. DO."),
        (
            "UNREADABLE",
            {"ids": ("12", "x"), "page": PAGE},
            "2 activities on Spotify cannot be read (12, …), so they are not synced: "
            "look at it at https://connect.example/activity/12 (is its start missing?). DO.",
        ),
        (
            "SINCE",
            {"since": AT, "asked": LATER, "reason": "runs are there"},
            "RUNTRACK_SINCE is 2026-04-01 by now, but the first start fixed 2026-03-14, and that stays: "
            "runs are there.",
        ),
        (
            "SINCE",
            {"since": AT, "asked": LATER},
            "RUNTRACK_SINCE is 2026-04-01 by now, but the first start fixed 2026-03-14, and that stays.",
        ),
        ("SINCE", {"since": AT}, "As it was told."),
        ("SINCE", {"asked": AT}, "As it was told."),
        ("OTHER", {"reason": "unheard"}, "As it was told."),
    ],
)
def test_a_notice_says_what_happened_what_to_do_and_what_it_costs(kind: str, facts: dict[str, Any], words: str) -> None:
    assert told(NoticeKind[kind], "DO.", **facts) == words
    assert told(NoticeKind[kind], **facts) == words.replace(" DO.", "")


@pytest.mark.parametrize("asked", [AT, LATER])
def test_a_since_date_that_is_no_later_says_how_older_runs_come(asked: datetime) -> None:
    words = (
        f"RUNTRACK_SINCE is {asked:%Y-%m-%d} by now, but the first start fixed 2026-04-01: "
        "older runs are synced only when they are asked for"
    )
    assert told(NoticeKind.SINCE, since=LATER, asked=asked) == f"{words}."
    assert told(NoticeKind.SINCE, "run it", since=LATER, asked=asked) == f"{words}: run it."


@pytest.mark.parametrize(
    ("ids", "page", "words"),
    [
        (("12",), "", "1 activity on Garmin cannot be read (12), so it is not synced."),
        (("x",), PAGE, "1 activity on Garmin cannot be read, so it is not synced."),
        (("1", "2"), "", "2 activities on Garmin cannot be read (1, 2), so they are not synced."),
        (tuple("123456"), "", "6 activities on Garmin cannot be read (1, 2, 3, 4, 5, …), so they are not synced."),
        (
            ("12",),
            PAGE,
            "1 activity on Garmin cannot be read (12), so it is not synced: "
            "look at it at https://connect.example/activity/12 (is its start missing?).",
        ),
    ],
)
def test_what_cannot_be_read_is_counted_and_named(ids: tuple[str, ...], page: str, words: str) -> None:
    assert unreadable(ids, "Garmin", page) == words
