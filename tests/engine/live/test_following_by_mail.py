"""A link to one's run that comes by mail is followed by itself: one's own mailbox, nobody else's links by forgery."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.core.live.followed import LiveFollowed
from sync.core.live.mailbox import LiveMailbox
from sync.engine.asks.preferences import change_preferences
from sync.engine.asks.users import add_user
from sync.engine.live.mailbox import look
from sync.engine.live.turn import in_turn
from sync.engine.own import app_of
from sync.sim.imap import SimImap, mail
from sync.sim.livetrack_run import SimLiveRun
from sync.wiring import ME
from tests.support.adapters.loopback_tls import certificates
from tests.support.engine.dying_store import DyingStore, Killed
from tests.support.engine.two_friends import ANNA
from tests.support.live_runs import LiveWorld
from tests.support.world import HOUR, MINUTE


class MailWorld(LiveWorld):
    """With a mailbox of the owner's."""

    def __init__(self, folder: Path, box: SimImap, **how: str) -> None:
        given = {"MAILBOX_HOST": "127.0.0.1", "MAILBOX_PORT": str(box.port), "MAILBOX_USER": box.user}
        super().__init__(folder, **given | {"MAILBOX_PASSWORD": box.password} | how)
        self.box = box

    def shares(self, run: SimLiveRun, sender: str = "Garmin <noreply@garmin.com>") -> None:
        made = mail(f"{run.link}?utm=mail", "Verfolge jetzt Anas Live-Aktivität!", sender=sender)
        self.box.comes(made, self.now, sender)

    def turn(self, user: str = ME) -> None:
        in_turn(self.wired.app, user, self.now, lambda: 50.0, follows=False)
        self.clock.advance(60)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimImap]:
    ca, chain = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
    sim = SimImap(chain).start()
    yield sim
    sim.stop()


def test_a_mail_with_a_link_is_followed_whatever_its_language_and_once(tmp_path: Path, box: SimImap) -> None:
    with MailWorld(tmp_path, box) as world:
        world.turn()
        run = world.begins()
        world.shares(run)
        world.turn()
        assert world.followed.over is None
        world.looks(2 * MINUTE)
        run.stopped = world.now
        world.looks(5 * MINUTE)
        world.turn()
        assert world.followed.over is not None
        fetches = [command for command in box.commands if "FETCH" in command]
        assert len(fetches) == 1


def test_a_forged_mail_leads_to_no_other_host_and_calls_nobody_up(tmp_path: Path, box: SimImap) -> None:
    with MailWorld(tmp_path, box) as world:
        world.livetrack.leads["aBc"] = world.begins().link
        for text in (
            "https://livetrack.garmin.com.evil.example/session/0000000000aa/token/aaaaaaaa",
            "https://gar.mn/aBc",
            "https://live.garmin.com/ana",
        ):
            box.comes(mail(text, "Watch Ana's live activity now!"), world.now)
        world.turn()
        assert world.store.load(LiveFollowed, ME) is None
        assert world.livetrack.count() == 0
        assert world.livetrack.strays == []


def test_a_mail_takes_no_place_of_a_run_that_goes_on_and_does_of_one_that_is_silent(
    tmp_path: Path, box: SimImap
) -> None:
    with MailWorld(tmp_path, box) as world:
        mine = world.begins()
        world.follow(mine)
        world.looks(2 * MINUTE)
        known = world.followed.id
        world.shares(world.begins(id="0000000000ab"))
        world.turn()
        assert world.followed.id == known
        world.clock.advance(1200)
        world.shares(world.begins(id="0000000000ac"))
        world.turn()
        assert world.followed.id != known


def test_a_mailbox_of_the_environment_is_the_owners_alone_and_others_have_their_own(
    tmp_path: Path, box: SimImap
) -> None:
    with MailWorld(tmp_path, box) as world:
        add_user(world.wired.app, ANNA, world.now)
        world.shares(world.begins())
        world.turn(ANNA)
        assert box.commands == []
        own = {"mailbox_host": "127.0.0.1", "mailbox_port": str(box.port), "mailbox_user": box.user}
        change_preferences(world.wired.app, ANNA, own | {"mailbox_password": box.password}, world.now)
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert box.password.encode() not in kept
        world.turn(ANNA)
        assert world.store.load(LiveFollowed, ANNA) is not None
        assert world.store.load(LiveFollowed, ME) is None


def test_where_following_is_off_no_mailbox_is_opened(tmp_path: Path, box: SimImap) -> None:
    with MailWorld(tmp_path, box, LIVETRACK="no") as world:
        world.shares(world.begins())
        world.turn()
        assert box.commands == []


def test_a_mailbox_that_refuses_is_left_alone_longer_and_longer(tmp_path: Path, box: SimImap) -> None:
    with MailWorld(tmp_path, box, MAILBOX_PASSWORD="wr0ng") as world:
        for _ in range(5 * 60):
            world.turn()
        assert box.commands.count("LOGIN") == 1
        known = world.store.load(LiveMailbox, ME)
        assert known is not None
        assert known.why == "mailbox: the user or the password is not accepted"
        world.restart(MAILBOX_PASSWORD=box.password)
        world.clock.advance(2 * 3600)
        world.shares(world.begins())
        world.turn()
        assert world.followed.over is None
        box.mood = "says nothing"
        begun = world.now
        while world.now < begun + 3 * HOUR:
            world.turn()
        known = world.store.load(LiveMailbox, ME)
        assert known is not None
        assert known.due is not None
        assert known.due - begun > timedelta(hours=2)
        assert known.failures < 9


@pytest.mark.parametrize("dies", range(4))
def test_killed_at_any_save_the_link_is_followed_all_the_same(tmp_path: Path, box: SimImap, dies: int) -> None:
    with MailWorld(tmp_path, box) as world:
        world.shares(world.begins())
        whole, dying = app_of(world.wired.app, ME), DyingStore(world.store)
        object.__setattr__(whole, "store", dying)
        dying.left = dies
        try:
            look(whole, ME, world.now, lambda: 50.0)
        except Killed:
            dying.left = 10**9
            look(whole, ME, world.now, lambda: 50.0)
        assert world.followed.over is None
        known = world.store.load(LiveMailbox, ME)
        assert known is not None
        assert known.uid == 1
