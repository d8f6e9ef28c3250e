"""What is assumed about the real catalogues of songs: the shape in which each tells of one song."""

from dataclasses import replace

from sync.core.errors import SyncError
from sync.core.music import Song
from tests.live.checks import Check
from tests.live.real_services import Asked, CouldNotRun, LiveAccounts
from tests.live.shape import Findings, compare

KNOWN = Song(
    "Never Gonna Give You Up",
    "Rick Astley",
    isrc="GBARL9300135",
    uri="spotify:track:4PTG3Z6ehGkBFwjybzWkR8",
    mbid="8f3471b5-7e6a-48da-86a9-c1c07a0f47ae",
)
"""The song that the real catalogues are asked for: an old one that is on everything."""
NO_ISRC = "ZZZZZ0000000"
FEATURES = tuple(f"content[].{key}" for key in ("href", "tempo", "energy", "danceability", "valence"))


def recording(accounts: LiveAccounts) -> Asked:
    """MusicBrainz is only asked for what is not known yet, so the song comes without its ISRC."""
    return _looked_up(accounts, "musicbrainz", replace(accounts.listener.song, isrc=""))


def features(accounts: LiveAccounts) -> Asked:
    return _looked_up(accounts, "reccobeats", accounts.listener.song)


def song(accounts: LiveAccounts) -> Asked:
    return _looked_up(accounts, "deezer", accounts.listener.song)


def no_song(accounts: LiveAccounts) -> Asked:
    return _looked_up(accounts, "deezer", Song("", "", isrc=NO_ISRC))


def _looked_up(accounts: LiveAccounts, name: str, song: Song) -> Asked:
    catalogue = accounts.catalogue(name)
    return accounts.ask(lambda: catalogue.look_up([song], accounts.now()), song)


def judge_recording(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("isrcs",))


def judge_features(real: Asked, simulated: Asked) -> Findings:
    return _judge(real, simulated, ("content", *FEATURES))


def judge_song(real: Asked, simulated: Asked) -> Findings:
    if "error" in real.answer.json:
        raise CouldNotRun("it does not know the song")
    return _judge(real, simulated, ("bpm",))


def judge_no_song(real: Asked, simulated: Asked) -> Findings:
    """The status says nothing there: the number in the answer does."""
    found = compare(real.answer.json, simulated.answer.json, relied_on=("error", "error.code"))
    if real.answer.status != simulated.answer.status:
        found.differences.append(f"HTTP {real.answer.status}, not {simulated.answer.status}")
    if real.value != simulated.value:
        found.differences.append("the adapter does not take it for an unknown song")
    return found


def _judge(real: Asked, simulated: Asked, relied_on: tuple[str, ...]) -> Findings:
    if isinstance(real.value, SyncError):
        return Findings([real.value.reason])
    if real.answer.status == 404 or real.answer.json == {"content": []}:
        raise CouldNotRun("it does not know the song")
    found = compare(real.answer.json, simulated.answer.json, relied_on=relied_on)
    if not real.value:
        found.differences.append("the adapter finds nothing in it")
    return found


CHECKS = (
    Check("MusicBrainz: a recording", "an object with the ISRCs", recording, judge_recording),
    Check(
        "ReccoBeats: the features of a song",
        "a list in `content`; the Spotify id at the end of href, tempo a number, the moods from 0 to 1",
        features,
        judge_features,
    ),
    Check("Deezer: a song by its ISRC", "an object with bpm, 0 where it is unknown", song, judge_song),
    Check("Deezer: an ISRC that nobody has", "HTTP 200 and error 800", no_song, judge_no_song),
)
