"""One document of each kind: a kind without one fails the tests of what leaves and what is forgotten."""

from datetime import timedelta
from typing import Any

from sync.core.budget import Budget
from sync.core.chat import Chat, ChatCode, ChatOwner, GroupChat
from sync.core.circle import Belongs, Circle, Membership
from sync.core.digest import Digest
from sync.core.draft import Draft
from sync.core.figures import Figures
from sync.core.folder import Fate, FolderIndex, SeenFile
from sync.core.friends import Contact, Learns, Will
from sync.core.inbound import Acted, Did, Inbound, Polling, Update
from sync.core.insights.experiment import Experiment, Planned, Ran
from sync.core.insights.findings import (
    Effect,
    Feature,
    FeatureFindings,
    Finding,
    Findings,
    InStepFinding,
    Lack,
    Missing,
    SameEffort,
    SongDifference,
    Songs,
)
from sync.core.insights.kept import Insights, Record
from sync.core.insights.stretch import Stretch
from sync.core.insights.tops import Played, Top, Tops
from sync.core.invitation import Invitation
from sync.core.login_attempt import LoginAttempt
from sync.core.message import Message, MessageState
from sync.core.music import Gap, Sure
from sync.core.notice import Notice, Pending
from sync.core.own_settings import OwnSecrets, OwnSettings
from sync.core.playlist import Playlist
from sync.core.privacy import PrivacyZones, Zone
from sync.core.shared_run import SharedRun
from sync.core.signing_in import ApiToken, OAuthState, Scope, Session, SignInLink
from sync.core.song_facts import Facts
from sync.core.song_figures import SongFigure, SongFigures
from sync.core.song_share import OnRun, Sending, Share, ShareState
from sync.core.user import Backfill, Connection, Looked, User
from tests.support.contract.values import NOON, play
from tests.support.engine import live_samples

