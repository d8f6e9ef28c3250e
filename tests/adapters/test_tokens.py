"""Tokens that rotate: one refresher at a time, saved before use, and found again after every kind of accident."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters.seal import AesSealer
from sync.adapters.tokens import LEASE, Bundle, InvalidGrant, Refresh, TokenKeeper
from sync.core.errors import AppInactive, LoginNeeded, RateLimited, Unavailable
from sync.core.user import Connection
from sync.ports import Doc, StoreBroken
from sync.stores.files import FolderFiles
from sync.stores.sqlite import SqliteStore

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MARGIN = timedelta(minutes=10)


class TokenServer:
    """The service's token server: each refresh token works once. `before` runs while a refresh is under way."""

    def __init__(self) -> None:
        self.number = 1
        self.calls = 0
        self.before: Callable[[], None] = lambda: None
        self.trouble: Exception | None = None

    def refresh(self, bundle: Bundle, now: datetime) -> Bundle:
        self.calls += 1
        self.before()
        if self.trouble is not None:
            raise self.trouble
        if bundle.fields["refresh"] != f"refresh {self.number}":
            raise InvalidGrant("invalid_grant")
        self.number += 1
        return tokens(self.number, now + 6 * HOUR)


class Stubborn(SqliteStore):
    """A store that refuses the next `refusals` saves of new tokens, as a full disk does."""

    refusals = 0

    def put(self, document: Doc) -> Doc:
        known = self.load(Connection, "me", "strava")
        if isinstance(document, Connection) and known and document.sealed != known.sealed and self.refusals > 0:
            self.refusals -= 1
            raise StoreBroken("the disk is full", "free some space")
        return super().put(document)


def tokens(number: int, expires_at: datetime) -> Bundle:
    return Bundle({"access": f"access {number}", "refresh": f"refresh {number}"}, expires_at)


class Wired:
    """One store, its files, and as many keepers (processes) as are asked for."""

    def __init__(self, folder: Path) -> None:
        self.store = Stubborn(":memory:", sleep=lambda _: None)
        self.files = FolderFiles(folder)
        self.sealer = AesSealer(bytes(range(32)))
        self.naps: list[float] = []
        self.server = TokenServer()

    def keeper(self, refresh: Refresh | None = None) -> TokenKeeper:
        return TokenKeeper(
            "strava",
            self.store,
            self.files,
            self.sealer,
            refresh or self.server.refresh,
            margin=MARGIN,
            sleep=self.naps.append,
        )

    def connection(self) -> Connection:
        found = self.store.load(Connection, "me", "strava")
        assert found is not None
        return found

    def stored(self) -> dict[str, str]:
        """What a process that starts now would find."""
        return self.keeper(_no_refresh).usable("me", NOW - 365 * 24 * HOUR).fields


