"""Connect the target once: consent in the browser, then the refresh token on standard output (`make get-token`)."""

import sys
from contextlib import closing
from typing import Annotated

import typer

from sync.adapters.strava_service import SERVICE, consent
from sync.entrypoints.cli.app import main
from sync.entrypoints.cli.login import terminal
from sync.entrypoints.cli.screen import place_of, say
from sync.login import Given, Open, Step
from sync.wiring import ME, build, hosts

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


HELP = f"""Ask {SERVICE.title} for consent and print the refresh token, alone, on standard output.

Needs {" and ".join(SERVICE.needs)} in the environment or .env. Without --store it asks, on a
terminal, whether the token is to be stored as `{SERVICE.command}` does; else nothing is stored."""


@app.command(help=HELP)
def get_token(
    context: typer.Context,
    store: Annotated[bool, typer.Option("--store", help="Also store it sealed for runtrack, without asking")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open nothing: print the address")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the answer is waited for on localhost")] = 9321,
) -> None:
    """See `HELP`."""
    place = place_of(context)
    settings = terminal.require(SERVICE, place.settings())
    login = consent(hosts(settings), settings.of_services, settings.http_seconds)

    def advance(step: Step | None, given: Given) -> Step:
        return (
            login.answer(step.state, given, place.now()) if isinstance(step, Open) else login.begin(given, place.now())
        )

    done = terminal.walked(place, SERVICE, advance, {}, port=port, browser=not no_browser)
    for line in done.warnings:
        say(line)
    print(done.bundle.fields["refresh_token"], flush=True)
    if not (store or _wanted()):
        say(f"It is not stored. {SERVICE.seed} in .env is where runtrack looks for it.")
        return
    with closing(build(settings)) as wired:
        wired.keepers[SERVICE.name].save_login(ME, done.bundle, place.now(), scopes=done.scopes, account=done.account)
    say(f"It is stored, sealed, in {settings.database}; the next tick goes on with it by itself.")


def _wanted() -> bool:
    if not sys.stdin.isatty():
        return False
    print("Store it sealed for runtrack? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


if __name__ == "__main__":
    main(command=app)
