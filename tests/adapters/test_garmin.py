"""Garmin Connect through garminconnect: what its answers mean to us, and that the library never acts on its own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import garminconnect
import pytest

from sync.adapters.garmin import PRIVATE_NAMES, Garmin, GarminSource, bundle_of
from sync.adapters.http import Hosts
from sync.adapters.seal import AesSealer
from sync.adapters.tokens import TokenKeeper
from sync.core.errors import LoginNeeded, Missing, RateLimited, Rejected, SyncError, Unavailable
from sync.sim.athlete import run, triathlon
from sync.sim.clock import HandClock
from sync.sim.garmin import SimGarmin
from sync.sim.http import FAULTS, Fault
from sync.stores.files import FolderFiles
from sync.stores.sqlite import SqliteStore

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUN = 900000001


class Named(Hosts):
    """Leads every host to the simulator and keeps the names that were asked for."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.asked: list[str] = []

    def rewrite(self, method: str, url: str) -> str:
        scheme, _, rest = url.partition("://")
        host, _, path = rest.partition("/")
        self.asked.append(f"{scheme}://{host}")
        return f"{self._url}/{path}"


class Account:
    """A simulated Garmin, logged in to by the real adapter."""

    def __init__(self, folder: Path, domain: str = "com", seconds: float = 10.0) -> None:
        self.clock = HandClock(NOW)
        self.sim = SimGarmin(self.clock.now)
        self.sim.start()
        self.hosts = Named(self.sim.url)
        self.store = SqliteStore(":memory:", sleep=lambda _: None)
        self.garmin = Garmin(self.hosts, domain=domain, seconds=seconds, sleep=lambda _: None)
        sealer = AesSealer(bytes(32))
        self.keeper = TokenKeeper(
            "garmin",
            self.store,
            FolderFiles(folder),
            sealer,
            self.garmin.refresh,
            margin=timedelta(minutes=15),
            sleep=lambda _: None,
        )
        self.keeper.save_login("me", bundle_of(self.sim.tokens()), NOW, scopes=(), account="")

    @property
    def source(self) -> GarminSource:
        return self.garmin.for_user("me", self.clock.now(), self.keeper)

    def close(self) -> None:
        self.sim.stop()
        self.store.close()


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    made = Account(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("name", PRIVATE_NAMES)
def test_the_private_name_that_we_rely_on_is_still_there(name: str) -> None:
    """An upgrade of garminconnect that drops one fails here and not at night."""
    client = garminconnect.Garmin(retry_attempts=0).client
    assert hasattr(client, name)


def test_a_client_without_credentials_is_built_without_a_single_request(account: Account) -> None:
    account.garmin.library()
    assert account.hosts.asked == []


def test_the_library_does_not_refresh_by_itself_however_close_the_token_is_to_its_end(account: Account) -> None:
    library = account.garmin.loaded(bundle_of(account.sim.tokens()))
    assert library.client._token_expires_soon() is False
    account.sim.expire_access()
    with pytest.raises(garminconnect.GarminConnectConnectionError):
        library.connectapi("/activitylist-service/activities/count")
    assert account.sim.count("refresh") == 0


@pytest.mark.parametrize("domain", ["com", "cn"])
def test_the_hosts_follow_the_domain(tmp_path: Path, domain: str) -> None:
    account = Account(tmp_path, domain=domain)
    account.clock.advance(19 * 3600)
    account.source.recent(5)
    assert account.hosts.asked == [f"https://diauth.garmin.{domain}", f"https://connectapi.garmin.{domain}"]
    account.close()


def test_both_shapes_of_a_list_item_say_the_same(account: Account) -> None:
    account.sim.add(run(RUN, NOW - 5 * HOUR, km=8.2, elapsed=3000, pauses=((600, 120),), type_key="trail_running"))
    account.sim.add(triathlon(RUN + 1, NOW - 10 * HOUR), run(RUN + 20, NOW - 20 * HOUR, manual=True))
    today = account.source.recent(5)
    account.sim.null_keys = True
    assert account.source.recent(5) == today
    newest = today.items[0]
    assert (int(newest.id), newest.type_key, newest.type_id, newest.parent_type_id) == (RUN, "trail_running", 6, 1)
    assert (newest.start, newest.offset, newest.elapsed) == (NOW - 5 * HOUR, 3600, 3000.0)
    assert (newest.distance, newest.owner, newest.title) == (8200.0, account.sim.owner_id, "Trail Running")
    assert [item.multisport for item in today.items] == [False, True, False]
    assert [item.manual for item in today.items] == [False, False, True]


def test_a_page_is_one_call_and_a_date_limits_it(account: Account) -> None:
    account.sim.add(*(run(RUN + n, NOW - n * 24 * HOUR - HOUR) for n in range(9)))
    assert [int(item.id) - RUN for item in account.source.recent(4, 3).items] == [3, 4, 5, 6]
    assert [int(item.id) - RUN for item in account.source.recent(100, since=date(2026, 3, 12)).items] == [0, 1, 2]
    assert account.sim.counts() == {"list": 2}


LIST_ANSWERS: dict[str, type[SyncError]] = {
    "refused": Unavailable,
    "timeout before the effect": Unavailable,
    "timeout after the effect": Unavailable,
    "reset before the effect": Unavailable,
    "reset after the effect": Unavailable,
    "403": RateLimited,
    "429": RateLimited,
    "429 with Retry-After": RateLimited,
    "500": Unavailable,
    "500 after the effect": Unavailable,
    "502 HTML": Unavailable,
    "200 HTML": Unavailable,
    "truncated": Unavailable,
    "wrong type": Unavailable,
    "204": Unavailable,
    "empty 200": Unavailable,
    "Cloudflare 403": RateLimited,
    "Cloudflare 503": Unavailable,
    "drip": Unavailable,
    "drip in the headers": Unavailable,
    "bomb": Unavailable,
    "302 to another host": Unavailable,
    "307 to another host": Unavailable,
}
DOWNLOAD_ANSWERS = LIST_ANSWERS | {"403": Rejected, "204": Missing, "empty 200": Missing}


def test_the_tables_name_every_fault_but_the_401() -> None:
    assert set(LIST_ANSWERS) == set(DOWNLOAD_ANSWERS) == set(FAULTS) - {"401"}


@pytest.mark.parametrize("fault", [name for name in LIST_ANSWERS if name != "refused"])
@pytest.mark.parametrize("endpoint", ["list", "download"])
def test_each_answer_becomes_one_of_our_errors(tmp_path: Path, endpoint: str, fault: str) -> None:
    account = Account(tmp_path, seconds=0.4 if FAULTS[fault].slow else 10.0)
    account.sim.add(run(RUN, NOW - HOUR, km=1, every=20))
    account.sim.inject(endpoint, fault)
    expected = (LIST_ANSWERS if endpoint == "list" else DOWNLOAD_ANSWERS)[fault]
    with pytest.raises(SyncError) as raised:
        account.source.recent(5) if endpoint == "list" else account.source.original(str(RUN))
    assert type(raised.value) is expected
    assert account.sim.counts() == {endpoint: 1}  # the library's own retries are off
    account.close()


@pytest.mark.parametrize(
    ("status", "header", "until"),
    [
        (429, "120", NOW + timedelta(seconds=120)),
        (429, None, NOW + timedelta(minutes=15)),
        (427, None, NOW + timedelta(minutes=15)),
        (403, None, NOW + timedelta(minutes=15)),
        (429, "99999999", NOW + timedelta(days=1)),
    ],
)
def test_how_long_garmin_is_left_alone(account: Account, status: int, header: str | None, until: datetime) -> None:
    account.sim.inject("list", Fault("block", status=status, retry_after=header))
    with pytest.raises(RateLimited) as raised:
        account.source.recent(5)
    assert (raised.value.until, raised.value.doubling, raised.value.service) == (until, False, "garmin")


def test_a_401_is_refreshed_once_and_a_second_one_needs_a_person(account: Account) -> None:
    account.sim.inject("list", "401")
    assert account.source.recent(5).items == ()
    assert account.sim.counts() == {"list": 2, "refresh": 1}
    account.sim.inject("list", "401", times=2)
    with pytest.raises(LoginNeeded, match="garmin refuses a token that was refreshed a moment ago"):
        account.source.recent(5)
    assert account.sim.counts() == {"list": 4, "refresh": 2}


def test_a_download_that_is_not_there_is_missing(account: Account) -> None:
    with pytest.raises(Missing, match="Garmin has no file of it"):
        account.source.original(str(RUN))


def test_the_original_is_asked_for_and_not_an_export(account: Account) -> None:
    account.sim.add(run(RUN, NOW - HOUR, km=1, every=20))
    (original,) = account.source.original(str(RUN))
    assert (original.kind, original.data[8:12]) == ("fit", b".FIT")
    assert [call.path for call in account.sim.calls] == [f"/download-service/files/activity/{RUN}"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("401", Unavailable),
        ("403", RateLimited),
        ("429", RateLimited),
        ("500", Unavailable),
        ("502 HTML", Unavailable),
        ("200 HTML", Unavailable),
        ("wrong type", Unavailable),
        ("204", Unavailable),
        ("truncated", Unavailable),
        ("reset before the effect", Unavailable),
    ],
)
def test_a_refresh_without_a_clear_no_never_asks_for_a_login(
    account: Account, fault: str, expected: type[SyncError]
) -> None:
    account.clock.advance(19 * 3600)
    account.sim.inject("refresh", fault)
    with pytest.raises(expected) as raised:
        account.source.recent(5)
    assert type(raised.value) is expected
    assert account.sim.counts() == {"refresh": 1}
    assert account.sim.sso_touched == []


def test_a_login_that_garmin_has_ended_needs_a_person(account: Account) -> None:
    account.clock.advance(19 * 3600)
    account.sim.token_dead = True
    with pytest.raises(LoginNeeded):
        account.source.recent(5)
    assert account.sim.counts() == {"refresh": 1}


def test_a_token_file_that_is_none_says_so_without_quoting_it() -> None:
    for text in ("", "[]", '{"di_token": "secret"}', json.dumps({"di_token": "a.b.c", "di_refresh_token": "secret"})):
        with pytest.raises(ValueError, match=r"^not a garminconnect token file \(\w+\)$"):
            bundle_of(text)


def test_an_item_with_a_strange_time_is_left_out_and_the_others_stay(account: Account) -> None:
    whole = run(RUN, NOW - HOUR)
    account.sim.add(whole, replace(whole, garmin_id=RUN + 1, nulled=frozenset({"startTimeGMT", "beginTimestamp"})))
    assert [int(item.id) for item in account.source.recent(5).items] == [RUN]
