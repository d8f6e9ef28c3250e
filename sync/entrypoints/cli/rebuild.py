"""`doctor --rebuild`: what is asked before a database is given up, and what is told of what became of it."""

from collections.abc import Iterator

from sync.adapters.all import SERVICES as ALL_SERVICES
from sync.config import Settings
from sync.core.own_settings import OwnSecrets
from sync.engine.discover import FIRST_LOOK_BACK
from sync.entrypoints.came_back import of
from sync.entrypoints.cli.screen import Place
from sync.entrypoints.cli.text.layout import shown
from sync.entrypoints.cli.text.words import NEEDED, TARGET, counted
from sync.ports import StoreBroken
from sync.stores import salvage
from sync.stores.files import FolderFiles
from sync.stores.salvage import Rebuilt
from sync.wiring import ME

NO_DATABASE = "is no SQLite file, and no copy of a database of Runtrack lies beside it"
SERVICES = tuple(each.name for each in NEEDED)
NAMES = {
    "User": "the user's settings",
    "Connection": "a login",
    "Budget": "used-up limits",
    "Facts": "song facts",
    "OwnSettings": "preferences",
    OwnSecrets.__name__: "sealed preferences",
}


def rebuild(place: Place, *, yes: bool) -> int:
    """Rebuild it, `yes` without a question. Exit code 1: somebody has to log in again. Raises `StoreBroken`."""
    from sync.entrypoints.daemon.lock import alone

    settings = place.settings()
    if settings.bucket:
        raise StoreBroken("--rebuild is for a database file", "on AWS, restore the table: docs/deploy-aws.md says how")
    with alone(settings, rebuilds=True):
        asked = question(settings)
        if asked and not yes:
            if place.ask is None:
                reason = asked.rpartition(". ")[0]  # all but the question
                raise StoreBroken(reason, "run `runtrack doctor --rebuild --yes` if you want that all the same")
            if not place.ask(asked):
                print("Nothing was changed.")
                return 0
        now = place.now()
        files = FolderFiles(settings.files_dir)
        done = salvage.rebuild(settings.database, ME, settings.since or now - FIRST_LOOK_BACK, now, files)
    print(shown("\n".join(_told(done))))
    return 0 if all(service in done.logins for service in SERVICES) else 1


def question(settings: Settings) -> str:
    """What to ask before a database is given up of which nothing is broken, and before a file is set aside that may
    never have been one; "" for a broken database. Raises `StoreBroken` on a full disk."""
    path = settings.database
    found = salvage.look(path)
    if not found.whole:
        return "" if found.ours else f"{path} {NO_DATABASE}. Set it aside all the same?"
    runs, plays = counted(found.runs, "run"), counted(found.plays, "play")
    return (
        f"{path} is whole. A rebuild forgets what its {runs} went through (which ones were deleted or set "
        f"aside, what was written into them) and keeps logins and {plays}. Rebuild it all the same?"
    )


def _told(done: Rebuilt) -> Iterator[str]:
    """By name, what was kept, and what was there and is not in the new file."""
    if done.aside:
        yield f"The old database is kept as {done.aside}."
    else:
        yield f"There was no database at {done.path}: a new one is made."
    titles = {service.name: service.title for service in ALL_SERVICES}
    for service in dict.fromkeys((*SERVICES, *done.logins)):
        title = titles.get(service, service)
        if service in done.logins:
            yield f"The {title} login was taken from {done.logins[service] or 'the old database'}."
        else:
            yield f"The {title} login could not be saved: run `runtrack login {service}`."
    if done.plays:
        yield f"{done.plays} plays were kept ({', '.join(done.play_sources)})."
    for name, out in done.left_out.items():
        if out.note.done:
            yield f"{name} was deleted on {out.note.at:%Y-%m-%d}: what {out.file} still holds of {name} stays out."
        else:
            yield f"{name} is being deleted: `runtrack delete{of(name)}` goes on with it."
    for since in done.unfinished:
        yield f"The backfill has to be asked for again: `runtrack backfill --since {since:%Y-%m-%d}`."
    if "everything" in done.lost:
        yield "Nothing of the old file can be read: plays that no copy holds are lost."
    if number := done.lost.get("plays", 0):
        some = "Some plays, nobody knows how many," if number < 0 else f"{number} plays"
        yield f"{some} could not be read and are lost; `runtrack import-plays` brings back exported ones."
    if names := [name for what, name in NAMES.items() if what in done.lost]:
        yield f"Could not be read in full: {', '.join(names)}."
    target = TARGET.title
    yield (
        f"The next tick of `runtrack run` refills the ledger since {done.since:%Y-%m-%d} from {target}'s list. Until "
        f"then nothing is sent; runs that {target} lacks are set aside, and `runtrack retry` or `runtrack backfill` "
        "sends them."
    )
