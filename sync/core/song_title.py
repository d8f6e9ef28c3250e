"""What a title is without what services and uploaders put around it."""

import re

from sync.core.matching.likeness import KINDS_OF_RECORDING

_LAST_PIECE = re.compile(r"(.*\S)(?:\s*\(([^()]*)\)|\s*\[([^\[\]]*)\]|\s+\|([^|]*))", re.DOTALL)
_TELLS_APART = KINDS_OF_RECORDING.union(
    ("part", "pt", "vol", "chapter", "no", "intro", "outro", "interlude", "reprise", "prelude", "skit"),
    ("sped", "slowed", "reverb", "nightcore", "karaoke", "cover", "rework", "orchestral", "piano", "cappella"),
)
"""Words of a piece in brackets that make it another recording, or another song."""
_OF_VIDEOS = frozenset(("official", "video", "audio", "lyric", "lyrics", "visualizer", "visualiser", "hd", "hq", "4k"))
_TOPIC = " - Topic"
_CHANNEL = re.compile(r"\s+-\s+Topic|\s*VEVO|\s+Official")


def cleaned(title: str) -> str:
    """Without what stands in brackets or after a bar at its end ("(Official Video)"), unless that tells of another
    recording ("(Live)", "(Part 2)")."""
    while found := _LAST_PIECE.fullmatch(title.strip()):
        piece = next(part for part in found.groups()[1:] if part is not None)
        words = set(re.split(r"\W+", piece.casefold()))
        if words & _TELLS_APART or (any(map(str.isdigit, piece)) and not words & _OF_VIDEOS):
            break
        title = found[1]
    return title.strip()


def of_video(title: str, channel: str) -> tuple[str, str]:
    """(title, artist) of a video: its channel is the artist's ("X - Topic"), or its title says both."""
    named, _, rest = cleaned(title).partition(" - ")
    if channel.endswith(_TOPIC) or not rest.strip():
        begins = _CHANNEL.search(channel)
        whole = begins is not None and begins.end() == len(channel)
        return cleaned(title), channel[: begins.start()] if begins is not None and whole else channel
    return rest.strip(), named.strip()
