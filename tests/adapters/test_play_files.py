"""Files of old plays: the exports that are understood, and what is left out of them."""

import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.adapters import json_stream
from sync.adapters.play_files import PlayFile
from sync.core.music import Habit, Play, Song
from sync.sim.songbook import SONGS
from tests.support.adapters.exports import AUDIO, URI, entry, listen, read, refused, zipped

# -- Spotify --------------------------------------------------------------------------------------


def test_a_play_of_spotifys_history_has_its_end_and_how_long_it_was_heard() -> None:
    expected = PlayFile(
        (
            Play(
                "me",
                "spotify-history",
                datetime(2026, 5, 7, 6, 50, 32, tzinfo=UTC),
                Song(
                    "Aerobic Threshold",
                    "Cadence 180",
                    uri=URI,
                    album="Aerobic LP",
                    link="https://open.spotify.com/track/4aBcSynthetic000000001",
                ),
                heard=198.333,
                habit=Habit.END,
            ),
        ),
        "Spotify's extended streaming history",
        {},
    )
    content = json.dumps([entry()])
    assert read(content.encode(), "Streaming_History_Audio_2025-2026_0.json") == expected
    assert read(b"\xef\xbb\xbf" + json.dumps([entry()], indent=2).encode(), "x.json") == expected
    assert read(zipped((AUDIO, content), ("Spotify Extended Streaming History/ReadMe.pdf", b"%PDF"))) == expected


def test_all_files_of_a_zip_are_read_in_their_order() -> None:
    first = [entry(ts=f"2025-01-01T10:0{minute}:00Z") for minute in range(3)]
    second = [entry(ts=f"2026-01-01T10:0{minute}:00Z") for minute in range(2)]
    found = read(zipped((AUDIO, json.dumps(first)), (AUDIO.replace("_0", "_1"), json.dumps(second))))
    assert [play.played_at.year for play in found.plays] == [2025] * 3 + [2026] * 2
    assert len({id(play.song) for play in found.plays}) == 1


def test_what_is_left_out_is_counted() -> None:
    content: list[object] = [
        entry(),
        entry(ms_played=24_999),
        entry(ms_played=30_000),
        entry(ms_played=0),
        entry(master_metadata_track_name=None, episode_name="A talk", episode_show_name="Talks"),
        entry(master_metadata_track_name=None, audiobook_title="A book"),
        entry(master_metadata_track_name=None),
        entry(master_metadata_album_artist_name=""),
        entry(incognito_mode=True),
        entry(ts="yesterday"),
        entry(ts="0001-01-01T00:00:00Z"),
        entry(ts=None),
        entry(ms_played="long"),
        "text",
        None,
        [],
        {},
    ]
    found = read(json.dumps(content).encode(), "x.json")
    assert [play.heard for play in found.plays] == [198.333, 30.0]
    assert found.left_out == {
        "plays of less than 30 seconds": 2,
        "podcasts and audiobooks": 2,
        "plays in a private session": 1,
        "entries that could not be read": 10,
    }


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-05-07T06:50:32Z", datetime(2026, 5, 7, 6, 50, 32, tzinfo=UTC)),
        ("2026-05-07T08:50:32+02:00", datetime(2026, 5, 7, 6, 50, 32, tzinfo=UTC)),
        ("2026-05-07 06:50:32", datetime(2026, 5, 7, 6, 50, 32, tzinfo=UTC)),
    ],
)
def test_times_are_utc_whatever_the_machines_zone(written: str, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    (play,) = read(json.dumps([entry(ts=written)]).encode(), "x.json").plays
    assert play.played_at == at


@pytest.mark.parametrize("uri", [None, "", "spotify:local:a:b:c:200", "spotify:track:../x", 7])
def test_an_id_that_is_none_is_left_out_of_the_play(uri: Any) -> None:
    (play,) = read(json.dumps([entry(spotify_track_uri=uri)]).encode(), "x.json").plays
    assert (play.song.uri, play.song.link) == ("", "")


def test_nothing_but_the_play_is_kept_of_an_entry() -> None:
    found = read(json.dumps([entry()]).encode(), "x.json")
    assert not {word for word in ("192.0.2.17", "ios", "FR") if word in repr(found)}


def test_the_short_history_is_refused_and_the_right_export_is_named() -> None:
    short = [{"endTime": "2026-05-07 06:50", "artistName": "A", "trackName": "B", "msPlayed": 198333}]
    for data in (
        json.dumps(short).encode(),
        zipped(("Spotify Account Data/StreamingHistory_music_0.json", json.dumps(short))),
    ):
        assert refused(data) == (
            'This is Spotify\'s account data, whose plays have no exact time. Ask for the "Extended streaming history" '
            "at https://www.spotify.com/account/privacy/ (it takes Spotify up to 30 days) and import that."
        )
    both = read(zipped(("StreamingHistory0.json", json.dumps(short * 3)), (AUDIO, json.dumps([entry()]))))
    assert len(both.plays) == 1
    assert both.left_out == {"plays of Spotify's account data, which have no exact time": 3}


# -- ListenBrainz ---------------------------------------------------------------------------------


def test_a_listenbrainz_export_is_read_month_by_month() -> None:
    months = [
        (f"listens/2026/{month}.jsonl", "\n".join(json.dumps(listen(10 * month + day)) for day in range(3)) + "\n")
        for month in (1, 2)
    ]
    rest = [
        ("user.json", '{"user_id": 1, "username": "synthetic_runner"}'),
        ("feedback.jsonl", '{"score": 1}\n'),
        ("pinned_recording.jsonl", ""),
    ]
    found = read(zipped(*rest, *months))
    assert [play.song.title for play in found.plays] == [SONGS[n].title for n in (10, 11, 12, 20, 21, 22)]
    assert (found.kind, found.left_out) == ("a ListenBrainz export", {})
    assert {(play.user, play.source, play.client) for play in found.plays} == {("me", "listenbrainz", "a phone")}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([listen(0), listen(1)]),
        json.dumps([listen(0), listen(1)], indent=4),
        json.dumps(listen(0)) + "\r\n\r\n" + json.dumps(listen(1)),
    ],
)
def test_a_list_or_lines_of_listens_will_do(content: str) -> None:
    found = read(content.encode(), "listens.json")
    assert [play.played_at for play in found.plays] == [
        datetime(2026, 11, 15, 6, 47, 11, tzinfo=UTC) + timedelta(seconds=200 * number) for number in range(2)
    ]


