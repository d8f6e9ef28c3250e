"""What `runtrack review` prints."""

from collections.abc import Iterator

from sync.core.insights.review import Review
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import clock
from sync.entrypoints.review_fields import fields


def show(of: Review) -> None:
    print_page("\n".join(_lines(of)))


def _lines(of: Review) -> Iterator[str]:
    yield f"{of.year}: {of.runs} runs, {of.metres / 1000:,.0f} km, {clock(of.seconds)}, {of.climb:,.0f} m up"
    yield f"  longest streak {of.streak} days; {of.eddington} days of {of.eddington} km or more"
    yield f"  longest run {of.longest[1] / 1000:.1f} km ({of.longest[0]})"
    if not of.played.plays:
        yield "  no song that may be counted"
        return
    yield (
        f"To music: {of.with_music} of {of.runs} runs, {of.played.metres / 1000:,.0f} km, {of.played.plays} plays of "
        f"{of.songs} songs by {of.artists} artists"
    )
    for label, one in (("song", of.played.songs[0]), ("artist", of.played.artists[0]), ("farthest", of.farthest)):
        if one is not None:
            name = f"{one.artist} – {one.title}" if one.title else one.artist
            yield f"  {label:<9} {one.plays:>4} plays {one.metres / 1000:>7.1f} km  {name}"
    if of.faithful is not None:
        one, months = of.faithful
        yield f"  most faithful: {one.artist} – {one.title}, in {months} months"
    if of.fastest is not None:
        yield f"  fastest kilometre: {clock(of.fastest.seconds)} to {of.fastest.artist} – {of.fastest.title}"
    if of.first is not None and of.last is not None:
        yield f"  first {' – '.join(of.first)}"
        yield f"  last  {' – '.join(of.last)}"


def as_json(of: Review) -> str:
    """The same, as docs/json.md has it."""
    return document(**fields(of))