HOUR = timedelta(hours=1)
EFFECT = Effect(-2.0, -3.0, -1.0, -3.25, -0.75, 412, 61, 80, 50.5, 22.5)
FINDINGS = Findings(
    61,
    412,
    300,
    (
        FeatureFindings(
            Feature.TEMPO,
            Finding(EFFECT),
            SameEffort(missing=(Missing(Lack.RUNS_WITH_HEART_RATE, 12, 80),)),
            Finding(EFFECT),
            Finding(EFFECT),
        ),
    ),
    Songs((SongDifference("0", 12, -1.5, -2.75, -0.25),), 2.0),
    InStepFinding(None, (Missing(Lack.RUNS, 12, 20),)),
)
SAMPLES: tuple[Any, ...] = (
    User("me", NOON, looks=(Looked("garmin", newest_ids=("1",)),)),
    Connection("me", "strava", "v2.sealed.secret"),
    Connection("me", "spotify", "v2.sealed.secret"),
    Connection("me", "garmin", "v2.sealed.secret"),
    OwnSettings("me", {"RUNTRACK_TITLE_EMOJI": "off"}, ("RUNTRACK_NOTIFY_URLS",)),
    OwnSecrets("me", {"RUNTRACK_NOTIFY_URLS": "v2.sealed"}),
    Budget("strava", "12345"),
    Backfill("me", NOON, NOON, NOON),
    Notice("me", "login:strava", "a text", NOON, closed_at=NOON, pending=Pending.NOTHING),
    Gap("me", "spotify", NOON, NOON + HOUR, Sure.LIKELY, "because"),
    Digest(
        "me", "garmin", "1", 0, 1, 60.0, 200.0, None, 150.0, 160, 170.0, (30.0,), (), {"400 m": 80.5}, ((45.0, 5.0),)
    ),
    SongFigures(
        "me",
        "garmin",
        "1",
        0,
        1,
        "f1",
        NOON,
        (
            SongFigure(
                "uri",
                "A",
                "B",
                NOON,
                NOON + HOUR,
                60.0,
                ("lastfm",),
                Figures(0.0, 300.0, None, 170.0, 200.0),
                "QZTST2600001",
                Stretch(60.0, 10.0, 20.0, 300.0, 1.5, 0.5, 290.0, 150.0, 170.0, ((170.0, 60.0),), {"400 m": 90.5}),
            ),
        ),
        steady=False,
    ),
    Insights(
        "me",
        1,
        "f2",
        NOON,
        FINDINGS,
        {"0": ("A", "B")},
        (Record("A", "B", "400 m", 90.5, NOON, "1", 12),),
        3,
        NOON + HOUR,
        "broke off",
        Tops(Played("", 1, 1, 90.5, 400.0, (Top("A", "B", 1, 90.5, 400.0),), ())),
    ),
    Experiment("me", NOON, 7, (Planned("A", "B", 170.0),), (Ran(1, "1", NOON, 5),), NOON + HOUR),
    FolderIndex("me", ("/runs", 1, 2), (SeenFile("a.fit", 1, 2, Fate.UNREADABLE, "because"),)),
    PrivacyZones("me", (Zone(47.37, 8.54, 200.0, 0.5, -0.25, "home"),)),
    Session("me", "5e55", NOON, NOON.date(), "Firefox on Linux"),
    ApiToken("me", "70ce", "my script", Scope.READ, NOON),
    SignInLink("me", "118c", NOON),
    OAuthState("57a7", "b0", "sign in", NOON),
    LoginAttempt("me", "strava", "a77e", "v2.sealed", NOON),
    SharedRun("me", "00" + "x" * 22, "garmin", "1", 0, NOON),
    Invitation("me", "1f0d", NOON, Learns.PLAYED, "anna", called="Max"),
    Contact("me", "anna", Will.WANTED, NOON, Learns.FIGURES, muted=True, called="Anna B."),
    Circle("me", "c1c1", "Hill runners", NOON, ("anna",)),
    Membership("me", "c1c1", "me", Belongs.JOINED, NOON, Learns.PLAYED, muted=True),
    Share(
        "me",
        "50a5",
        "anna",
        play().song,
        NOON,
        NOON + HOUR,
        ShareState.HEARD,
        "listen",
        heard_at=NOON,
        on_run=OnRun("garmin-1", NOON, 3100.0, 4000.0, 292.0, 168.0),
        ended_at=NOON,
        pages=("https://www.deezer.com/track/1",),
        group="c1c1",
    ),
    Sending(
        "me",
        "50a6",
        play().song,
        ("anna",),
        NOON,
        "listen",
        due=NOON,
        pages=("https://www.deezer.com/track/1",),
        group="c1c1",
    ),
    Chat("me", "telegram", "4711", NOON, "de", quiet=True, paused_at=NOON, why="blocked", writes_until=NOON),
    Message(
        "me",
        "telegram",
        "came:50a5",
        NOON,
        MessageState.WITHIN,
        NOON,
        NOON,
        "4711",
        "17",
        "f1",
        ("came:50a4",),
        "digest:1",
        2,
        1,
        NOON,
        "because",
    ),
    Playlist("me", "spotify", "week:c1c1", "account", "37i9dQ", NOON, NOON, 7),
    Draft("me", "telegram-9001", play().song, NOON),
    ChatOwner("telegram", "4711", "nobody", NOON, NOON),
    GroupChat("telegram", "-500", "nobody", "c1c1", NOON),
    ChatCode("c0de", "nobody", "telegram", NOON, "4711"),
    Inbound(
        "telegram",
        "9001",
        Update("9001", Did.WROTE, "4711", sender="4711", name="A", text="hello", links=("https://a.example",)),
        NOON,
        NOON,
        Acted.DONE,
        "nobody",
    ),
    Polling("telegram", "9001", NOON, 1, "because", {"name": "a_bot"}),
    Facts("ISRC", play().song),
    *live_samples.SAMPLES,
)