def _no_refresh(bundle: Bundle, now: datetime) -> Bundle:
    raise AssertionError("nothing is to be refreshed here")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Wired]:
    made = Wired(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def wired(empty: Wired) -> Wired:
    empty.keeper().save_login("me", tokens(1, NOW + 6 * HOUR), NOW, scopes=("read",), account="7")
    return empty


def test_tokens_that_live_long_enough_are_used_as_they_are(wired: Wired) -> None:
    assert wired.keeper().usable("me", NOW + 5 * HOUR).fields == tokens(1, NOW).fields
    assert wired.server.calls == 0


def test_tokens_that_are_about_to_expire_are_refreshed_and_stored_before_they_are_returned(wired: Wired) -> None:
    later = NOW + 6 * HOUR - MARGIN
    fresh = wired.keeper().usable("me", later)
    assert fresh.fields == wired.stored() == tokens(2, NOW).fields
    saved = wired.connection()
    assert (saved.refreshed_at, saved.expires_at) == (later, later + 6 * HOUR)
    assert (saved.lease_owner, saved.lease_until) == ("", None)
    assert (saved.scopes, saved.account, saved.authorized_at) == (("read",), "7", NOW)


def test_nobody_is_asked_when_a_sibling_has_refreshed_meanwhile(wired: Wired) -> None:
    ours, theirs = wired.keeper(), wired.keeper()
    refused = ours.usable("me", NOW)
    fresh = theirs.renewed("me", NOW)
    assert ours.renewed("me", NOW, refused=refused).fields == fresh.fields
    assert wired.server.calls == 1


def test_while_another_worker_refreshes_the_old_token_serves(wired: Wired) -> None:
    late = NOW + 6 * HOUR - timedelta(minutes=5)
    inner: list[Bundle] = []
    wired.server.before = lambda: inner.append(wired.keeper(_no_refresh).usable("me", late))
    assert wired.keeper().usable("me", late).fields == tokens(2, NOW).fields
    assert [bundle.fields for bundle in inner] == [tokens(1, NOW).fields]


def test_while_another_worker_refreshes_a_dead_token_is_waited_for_and_not_spent_twice(wired: Wired) -> None:
    late, errors = NOW + 7 * HOUR, list[RateLimited]()

    def meanwhile() -> None:
        with pytest.raises(RateLimited) as raised:
            wired.keeper(_no_refresh).usable("me", late)
        errors.append(raised.value)

    wired.server.before = meanwhile
    wired.keeper().usable("me", late)
    assert [error.until for error in errors] == [late + LEASE]


def test_the_lease_of_a_worker_that_died_ends_by_itself(wired: Wired) -> None:
    wired.store.put(replace(wired.connection(), lease_owner="dead", lease_until=NOW + 7 * HOUR + LEASE))
    with pytest.raises(RateLimited):
        wired.keeper().usable("me", NOW + 7 * HOUR)
    assert wired.keeper().usable("me", NOW + 7 * HOUR + LEASE).fields == tokens(2, NOW).fields


def test_a_token_that_died_because_a_slower_worker_used_an_older_copy_is_read_again(wired: Wired) -> None:
    """Our lease ran out while we waited for the network; the next worker has refreshed and saved before us."""
    later, theirs = NOW + 7 * HOUR, TokenServer()

    def overtaken() -> None:
        wired.server.before = lambda: None
        other = wired.keeper(theirs.refresh)
        assert other.usable("me", later + LEASE).fields == tokens(2, NOW).fields
        wired.server.number = 2  # it is the same server: the first token is used up

    wired.server.before = overtaken
    assert wired.keeper().usable("me", later).fields == tokens(2, NOW).fields
    assert wired.stored() == tokens(2, NOW).fields


def test_a_refresh_token_that_is_dead_for_good_needs_a_person(wired: Wired) -> None:
    wired.server.number = 99
    with pytest.raises(LoginNeeded, match=r"^strava no longer accepts the stored login \(invalid_grant\)$"):
        wired.keeper().renewed("me", NOW)
    assert wired.stored() == tokens(1, NOW).fields
    assert wired.connection().lease_owner == ""


@pytest.mark.parametrize("trouble", [Unavailable("down"), RateLimited("slow", NOW + HOUR), AppInactive("off")])
def test_a_refresh_without_a_clear_answer_leaves_the_tokens_and_gives_the_lease_back(
    wired: Wired, trouble: Exception
) -> None:
    wired.server.trouble = trouble
    with pytest.raises(type(trouble)):
        wired.keeper().renewed("me", NOW)
    assert wired.stored() == tokens(1, NOW).fields
    assert wired.connection().lease_until is None


def test_a_save_that_fails_once_is_repeated_after_half_a_second(wired: Wired) -> None:
    wired.store.refusals = 1
    wired.keeper().renewed("me", NOW)
    assert (wired.naps, wired.stored()) == ([0.5], tokens(2, NOW).fields)


def test_a_rotated_token_that_the_store_will_not_have_is_spilled_sealed_and_found_by_the_next_process(
    wired: Wired, tmp_path: Path
) -> None:
    wired.store.refusals = 2
    assert wired.keeper().renewed("me", NOW).fields == tokens(2, NOW).fields
    spilled = wired.files.get("spill/me-strava")
    assert spilled is not None
    assert b"refresh 2" not in spilled
    assert wired.stored() == tokens(2, NOW).fields
    assert wired.files.get("spill/me-strava") is None
    assert wired.keeper().renewed("me", NOW + 2 * LEASE).fields == tokens(3, NOW).fields


def test_a_spilled_token_does_not_overwrite_a_later_login(wired: Wired) -> None:
    wired.store.refusals = 2
    wired.keeper().renewed("me", NOW)
    spilled = wired.files.get("spill/me-strava")
    assert spilled is not None
    wired.keeper().save_login("me", tokens(7, NOW + 6 * HOUR), NOW, scopes=(), account="7")
    wired.files.put("spill/me-strava", spilled)
    assert wired.stored() == tokens(7, NOW).fields


def test_an_old_spilled_token_does_not_win_over_a_newer_one_while_somebody_refreshes(wired: Wired) -> None:
    """What was spilled replaced the first tokens only; a worker holds the lease (or died with it) when it is found."""
    wired.store.refusals = 2
    wired.keeper().renewed("me", NOW)
    spilled = wired.files.get("spill/me-strava")
    assert spilled is not None
    assert wired.stored() == tokens(2, NOW).fields
    wired.keeper().renewed("me", NOW + 2 * LEASE)
    wired.store.put(replace(wired.connection(), lease_owner="dead", lease_until=NOW + 3 * LEASE))
    wired.files.put("spill/me-strava", spilled)
    assert wired.stored() == tokens(3, NOW).fields
    assert wired.files.get("spill/me-strava") is None
    assert wired.keeper().renewed("me", NOW + 4 * LEASE).fields == tokens(4, NOW).fields


def test_a_change_of_the_connection_while_we_refresh_is_kept_and_so_is_our_token(wired: Wired) -> None:
    def noted() -> None:
        wired.store.put(replace(wired.connection(), last_error="strava: HTTP 500"))

    wired.server.before = noted
    wired.keeper().renewed("me", NOW)
    assert wired.stored() == tokens(2, NOW).fields
    assert wired.connection().last_error == "strava: HTTP 500"


def test_a_person_who_logs_in_while_we_refresh_wins(wired: Wired) -> None:
    def login() -> None:
        wired.keeper().save_login("me", tokens(7, NOW + 6 * HOUR), NOW + HOUR, scopes=(), account="7")

    wired.server.before = login
    wired.keeper().renewed("me", NOW)
    assert wired.stored() == tokens(7, NOW).fields


def test_a_login_forgets_what_was_wrong_before(wired: Wired) -> None:
    wired.store.put(
        replace(wired.connection(), login_needed="revoked", blocked_until=NOW + HOUR, blocked_hits=3, last_error="x")
    )
    wired.keeper().save_login("me", tokens(7, NOW + 6 * HOUR), NOW, scopes=(), account="7")
    now = wired.connection()
    assert (now.login_needed, now.blocked_until, now.blocked_hits, now.last_error) == ("", None, 0, "")


def test_without_a_login_a_person_is_needed(empty: Wired) -> None:
    with pytest.raises(LoginNeeded, match=r"^not connected to strava yet$"):
        empty.keeper().usable("me", NOW)
