"""The words of the command line that several commands share, and how their help is shown: one word for one thing."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sync.adapters.all import SERVICES
from sync.entrypoints.cli.whose import with_user
from sync.entrypoints.ending import INTERRUPTED
from sync.service import Role

DATE = "DATE"
_ASKED = [each for each in SERVICES if each.roles & {Role.SOURCE, Role.TARGET, Role.PLAYS}]
CONNECTED = {each.name: each for each in _ASKED if each.has_login}
"""The services that a person connects, by name."""
NAMES = {each.name: each.title for each in _ASKED}
TITLES = {each.name: each.title for each in SERVICES}
"""Of all services."""
OF_RUNS = frozenset(each.name for each in _ASKED if each.roles & {Role.SOURCE, Role.TARGET})
"""Where runs come from and go to."""
NEEDED = [each for each in CONNECTED.values() if each.roles & {Role.SOURCE, Role.TARGET}]
"""Those without which nothing goes."""
SOURCE = next(each for each in NEEDED if Role.SOURCE in each.roles)
TARGET = next(each for each in NEEDED if Role.TARGET in each.roles)


def worded(text: str | None) -> str:
    """A help text in which `{source}` and `{target}` stand for what these are called."""
    return (text or "").replace("{source}", SOURCE.title).replace("{target}", TARGET.title)


RUN = f"a run as `runtrack list` names it, a {SOURCE.title} or {TARGET.title} id, or the address of its page there"
MUSIC = [each for each in CONNECTED.values() if Role.PLAYS in each.roles]
TICKS_HERE = "is `runtrack run` running?"
TICKS_ON_AWS = "is the schedule on? `make logs` shows its ticks"
HELP = {"help_option_names": ["-h", "--help"]}

RunName = Annotated[str, typer.Argument(metavar="RUN", help=RUN[0].upper() + RUN[1:])]
AsJson = Annotated[bool, typer.Option("--json", help="The same as one JSON object (docs/json.md)")]


def who_ticks(*, on_aws: bool) -> str:
    """What to ask oneself when no tick comes, by the place where the ticks are made."""
    return TICKS_ON_AWS if on_aws else TICKS_HERE


class Commands(TyperGroup):
    """A group whose help says the first sentence of each command whole, in several lines where it must. Each command
    of one person has `--user`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_user(self.commands)

    def invoke(self, ctx: Any) -> Any:
        """Ctrl-C, also at a question, ends every command quietly: whoever pressed the keys knows."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, typer.Abort):
            raise typer.Exit(INTERRUPTED) from None
        except typer.BadParameter as error:
            error.message = _plain(error.message)
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        known = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, each.get_short_help_str(limit=500)) for name, each in known if each and not each.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def any_of(names: Sequence[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _plain(message: str) -> str:
    """What pydantic, with which Typer reads options, says of a wrong value, in words for people."""
    message = message.removeprefix("Value error, ")
    if "unable to parse" in message:
        return "it is not a whole number"
    return message.replace("Input should be", "it must be")


def counted(count: int, what: str) -> str:
    """`1 run`, `2 runs`."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
