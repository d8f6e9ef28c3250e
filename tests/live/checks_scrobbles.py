"""What is assumed about the real Last.fm and ListenBrainz: a page of plays, its bounds, and who is not there."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sync.adapters import lastfm_answers as lastfm_words
from sync.adapters.listenbrainz import ListenBrainz
from sync.adapters.listenbrainz_items import play_of
from sync.core.errors import SyncError
from sync.wiring import ME
from tests.live.checks import Check
from tests.live.real_services import Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, broken, compare

PAGE = 25
NOBODY = "runtrack-live-check-nobody-of-this-name"
LASTFM_RELIED_ON = (
    "recenttracks.@attr.user",
    "recenttracks.@attr.totalPages",
    *(f"recenttracks.track[].{key}" for key in ("name", "artist", "artist.#text", "date", "date.uts")),
)
LISTEN = "payload.listens[]"
LISTENBRAINZ_RELIED_ON = (
    "payload",
    "payload.listens",
    "payload.oldest_listen_ts",
    "payload.user_id",
    f"{LISTEN}.listened_at",
    *(f"{LISTEN}.track_metadata{key}" for key in ("", ".artist_name", ".track_name")),
)
RATES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset-In")


# -- Last.fm --------------------------------------------------------------------------------------


def scrobbles(accounts: LiveAccounts) -> Asked:
    return accounts.ask(
        lambda: accounts.wired.services["lastfm"].adapter.page(
            accounts.listener.lastfm, accounts.now(), limit=str(PAGE)
        )
    )


def no_listener(accounts: LiveAccounts) -> Asked:
    return accounts.ask(lambda: accounts.wired.services["lastfm"].adapter.check(NOBODY, accounts.now()))


def judge_scrobbles(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    items = lastfm_words.items_of(real.answer.json)
    past = [item for item in items if (item.get("@attr") or {}).get("nowplaying") != "true"]
    if not past:
        raise CouldNotRun("nothing was scrobbled")
    found = compare(_listed(real.answer.json, past), _listed(simulated.answer.json, None), relied_on=LASTFM_RELIED_ON)
    found.notes += ["a song is on just now, before the page"] if len(past) < len(items) else []
    found.differences += _unread(sum(lastfm_words.play_of(item, ME) is not None for item in past), past)
    times = [int(item["date"]["uts"]) for item in past if item.get("date")]
    found.differences += [] if times == sorted(times, reverse=True) else ["the page is not newest first"]
    if len(past) > PAGE:
        found.differences.append(f"{len(past)} items, {PAGE} were asked for")
    return found


def judge_no_listener(real: Asked, simulated: Asked) -> Findings:
    """The number decides, whatever the HTTP status is."""
    found = compare(real.answer.json, simulated.answer.json, relied_on=("error", "message"))
    found.notes += _another_status(real, simulated)
    found.differences += _understood_otherwise(real, simulated)
    return found


def _listed(answer: Any, items: list[Any] | None) -> Any:
    """A page whose single item is a list as well, and whose items are these."""
    box = answer["recenttracks"]
    return answer | {"recenttracks": box | {"track": lastfm_words.items_of(answer) if items is None else items}}


# -- ListenBrainz ---------------------------------------------------------------------------------


def listens(accounts: LiveAccounts) -> Asked:
    asked = accounts.ask(lambda: _page(accounts))
    if not isinstance(asked.value, SyncError):
        accounts.remembered["listens"] = asked
    return asked


def below(accounts: LiveAccounts) -> Asked:
    """The page below one of the listens that were shown: its time is the bound."""
    shown = _times(accounts.remembered["listens"].answer.json) if "listens" in accounts.remembered else []
    if len(set(shown)) < 2:
        raise CouldNotRun("there are not two listens to look between")
    bound = sorted(set(shown))[-1]
    return accounts.ask(lambda: _page(accounts, max_ts=str(bound)), bound)


def rates(accounts: LiveAccounts) -> Asked:
    """No call: the headers of the page."""
    if "listens" not in accounts.remembered:
        raise CouldNotRun("no page was answered")
    return accounts.remembered["listens"]


def nobody(accounts: LiveAccounts) -> Asked:
    return accounts.ask(lambda: accounts.wired.services["listenbrainz"].adapter.check(NOBODY, accounts.now()))


def token(accounts: LiveAccounts) -> Asked:
    name, secret = accounts.listener.listenbrainz, accounts.listener.token
    return accounts.ask(lambda: accounts.wired.services["listenbrainz"].adapter.check(name, accounts.now(), secret))


def judge_listens(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    items = real.answer.json["payload"]["listens"]
    if not items:
        raise CouldNotRun("nothing was listened to")
    found = compare(real.answer.json, simulated.answer.json, relied_on=LISTENBRAINZ_RELIED_ON)
    found.differences += _unread(sum(play_of(item, ME) is not None for item in items), items)
    times = _times(real.answer.json)
    found.differences += [] if times == sorted(times, reverse=True) else ["the page is not newest first"]
    late = broken(lambda item: item["inserted_at"] + timedelta(minutes=1).total_seconds() >= item["listened_at"], items)
    found.notes += [f"{late} of {len(items)} were listened to after they were sent in"] if late else []
    return found


def judge_below(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    wrong = [at for at in _times(real.answer.json) if at >= real.about]
    return Findings([f"max_ts belongs to the window in {len(wrong)} listens"] if wrong else [])


def judge_rates(real: Asked, simulated: Asked) -> Findings:
    found = Findings()
    for name in RATES:
        text = real.answer.headers.get(name)
        if text is None:
            found.differences.append(f"{name} is missing")
        elif not text.isdigit():
            found.differences.append(f"{name} is {text!r}, not a number")
        elif name.endswith("-Limit"):
            found.notes.append(f"{name} {text}")
    return found


def judge_nobody(real: Asked, simulated: Asked) -> Findings:
    if real.answer.status != simulated.answer.status:
        return Findings([f"HTTP {real.answer.status}, not {simulated.answer.status}"])
    found = compare(real.answer.json, simulated.answer.json)
    found.differences += _understood_otherwise(real, simulated)
    return found


def judge_token(real: Asked, simulated: Asked) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    return compare(real.answer.json, simulated.answer.json, relied_on=("valid", "user_name"))


def _page(accounts: LiveAccounts, **bounds: str) -> Mapping[str, Any]:
    name, secret = accounts.listener.listenbrainz, accounts.listener.token
    adapter: ListenBrainz = accounts.wired.services["listenbrainz"].adapter
    return adapter.page(name, accounts.now(), secret, count=str(PAGE), **bounds)


def _times(answer: Any) -> list[int]:
    return [int(item["listened_at"]) for item in answer["payload"]["listens"]]


# -- both -----------------------------------------------------------------------------------------


def _unread(read: int, items: list[Any]) -> list[str]:
    return [f"the adapter reads {read} of {len(items)} items"] if read < len(items) else []


def _another_status(real: Asked, simulated: Asked) -> list[str]:
    ours, theirs = simulated.answer.status, real.answer.status
    return [f"HTTP {theirs}, the simulator says {ours}"] if theirs != ours else []


def _understood_otherwise(real: Asked, simulated: Asked) -> list[str]:
    taken = [type(asked.value).__name__ for asked in (real, simulated)]
    return [f"the adapter takes it for {taken[0]}, not {taken[1]}"] if taken[0] != taken[1] else []


LASTFM = (
    Check(
        "Last.fm: a page of plays", "newest first, the user's own, times in seconds as text", scrobbles, judge_scrobbles
    ),
    Check("Last.fm: nobody of this name", "error 6 with some HTTP status", no_listener, judge_no_listener),
)
LISTENBRAINZ = (
    Check(
        "ListenBrainz: a page of listens",
        "newest first, times in whole seconds, the sending program where it is known",
        listens,
        judge_listens,
    ),
    Check("ListenBrainz: the page below", "max_ts itself does not belong to the window", below, judge_below),
    Check("ListenBrainz: the rate headers", "three headers of one number each", rates, judge_rates),
    Check("ListenBrainz: nobody of this name", "404", nobody, judge_nobody),
)
LISTENBRAINZ_TOKEN = (Check("ListenBrainz: the token", "valid, and whose it is", token, judge_token),)
