"""Tokens whose row is changed by another worker between our reading and our writing, at each of the writes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.adapters.tokens import LEASE, Bundle, OnlyRefreshToken
from sync.core.errors import LoginNeeded, RateLimited
from sync.core.user import Connection
from sync.ports import Doc, StoreBroken
from tests.adapters.test_tokens import HOUR, NOW, Stubborn, Wired, tokens

SPILL = "spill/me-strava"
CHANGED = "the connection is being changed by another program"


class Raced(Stubborn):
    """Before each of the next `times` saves of a connection somebody else is faster: `first` runs."""

    times = 0

    def first(self) -> None:
        """What the other one does."""

    def put(self, document: Doc) -> Doc:
        if isinstance(document, Connection) and self.times > 0:
            self.times, left = 0, self.times - 1
            self.first()
            self.times = left
        return super().put(document)


@pytest.fixture
def wired(tmp_path: Path) -> Iterator[Wired]:
    made = Wired(tmp_path)
    made.store.close()
    made.store = Raced(":memory:", sleep=lambda _: None)
    made.keeper().save_login("me", tokens(1, NOW + 6 * HOUR), NOW, scopes=("read",), account="7")
    yield made
    made.store.close()


def race(wired: Wired, first: Callable[[], object], times: int = 1) -> None:
    assert isinstance(wired.store, Raced)
    wired.store.first, wired.store.times = first, times  # type: ignore[assignment, method-assign]  # a stand-in on this one object


def touched(wired: Wired) -> None:
    wired.store.put(replace(wired.connection(), last_error=f"{wired.connection().version}"))


def leased(wired: Wired) -> None:
    wired.store.put(replace(wired.connection(), lease_owner="other", lease_until=NOW + LEASE))


def test_who_comes_too_late_for_the_lease_takes_the_tokens_of_the_one_who_had_it(wired: Wired) -> None:
    race(wired, lambda: wired.keeper().renewed("me", NOW))
    assert wired.keeper().renewed("me", NOW).fields == tokens(2, NOW).fields
    assert (wired.server.calls, wired.connection().lease_owner) == (1, "")


def test_who_comes_too_late_for_the_lease_lets_the_old_token_serve_while_it_lives(wired: Wired) -> None:
    race(wired, lambda: leased(wired))
    assert wired.keeper().renewed("me", NOW).fields == tokens(1, NOW).fields
    assert wired.server.calls == 0


@pytest.mark.parametrize(("seconds", "serves"), [(30, False), (31, True), (-1, False)])
def test_a_token_serves_meanwhile_when_it_lives_for_longer_than_half_a_minute(
    wired: Wired, seconds: int, serves: bool
) -> None:
    now = NOW + 6 * HOUR - timedelta(seconds=seconds)
    wired.store.put(replace(wired.connection(), lease_owner="other", lease_until=now + LEASE))
    if serves:
        assert wired.keeper().usable("me", now).fields == tokens(1, NOW).fields
    else:
        with pytest.raises(RateLimited) as waits:
            wired.keeper().usable("me", now)
        assert (waits.value.until, waits.value.service) == (now + LEASE, "strava")


def test_who_comes_too_late_for_the_lease_with_a_refused_token_waits_for_its_end(wired: Wired) -> None:
    refused = wired.keeper().usable("me", NOW)
    race(wired, lambda: leased(wired))
    with pytest.raises(RateLimited) as waits:
        wired.keeper().renewed("me", NOW, refused=refused)
    assert (waits.value.until, waits.value.service, wired.server.calls) == (NOW + LEASE, "strava", 0)
    race(wired, lambda: touched(wired))  # a change that was no lease: nobody says until when
    with pytest.raises(RateLimited) as waits:
        wired.keeper().renewed("me", NOW + 2 * LEASE, refused=refused)
    assert waits.value.until in (NOW + LEASE, NOW + 3 * LEASE)


def test_a_lone_refresh_token_is_kept_and_the_next_refresh_begins_with_it(wired: Wired) -> None:
    new = replace(tokens(1, NOW + 6 * HOUR), fields={"access": "access 1", "refresh": "refresh 2"})

    def refresh(bundle: Bundle, now: object) -> Bundle:
        raise OnlyRefreshToken("no access token", new, service="strava")

    with pytest.raises(OnlyRefreshToken):
        wired.keeper(refresh).renewed("me", NOW)
    assert wired.stored() == new.fields
    assert (wired.connection().lease_owner, wired.connection().refreshed_at) == ("", NOW)
    wired.server.number = 2
    assert wired.keeper().renewed("me", NOW).fields == tokens(3, NOW).fields


def test_a_login_is_saved_over_two_changes_meanwhile_and_gives_up_after_three(wired: Wired) -> None:
    later = NOW + HOUR
    wired.files.put(SPILL, b"{}")
    wired.store.put(replace(wired.connection(), polled_at=NOW))
    race(wired, lambda: touched(wired), times=2)
    wired.keeper().save_login("me", tokens(7, later + HOUR), later, scopes=("read",), account="7")
    saved = wired.connection()
    assert wired.stored() == tokens(7, NOW).fields
    assert (saved.expires_at, saved.refreshed_at, saved.authorized_at, saved.polled_at) == (
        later + HOUR,
        later,
        later,
        NOW,
    )
    assert wired.files.get(SPILL) is None
    race(wired, lambda: touched(wired), times=3)
    with pytest.raises(StoreBroken, match=rf"^{CHANGED}") as broken:
        wired.keeper().save_login("me", tokens(8, later), later, scopes=(), account="7")
    assert broken.value.advice == "try again"
    assert wired.stored() == tokens(7, NOW).fields


def test_the_login_of_another_account_is_asked_for_its_plays_from_the_beginning(wired: Wired) -> None:
    wired.store.put(replace(wired.connection(), polled_at=NOW))
    wired.keeper().save_login("me", tokens(7, NOW), NOW, scopes=(), account="8")
    assert wired.connection().polled_at is None


def test_a_token_whose_row_never_stands_still_is_spilled(wired: Wired) -> None:
    def refresh(bundle: Bundle, now: object) -> Bundle:
        race(wired, lambda: touched(wired), times=10)
        return wired.server.refresh(bundle, NOW)

    assert wired.keeper(refresh).renewed("me", NOW).fields == tokens(2, NOW).fields
    race(wired, lambda: None, times=0)
    assert wired.files.get(SPILL) is not None


def test_sealed_again_it_is_the_same_login_whoever_changes_the_row_meanwhile(wired: Wired) -> None:
    before = wired.connection()
    race(wired, lambda: touched(wired), times=4)
    wired.keeper().reseal("me")
    after = wired.connection()
    assert after.sealed != before.sealed
    assert wired.stored() == tokens(1, NOW).fields
    race(wired, lambda: touched(wired), times=5)
    with pytest.raises(StoreBroken, match=r"^the connection keeps being changed by another program") as broken:
        wired.keeper().reseal("me")
    assert broken.value.advice == "stop it, and try again"


def test_who_logs_out_leaves_nothing_behind(wired: Wired) -> None:
    wired.files.put(SPILL, b"{}")
    wired.keeper().forget("me")
    assert (wired.store.load(Connection, "me", "strava"), wired.files.get(SPILL)) == (None, None)
    wired.keeper().forget("me")
    with pytest.raises(LoginNeeded) as needed:
        wired.keeper().usable("me", NOW)
    assert needed.value.service == "strava"
