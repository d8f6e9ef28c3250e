"""What happens on an installation, scene by scene; each says what it shows, and fails when it is not so."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.core.activity import State
from sync.core.digest import Digest
from sync.core.music import Play, Song
from sync.core.notice import Pending
from sync.core.song_figures import SongFigures
from sync.core.states import How
from sync.core.user import Connection, Notice, User
from sync.stores.dynamo_tables import KEYS
from sync.wiring import ME
from tests.aws.deployed import Deployed, Failed, dynamo, expect
from tests.support.world import DAY, HOUR

SETTLED = timedelta(minutes=11)  # an unclear upload is looked for after ten
SOON = timedelta(hours=1)
MOST_TICKS = 6

FIRST, KILLED_AFTER, KILLED_BEFORE, SHORT, LATE, WAITING, SPILLED, HOMELESS, THERE = range(101, 110)
"""Garmin's ids of the runs, oldest first."""


def before_anything_is_pushed(deployed: Deployed) -> None:
    """Without a key and logins a tick says what to do, and the alarm for a login rings."""
    outcome = deployed.fire(deployed.function())
    expect("the answer", outcome.ok, True)
    expect(
        "the log",
        [(line["event"], line["advice"]) for line in outcome.problems],
        [("nothing is connected", "run `runtrack push-credentials` at home")],
    )
    expect("the alarm's figure", outcome.figures["LoginNeeded"], 1)


def push(deployed: Deployed) -> None:
    """push-credentials moves every login from the machine at home; nothing is in clear on AWS."""
    world = deployed.world
    secrets = [world.strava.client_secret, *_tokens(deployed)]
    said = deployed.world.push(deployed.cloud, deployed.environment)
    for name in ("Garmin", "Strava", "Spotify", "Last.fm"):
        if f"{name} is sealed in {deployed.environment} on AWS" not in said:
            raise Failed(f"push-credentials did not say that {name} has moved: {said}")
    everything = repr([list(deployed.store.tables.scan(table)) for table in KEYS])
    expect("secrets in clear in the tables", [secret for secret in secrets if secret in everything], [])
    expect("the key of the sealing key", deployed.key_of_parameter("sealing_key"), deployed.key_arn or "alias/aws/ssm")
    expect("logins left at home", world.store.all(Connection, ME), [])


def _tokens(deployed: Deployed) -> list[str]:
    """What the logins at home consist of, but for names, which are no secrets."""
    world, found = deployed.world, list[str]()
    for link in world.store.all(Connection, ME):
        fields = world.wired.keepers[link.service].usable(ME, world.now).fields
        found += [text for name, text in fields.items() if name not in ("name", "client_id")]
    return found


def a_new_run(deployed: Deployed) -> None:
    """A new run reaches Strava with its soundtrack, its route is read by the child process, its files are in S3."""
    deployed.world.ran(FIRST, 20 * HOUR, "Morning Run")
    _until(deployed, FIRST, State.ANNOTATED)
    row = deployed.row(FIRST)
    expect("the route", row.route, "read")
    (title, songs), *more = deployed.on_target()
    expect("on Strava", (title, songs > 3, more), ("Morning Run 🎵", True, []))
    expect(
        "folders of the bucket", sorted({name.split("/")[0] for name in deployed.objects()}), ["originals", "routes"]
    )
    expect("uploads sent", len(deployed.world.strava.posts), 1)
    _has_figures(deployed, FIRST)


