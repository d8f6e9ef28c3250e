"""One listen of ListenBrainz as our Play: its API and its exports have the same shape.

Source: docs/services/listenbrainz.md#listens.
"""

from typing import Any

from sync.adapters.clean import measure, text
from sync.adapters.play_fields import isrc_of, link_of, mbid_of, moment
from sync.adapters.spotify_ids import uri_of
from sync.core.music import Artist, Play, Song

IMPORTER = "listenbrainz"
"""The `submission_client` of everything that ListenBrainz itself fetches from another service."""


def play_of(listen: Any, user: str) -> Play | None:
    """One listen; None when it has no time, no artist or no title that could be used.

    `client` is the program that sent it in, because what `listened_at` means differs from program to program. Of
    ListenBrainz's own importers it is the service that they fetched it from: that of Spotify writes the end of a
    play, so that "listenbrainz" would mix habits."""
    song = song_of(listen)
    if song is None:
        return None
    try:
        info = listen["track_metadata"].get("additional_info") or {}
        at = moment(listen["listened_at"])
        client = text(info.get("submission_client"))
        if client.lower() == IMPORTER:
            client = text(info.get("music_service")) or client
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None
    return Play(user, "listenbrainz", at, song, client=client)


def song_of(listen: Any) -> Song | None:
    """The song of a listen, or of what plays now; None where it has no artist or no title that could be used."""
    try:
        about = listen["track_metadata"]
        info = about.get("additional_info") or {}
        mapping = about.get("mbid_mapping") or {}
        song = Song(
            text(about["track_name"]),
            text(about["artist_name"]),
            _seconds(info),
            isrc=isrc_of(info.get("isrc")),
            uri=uri_of(info.get("spotify_id")) or uri_of(info.get("origin_url")),
            album=text(about.get("release_name")),
            mbid=mbid_of(mapping.get("recording_mbid")) or mbid_of(info.get("recording_mbid")),
            link=link_of(info.get("origin_url")),
            artists=_artists(about, mapping),
            cover=_cover(mapping),
            album_mbid=mbid_of(mapping.get("release_mbid")) or mbid_of(info.get("release_mbid")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None
    return song if song.title and song.artist else None


def _seconds(info: dict[str, Any]) -> float | None:
    """The length of the song; None when it is not told."""
    return measure(info.get("duration_ms")) / 1000 or measure(info.get("duration")) or None


def _artists(about: dict[str, Any], mapping: dict[str, Any]) -> tuple[Artist, ...]:
    """As they are credited; of one alone the id may come without the name."""
    told = mapping.get("artists")
    credited = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    named = [Artist(text(one.get("artist_credit_name")), mbid=mbid_of(one.get("artist_mbid"))) for one in credited]
    if named and all(artist.name for artist in named):
        return tuple(named)
    mbids = mapping.get("artist_mbids")
    if isinstance(mbids, list) and len(mbids) == 1 and mbid_of(mbids[0]):
        return (Artist(text(about["artist_name"]), mbid=mbid_of(mbids[0])),)
    return ()


def _cover(mapping: dict[str, Any]) -> str:
    """The picture that the Cover Art Archive has of the release."""
    release, number = mbid_of(mapping.get("caa_release_mbid")), mapping.get("caa_id")
    known = release and isinstance(number, int) and not isinstance(number, bool)
    return f"https://coverartarchive.org/release/{release}/{number}-250.jpg" if known else ""
