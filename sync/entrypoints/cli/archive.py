"""`runtrack export` and `import-archive`: everything of a person in one zip, and back."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from sync.core.user_name import ME
from sync.engine.asks.refusals import BeingChanged, Leaving, NobodyThere
from sync.entrypoints.cli.screen import fail, opened, place_of
from sync.entrypoints.cli.selection import progress, selection
from sync.entrypoints.cli.text.words import DATE, counted
from sync.entrypoints.selections import NAMES
from sync.stores import private

if TYPE_CHECKING:
    from sync.engine.asks.import_archive import Brought

STDOUT = "-"


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("export")(export_)
    app.command("import-archive")(import_archive_)


def export_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="The zip to make; - for standard output")] = "",
    forms: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="FORM", help=f"Only this, to take along: {', '.join(NAMES)}"),
    ] = None,
    since: Annotated[str, typer.Option(metavar=DATE, help="With --as: from this day on (UTC)")] = "",
    until: Annotated[str, typer.Option(metavar=DATE, help="With --as: before this day (UTC)")] = "",
    cut_zones: Annotated[
        bool, typer.Option("--cut-zones", help="With --as: without what lies in your privacy zones, to give away")
    ] = False,
) -> None:
    """Everything that is kept of you in one zip: runs, plays, original files, routes. With --as: some of it"""
    from importlib.metadata import version

    from sync.adapters.archive_zip import write
    from sync.engine.asks.export import export
    from sync.engine.asks.privacy_zones import zones_of
    from sync.engine.asks.take_out import take_out

    if not forms and (since or until or cut_zones):
        named = "--since, --until and --cut-zones"
        raise fail(f"{named} are of runs to take along: say as what with --as, such as `--as gpx`.")
    chosen = selection(forms, since, until, cut_zones=cut_zones) if forms else None
    place = place_of(context)
    now = place.now()
    name = file or f"runtrack-{place.user}-{now:%Y-%m-%d}.zip"
    with opened(place.settings(), place.user, looks=True) as wired:
        try:
            with _made(name) as stream, progress() as begins:
                made_by = f"runtrack {version('runtrack')}"
                app, user = wired.app, wired.user
                write(
                    take_out(app, user, chosen, now) if chosen else export(app, user, now, made_by), stream, now, begins
                )
                size = stream.tell() if name != STDOUT else 0
                uncut = chosen is not None and chosen.cut_zones and not zones_of(app.store, user)
        except NobodyThere:
            raise fail("Nothing is kept of you yet: there is nothing to take out.", 1) from None
        except Leaving:
            told = f"{place.user} is being deleted: what is still there is no longer everything"
            raise fail(f"{told}. No archive was made.", 1) from None
    if name != STDOUT:
        what = "what you chose" if chosen else "everything"
        about = "" if chosen else " Its README.md says what is in it."
        print(f"{name} has {what} of {place.user}: {size / 1e6:.1f} MB.{about}")
        if uncut:
            print("You have no privacy zones: nothing was cut out. The pages have a map for them.")
        print("It is as private as the runs are: keep it where only you can read it.")


@contextmanager
def _made(name: str) -> Iterator[BinaryIO]:
    """A new file for its owner only, there as a whole or not at all; or standard output."""
    if name == STDOUT:
        if sys.stdout.isatty():
            raise fail("a zip is not for a terminal: name a file, or send it into one", 2)
        yield sys.stdout.buffer
        return
    path = Path(name).expanduser()
    if path.exists():
        raise fail(f"{path} is there already: name another file, or remove it", 1)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        private.make_file(unfinished)
        with unfinished.open("r+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        private.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def import_archive_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A zip that `runtrack export` made")],
    mine: Annotated[bool, typer.Option("--mine", help="Take it as yours, whoever it was made of")] = False,
    after_delete: Annotated[
        bool, typer.Option("--after-delete", help="Also when the person was deleted here since it was made")
    ] = False,
) -> None:
    """Bring back what `runtrack export` took out. What is there already stays; nothing is uploaded twice."""
    from sync.adapters.archive_zip import ArchiveFile
    from sync.core.archive.unusable import Unusable
    from sync.engine.asks.import_archive import SomebodyElses, WasDeleted, import_archive, whose

    place = place_of(context)
    with opened(place.settings(), place.user) as wired:
        try:
            with ArchiveFile(file.expanduser()) as archive:
                made_of = whose(archive)
                if made_of != wired.user == ME and not mine:
                    raise fail(f"{file} is of {made_of!r}: name that user with --user, or take it as yours with --mine")
                brought = import_archive(wired.app, wired.user, archive, place.now(), after_delete=after_delete)
        except OSError as error:
            raise fail(f"{file} cannot be read: {error.strerror or error}. Nothing was imported.", 1) from None
        except Unusable as error:
            raise fail(f"{file}: {error}. Nothing was imported.", 1) from None
        except SomebodyElses:
            told = "is of another account at the source than the one here: one user's runs are of one account"
            raise fail(f"{file} {told}. Nothing was imported.", 1) from None
        except WasDeleted as error:
            told = f"was made before {error.user} was deleted here, on {error.at:%Y-%m-%d}"
            way_out = "`--after-delete` brings it back all the same"
            raise fail(f"{file} {told}. {way_out}. Nothing was imported.", 1) from None
        except Leaving:
            told = f"{place.user} is being deleted, and `runtrack delete` goes on with that"
            raise fail(f"{told}. Nothing was imported.", 1) from None
        except BeingChanged as error:
            told = f"{error.row.name} is being worked on at this moment: run it again, it goes on from there."
            raise fail(told, 1) from None
    for line in _told(brought):
        print(line)


def _told(brought: "Brought") -> Iterator[str]:
    new = [
        counted(number, what)
        for number, what in (
            (brought.runs, "run"),
            (brought.plays, "play"),
            (brought.files, "file"),
            (brought.documents, "note"),
        )
        if number
    ]
    yield f"New here: {', '.join(new)}." if new else "Everything in it is here already."
    if brought.replaced:
        yield f"{counted(brought.replaced, 'run')} here knew less than the archive, and took its word."
    if brought.kept:
        yield f"{counted(brought.kept, 'run')} differ and stay as they are here."
    yield "Logins are not in an archive: `runtrack login` connects what is missing."