def an_idle_minute(deployed: Deployed) -> None:
    """A warm tick in which nothing happens asks DynamoDB three times at most, writes once at most, and only Garmin.

    With many users each turn asks Spotify too, for which the newest known play is looked up."""
    many, function = bool(deployed.deployment.variables.get("fan_out")), deployed.function()
    deployed.tick(function)
    before, calls = len(deployed.cloud.calls_of(function.key)), deployed.world.calls()
    outcome = deployed.tick(function)
    expect("a warm copy", outcome.start, 0.0)
    made = deployed.cloud.calls_of(function.key)[before:]
    asked = dynamo(made)
    writes = sum(n for name, n in asked.items() if name.startswith(("Put", "Delete", "BatchWrite")))
    if sum(asked.values()) - writes > (4 if many else 3) or writes > 1:
        raise Failed(f"an idle tick asked DynamoDB for {asked}")
    others = {call.service for call in made} - {"dynamodb", "logs", "sqs"}
    expect("other services asked", others, set())
    after = deployed.world.calls()
    asked_of = {name: after[name] - calls.get(name, 0) for name in after if after[name] != calls.get(name, 0)}
    expect("services asked", asked_of, {"garmin list": 1} | ({"spotify recent": 1} if many else {}))


def killed_after_the_upload(deployed: Deployed) -> None:
    """Killed when Strava has the file and nobody has its answer: found there later, and not sent again."""
    _dies(deployed, KILLED_AFTER, "timeout after the effect")


def killed_before_the_upload(deployed: Deployed) -> None:
    """Killed when Strava has not got the file: sent again after the settle time, once."""
    _dies(deployed, KILLED_BEFORE, "timeout before the effect")


def short_of_time(deployed: Deployed) -> None:
    """With too little time for a slow upload the tick begins none: it leaves, and the next one does it."""
    world = deployed.world
    world.ran(SHORT, 15 * HOUR, "Short Run")
    sent = world.strava.count("upload")
    outcome = deployed.fire(deployed.function(RUNTRACK_HTTP_TIMEOUT_SECONDS="30"), seconds=25.0)
    expect("the end of the function", outcome.what, "response")
    begun = [row.state for row in deployed.store.activities(ME) if int(row.key.id) == SHORT]
    expect("a row that was begun", [state for state in begun if state is not State.DISCOVERED], [])
    expect("uploads sent", world.strava.count("upload") - sent, 0)
    _until(deployed, SHORT, State.ANNOTATED)


def _dies(deployed: Deployed, garmin_id: int, fault: str) -> None:
    world = deployed.world
    posts, requests, ever = len(world.strava.posts), world.strava.count("upload"), world.strava.ever
    world.ran(garmin_id, timedelta(hours=19 - (garmin_id - FIRST)), f"Run {garmin_id}")
    function = deployed.function(RUNTRACK_HTTP_TIMEOUT_SECONDS="30")
    world.strava.inject("upload", fault)
    ended: list[str] = []
    call = threading.Thread(target=lambda: ended.append(deployed.fire(function).what))
    call.start()
    _wait(lambda: world.strava.armed() == 0, f"the upload of {garmin_id}")
    function.kill()
    call.join()
    expect("the end of the function", ended, ["killed"])
    row = deployed.row(garmin_id)
    expect("the row that it left", row.state, State.SUBMITTING)
    deployed.let_pass(row, SETTLED)
    _until(deployed, garmin_id, State.ANNOTATED)
    arrived = fault == "timeout after the effect"
    expect("uploads sent", world.strava.count("upload") - requests, 1 if arrived else 2)
    expect("uploads that Strava took", len(world.strava.posts) - posts, 1)
    expect("activities that came of it", world.strava.ever - ever, 1)


def a_refused_table(deployed: Deployed) -> None:
    """A right that was taken away, and a table that is gone: one line that names it, one figure for the alarm, and
    the run is there when it is over."""
    deployed.world.ran(LATE, 12 * HOUR, "Late Run")
    for code, words in (
        ("AccessDeniedException", "AWS does not allow dynamodb:PutItem on the table"),
        ("ResourceNotFoundException", "does not exist"),
    ):
        function = deployed.function()
        with deployed.cloud.refusing("dynamodb:PutItem", deployed.table("ledger"), code=code):
            outcome = deployed.fire(function)
        expect("the answer", (outcome.what, outcome.ok), ("response", False))
        (line,) = outcome.problems
        if words not in f"{line['event']} {line.get('reason')}" or f"{deployed.prefix}ledger" not in str(line):
            raise Failed(f"the log does not name what is wrong: {line}")
        expect("the alarm's figure", outcome.figures["TickErrors"], 1)
        function.cold()
    _until(deployed, LATE, State.ANNOTATED)


