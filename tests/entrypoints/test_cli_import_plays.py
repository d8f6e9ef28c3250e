"""`runtrack import-plays`: old plays from an export, each kept once; only recent runs are looked at by themselves."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from sync.core.activity import Activity
from sync.engine.asks.import_plays import wake
from sync.engine.context import TickContext
from sync.ports import Store
from sync.sim.songbook import Heard, playlist
from sync.wiring import ME
from tests.support.adapters.exports import AUDIO, EXPECTED, entry, listen, zipped
from tests.support.entrypoints.commands import runtrack
from tests.support.entrypoints.listened import RUN, on_target, there_already
from tests.support.music import MusicWorld
from tests.support.world import DAY

OLD = "2026-02-03T06:50:32Z"


def spotifys(heard: list[Heard]) -> str:
    """What Spotify's export says of these listenings."""
    return json.dumps(
        [
            entry(
                ts=f"{one.end.replace(microsecond=0).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                ms_played=round(one.seconds * 1000),
                master_metadata_track_name=one.song.title,
                master_metadata_album_artist_name=one.song.artist,
                spotify_track_uri=one.song.uri,
            )
            for one in heard
        ]
    )


def stored(world: MusicWorld, source: str = "") -> int:
    return len(world.store.plays(ME, datetime(2000, 1, 1, tzinfo=UTC), world.now, source=source))


@pytest.mark.parametrize("zipping", [False, True])
def test_spotifys_history_is_taken_once_however_often_it_is_imported(tmp_path: Path, zipping: bool) -> None:
    with MusicWorld(tmp_path) as world:
        text = json.dumps([entry(ts=OLD), entry(ts=OLD.replace("06:50", "06:54")), entry(ts=OLD, ms_played=900)])
        file = tmp_path / ("my_spotify_data.zip" if zipping else "Streaming_History_Audio_2026_0.json")
        file.write_bytes(zipped((AUDIO, text)) if zipping else text.encode())
        said = runtrack(world, "import-plays", str(file))
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "2 plays of Spotify's extended streaming history are new.",
            "1 left out: plays of less than 30 seconds",
            "`runtrack annotate --since 2026-02-03` writes them into your runs.",
        ]
        assert runtrack(world, "plays", "--since", "2026-02-01", "--source", "spotify-history").lines[1:] == [
            "03 Feb 2026 06:50 UTC  spotify-history  Cadence 180 - Aerobic Threshold",
            "03 Feb 2026 06:54 UTC  spotify-history  Cadence 180 - Aerobic Threshold",
        ]
        again = runtrack(world, "import-plays", str(file))
        assert again.lines[0] == "0 plays of Spotify's extended streaming history are new."
        assert not any("annotate" in line for line in again.lines)
        assert stored(world) == 2


