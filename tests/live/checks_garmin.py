"""What is assumed about the real Garmin Connect: one check per question that the product asks it."""

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

from sync.adapters.measures import measure
from sync.core.diff import Listed
from sync.core.errors import SyncError
from sync.core.preferences import Preferences
from sync.core.route import NoRoute
from tests.live.checks import Check
from tests.live.real_services import Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, broken, compare

NEWEST, PAGE, WINDOW = 5, 20, timedelta(days=30)
RELIED_ON = tuple(
    f"[].{key}"
    for key in (
        "activityId",
        "activityName",
        "activityType",
        "activityType.typeId",
        "activityType.typeKey",
        "activityType.parentTypeId",
        "startTimeGMT",
        "startTimeLocal",
        "endTimeGMT",
        "duration",
        "elapsedDuration",
        "ownerId",
        "manualActivity",
    )
)
WANTED = Preferences()
CLOSE = timedelta(seconds=120)


def newest(accounts: LiveAccounts) -> Asked:
    accounts.remembered["newest"] = asked = accounts.ask(lambda: list(accounts.source.recent(NEWEST).items))
    return asked


def since(accounts: LiveAccounts) -> Asked:
    first = (accounts.now() - WINDOW).date()
    accounts.remembered["since"] = asked = accounts.ask(
        lambda: list(accounts.source.recent(PAGE, 0, first).items), first
    )
    return asked


def download(accounts: LiveAccounts) -> Asked:
    """The original of the newest recorded run that the lists have shown."""
    lists = [asked.value for asked in accounts.remembered.values() if isinstance(asked.value, list)]
    found = next((listed for items in lists for listed in items if _recorded_run(listed)), None)
    if found is None:
        raise CouldNotRun("the lists have shown no recorded run")
    return accounts.ask(lambda: accounts.source.original(found.id), found)


def _recorded_run(listed: Listed) -> bool:
    wanted = WANTED.wants(listed.type_key, listed.type_id, listed.parent_type_id)
    return wanted and not listed.manual and not listed.multisport


def judge_newest(real: Asked, simulated: Asked) -> Findings:
    found = _judge_list(real, simulated)
    items = real.answer.json
    if len(items) > NEWEST:
        found.differences.append(f"{len(items)} items, {NEWEST} were asked for")
    return found


def judge_since(real: Asked, simulated: Asked) -> Findings:
    found = _judge_list(real, simulated)
    early = broken(lambda item: _day(item) >= real.about, real.answer.json)
    if early:
        found.differences.append(f"{early} items are older than startDate")
    return found


def judge_download(real: Asked, simulated: Asked) -> Findings:
    found, body = Findings(), real.answer.body
    if isinstance(real.value, SyncError):
        found.differences.append(f"the adapter gets no file out of it: {real.value.reason}")
        return found
    if not body.startswith(b"PK"):
        found.differences.append("it is not a zip")
    else:
        names = zipfile.ZipFile(io.BytesIO(body)).namelist()
        usual = [name for name in names if re.fullmatch(r"\d+_ACTIVITY\.fit", name)]
        if len(names) != 1 or not usual:
            found.notes.append(f"{len(names)} entries, {len(usual)} of them named <id>_ACTIVITY.fit")
    types = [asked.answer.headers.get("Content-Type", "none") for asked in (real, simulated)]
    if types[0] != types[1]:
        found.notes.append(f"Content-Type {types[0]}, the simulator sends {types[1]}")
    kinds = {original.kind for original in real.value}
    found.notes += [f"it holds {', '.join(sorted(kinds))}"] if kinds != {"fit"} else []
    found.differences += _unlike_its_list_item(real)
    return found


def _unlike_its_list_item(asked: Asked) -> list[str]:
    """Matching a run with Strava's rests on the list telling the file's start and length."""
    first, listed = asked.value[0], asked.about
    if first.kind != "fit":
        return []
    try:
        told = measure(first)
    except NoRoute as error:
        return [f"its start and length cannot be read ({error})"]
    found = []
    if abs(told.start - listed.start) > CLOSE:
        found.append(
            f"the file begins {abs(told.start - listed.start).total_seconds():.0f} s from the list item's start"
        )
    if abs(told.elapsed - listed.elapsed) > max(10.0, 0.02 * listed.elapsed):
        found.append(f"the file lasts {told.elapsed:.0f} s, the list item {listed.elapsed:.0f} s")
    return found


def _judge_list(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    items = real.answer.json
    if not items:
        raise CouldNotRun("the list is empty")
    found = compare(items, simulated.answer.json, relied_on=RELIED_ON)
    if len(real.value) != len(items):
        found.differences.append(f"the adapter reads {len(real.value)} of {len(items)} items")
    starts = [[item[key] for item in items if item.get(key)] for key in ("startTimeLocal", "startTimeGMT")]
    if not any(row == sorted(row, reverse=True) for row in starts):
        found.differences.append("the list is not newest first")
    if len({item.get("ownerId") for item in items}) > 1:
        found.differences.append("the items have several owners")
    for rule, words in RULES:
        wrong = broken(rule, (item for item in items if not item.get("parent")))
        found.differences += [f"{words} in {wrong} of {len(items)}"] if wrong else []
    return found


def _seconds(item: dict[str, Any]) -> bool:
    lasted = (_time(item["endTimeGMT"]) - _time(item["startTimeGMT"])).total_seconds()
    return bool(abs(lasted - item["elapsedDuration"]) <= 2)


def _milliseconds(item: dict[str, Any]) -> bool:
    began, epoch = item.get("beginTimestamp"), datetime(1970, 1, 1)
    return began is None or abs((_time(item["startTimeGMT"]) - epoch).total_seconds() * 1000 - began) < 1000


def _offset(item: dict[str, Any]) -> bool:
    ahead = (_time(item["startTimeLocal"]) - _time(item["startTimeGMT"])).total_seconds()
    return abs(ahead) <= 14 * 3600 and ahead % 900 == 0


def _day(item: dict[str, Any]) -> date:
    return _time(item["startTimeLocal"]).date()


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")


RULES = (
    (_seconds, "elapsedDuration is not the seconds from startTimeGMT to endTimeGMT"),
    (_milliseconds, "beginTimestamp is not startTimeGMT in milliseconds"),
    (_offset, "startTimeLocal is no time zone away from startTimeGMT"),
)
CHECKS = (
    Check(
        "Garmin: the newest five",
        "a list, newest first, of items as the adapter reads them; times in UTC and "
        "local, durations in seconds; null keys left out",
        newest,
        judge_newest,
    ),
    Check("Garmin: a page with startDate", "the same, and nothing older than that local date", since, judge_since),
    Check(
        "Garmin: the original of the newest run",
        "a zip with one FIT that begins and lasts as the list says",
        download,
        judge_download,
    ),
)
