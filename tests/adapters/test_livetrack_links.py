"""Which links are LiveTrack's, in every form in which people and mails have them, and which only look like it."""

import pytest

from sync.adapters.garmin_livetrack_links import Profile, Session, Short, link_in

ID, TOKEN = "1f2e3d4c-0000-4000-8000-0000000000aa", "7ab1e70ken7ab1e70ken7ab1e70ken7a"
LONG = f"https://livetrack.garmin.com/session/{ID}/token/{TOKEN}"
RUN = Session("livetrack.garmin.com", ID, TOKEN)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (LONG, RUN),
        (f"look: {LONG}.", RUN),
        (f'<a href=3D"https://livetrack.garmin.com/ses=\r\nsion/{ID}/token/{TOKEN[:9]}=\n{TOKEN[9:]}">', RUN),
        (f"http://LiveTrack.Garmin.com/session/{ID}/token/{TOKEN}?utm_source=mail", RUN),
        (f"livetrack.garmin.com/session/{ID}?token={TOKEN}", RUN),
        (f"https://livetrack.garmin.com/session/{ID}?lang=de&amp;token={TOKEN}&amp;x=1", RUN),
        (f"https://livetrack.garmin.cn/session/{ID}/token/{TOKEN}", Session("livetrack.garmin.cn", ID, TOKEN)),
        (f"https://links.example/?url=https%3A%2F%2Flivetrack.garmin.com%2Fsession%2F{ID}%2Ftoken%2F{TOKEN}", RUN),
        (f"gar.mn/aBcD1 or {LONG}", RUN),
        ("gar.mn/aBcD1", Short("aBcD1")),
        ("My run: https://gar.mn/aBcD1!", Short("aBcD1")),
        ("https://live.garmin.com/ana.runs.", Profile("ana.runs")),
    ],
)
def test_a_link_is_found_in_each_of_its_forms(text: str, link: object) -> None:
    assert link_in(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a run",
        f"https://livetrack.garmin.com.evil.example/session/{ID}/token/{TOKEN}",
        f"https://livetrack.garmin.com@evil.example/session/{ID}/token/{TOKEN}",
        f"https://evil-livetrack.garmin.com/session/{ID}/token/{TOKEN}",
        f"https://evil.example/livetrack.garmin.com/session/{ID}/token/{TOKEN}",
        f"https://me@livetrack.garmin.com/session/{ID}/token/{TOKEN}",
        f"https://livetrack.garmin.com:8443/session/{ID}/token/{TOKEN}",
        f"https://livetrackXgarmin.com/session/{ID}/token/{TOKEN}",
        f"https://livetrack.garmin.com/session/{ID}/token/{'a' * 129}",
        f"https://livetrack.garmin.com/session/{ID}/token/abc",
        f"https://livetrack.garmin.com/session/../{ID}/token/{TOKEN}",
        f"https://livetrack.garmin.com/session/{ID}",
        "https://gar.mn.evil.example/aBcD1",
        "https://agar.mn/aBcD1",
        "https://gar.mn/a%2F..",
        "https://live.garmin.com/api/user",
        "https://live.garmin.com/../etc",
        "https://connect.garmin.com/modern/activity/1",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert link_in(text) is None


def test_a_link_is_shown_nowhere_and_its_name_tells_nothing_of_it() -> None:
    for link in (RUN, Short("aBcD1")):
        assert TOKEN not in repr(link)
        assert ID not in repr(link)
        assert "aBcD1" not in repr(link)
    assert RUN.name == Session(RUN.host, ID.upper(), "other").name
    assert ID[:8] not in RUN.name