def test_a_listenbrainz_export_is_taken(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        at = int((world.now - 30 * DAY).timestamp())
        file = tmp_path / "listenbrainz.zip"
        lines = "\n".join(json.dumps(listen(number, listened_at=at + 300 * number)) for number in range(3))
        file.write_bytes(zipped(("user.json", "{}"), ("listens/2026/2.jsonl", lines)))
        said = runtrack(world, "import-plays", str(file))
        assert (said.code, said.err) == (0, "")
        assert said.lines == [
            "3 plays of a ListenBrainz export are new.",
            "`runtrack annotate --since 2026-02-12` writes them into your runs.",
        ]
        file = tmp_path / "one.json"
        file.write_text(json.dumps([listen(3, listened_at=at)]))
        assert runtrack(world, "import-plays", str(file)).lines[0] == "1 play of a ListenBrainz export is new."
        assert stored(world, "listenbrainz") == 4


def test_what_a_source_has_told_already_is_not_counted_twice_in_a_run(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = there_already(world)
        heard = world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        file = tmp_path / "history.json"
        file.write_text(spotifys(heard))
        before = on_target(world).description
        assert before is not None
        assert runtrack(world, "import-plays", str(file)).code == 0
        world.ticks(3)
        assert [line.split()[:2] for line in runtrack(world, "soundtrack", str(RUN)).lines[2:]] == [
            ["1", "0:00"],
            ["2", "3:15"],
            ["3", "7:10"],
        ]
        assert on_target(world).description == before


def test_an_import_writes_into_runs_of_the_last_days_only_until_it_is_asked_for_more(tmp_path: Path) -> None:
    with MusicWorld(tmp_path, RUNTRACK_SINCE="2026-02-01") as world:
        world.connect("spotify")
        starts = [
            there_already(world, garmin_id=RUN + number, ago=ago) for number, ago in enumerate((9 * DAY, 2 * DAY))
        ]
        world.ticks(2)
        world.forget_calls()
        plays = [one for start in starts for one in playlist(3, start, start + timedelta(seconds=600))]
        file = tmp_path / "history.json"
        file.write_text(spotifys(plays))
        said = runtrack(world, "import-plays", str(file))
        assert world.calls() == {}
        assert said.lines[-1] == f"`runtrack annotate --since {starts[0]:%Y-%m-%d}` writes them into older runs."
        world.ticks(9)
        texts = [on_target(world, world.row(RUN + number)).description for number in range(2)]
        assert [text is not None for text in texts] == [False, True]
        assert runtrack(world, "annotate", "--since", f"{starts[0]:%Y-%m-%d}").code == 0
        world.ticks(9)
        assert "♫ " in (on_target(world, world.row(RUN)).description or "")


def test_without_a_source_an_import_is_written_when_it_is_asked_for(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        start = there_already(world, ago=2 * DAY)
        world.ticks(2)
        file = tmp_path / "history.json"
        file.write_text(spotifys(playlist(3, start, start + timedelta(seconds=600))))
        last = runtrack(world, "import-plays", str(file)).lines[-1]
        assert last == "`runtrack annotate --since 2026-03-12` writes them into your runs."
        world.ticks(3)
        assert on_target(world).description is None
        assert runtrack(world, "annotate", "--since", "2026-03-12").code == 0
        world.ticks(3)
        assert "♫ " in (on_target(world).description or "")


class Rival:
    """A store that another worker writes to a moment before the first save."""

    def __init__(self, store: Store) -> None:
        self._store, self.saves = store, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def save(self, row: Activity) -> Activity:
        self.saves += 1
        if self.saves == 1:
            known = self._store.activity(row.key)
            assert known is not None
            self._store.save(known)
        return self._store.save(row)


def test_a_run_that_a_tick_saves_at_the_same_moment_is_woken_all_the_same(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        world.connect("spotify")
        start = there_already(world)
        world.plays(start, timedelta(seconds=600))
        world.ticks(9)
        assert world.row(RUN).due != world.now
        rival = Rival(world.store)
        context = TickContext(replace(world.wired.app, store=cast(Store, rival)), ME, world.now, lambda: 0.0)
        wake(context, world.store.plays(ME, start, world.now))
        assert (rival.saves, world.row(RUN).due) == (2, world.now)


WRONG = [
    ("empty.json", b"", f"no plays in it; found: nothing, it is empty. {EXPECTED}"),
    ("a.json", b"[]", f"no plays in it; found: an empty list. {EXPECTED}"),
    ("page.html", b"<!doctype html><html></html>", f"no plays in it; found: a web page. {EXPECTED}"),
    ("photos.zip", zipped(("a.jpg", b"x")), f"no plays in it; found: a.jpg. {EXPECTED}"),
    (
        "StreamingHistory_music_0.json",
        json.dumps([{"endTime": "2026-01-01 10:00", "msPlayed": 1, "artistName": "a", "trackName": "b"}]).encode(),
        "This is Spotify's account data, whose plays have no exact time. "
        'Ask for the "Extended streaming history" at https://www.spotify.com/account/privacy/ '
        "(it takes Spotify up to 30 days) and import that.",
    ),
]


def test_a_wrong_file_is_refused_with_what_is_in_it_and_what_is_needed(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        for name, data, said in WRONG:
            file = tmp_path / name
            file.write_bytes(data)
            done = runtrack(world, "import-plays", str(file))
            assert (done.code, done.out) == (1, "")
            assert done.err == f"{file}: {said} Nothing was imported.\n"
        assert stored(world) == 0


def test_a_damaged_file_takes_nothing_of_its_sound_part(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        file = tmp_path / "history.json"
        file.write_text(json.dumps([entry(ts=OLD)] * 3)[:-20])
        done = runtrack(world, "import-plays", str(file))
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"{file}: ")
        assert done.err.endswith("Nothing was imported.\n")
        assert stored(world) == 0


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with MusicWorld(tmp_path) as world:
        missing = tmp_path / "nowhere.zip"
        done = runtrack(world, "import-plays", str(missing))
        assert (done.code, done.err) == (
            1,
            f"{missing} cannot be read: No such file or directory. Nothing was imported.\n",
        )
        done = runtrack(world, "import-plays", str(tmp_path))
        assert (done.code, done.err) == (1, f"{tmp_path} cannot be read: Is a directory. Nothing was imported.\n")
