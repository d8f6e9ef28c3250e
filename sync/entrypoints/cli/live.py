"""`runtrack live`: what tells of a run in progress."""

import typer

from sync.entrypoints.cli.live_phones import phone
from sync.entrypoints.cli.text.words import Commands

live = typer.Typer(
    cls=Commands, no_args_is_help=True, rich_markup_mode=None, help="What tells of a run in progress: phones."
)
live.add_typer(phone, name="phone")


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(live, name="live")
