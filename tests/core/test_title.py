"""The emoji of a title: added once, taken off again, and never somebody else's."""

import pytest

from sync.core.description import titled, untitled
from sync.core.preferences import EmojiPlace


@pytest.mark.parametrize(
    ("name", "at", "with_it"),
    [
        ("Morning Run", "end", "Morning Run 🎵"),
        ("Morning Run", "start", "🎵 Morning Run"),
        ("", "end", "🎵"),
        (" Run ", "end", " Run  🎵"),
        ("Run 👩‍💻", "start", "🎵 Run 👩‍💻"),
    ],
)
def test_a_title_gets_its_emoji_once_and_loses_it_again(name: str, at: EmojiPlace, with_it: str) -> None:
    assert titled(name, "🎵", at) == with_it
    assert titled(with_it, "🎵", at) == with_it
    assert untitled(with_it, "🎵") == name


@pytest.mark.parametrize("name", ["🎵 Run", "Run 🎵", "A 🎵 in the middle", "🎵"])
def test_a_title_that_has_the_emoji_gets_no_second_one(name: str) -> None:
    assert titled(name, "🎵", "end") == titled(name, "🎵", "start") == name


def test_an_emoji_in_the_middle_of_a_title_is_the_users() -> None:
    assert untitled("A 🎵 in the middle", "🎵") == "A 🎵 in the middle"
    assert untitled("Run🎵", "🎵") == "Run🎵"


def test_without_an_emoji_titles_stay_as_they_are() -> None:
    assert titled("Run", "", "end") == untitled("Run", "") == "Run"
