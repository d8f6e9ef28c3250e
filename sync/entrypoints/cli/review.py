"""`runtrack review`: a year looked back on, in words, and as a poster."""

from pathlib import Path
from typing import Annotated

import typer

from sync.engine.review import review_of
from sync.entrypoints import poster
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.text import review_text
from sync.entrypoints.cli.text.words import AsJson


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(review)


def review(
    context: typer.Context,
    year: Annotated[int | None, typer.Argument(metavar="[YEAR]", help="Which one; without: this one")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Write the poster there")] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write it there as a picture")] = None,
    as_json: AsJson = False,
) -> None:
    """A year of running to music: how far, to which songs, and a poster of its ways."""
    place = place_of(context)
    meant = place.now().year if year is None else year
    with opened(place.settings(), place.user, looks=True) as wired:
        found, language = review_of(wired.app, wired.user, meant), place.settings().language
    if found is None:
        raise fail(f"There is no run in {meant}.")
    if svg is not None:
        _write(svg, poster.drawing(found, language).encode())
    if png is not None:
        _write(png, poster.picture(found, language))
    print(review_text.as_json(found)) if as_json else review_text.show(found)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise fail(f"{path} cannot be written: {error.strerror}.") from None
