"""`runtrack preferences`: what a person has set otherwise than the installation, and what comes from where."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from sync.engine.asks import preferences as verb
from sync.entrypoints.cli.screen import Place, fail, opened, place_of
from sync.entrypoints.cli.text import json_status
from sync.entrypoints.cli.text.layout import print_page, table
from sync.entrypoints.cli.text.refusal_text import refusals_told
from sync.entrypoints.cli.text.words import AsJson

TYPED = "-"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(preferences)


def preferences(
    context: typer.Context,
    set_: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE", help="Set one; a secret as NAME=- is asked for")
    ] = None,
    reset: Annotated[
        list[str] | None, typer.Option("--reset", metavar="NAME", help="Go back to the installation's; may be repeated")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show your settings and where each comes from: your own, the environment, or the default; or change your own."""
    place = place_of(context)
    changes: dict[str, str | None] = dict(map(_pair, set_ or []))
    changes |= dict.fromkeys(reset or [])
    with opened(place.settings(), place.user) as wired, refusals_told(place.now()):
        if changes:
            given = {name: None if text is None else _value(place, name, text) for name, text in changes.items()}
            seen = verb.change_preferences(wired.app, wired.user, given, place.now())
        else:
            seen = verb.preferences(wired.app, wired.user)
    if as_json:
        print(json_status.preferences(seen))
        return
    rows = [(one.name, _shown(one), one.origin) for one in seen]
    table(("name", "value", "from"), rows, below=frozenset({"value"}))
    if changes:
        print_page("It holds from the next tick on.")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise fail(f"{text!r} is not NAME=VALUE; `runtrack preferences` shows every name.")
    return name, value


def _value(place: Place, name: str, text: str) -> str:
    """As it was given, or typed, or what is in the file that it names."""
    if text == TYPED:
        ask = f"{name}: "
        return getpass.getpass(ask, stream=sys.stderr) if sys.stdin.isatty() else place.typed(ask)
    if name.lower().replace("-", "_") not in ("template", "runtrack_template"):
        return text
    path = Path(text).expanduser()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise fail(f"{path} cannot be read: {why}. Nothing was changed.", 1) from None


def _shown(one: verb.PreferenceView) -> str:
    if one.is_secret:
        return "(set)" if one.is_set else "-"
    lines = one.value.splitlines()
    return f"({len(lines)} lines)" if lines[1:] else one.value or "-"
