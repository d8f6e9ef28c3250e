"""How long what lets somebody in holds, which words are words, and what a browser is called."""

from datetime import UTC, datetime, timedelta

import pytest

from sync.core.agent_words import agent_words
from sync.core.credential import Word, fingerprint, read_word
from sync.core.signing_in import ApiToken, OAuthState, Scope, Session, SignInLink

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SECRET = "s" * 43


@pytest.mark.parametrize(
    ("made", "seen", "holds"),
    [
        (timedelta(0), 0, True),
        (timedelta(days=29), 29, True),
        (timedelta(days=31), 30, False),
        (timedelta(days=179), 1, True),
        (timedelta(days=180), 0, False),
    ],
)
def test_a_session_ends_when_its_browser_stays_away_and_at_the_latest_after_half_a_year(
    made: timedelta, seen: int, holds: bool
) -> None:
    assert Session("me", "x", NOON - made, (NOON - timedelta(days=seen)).date()).holds(NOON) is holds


@pytest.mark.parametrize(("minutes", "link", "consent"), [(0, 1, 1), (9, 1, 1), (10, 1, 0), (15, 0, 0), (-1, 0, 0)])
def test_a_link_holds_for_a_quarter_of_an_hour_and_a_consent_for_ten_minutes(
    minutes: int, link: int, consent: int
) -> None:
    made = NOON - timedelta(minutes=minutes)
    assert SignInLink("me", "x", made).holds(NOON) is bool(link)
    assert OAuthState("x", "b", "sign in", made).holds(NOON) is bool(consent)
    assert not SignInLink("me", "x", NOON, used=True).holds(NOON)
    assert not OAuthState("x", "b", "sign in", NOON, used=True).holds(NOON)


def test_a_token_to_read_writes_nothing() -> None:
    token = ApiToken("me", "x", "mine", Scope.READ, NOON)
    assert (token.may(Scope.READ), token.may(Scope.WRITE)) == (True, False)
    token = ApiToken("me", "x", "mine", Scope.WRITE, NOON)
    assert (token.may(Scope.READ), token.may(Scope.WRITE)) == (True, True)


@pytest.mark.parametrize(
    "text",
    [
        *("", "me", "me.", ".", f".{SECRET}", f"Me.{SECRET}", f"me.{SECRET}.x", f"me.{SECRET}\n", "me.short"),
        *(f"me/../you.{SECRET}", f"me.{SECRET[:-1]}é", f"me.{'s' * 87}", f"me .{SECRET}", f"{'m' * 33}.{SECRET}"),
    ],
)
def test_what_cannot_be_a_word_is_none(text: str) -> None:
    assert read_word(text) is None


def test_a_word_is_taken_apart_and_of_its_secret_only_the_fingerprint_is_kept() -> None:
    word = read_word(f"me.{SECRET}")
    assert word == Word("me", SECRET)
    assert word.id == fingerprint(SECRET) == "d64b93c9f1b60eb338e5cb415d6a36bd920edd0e9b36f7ea5c730d0e10ff147f"
    assert word.text == f"me.{SECRET}"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Firefox/1", "Firefox"),
        ("Windows", "a browser on Windows"),
        ("<script>alert(1)</script>", "an unknown program"),
        ("", "an unknown program"),
    ],
)
def test_a_browser_is_said_in_words_of_ours(agent: str, words: str) -> None:
    assert agent_words(agent) == words
