"""`runtrack doctor`: a table of checks with the way out of each, and `--rebuild` for a database that is lost."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sync.config import Settings, SettingsError
from sync.entrypoints.cli.screen import Place, opened, place_of
from sync.entrypoints.cli.text import json_text
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.words import NEEDED, TARGET, AsJson, worded
from sync.entrypoints.environment import DOTENV
from sync.ports import StoreBroken

if TYPE_CHECKING:
    from sync.entrypoints.cli.checks.machine import Check

SETTING = "RUNTRACK_ANNOTATE_ONLY"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(help=worded(doctor.__doc__))(doctor)


def doctor(
    context: typer.Context,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help=f"Set the database aside and refill the ledger from {TARGET.title}'s list")
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="With --rebuild: without a question, also where nothing is broken"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check clock, disk, database, logins, permissions, {target}'s subscription, {source}'s own link to {target}, the
    music.

    Exit code 0: fine, 1: a person is needed, 2: broken."""
    from sync.entrypoints.cli.checks.machine import Check, Verdict
    from sync.entrypoints.cli.checks.music import NO_MUSIC, without_music
    from sync.entrypoints.cli.checks.services import feed_it_themselves

    place = place_of(context)
    if rebuild:
        from sync.entrypoints.cli.rebuild import rebuild as replace_database

        raise typer.Exit(replace_database(place, yes=yes))
    try:
        settings = place.settings()
    except SettingsError as error:
        checks = [
            Check("settings", Verdict.BROKEN, problem, "correct it in the environment or in .env")
            for problem in error.problems
        ]
    else:
        checks = list(_checks(settings, place.user, place.now()))
    if as_json:
        print(json_text.checks(checks))
        raise typer.Exit(max(check.verdict for check in checks).exit_code)
    marks = {Verdict.FINE: "fine", Verdict.NOTE: "note", Verdict.PERSON: "needs you", Verdict.BROKEN: "broken"}
    rows = [(check.name, marks[check.verdict], check.seen, check.way_out) for check in checks]
    table(("check", "verdict", "seen", "way out"), rows, below=frozenset({"seen", "way out"}))
    if without_music(checks):
        print_page(f"\n{NO_MUSIC}")
    for title in feed_it_themselves(checks):
        _offer(place, title)
    raise typer.Exit(max(check.verdict for check in checks).exit_code)


def _checks(settings: Settings, user: str, now: datetime) -> Iterator["Check"]:
    """All of them in order; those at the services only when there is a database that can be opened."""
    from sync.adapters.all import BROUGHT
    from sync.entrypoints.cli.checks import machine as checks
    from sync.entrypoints.cli.checks.cloud import check_cloud
    from sync.entrypoints.cli.checks.live import check_live
    from sync.entrypoints.cli.checks.looks import check_deleted, check_looks
    from sync.entrypoints.cli.checks.music import check_music, check_template
    from sync.entrypoints.cli.checks.services import check_packages, check_services
    from sync.wiring import hosts

    where = hosts(settings)
    clocks = [f"{service.hosts[0].base.format_map(settings.of_services)}/" for service in NEEDED]
    yield checks.check_settings(settings)
    yield from checks.check_names(settings)
    yield checks.check_clock([where.rewrite("HEAD", url) for url in clocks], now)
    kept = list(check_cloud(settings)) if settings.bucket else list(_kept_here(settings))
    yield from kept
    if (text := check_template(settings)) is not None:
        yield text
        if text.verdict is checks.Verdict.BROKEN:
            settings = replace(settings, template=None)  # the services can be looked at all the same
    if checks.Verdict.BROKEN in (check.verdict for check in kept):
        return
    if not settings.bucket and not settings.database.exists():
        for service in NEEDED:
            yield checks.Check(f"{service.title} login", checks.Verdict.PERSON, "not connected", service.log_in)
        yield from check_packages(BROUGHT.faults)
        return
    try:
        with opened(settings, user) as wired:
            yield from check_deleted(wired)
            yield from check_services(wired, now)
            yield from check_packages(wired.faults)
            yield from check_looks(wired, now)
            yield from check_music(wired, now)
            yield from check_live(wired, now)
    except StoreBroken as error:
        yield checks.Check("database", checks.Verdict.BROKEN, error.reason, error.advice)


def _kept_here(settings: Settings) -> Iterator["Check"]:
    """Where rows, files and the key are on one machine."""
    from sync.entrypoints.cli.checks import machine as checks

    yield checks.check_disk(settings, shutil.disk_usage(_existing(settings.database.parent)).free)
    if not settings.sealing_key:
        yield checks.check_key(settings.key_file, checks.stored_logins(settings.database))
    yield checks.check_database(settings.database)
    if settings.database.exists():
        yield checks.check_private(settings)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    return next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))


def _offer(place: Place, source: str) -> None:
    """Annotate-only instead of doubles: on a terminal write the line on request, else say it."""
    told = f"{source} uploads to {TARGET.title} by itself"
    print_page(f"\n{told}. Unlink it, or set {SETTING}=yes: then Runtrack sends nothing.")
    if place.ask is None or not place.ask(f"Write {SETTING}=yes to {DOTENV} in this folder?"):
        return
    from dotenv import set_key

    set_key(DOTENV, SETTING, "yes", quote_mode="never")
    print(f"Written to {DOTENV.absolute()}. It holds from the next start of `runtrack run` in this folder.")
    if SETTING in place.environ:
        print(f"But {SETTING} is also set in the environment, and that wins: change it there.")
