"""`--user NAME`, which every command of one person has: whose runs, music and logins it is about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from sync.core.user_name import ME
from sync.entrypoints.cli.screen import place_of
from sync.entrypoints.commands_of import OF_ALL, speak_to

WITHOUT = OF_ALL | {"add", "remove"}


def _chosen(context: typer.Context, name: str) -> str:
    context.obj = replace(place_of(context), user=name)
    speak_to(name)
    return name


def _command(
    user: Annotated[
        str,
        typer.Option("--user", metavar="NAME", help="Whose (`runtrack users`)", callback=_chosen, expose_value=False),
    ] = ME,
) -> None:
    """Holds the option, as Typer makes it."""


_only = typer.Typer(add_completion=False)
_only.command()(_command)
(OPTION,) = [each for each in get_command(_only).params if each.name == "user"]


def with_user(commands: Mapping[str, Any]) -> None:
    """Give each of these commands the option, except those of everybody."""
    for name, command in commands.items():
        if name not in WITHOUT and not isinstance(command, TyperGroup) and OPTION not in command.params:
            command.params.append(OPTION)
