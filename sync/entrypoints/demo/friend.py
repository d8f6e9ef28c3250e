"""The demo's friend: Anna has sent a song, which is played on the run that appears; and what she is told of it."""

from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from sync.core.friends import Learns
from sync.core.music import Song
from sync.core.song_share import Seen
from sync.engine.asks import friends
from sync.engine.asks.send_song import played_it, send
from sync.engine.asks.users import add_user
from sync.engine.song_views import sent
from sync.entrypoints.cli.text.songs_text import song_name, told
from sync.sim.demo_world import EARLIER, DemoWorld
from sync.sim.song_pages import page_of
from sync.sim.songbook import SONGS, SimSong, playlist
from sync.wiring import ME, Wired

FRIEND, CALLED = "anna", "Anna"
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
        self._send(FRIEND, ME, heard[NTH].song, "for the last hill", 0)
        self._send(ME, FRIEND, others[0], "good for a slow one", 1)
        self._send(ME, FRIEND, others[1], "", 2)
        played_it(store, FRIEND, _id(others[0]), now + 5 * NEXT)

    @property
    def is_told(self) -> bool:
        """Whether there is nothing more to be waited for: she knows of the run."""
        if self._run is None:
            return True
        return any(to.learned.seen is Seen.ON_A_RUN for one in sent(self._app.store, FRIEND) for to in one.to)

    def show(self, console: Console) -> None:
        """What she reads of her song."""
        if self._run is None:
            return
        for one in sent(self._app.store, FRIEND):
            for to in one.to:
                said = f"{song_name(one.song)}, with “{one.note}”\nwhat {CALLED} is told of it: {told(to.learned)}"
                console.print(Panel(Text(said), title=f"a song that {CALLED} sent", title_align="left", width=100))

    def _send(self, of: str, to: str, song: SimSong, note: str, later: int) -> None:
        assert self._run is not None
        meant, now = Song(song.title, song.artist, song.seconds), self._run.start - BEFORE + later * NEXT
        send(self._app, of, to, meant, _id(song), now, note=note, pages=(page_of(song),))


def _id(song: SimSong) -> str:
    return f"demo-{song.number:04}"