def an_expired_token(deployed: Deployed) -> None:
    """Strava's login has ended: one line and one notice, the alarm's figure, no lost row; after a login at home and a
    push it goes on."""
    world = deployed.world
    world.ran(WAITING, 10 * HOUR, "Waiting Run")
    world.strava.revoke_all()
    said = [line for _ in range(3) for line in deployed.fire(deployed.function()).problems]
    about = [(line["event"], line.get("service", line.get("title"))) for line in said]
    expect("lines in three ticks", about, [("needs a login", "strava"), ("notice", "Runtrack needs you")])
    outcome = deployed.fire(deployed.function())
    expect("the alarm's figure", outcome.figures["LoginNeeded"], 1)
    world.log_in_strava()
    deployed.world.push(deployed.cloud, deployed.environment)
    _until(deployed, WAITING, State.ANNOTATED)
    outcome = deployed.tick(deployed.function())
    expect("the alarm's figure afterwards", outcome.figures["LoginNeeded"], 0)


def a_refreshed_token_that_cannot_be_saved(deployed: Deployed) -> None:
    """The table of Strava's tokens refuses the rotated one: it waits in S3, sealed, and nobody has to log in."""
    deployed.world.strava.expire_access()
    deployed.world.ran(SPILLED, 8 * HOUR, "Spilled Run")
    function = deployed.function()
    with deployed.cloud.refusing("dynamodb:PutItem", deployed.table("strava_tokens"), after=1):
        deployed.fire(function)
        expect("in S3", [name for name in deployed.objects() if name.startswith("spill/")], [f"spill/{ME}-strava.z"])
    _until(deployed, SPILLED, State.ANNOTATED)
    expect("left in S3", [name for name in deployed.objects() if name.startswith("spill/")], [])


def a_refreshed_token_that_has_no_place(deployed: Deployed) -> None:
    """Neither its table nor S3 takes the rotated one: the warm function keeps it sealed under /tmp, and goes on."""
    world = deployed.world
    world.strava.rotate = True  # the token that was used is worth nothing now
    world.strava.expire_access()
    world.ran(HOMELESS, 7 * HOUR, "Homeless Run")
    function, spill = deployed.function(), f"arn:aws:s3:::{deployed.bucket}/spill/{ME}-strava.z"
    with (
        deployed.cloud.refusing("dynamodb:PutItem", deployed.table("strava_tokens"), after=1),
        deployed.cloud.refusing("s3:PutObject", spill, code="AccessDenied", status=403),
    ):
        deployed.fire(function)
    (kept,) = function.scratch.rglob("*.z")
    expect("under /tmp", kept.name, f"{ME}-strava.z")
    _until(deployed, HOMELESS, State.ANNOTATED)
    expect("left under /tmp", list(function.scratch.rglob("*.z")), [])


def an_unclear_answer(deployed: Deployed) -> None:
    """A write that DynamoDB answers with a 500 is read again before it counts as failed; the next tick does it."""
    for table in ("users", "SpotifyTokens"):
        deployed.due("spotify")
        with deployed.cloud.refusing("dynamodb:PutItem", deployed.table(table), code="InternalServerError", status=500):
            outcome = deployed.fire(deployed.function())
        expect(f"a tick whose {table} are not saved", outcome.ok, False)
        (line,) = outcome.problems
        expect("what the log says", line["reason"].startswith("DynamoDB did not carry out dynamodb:PutItem"), True)
        expect("the next one", deployed.tick(deployed.function()).ok, True)


