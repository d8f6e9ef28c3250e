"""Histories in which a person is deleted beside one who stays: killed, refused, begun in the middle of a tick, resumed,
and come again under the same name. Nothing of who was deleted is left, and whoever stays loses and doubles no run."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from sync.core.activity import ON_TARGET
from sync.core.notice import Notice
from sync.core.user import User
from sync.engine import notices
from sync.engine.asks import delete
from sync.engine.asks.refusals import NobodyThere
from sync.engine.asks.users import add_user
from sync.engine.tick import read_routes, tick
from sync.ports import Conflict, Store, StoreBroken
from sync.sim.athlete import run
from sync.sim.garmin import SimGarmin
from sync.sim.strava import SimStrava
from sync.stores.dynamo_view import TickView
from sync.wiring import Wired
from tests.histories.telling import Teller
from tests.histories.worlds import TICK_SECONDS, SwiftDynamoWorld
from tests.support.contract import dynamo
from tests.support.contract.values import activity, play
from tests.support.engine.archives import Kept, brought, lines_in, on_disk, packed
from tests.support.engine.watched import Crash, Watch
from tests.support.people import Somebody
from tests.support.world import DAY, HOUR, MINUTE, RefusingHosts

ANNA, NEIGHBOUR = "anna", "anna2"
FIT = b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT"
SENDING = ("target.submit begins", "target.write begins", "notifier.send begins")


class LeavingTeller(Teller):
    """The acts on Anna, who lives in the same rows and files, besides those on who stays. A neighbour's name begins as
    hers does, and nothing ever changes for the neighbour."""

    marked_at: Any = None  # since when Anna is being deleted
    posts_at_mark = 0
    unheard = False  # whether the network was away meanwhile
    told = 0  # how often Strava was asked to end a login of hers
    anna: Somebody

    def set_up(self, folder: Path, strava: dict[str, Any]) -> None:
        super().set_up(folder, strava)
        world, app = self.world, self.world.wired.app
        if isinstance(world, SwiftDynamoWorld):
            versioning = {"Status": "Enabled"}
            dynamo.client("s3").put_bucket_versioning(Bucket=world.bucket, VersioningConfiguration=versioning)
        garmin = SimGarmin(world.clock.now, owner_id=world.garmin.owner_id + 1)
        site = SimStrava(world.clock.now, athlete_id=world.strava.athlete_id + 1, **strava)
        world.network.put_behind(world.garmin, garmin)
        world.network.put_behind(world.strava, site)
        self.anna = Somebody(ANNA, garmin, site, world)
        add_user(app, ANNA, world.now)
        self.anna.log_in("garmin", "strava")
        add_user(app, NEIGHBOUR, world.now)
        world.store.add([activity(user=NEIGHBOUR, due=None)])
        world.store.add_plays([play(user=NEIGHBOUR)])
        for place in ("originals", "routes"):
            app.files.put(f"{place}/{NEIGHBOUR}/1", b"a neighbour's")
        self.neighbours = self.kept.everything(NEIGHBOUR)
        self.number = 0

    # -- acts -------------------------------------------------------------------------------------

    def tick(self, wait: int) -> None:
        self._survive(self._tick_of_anna)
        super().tick(wait)

    def anna_runs(self, ticks: int) -> None:
        """A run on her watch, a play, and a file that is written once more; now and then a notice."""
        self._one_more()
        self.tick_each_minute(ticks)

    def begin_to_delete(self, at: int, how: str, fault: str, ticks: int) -> None:
        """The command is started, and stopped or refused somewhere; Strava's answer may be odd. Ticks go on."""
        if not delete.is_there(self.world.wired.app, ANNA):
            if self.marked_at is not None:  # the command was killed behind the last row
                self._nothing_is_left()
            self._come_again()
        self._one_more()
        if self.marked_at is None:
            self._goes_out_whole()
        if fault:
            self.anna.strava.inject("revoke", fault)
        self._deletion(at, how)
        self.tick_each_minute(ticks)

    def begin_to_delete_while_she_is_ticked(self, at: int, ticks: int) -> None:
        """Another process deletes her when her tick is at this point."""
        if self.marked_at is not None or not delete.is_there(self.world.wired.app, ANNA):
            return
        self._one_more()
        watch = Watch(at, lambda _: self._in_a_process_of_its_own())
        self._fresh(watch)
        self._survive(self._tick_of_anna)
        read_before = watch.passed[at - 1 : at] == ["dynamodb.get_item is done"]  # it may have been of the mark
        after = [name for name in watch.passed[at:] if name in SENDING][read_before:]
        assert self.marked_at is None or not after, (at, watch.passed)
        self._fresh(Watch())
        self.tick_each_minute(ticks)

    def end_the_deletion(self, at: int, how: str) -> None:
        """The command is started again, waits for as long as it has to, and may be stopped again."""
        if self.marked_at is None:
            return
        self.world.clock.advance(HOUR.total_seconds())
        if self._deletion(at, how, last=True):
            self._nothing_is_left()

    def come_to_rest(self) -> None:
        super().come_to_rest()
        anna, world = self.anna, self.world
        anna.garmin.clear_faults()
        anna.strava.clear_faults()
        self.end_the_deletion(0, "")
        self._come_again()
        anna.log_in("garmin", "strava")
        for _ in range(60):
            self._tick_of_anna()
            world.clock.advance(30 * 60)
        self._her_runs_are_there_once()
        self._goes_out_whole()
        self._deletion(0, "")
        self.end_the_deletion(0, "")
        assert self.kept.everything(NEIGHBOUR) == self.neighbours

    # -- what must hold ---------------------------------------------------------------------------

    def _her_runs_are_there_once(self) -> None:
        """Also those that were sent before she was deleted and came again."""
        site = self.anna.strava
        assert site.doubled() == []
        rows = self.anna.rows()
        ids = {row.target_id for row in rows if row.state in ON_TARGET}
        assert ids <= {shown.id for shown in site.alive()}
        late = [row for row in rows if row.state not in ON_TARGET]
        assert late == [], [(row.key.short, row.reason) for row in late]

    def _goes_out_whole(self) -> None:
        """Her archive, read elsewhere, is what is kept of her field by field."""
        known = self.world.store.load(User, ANNA)
        if known is None or known.leaving is not None:
            return
        with tempfile.TemporaryDirectory() as name, on_disk(Path(name)) as elsewhere:
            archive = packed(self.kept, ANNA)
            brought(elsewhere, Path(name) / "it.zip", archive, user=ANNA)
            here, there = lines_in(archive), lines_in(packed(elsewhere, ANNA))
            for file, lines in here.items():
                assert sorted(there[file], key=str) == sorted(lines, key=str), file
            assert elsewhere.everything(ANNA)["files"] == self.kept.everything(ANNA)["files"]

    def _nothing_is_left(self) -> None:
        app = self.world.wired.app
        assert not any(self.kept.everything(ANNA).values())
        assert ANNA not in app.store.users()
        assert not delete.is_there(app, ANNA)
        assert list(app.files.older_than("spill", self.world.now + 9 * DAY)) == []
        if isinstance(self.world, SwiftDynamoWorld):
            found = dynamo.client("s3").list_object_versions(Bucket=self.world.bucket)
            names = [one["Key"] for one in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]]
            assert [name for name in names if f"/{ANNA}/" in name] == []
        assert self.unheard or self._asked() > self.told, "Strava was never asked to end her login"
        assert self.kept.everything(NEIGHBOUR) == self.neighbours
        self.deleted += 1
        self.marked_at, self.told, self.unheard = None, self._asked(), False

    def _asked(self) -> int:
        """How often Strava was asked to end her login, whatever it answered."""
        return sum(call.endpoint == "revoke" for call in self.anna.strava.calls)

    # -- inside -----------------------------------------------------------------------------------

    @property
    def kept(self) -> Kept:
        app = self.world.wired.app
        return Kept(app.store, app.files)

    def _tick_of_anna(self) -> None:
        app, now = self.world.wired.app, self.world.now
        view = self.world.wired.store
        if isinstance(view, TickView):
            view.begin(ANNA, now, (("strava", app.target_client),))
        try:
            begun = tick(app, ANNA, now, lambda: TICK_SECONDS - (self.world.now - now).total_seconds())
            read_routes(app, ANNA, now, lambda: 200.0)
        finally:
            if isinstance(view, TickView):
                view.end()
        assert not begun.bugs
        if self.marked_at is not None and self.marked_at < now:
            assert not begun.moved
            assert len(self.anna.strava.posts) == self.posts_at_mark

    def _one_more(self) -> None:
        world, app = self.world, self.world.wired.app
        known = world.store.load(User, ANNA)
        self.number += 1
        start = world.now - HOUR - timedelta(seconds=self.number)
        taken = [each.start for each in self.anna.garmin.activities]
        if any(abs(start - other) < 30 * MINUTE for other in taken):
            return  # as with who stays, no two begin within the same half hour
        name, elapsed = f"Anna {self.number}", 1500.0 + 97 * self.number
        made = run(800000000 + self.number, start, title=name, elapsed=elapsed, every=900)
        self.anna.garmin.add(made)
        if known is not None and known.leaving is None:
            world.store.add_plays([play(start - 40 * DAY, user=ANNA)])  # of no run
            app.files.put(f"originals/{ANNA}/1", FIT + bytes([self.number % 256]))
            notices.open_notice(app, Notice(ANNA, f"x{self.number}", "Something.", world.now))

    def _deletion(self, at: int, how: str, *, last: bool = False) -> bool:
        """The command in a process of its own, which dies or is refused at this point; whether it came to its end."""
        watch = Watch(at)
        watch.act = watch.crash if how == "killed" else lambda name: refused(how, name)
        self.unheard |= bool(self.world.network.outages)
        other: Wired = self.world.build_watched(watch, RefusingHosts(self.world))
        try:
            known = delete.begin(other.app, ANNA, self.world.now)
            self._marked(known)
            if last:
                delete.finish(other.app, ANNA, self.world.now, alone=False)
            else:
                delete.sweep(other.app, ANNA, self.world.now)
            return True
        except NobodyThere:
            return True  # it was killed behind the last row
        except (Crash, StoreBroken, Conflict):
            self._marked(self._known())
            return False
        finally:
            other.close()

    def _in_a_process_of_its_own(self) -> None:
        """As in `Acts._another_process`."""
        with ThreadPoolExecutor(1) as process:
            process.submit(self._deletion, 0, "").result()

    def _marked(self, known: User | None) -> None:
        if self.marked_at is None and known is not None and known.leaving is not None:
            self.marked_at, self.posts_at_mark = known.leaving, len(self.anna.strava.posts)

    def _known(self) -> User | None:
        store: Store = self.world.store.another()
        return store.load(User, ANNA)

    def _come_again(self) -> None:
        if self._known() is None:
            add_user(self.world.wired.app, ANNA, self.world.now - 5 * DAY)
            self.anna.log_in("garmin", "strava")


def refused(how: str, name: str) -> None:
    """The store, the files or the wire refuse."""
    if how == "refused" and name.startswith(("store.", "files.", "dynamodb.")) and name.endswith("begins"):
        raise StoreBroken(name, "free some space")


LEAVING: dict[str, type[Teller]] = {
    "leaving": LeavingTeller,
    "dynamo leaving": type("", (LeavingTeller,), {"kind": SwiftDynamoWorld}),
}
