"""The fields of what services tell of a song, taken only as what they are meant to be."""

import pytest

from sync.adapters.play_fields import link_of


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ("https://open.spotify.com/track/1", "https://open.spotify.com/track/1"),
        ("http://last.fm/music/x", "http://last.fm/music/x"),
        ("javascript:alert(1)", ""),
        (" javascript:alert(1)//https://x", ""),
        ("data:text/html,<script>", ""),
        ("//evil.example", ""),
        ("https:///", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_a_link_is_a_web_address_and_never_a_script(told: object, taken: str) -> None:
    assert link_of(told) == taken
