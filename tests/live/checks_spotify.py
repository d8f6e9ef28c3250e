"""What is assumed about the real Spotify: the token answer, what was granted, whose account it is, the newest plays."""

from typing import Any

from requests.structures import CaseInsensitiveDict

from sync.adapters.spotify_fields import HELD, SCOPE
from sync.core.errors import SyncError
from sync.wiring import ME
from tests.live.checks import Check
from tests.live.real_services import Answer, Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, broken, compare

ACCESS_SECONDS = 3600
RELIED_ON = (
    "items",
    *(
        f"items[].{key}"
        for key in (
            "played_at",
            "track",
            "track.type",
            "track.name",
            "track.uri",
            "track.duration_ms",
            "track.artists",
            "track.album",
            "track.external_ids",
            "track.external_urls",
        )
    ),
    "items[].track.artists[].name",
    "items[].track.album.name",
)


def token(accounts: LiveAccounts) -> Asked:
    """No call: the trade that let us in, or the kept answer of an earlier one."""
    return Asked(Answer(200, CaseInsensitiveDict(), accounts.token_answers["spotify"]), None)


def scopes(accounts: LiveAccounts) -> Asked:
    """No call: the answer that the token whose permissions matter came in."""
    if accounts.scopes_closed:
        raise CouldNotRun(accounts.scopes_closed)
    return Asked(Answer(200, CaseInsensitiveDict(), accounts.token_answers["scopes"]), None)


def account(accounts: LiveAccounts) -> Asked:
    bundle = accounts.tokens["spotify"].usable(ME, accounts.now())
    return accounts.ask(lambda: accounts.wired.services["spotify"].oauth._account(bundle))


def newest(accounts: LiveAccounts) -> Asked:
    plays = accounts.wired.services["spotify"].adapter.for_user(ME, accounts.now(), accounts.tokens["spotify"])
    return accounts.ask(lambda: plays.recent(accounts.now()))


def judge_token(real: Asked, simulated: Asked) -> Findings:
    answer = real.answer.json
    found = compare(answer, simulated.answer.json, relied_on=("access_token", "expires_in", "scope"))
    seconds = answer.get("expires_in", ACCESS_SECONDS)
    if isinstance(seconds, int) and not 0 < seconds <= ACCESS_SECONDS:
        found.differences.append("the access token lives longer than an hour, or is as good as expired")
    return found


def judge_scopes(real: Asked, simulated: Asked) -> Findings:
    found = compare(real.answer.json, simulated.answer.json, relied_on=("scope",))
    granted = str(real.answer.json.get("scope") or "").split()
    if SCOPE not in granted:
        found.differences.append(f"{SCOPE} is not granted, without which no play can be seen")
    more = sorted(set(granted) - {SCOPE})
    found.notes += [f"more is granted than is needed: {', '.join(more)}"] if more else []
    return found


def judge_account(real: Asked, simulated: Asked) -> Findings:
    if real.answer.status != 200:
        raise CouldNotRun(f"spotify: HTTP {real.answer.status}")
    found = compare(real.answer.json, simulated.answer.json)
    missing = "account_id is missing, the simulator always sends it"
    if missing in found.differences and real.value:  # it is new, and `id` serves as well
        found.differences.remove(missing)
        found.notes.append("not seen: account_id")
    if not real.value:
        found.differences.append("the adapter cannot tell whose account it is")
    return found


def judge_newest(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    items = real.answer.json["items"]
    if not items:
        raise CouldNotRun("nothing was played")
    songs = [item for item in items if _kind(item) == "track"]
    found = compare(real.answer.json | {"items": songs}, simulated.answer.json, relied_on=RELIED_ON if songs else ())
    if len(items) != len(songs):
        found.notes.append(f"{len(items) - len(songs)} of {len(items)} are no songs, and are left out")
    if len(real.value.plays) != len(songs):
        found.differences.append(f"the adapter reads {len(real.value.plays)} of {len(songs)} songs")
    if len(items) > HELD:
        found.differences.append(f"{len(items)} items, {HELD} were asked for")
    times = [str(item.get("played_at")) for item in items]
    if times != sorted(times, reverse=True):
        found.differences.append("the list is not newest first")
    wrong = broken(lambda item: item["played_at"].endswith("Z"), items)
    found.differences += [f"played_at is not in UTC in {wrong} of {len(items)}"] if wrong else []
    return found


def _kind(item: Any) -> str:
    return str((item.get("track") or {}).get("type", "track"))


CHECKS = (
    Check(
        "Spotify: the token answer",
        "an access token for an hour and what was granted; a new refresh token or none",
        token,
        judge_token,
    ),
    Check("Spotify: the permissions", f"{SCOPE} is among those granted", scopes, judge_scopes),
    Check("Spotify: the account", "an object with an id", account, judge_account),
    Check(
        "Spotify: the newest plays",
        "at most fifty songs, newest first, with played_at in UTC, lengths in "
        "milliseconds, ISRC among the external ids",
        newest,
        judge_newest,
    ),
)