def a_run_that_was_there(deployed: Deployed) -> None:
    """Of a run that Strava has already the file is fetched, for its route and figures; nothing is sent."""
    world, sent = deployed.world, len(deployed.world.strava.posts)
    done = world.ran(THERE, 5 * HOUR, "There Already")
    world.strava.add(done.start, done.elapsed, done.distance, external_id=f"garmin_ping_{THERE}")
    deployed.due("spotify")
    _until(deployed, THERE, State.ANNOTATED)
    row = deployed.row(THERE)
    expect("how it came to be on Strava", row.how, How.ALREADY_THERE)
    expect("its file", f"originals/{ME}/{THERE}" in " ".join(deployed.objects()), True)
    expect("uploads sent", len(world.strava.posts) - sent, 0)
    _has_figures(deployed, THERE)


def _has_figures(deployed: Deployed, garmin_id: int) -> None:
    key = (ME, "garmin", str(garmin_id), "0")
    digest, songs = deployed.store.load(Digest, *key), deployed.store.load(SongFigures, *key)
    expect("its digest", digest is not None and bool(digest.kilometres), True)
    expect("the pace of its songs", songs is not None and all(one.figures.pace for one in songs.songs), True)


def a_month_later(deployed: Deployed) -> None:
    """Old originals, routes and plays go, as it was set; notices that were over long ago too. The rules of digests have
    changed meanwhile: every run is looked up."""
    now, store = datetime.now(UTC), deployed.store
    user = store.load(User, ME)
    assert user is not None
    store.put(replace(user, digest_recipe=0))
    deployed.tick(deployed.function())
    user = store.load(User, ME)
    assert user is not None
    store.put(replace(user, tidied_at=None))
    store.put(
        Notice(ME, "login:made-up", "over long ago", now - 50 * DAY, closed_at=now - 40 * DAY, pending=Pending.NOTHING)
    )
    store.add_plays([Play(ME, "lastfm", now - days * DAY, Song("Heroes", "David Bowie")) for days in (90, 1)])
    for row in store.activities(ME):
        store.save(replace(row, due=None, route_due=None))  # what a run that still waits needs would stay
    for folder in ("originals/", "routes/"):
        deployed.age_objects(folder, DAY * 60)
    keep = {f"RUNTRACK_KEEP_{what}_DAYS": "30" for what in ("ORIGINALS", "ROUTES", "PLAYS")}
    deployed.tick(deployed.function(**keep))
    expect("old files", [name for name in deployed.objects() if name.startswith(("originals/", "routes/"))], [])
    expect("old plays", [play.played_at for play in store.plays(ME, now - 99 * DAY, now - 60 * DAY)], [])
    expect("the notice", store.load(Notice, ME, "login:made-up"), None)


SCENES = (
    before_anything_is_pushed,
    push,
    a_new_run,
    an_idle_minute,
    killed_after_the_upload,
    killed_before_the_upload,
    short_of_time,
    a_refused_table,
    an_expired_token,
    a_refreshed_token_that_cannot_be_saved,
    a_refreshed_token_that_has_no_place,
    an_unclear_answer,
    a_run_that_was_there,
    a_month_later,
)


def _until(deployed: Deployed, garmin_id: int, state: State) -> None:
    """Ticks, and the waiting between them, until the run's row is in this state."""
    for _ in range(MOST_TICKS):
        outcome = deployed.fire(deployed.function())
        found = [row for row in deployed.store.activities(ME) if int(row.key.id) == garmin_id]
        if found and found[0].state is state and found[0].route == "read":
            return
        if found:
            deployed.let_pass(found[0], SOON)
    raise Failed(f"the run {garmin_id} is {found[:1]} after {MOST_TICKS} ticks; the last one said {outcome.lines}")


def _wait(until: Callable[[], bool], what: str) -> None:
    over = threading.Event()
    for _ in range(1500):
        if until():
            return
        over.wait(0.02)
    raise Failed(f"{what} has not happened for 30 s")
