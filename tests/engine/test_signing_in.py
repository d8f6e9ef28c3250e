"""Ways in: each works for whom it was made, once or for as long as it holds, and for nobody else. On every store."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.app import App
from sync.core.credential import Word
from sync.core.signing_in import ApiToken, OAuthState, Scope, Session, SignInLink
from sync.core.user import Connection, User
from sync.engine.asks import api_tokens, sessions, sign_in
from sync.engine.asks.refusals import NobodyThere
from sync.engine.asks.sessions import NotSignedIn
from sync.ports import Store
from tests.support.world import World

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ONE, TWO, THREE = "a" * 43, "b" * 43, "c" * 43


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with World(tmp_path) as world:
        yield world.wired.app


def test_a_session_is_found_by_its_word_and_the_day_of_its_last_request_noted(store: Store) -> None:
    made = sessions.begin_session(store, "me", ONE, "Firefox/1 Linux", NOON)
    assert made.agent == "Firefox on Linux"
    word = Word("me", ONE).text
    assert sessions.session_of(store, word, NOON + MINUTE) == made
    later = sessions.seen_today(store, made, NOON + DAY)
    assert (later.seen, later.version) == ((NOON + DAY).date(), 2)
    assert sessions.seen_today(store, made, NOON + DAY) == made  # another request was faster
    assert sessions.session_of(store, word, NOON + DAY + MINUTE) == later
    assert ONE not in repr(store.all(Session))


def test_a_session_that_is_ended_too_old_or_of_somebody_who_leaves_lets_nobody_in(store: Store) -> None:
    word = Word("me", ONE).text
    made = sessions.begin_session(store, "me", ONE, "", NOON)
    assert sessions.session_of(store, word, NOON + 31 * DAY) is None
    assert sessions.session_of(store, Word("you", ONE).text, NOON) is None
    person = store.put(User("me", NOON, leaving=NOON))
    assert sessions.session_of(store, word, NOON) is None
    store.put(replace(person, leaving=None))
    assert sessions.end_session(store, "you", made.id) is False
    assert sessions.session_of(store, word, NOON) is not None
    assert sessions.end_session(store, "me", made.id) is True
    assert sessions.session_of(store, word, NOON) is None
    assert sessions.end_session(store, "me", made.id) is False


def test_all_sessions_but_ones_own_end_at_once_and_nobody_elses(store: Store) -> None:
    mine = sessions.begin_session(store, "me", ONE, "", NOON)
    sessions.begin_session(store, "me", TWO, "", NOON + MINUTE)
    sessions.begin_session(store, "you", THREE, "", NOON)
    assert sessions.end_sessions(store, "me", but=mine.id) == 1
    assert sessions.sessions(store, "me", NOON) == [mine]
    assert len(sessions.sessions(store, "you", NOON)) == 1


def test_sessions_that_are_over_and_the_oldest_beyond_fifty_are_forgotten(store: Store) -> None:
    for number in range(53):
        sessions.begin_session(store, "me", f"{number:043}", "", NOON + number * MINUTE)
    assert len(store.all(Session, "me")) == 50
    assert sessions.session_of(store, Word("me", f"{2:043}").text, NOON + DAY) is None
    sessions.begin_session(store, "me", ONE, "", NOON + 40 * DAY)
    assert len(store.all(Session, "me")) == 1


def test_a_link_lets_one_browser_in_once(app: App) -> None:
    sign_in.make_link(app, "me", ONE, NOON)
    word = Word("me", ONE).text
    assert sign_in.use_link(app.store, word, TWO, "", NOON + MINUTE).user == "me"
    with pytest.raises(NotSignedIn):
        sign_in.use_link(app.store, word, THREE, "", NOON + MINUTE)
    assert len(app.store.all(Session, "me")) == 1


def test_a_newer_link_ends_the_one_before_and_nobody_unknown_gets_one(app: App) -> None:
    sign_in.make_link(app, "me", ONE, NOON)
    sign_in.make_link(app, "me", TWO, NOON)
    with pytest.raises(NotSignedIn):
        sign_in.use_link(app.store, Word("me", ONE).text, THREE, "", NOON)
    with pytest.raises(NobodyThere):
        sign_in.make_link(app, "you", THREE, NOON)
    assert len(app.store.all(SignInLink)) == 1


@pytest.mark.parametrize("late", [15 * MINUTE, -MINUTE])
def test_a_link_that_is_too_old_or_from_the_future_lets_nobody_in(app: App, late: timedelta) -> None:
    sign_in.make_link(app, "me", ONE, NOON)
    with pytest.raises(NotSignedIn):
        sign_in.use_link(app.store, Word("me", ONE).text, TWO, "", NOON + late)


def test_of_two_that_use_a_link_at_the_same_moment_one_is_let_in(app: App) -> None:
    sign_in.make_link(app, "me", ONE, NOON)

    class Raced:
        """A store in which somebody else uses the link between our look and our save."""

        def load(self, kind: type[SignInLink], *key: str) -> SignInLink | None:
            known = app.store.load(kind, *key)
            assert known is not None
            app.store.put(replace(known, used=True))
            return known

        def __getattr__(self, name: str) -> object:
            return getattr(app.store, name)

    with pytest.raises(NotSignedIn):
        sign_in.use_link(Raced(), Word("me", ONE).text, TWO, "", NOON)  # type: ignore[arg-type]  # a store as far as it is asked
    assert app.store.all(Session) == []


TAKES: dict[str, Callable[[Store], None]] = {
    "another state": lambda store: sign_in.take_consent(store, TWO, "mine", NOON),
    "another browser": lambda store: sign_in.take_consent(store, ONE, "theirs", NOON),
    "no browser": lambda store: sign_in.take_consent(store, ONE, "", NOON),
    "for something else": lambda store: sign_in.take_consent(store, ONE, "mine", NOON, "connect strava"),
    "after ten minutes": lambda store: sign_in.take_consent(store, ONE, "mine", NOON + 10 * MINUTE),
}


@pytest.mark.parametrize("take", TAKES.values(), ids=TAKES)
def test_a_consent_comes_back_in_its_browser_within_ten_minutes_or_not_at_all(
    store: Store, take: Callable[[Store], None]
) -> None:
    sign_in.begin_consent(store, ONE, "mine", NOON)
    with pytest.raises(NotSignedIn):
        take(store)


def test_a_consent_is_taken_once_and_forgotten_when_it_is_over(store: Store) -> None:
    sign_in.begin_consent(store, ONE, "mine", NOON)
    sign_in.take_consent(store, ONE, "mine", NOON)
    with pytest.raises(NotSignedIn):
        sign_in.take_consent(store, ONE, "mine", NOON)
    sign_in.begin_consent(store, TWO, "mine", NOON + 11 * MINUTE)
    assert len(store.all(OAuthState)) == 1


def test_a_flood_of_consents_fills_nobodys_disk(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "MOST_CONSENTS", 3)
    for number in range(3):
        sign_in.begin_consent(app.store, f"{number}", "mine", NOON)
    with pytest.raises(sign_in.TooManyConsents):
        sign_in.begin_consent(app.store, "4", "mine", NOON)
    sign_in.begin_consent(app.store, "4", "mine", NOON + 10 * MINUTE)


def test_an_account_is_whose_connection_it_is_and_else_nobodys(app: App) -> None:
    app.store.put(User("anna", NOON))
    app.store.put(Connection("anna", "strava", "v2.sealed", account="1234"))
    app.store.put(Connection("zoe", "strava", "", account="77"))
    assert sign_in.person_of(app, "strava", "1234") == "anna"
    for account in ("", "123", "12345", "77", "1234 "):
        with pytest.raises(sign_in.NobodyKnown):
            sign_in.person_of(app, "strava", account)
    with pytest.raises(sign_in.NobodyKnown):
        sign_in.person_of(app, "spotify", "1234")


def test_a_token_is_found_by_its_word_until_it_is_revoked(store: Store) -> None:
    made, word = api_tokens.make_token(store, "me", " my script ", Scope.READ, ONE, NOON)
    assert (made.name, word) == ("my script", f"rt_me.{ONE}")
    found = api_tokens.token_of(store, word)
    assert found is not None
    assert (found.id, found.seen) == (made.id, None)
    assert api_tokens.token_seen_today(store, found, NOON).seen == NOON.date()
    for other in (f"me.{ONE}", f"rt_you.{ONE}", f"rt_me.{TWO}", word + "x", ""):
        assert api_tokens.token_of(store, other) is None
    assert not api_tokens.revoke_token(store, "you", made.id)
    assert api_tokens.revoke_token(store, "me", made.id)
    assert api_tokens.token_of(store, word) is None
    assert ONE not in repr(store.all(ApiToken))


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "a\x00", "a\u202eb"])
def test_a_token_has_a_name_that_can_be_shown(store: Store, name: str) -> None:
    with pytest.raises(api_tokens.NoGoodTokenName):
        api_tokens.make_token(store, "me", name, Scope.READ, ONE, NOON)


def test_a_person_has_at_most_twenty_tokens_the_newest_first(store: Store) -> None:
    for number in range(20):
        api_tokens.make_token(store, "me", f"{number}", Scope.READ, f"{number:043}", NOON + number * MINUTE)
    with pytest.raises(api_tokens.TooManyTokens):
        api_tokens.make_token(store, "me", "one more", Scope.READ, ONE, NOON)
    assert [one.name for one in api_tokens.tokens(store, "me")][:2] == ["19", "18"]
