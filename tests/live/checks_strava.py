"""What is assumed about the real Strava: one check per question that the product asks it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from requests.structures import CaseInsensitiveDict

from sync.adapters.strava_oauth import MARGIN
from sync.core.budget import parse_pair
from sync.core.errors import SyncError
from sync.ports import Result
from tests.live.checks import Check
from tests.live.real_services import Answer, Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, broken, compare

WINDOW, UNKNOWN = timedelta(days=90), 1
ACCESS_SECONDS = 21_600
RELIED_ON = tuple(
    f"[].{key}"
    for key in (
        "id",
        "external_id",
        "upload_id",
        "start_date",
        "start_date_local",
        "elapsed_time",
        "distance",
        "utc_offset",
    )
)


def token(accounts: LiveAccounts) -> Asked:
    """No call: the trade that let us in, or the kept answer of an earlier one."""
    return Asked(Answer(200, CaseInsensitiveDict(), accounts.token_answers["strava"]), None)


def athlete(accounts: LiveAccounts) -> Asked:
    return accounts.ask(lambda: accounts.target.athlete())


def listing(accounts: LiveAccounts) -> Asked:
    after, before = accounts.now() - WINDOW, accounts.now() + timedelta(days=1)
    accounts.remembered["listing"] = asked = accounts.ask(
        lambda: list(accounts.target.listing(after, before).items), (after, before)
    )
    return asked


def rates(accounts: LiveAccounts) -> Asked:
    """No call: the headers of the listing."""
    if "listing" not in accounts.remembered:
        raise CouldNotRun("no listing was answered")
    return accounts.remembered["listing"]


def unknown(accounts: LiveAccounts) -> Asked:
    return accounts.ask(lambda: accounts.target.result(UNKNOWN))


def judge_token(real: Asked, simulated: Asked) -> Findings:
    answer = real.answer.json
    found = compare(answer, simulated.answer.json, relied_on=("access_token", "refresh_token", "expires_at"))
    if not MARGIN.total_seconds() < answer.get("expires_in", ACCESS_SECONDS) <= ACCESS_SECONDS:
        found.differences.append("the access token lives longer than six hours, or is as good as expired")
    return found


def judge_athlete(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    return compare(real.answer.json, simulated.answer.json, relied_on=("id",))


def judge_listing(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    items, (after, before) = real.answer.json, real.about
    if not items:
        raise CouldNotRun(f"no activity on Strava in the last {WINDOW.days} days")
    found = compare(items, simulated.answer.json, relied_on=RELIED_ON)
    if len(real.value) != len(items):
        found.differences.append(f"the adapter reads {len(real.value)} of {len(items)} items")
    outside = sum(1 for known in real.value if not after <= known.start <= before)
    if outside:
        found.differences.append(f"{outside} of {len(items)} lie outside the window")
    wrong = broken(lambda item: _ahead(item) == item["utc_offset"], items)
    if wrong:
        found.differences.append(f"start_date_local is not start_date + utc_offset in {wrong} of {len(items)}")
    return found


def judge_rates(real: Asked, simulated: Asked) -> Findings:
    found = Findings()
    for name in _rate_headers(simulated.answer.headers):
        text = real.answer.headers.get(name)
        if text is None:
            found.differences.append(f"{name} is missing")
        elif parse_pair(text) is None:
            found.differences.append(f"{name} is {text!r}, not two numbers")
        elif name.lower().endswith("-limit"):
            found.notes.append(f"{name} {text}")
    new = set(map(str.lower, _rate_headers(real.answer.headers))) - set(
        map(str.lower, _rate_headers(simulated.answer.headers))
    )
    found.notes += [f"new: {name}" for name in sorted(new)]
    return found


def judge_unknown(real: Asked, simulated: Asked) -> Findings:
    if real.answer.status != simulated.answer.status:
        return Findings([f"HTTP {real.answer.status}, not {simulated.answer.status}"])
    found = compare(real.answer.json, simulated.answer.json, relied_on=("message",))
    if _understood(real.value) != _understood(simulated.value):
        found.differences.append(f"the adapter takes it for {_understood(real.value)}")
    return found


def _understood(value: Any) -> str:
    return value.kind.name.lower() if isinstance(value, Result) else type(value).__name__


def _ahead(item: Mapping[str, Any]) -> float:
    times = [datetime.fromisoformat(item[key]) for key in ("start_date_local", "start_date")]
    return (times[0] - times[1]).total_seconds()


def _rate_headers(headers: Mapping[str, str]) -> list[str]:
    return sorted(name for name in headers if "ratelimit" in name.lower())


CHECKS = (
    Check(
        "Strava: the token answer",
        "access and refresh token, when it ends (Unix seconds), at most six hours",
        token,
        judge_token,
    ),
    Check("Strava: the athlete", "an object with a numeric id", athlete, judge_athlete),
    Check(
        "Strava: a window of the list",
        "one page of summaries with external_id and upload_id (or null); local starts carry a false Z",
        listing,
        judge_listing,
    ),
    Check("Strava: the rate headers", "four headers of two numbers each, quarter hour and day", rates, judge_rates),
    Check("Strava: the result of an unknown upload", "404 in Strava's shape of error", unknown, judge_unknown),
)
