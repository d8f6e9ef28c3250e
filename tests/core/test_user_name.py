"""What a person may be called, and what is said of a name that will not do."""

import pytest

from sync.core.user_name import wrong_name

SIGNS = "a name has small letters from a to z, digits, - and _, and begins with a letter or a digit"


@pytest.mark.parametrize("name", ["me", "a", "7", "anna-2_b", "x" * 32])
def test_a_short_plain_name_will_do(name: str) -> None:
    assert wrong_name(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "a name must not be empty"),
        ("x" * 33, "a name has at most 32 signs"),
        *((name, SIGNS) for name in ("Anna", "-a", "_a", "a b", "a/b", "a\n", "bjørn", "../me")),
    ],
)
def test_another_is_refused_with_the_reason(name: str, why: str) -> None:
    assert wrong_name(name) == why
