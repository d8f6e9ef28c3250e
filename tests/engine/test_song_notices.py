"""Songs by e-mail and ntfy: one message when a song came, to one's own addresses, at most once; nothing comes back."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.adapters import tidal
from sync.core.chat import Chat
from sync.core.friends import Learns
from sync.core.message import Message, MessageState
from sync.core.music import Song
from sync.core.song_link import search_of
from sync.engine.asks.chats import NoMessenger, NotYours, begin, code_for
from sync.engine.asks.preferences import change_preferences
from sync.engine.asks.send_song import played_it, send
from sync.sim.songbook import SONGS
from sync.wiring import ME
from tests.adapters.test_notify import Listener
from tests.adapters.test_notify import listener as listener
from tests.support.adapters.mail_server import mail_server
from tests.support.engine.two_friends import ANNA, befriend, sends
from tests.support.other_messengers import OtherWorld

OVER_SOCKETS = True  # Apprise sends from a process of its own
SONG, OTHER = SONGS[1], SONGS[2]
BODY = f"{SONG.artist} – {SONG.title}\n“for the hills”"


@contextmanager
def friends(folder: Path, address: str = "", **how: str) -> Iterator[OtherWorld]:
    with OtherWorld(folder, **({"SONG_NOTICES_URLS": address} if address else {}) | how) as world:
        befriend(world, Learns.FIGURES)
        yield world


def address_of(listener: Listener, path: str = "songs") -> str:
    return f"json://127.0.0.1:{listener.server_port}/{path}"


def heard(listener: Listener) -> list[tuple[str, str, str]]:
    told = [(path, json.loads(body)) for _, path, body in listener.heard]
    return [(path, one["title"], one["message"]) for path, one in told]


def states(world: OtherWorld) -> list[MessageState]:
    return [one.state for one in world.store.all(Message, ME)]


def test_a_song_is_told_once_and_what_becomes_of_it_is_not(tmp_path: Path, listener: Listener) -> None:
    with friends(tmp_path, address_of(listener)) as world:
        begin(world.wired.app, ME, "notices", world.now)
        sends(world, SONG)
        world.everybody(2)
        assert heard(listener) == [("/songs", "anna sent you a song:", BODY)]
        played_it(world.store, ME, "50a5", world.now)
        world.everybody(3)
        assert (len(listener.heard), states(world)) == (1, [MessageState.SENT])


def test_what_may_have_gone_out_is_never_sent_again(tmp_path: Path, listener: Listener) -> None:
    with friends(tmp_path, address_of(listener)) as world:
        begin(world.wired.app, ME, "notices", world.now)
        listener.status = 500
        sends(world, SONG)
        world.everybody(1)
        listener.status = 200
        world.everybody(15)
        assert (len(listener.heard), states(world)) == (1, [MessageState.UNSURE])


def test_quiet_hours_hold_them_and_several_come_as_one(tmp_path: Path, listener: Listener) -> None:
    with friends(tmp_path, address_of(listener), RUNTRACK_QUIET_HOURS="9-10") as world:  # the world begins at 9
        begin(world.wired.app, ME, "notices", world.now)
        sends(world, SONG)
        sends(world, OTHER, "50a6")
        world.everybody(3)
        assert listener.heard == []
        world.clock.advance(3600)
        world.everybody(2)
        ((_, title, body),) = heard(listener)
        assert title == "Meanwhile:"
        assert (SONG.title in body, OTHER.title in body) == (True, True)


def test_nobody_hears_at_the_addresses_of_another(tmp_path: Path, listener: Listener) -> None:
    with friends(tmp_path, address_of(listener)) as world:
        with pytest.raises(NotYours):
            begin(world.wired.app, ANNA, "notices", world.now)
        change_preferences(world.wired.app, ANNA, {"song_notices_urls": address_of(listener, "annas")}, world.now)
        begin(world.wired.app, ANNA, "notices", world.now)
        begin(world.wired.app, ME, "notices", world.now)
        sends(world, SONG)
        world.everybody(2)
        assert [path for path, _, _ in heard(listener)] == ["/songs"]
        # her own are gone: those of the installation are not hers
        change_preferences(world.wired.app, ANNA, {"song_notices_urls": None}, world.now)
        played_it(world.store, ME, "50a5", world.now)
        world.everybody(2)
        assert [path for path, _, _ in heard(listener)] == ["/songs"]
        (chat,) = world.store.all(Chat, ANNA)
        assert chat.why == "notices: the addresses are others by now: connect them again"


def test_a_messenger_that_only_sends_takes_no_code_and_one_that_hears_is_begun_by_one(
    tmp_path: Path, listener: Listener
) -> None:
    with friends(tmp_path, address_of(listener)) as world:
        with pytest.raises(NoMessenger):
            code_for(world.wired.app, ME, "notices", "s3cr3t" * 4, world.now)
        with pytest.raises(NoMessenger):
            begin(world.wired.app, ME, "matrix", world.now)
    with friends(tmp_path / "none") as world, pytest.raises(NoMessenger):
        begin(world.wired.app, ME, "notices", world.now)


HOSTILE = '<img src="https://spy.example/?me"> & <a href="https://evil.example">win</a>\n"; *_`'


def test_in_a_mail_what_people_wrote_is_text_and_what_leads_to_the_song_can_be_opened(tmp_path: Path) -> None:
    with mail_server() as mails, friends(tmp_path, mails.url, RUNTRACK_LISTENS_AT="deezer,tidal") as world:
        begin(world.wired.app, ME, "notices", world.now)
        song = Song("Rise & <b>Shine</b>", "AC/DC", link="https://www.deezer.com/track/1")
        send(world.wired.app, ANNA, ME, song, "50a5", world.now, note=HOSTILE)
        world.everybody(2)
        (mail,) = mails.taken
        html, plain = mails.part("html"), mails.part("plain")
        assert mail["Subject"] == "anna sent you a song:"
        search = "https://tidal.com/search?q=AC%2FDC%20Rise%20%26%20%3Cb%3EShine%3C%2Fb%3E"
        for address in (song.link, search):
            assert f'<a href="{address}">' in html
            assert address in plain
        assert f'<a href="{song.link}">AC/DC – Rise &amp; &lt;b&gt;Shine&lt;/b&gt;</a>' in html
        assert f'Look for it at Tidal: <a href="{search}">' in html
        assert set(re.findall(r"<[^>]*>", html)) == {"<br>", "</a>", f'<a href="{song.link}">', f'<a href="{search}">'}
        assert [word for word in HOSTILE.split() if word not in plain] == []


def test_where_no_html_is_shown_the_links_are_lines(tmp_path: Path, listener: Listener) -> None:
    with friends(tmp_path, address_of(listener), RUNTRACK_LISTENS_AT="tidal") as world:
        begin(world.wired.app, ME, "notices", world.now)
        sends(world, SONG)
        world.everybody(2)
        ((_, _, body),) = heard(listener)
        assert tidal.SERVICE.song_pages is not None
        search = search_of(tidal.SERVICE.song_pages, SONG.artist, SONG.title)
        assert body == f"{BODY}\nLook for it at Tidal: {search}"