def test_a_listen_that_cannot_be_read_is_counted() -> None:
    found = read(json.dumps([listen(0), listen(1, listened_at=None), None]).encode())
    assert (len(found.plays), found.left_out) == (1, {"entries that could not be read": 2})


def test_a_zip_with_both_exports_is_both() -> None:
    found = read(zipped((AUDIO, json.dumps([entry()])), ("listens/2026/1.jsonl", json.dumps(listen(0)))))
    assert [play.source for play in found.plays] == ["spotify-history", "listenbrainz"]
    assert found.kind == "Spotify's extended streaming history and a ListenBrainz export"


# -- size -----------------------------------------------------------------------------------------


def test_a_large_history_is_read_whole() -> None:
    """4 MB of JSON in a zip of 0.05 MB: they pack well."""
    first = datetime(2026, 1, 1, tzinfo=UTC)
    rows = (
        json.dumps(entry(ts=f"{first + timedelta(minutes=4 * n):%Y-%m-%dT%H:%M:%SZ}", ms_played=30_000 + n))
        for n in range(5_000)
    )
    found = read(zipped((AUDIO, "[" + ",\n".join(rows) + "]")))
    assert len(found.plays) == 5_000
    assert found.plays[-1].played_at == first + timedelta(minutes=4 * 4_999)
    assert found.plays[-1].heard == 34.999


class Endless(io.RawIOBase):
    """A list of large items that never ends."""

    def __init__(self) -> None:
        super().__init__()
        self._item = b'{"n": "' + b"x" * 4_000 + b'"},'
        self._left = b"["

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size:
            self._left += self._item
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def test_no_more_of_a_file_is_held_than_a_piece_and_an_item() -> None:
    stream = json_stream.items(Endless())  # type: ignore[arg-type]  # all that it reads by
    tracemalloc.start()
    try:
        assert sum(len(next(stream)["n"]) for _ in range(3_000)) == 12_000_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64])
def test_where_a_piece_ends_does_not_matter(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "PIECE", piece)
    values = [{"a": "é🎵\\", "b": [1, {"c": None}]}, {"d": "]},{"}, {}]
    for text in (json.dumps(values, ensure_ascii=False), "\n".join(map(json.dumps, values))):
        assert list(json_stream.items(io.BytesIO(text.encode()))) == values
