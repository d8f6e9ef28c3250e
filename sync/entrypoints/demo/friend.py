"""The demo's friend: songs of Anna's, one to a group, are played on the run that appears; what she is told of them."""

from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Seen
from sync.engine.asks import friends, groups, memberships
from sync.engine.asks.send_song import played_it, send, send_to_group
from sync.engine.asks.users import add_user
from sync.engine.song_views import sent
from sync.entrypoints.cli.text.songs_text import song_name, told
from sync.sim.demo_world import EARLIER, DemoWorld
from sync.sim.song_pages import page_of
from sync.sim.songbook import SONGS, SimSong, playlist
from sync.wiring import ME, Wired

FRIEND, CALLED = "anna", "Anna"
GROUP, GROUP_NAME = "5a" * 10, "Sunday runners"
BEFORE, NEXT = timedelta(minutes=20), timedelta(seconds=1)
NTH = 3
"""Of the run's songs: the first had begun before it did."""


class SongOfAFriend:
    """With an athlete to whose account a run is still to come; else there is no friend."""

    def __init__(self, wired: Wired, world: DemoWorld) -> None:
        self._app, self._run, self._seed = wired.app, world.appears, world.appears_id

    def begin(self) -> None:
        """Both want it, and songs are on their way in both directions. Once, before the first tick."""
        if self._run is None:
            return
        now, store = self._run.start - BEFORE, self._app.store
        for one, other, tells in ((FRIEND, ME, Learns.PLAYED), (ME, FRIEND, Learns.FIGURES)):
            if one == FRIEND:
                add_user(self._app, FRIEND, now)
            friends.ask(store, one, other, now, tells=tells)
        friends.call(store, ME, FRIEND, CALLED, now)
        heard = playlist(self._seed, self._run.start - EARLIER, self._run.end)
        played = {each.song.number for each in heard}
        others = [song for song in SONGS if song.number not in played]
        groups.make(store, FRIEND, GROUP, GROUP_NAME, now, tells=Learns.PLAYED)
        groups.invite(store, FRIEND, GROUP, ME, now)
        memberships.join(store, ME, GROUP, now, tells=Learns.FIGURES)
        self._send(FRIEND, ME, heard[NTH].song, "for the last hill", 0)
        self._send(FRIEND, "", heard[NTH + 1].song, "for all of us", 3)
        self._send(ME, FRIEND, others[0], "good for a slow one", 1)
        self._send(ME, FRIEND, others[1], "", 2)
        played_it(store, FRIEND, _id(others[0]), now + 5 * NEXT)

    @property
    def is_told(self) -> bool:
        """Whether there is nothing more to be waited for: she knows of the run, for both."""
        if self._run is None:
            return True
        return all(to.learned.seen is Seen.ON_A_RUN for one in sent(self._app.store, FRIEND) for to in one.to)

    def show(self, console: Console) -> None:
        """What she reads of her song."""
        if self._run is None:
            return
        for one in sent(self._app.store, FRIEND):
            for to in one.to:
                where = f", to {one.group_name}" if one.group else ""
                said = (
                    f"{song_name(one.song)}{where}, with “{one.note}”\nwhat {CALLED} is told of it: {told(to.learned)}"
                )
                console.print(Panel(Text(said), title=f"a song that {CALLED} sent", title_align="left", width=100))

    def _send(self, of: str, to: str, song: SimSong, note: str, later: int) -> None:
        """`to` "": to the group."""
        assert self._run is not None
        meant, now = Song(song.title, song.artist, song.seconds), self._run.start - BEFORE + later * NEXT
        sends, where = (send, to) if to else (send_to_group, GROUP)
        sends(self._app, of, where, meant, _id(song), now, note=note, pages=(page_of(song),))


def _id(song: SimSong) -> str:
    return f"demo-{song.number:04}"
