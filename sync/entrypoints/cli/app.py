"""The `runtrack` command: Typer's commands. `start` decides which command lines come here, and ends them.

Exit codes: 0 fine, 1 something needs a person, 2 failed (a wrong setting, a refused store, a bug).
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from sync.core.user_name import ME
from sync.entrypoints.cli.screen import Place
from sync.entrypoints.cli.text.words import HELP, Commands
from sync.entrypoints.commands_of import speak_to
from sync.entrypoints.ending import told

FILES = {
    "logout": "login.commands",
    "status": "show",
    "list": "show",
    "show": "show",
    "why": "show",
    "plan": "show",
    "retry": "steer",
    "skip": "steer",
    "backfill": "steer",
    "plays": "music",
    "soundtrack": "music",
    "annotate": "music",
    "import-plays": "music",
    "insights": "insights",
    "experiment": "experiment",
    "review": "review",
    "live": "live",
    "song": "song",
    "friends": "friends",
    "groups": "groups",
    "send": "songs",
    "songs": "songs",
    "chats": "chats",
    "export": "archive",
    "sql": "sql",
    "import-archive": "archive",
    "delete": "delete",
    "doctor": "doctor",
    "preferences": "preferences",
    "push-credentials": "push",
    "rotate-key": "rotate_key",
    "login": "login.commands",
    "users": "users",
    "web": "web",
    "web-login": "web_login",
}
"""The commands in the order of the help, and the file of this folder whose `register` adds each."""


class LoadedWhenAsked(Commands):
    """Whoever types one command pays for the imports of no other."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*(name for name in self.commands if name not in FILES), *FILES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands:
            for file in dict.fromkeys([FILES[cmd_name]] if cmd_name in FILES else FILES.values()):
                self._load(file)  # all of them for a name that none has, so that the nearest can be said
        return super().get_command(ctx, cmd_name)

    def _load(self, file: str) -> None:
        part = typer.Typer(cls=Commands, rich_markup_mode=None)
        import_module(f"sync.entrypoints.cli.{file}").register(part)
        self.commands.update(get_group(part).commands)


app = typer.Typer(
    cls=LoadedWhenAsked,
    context_settings=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version and leave")] = False) -> None:
    """Keeps your Strava complete: every Garmin run, exactly once."""
    if version:
        from importlib.metadata import version as installed

        print(f"runtrack {installed('runtrack')}")
        raise typer.Exit


@app.command()
def run(
    once: Annotated[
        bool, typer.Option("--once", help="One tick, for cron; exit code 0 fine, 1 a person, 2 failed")
    ] = False,
) -> None:
    """Watch Garmin and upload what Strava lacks, a tick each minute."""
    from sync.entrypoints.daemon.command import run as ticks

    ticks(once=once)


def main(
    arguments: Sequence[str] | None = None, place: Place | None = None, command: Callable[..., object] = app
) -> None:
    """Any command. What a user can cause is said in a sentence, never as a traceback."""
    speak_to(ME)
    told(lambda: command(arguments, obj=place))
