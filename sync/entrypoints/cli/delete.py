"""`runtrack delete`: a person goes, with all that is kept of them; the receipt says what still holds some of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sync.adapters.all import SERVICES
from sync.config import Settings
from sync.core.user_name import ME
from sync.engine import leaving
from sync.engine.asks import delete as verb
from sync.engine.asks.revoking import Told
from sync.engine.deleted import find_note
from sync.entrypoints import logs
from sync.entrypoints.cli.screen import Place, fail, opened, place_of, say
from sync.entrypoints.cli.text.words import TARGET, counted
from sync.ports import StoreBroken

if TYPE_CHECKING:
    from sync.stores.sqlite_erase import Left
    from sync.wiring import Wired

RECOVERY = timedelta(days=35)
"""How far back AWS can bring a table: it cannot be told to forget a part of that."""
WAIT_SECONDS = 5.0
GOES_ON = (
    "the deletion has begun, and nothing of {user} is sent any more: once that is mended, `runtrack delete --user "
    "{user}` goes on from there"
)
ABOUT = {service.name: service for service in SERVICES}


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(delete)


def delete(
    context: typer.Context,
    yes: Annotated[
        str, typer.Option("--yes-delete", metavar="NAME", help="The name, instead of typing it: for scripts")
    ] = "",
) -> None:
    """Delete a person: runs, plays, files, logins. Asks for the name; may be killed and run again."""
    place = place_of(context)
    said = place.settings()
    settings = said.unseeded  # a token in the environment would be taken for a login of theirs
    logs.configure(settings.log_format)
    with opened(settings, place.user, anybody=True) as wired:  # a copy may have brought back rows without the user's
        if not verb.is_there(wired.app, wired.user):
            _print(_gone_before(wired, settings))
            return
        _confirmed(place, wired.user, yes)
        marked = verb.begin(wired.app, wired.user, place.now())
        try:
            done, left = _done(wired, settings, place, marked.leaving or place.now())
        except StoreBroken as error:
            raise StoreBroken(error.reason, GOES_ON.format(user=wired.user)) from error
    _print((*_receipt(said, place.user, done, place.now()), *_still_readable(settings, place.user, left)))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _gone_before(wired: "Wired", settings: Settings) -> Iterator[str]:
    """Of somebody who was deleted already: what may have been left to be read then is wiped now. Says so and leaves
    when nobody of that name was ever deleted here."""
    from sync.stores.sqlite_erase import Left, wiped

    note = find_note(wired.app.files, wired.user)
    if settings.bucket or note is None:
        raise fail(f"Nothing is kept of {wired.user}: there is nothing to delete.", 1)
    left = wiped(wired.store)
    rest = " Nothing of it can be read in the database file any more." if left == Left() else ""
    yield f"{wired.user} was deleted on {note.at:%Y-%m-%d}.{rest}"
    yield from _still_readable(settings, wired.user, left)


def _confirmed(place: Place, user: str, yes: str) -> None:
    if (yes or place.typed(f"Everything of {user} is deleted, for good. Type {user} to go on: ")) != user:
        raise fail("That is not the name: nothing was changed.", 1)


def _done(wired: "Wired", settings: Settings, place: Place, since: datetime) -> "tuple[verb.Swept, Left]":
    """At once where nobody else works on the database; else, after a first sweep, once the ticks are over that may be
    under way. With what can still be read of it in the database's files."""
    from sync.entrypoints.daemon.lock import AlreadyRunning, alone
    from sync.stores.sqlite_erase import wiped

    if not settings.bucket:
        from sync.stores.backups import keep_copy

        try:
            with alone(settings):
                done, left = verb.finish(wired.app, wired.user, place.now(), alone=True), wiped(wired.store)
                keep_copy(wired.store, place.now(), anew=True)  # of the file as it is now
                return done, left
        except AlreadyRunning:
            pass
    done = verb.sweep(wired.app, wired.user, place.now())
    until = leaving.quiet_at(wired.app, since)
    if place.now() < until:
        say(
            f"{wired.user} is deleted, and nothing is sent any more. A tick that began before may still be writing: "
            f"what it leaves is deleted at {until:%H:%M} UTC. Stopped before, this command goes on from here."
        )
    while place.now() < until:
        place.sleep(min(WAIT_SECONDS, (until - place.now()).total_seconds()))
    return done + verb.finish(wired.app, wired.user, place.now(), alone=False), wiped(wired.store)


def _receipt(settings: Settings, user: str, done: verb.Swept, now: datetime) -> Iterator[str]:
    rows = [counted(done.rows.get(what, 0), one) for what, one in (("runs", "run"), ("plays", "play"))]
    others = sum(done.rows.values()) - done.rows.get("runs", 0) - done.rows.get("plays", 0)
    more = [counted(others, "other row")] if others else []
    yield f"{user} is deleted: {', '.join((*rows, counted(done.files, 'file'), *more))}."
    told = {one.service: one for one in reversed(done.told)}  # of two, the first one: later there was nothing left
    yield from (_of_service(told[service]) for service in sorted(told))
    yield f"What is on {TARGET.title} stays there: it is yours, and only you can delete it."
    yield from _held(settings, now)
    yield "What stays is a note that somebody was deleted, and when; it does not say the name."
    if user == ME and settings.seeds:
        yield f"Still set: {', '.join(settings.seeds)}. Take it out of the environment and .env, or it is used again."


def _still_readable(settings: Settings, user: str, left: "Left") -> Iterator[str]:
    if left.log:
        yield (
            f"Still held: {settings.database}-wal, the log of the database, as another program is reading it. It goes "
            "when all that have the database open have stopped, `runtrack run` among them."
        )
    if left.pages:
        yield (
            f"Still held: traces of it in unused pages of {settings.database}. Making the file anew takes as much room "
            f"as it has, beside it and for temporary files, and {left.pages}: `runtrack delete --user {user}` once "
            "more does it."
        )


def _of_service(told: Told) -> str:
    about = ABOUT.get(told.service)
    title, rest = (about.title, about.forgotten) if about else (told.service, "")
    if told.why == "":
        return f"{title} has ended the login as well."
    if told.dead:
        return f"{title} had ended the login already."
    why = f"{title} could not be told ({told.why})" if told.why else f"The login at {title} is forgotten here"
    return f"{why}. {rest[:1].upper()}{rest[1:]}".strip()


def _held(settings: Settings, now: datetime) -> Iterator[str]:
    """What still holds some of it, and until when."""
    if settings.bucket:
        tables = f"the tables of {settings.environment}"
        yield f"Still held: point-in-time recovery of {tables}, by AWS, until {now + RECOVERY:%Y-%m-%d}."
        yield "Log groups name runs by number, never by title or place, for as long as they are kept."
        return
    from sync.stores import backups  # with SQLite, which no other command loads before it opens its rows

    kept = backups.copies(settings.database)
    daily = [path for path in kept if path in backups.backups(settings.database)]
    if daily:
        until = now + timedelta(days=backups.KEEP)
        yield (
            f"Still held: {len(daily)} of the daily copies of the database, beside it. The last one goes by itself on "
            f"{until:%Y-%m-%d}, if `runtrack run` works each day until then."
        )
    for path in kept:
        if path not in daily:
            yield f"Still held: {path}, until you delete it."
    yield (
        "Copies that you made yourself hold it too: where one is laid in place, `runtrack run` stops and names who is "
        "back."
    )
