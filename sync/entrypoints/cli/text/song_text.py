"""What `runtrack song` prints: the song with its pages, and who could not be asked."""

from sync.engine.find_song import Found
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import clock
from sync.entrypoints.cli.text.words import TITLES

INDENT = 13
UNKNOWN = "not known"


def show(found: Found) -> None:
    """A line for each thing that is known."""
    song = found.song
    lines = [("title", song.title or UNKNOWN), ("artist", song.artist or UNKNOWN)]
    lines.append(("length", UNKNOWN if song.seconds is None else clock(song.seconds)))
    lines += [("ISRC", song.isrc)] if song.isrc else []
    lines += [("cover", song.cover)] if song.cover else []
    lines += [(TITLES[name], address) for name, address in song.pages.items()]
    told = [f"{name:<{INDENT}}{value}" for name, value in lines]
    if found.unanswered:
        told.append(f"{', '.join(TITLES[name] for name in found.unanswered)} did not answer: there may be more.")
    print_page("\n".join(told), hang=INDENT)


def as_json(found: Found) -> str:
    """The same, as docs/json.md has it."""
    song = found.song
    return document(
        title=song.title,
        artist=song.artist,
        length=song.seconds,
        isrc=song.isrc,
        cover=song.cover,
        pages=[{"service": name, "id": song.ids.get(name, ""), "address": page} for name, page in song.pages.items()],
        unanswered=list(found.unanswered),
    )
