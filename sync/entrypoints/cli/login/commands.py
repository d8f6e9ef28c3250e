"""`runtrack login SERVICE` and `runtrack logout`: a command for each service of the list.

A daemon reads the connection from the store in each tick, so that it needs no restart after any of these.
"""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from sync.entrypoints import logs
from sync.entrypoints.cli.login import terminal
from sync.entrypoints.cli.screen import opened, place_of, say
from sync.entrypoints.cli.text.words import CONNECTED, Commands, any_of, counted, worded
from sync.login_field import Field
from sync.service import Role, Service

login = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    help=worded("Connect {source}, {target} or a music service."),
)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(logout)
    app.add_typer(login, name="login")


def command(service: Service) -> Callable[..., None]:
    """The command that connects a service: its arguments and options are the login's fields, and the page's port."""

    def connect(context: typer.Context, no_browser: bool = False, port: int = 0, **given: Any) -> None:
        place = place_of(context)
        logs.configure(place.settings().log_format)
        known = {name: "yes" if text is True else text for name, text in given.items() if text not in ("", False)}
        known |= {field.name: given[field.name] for field in service.fields if field.kind == "argument"}
        terminal.connect(place, service, known, port=port, browser=not no_browser)

    parameters: list[tuple[str, Any, Any]] = [("context", typer.Context, Parameter.empty)]
    parameters += [(field.name, *_taken(field)) for field in service.fields]
    if service.page is not None:
        opens = typer.Option("--no-browser", help="Open nothing: print the address")
        waits = f"Where the answer is waited for on {service.page.host}"
        ports = typer.Option(metavar="PORT", min=1, max=65535, help=waits)
        parameters += [
            ("no_browser", Annotated[bool, opens], False),
            ("port", Annotated[int, ports], service.page.port),
        ]
    kinds = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=kind)
        for name, kind, default in parameters
    ]
    connect.__signature__ = Signature(kinds)  # type: ignore[attr-defined]  # Typer reads it
    connect.__annotations__ = {name: kind for name, kind, _ in parameters}
    connect.__doc__, connect.__name__ = service.about, service.name
    return connect


def _taken(field: Field) -> tuple[Any, Any]:
    """How a command takes a field: (its type for Typer, what it is when it is not given)."""
    if field.kind == "argument":
        return Annotated[str, typer.Argument(help=field.about)], Parameter.empty
    if field.kind == "flag":
        return Annotated[bool, typer.Option(f"--{field.name}", help=field.about)], False
    return Annotated[str, typer.Option(metavar=field.metavar, help=field.about)], ""


def _known(name: str) -> str:
    if name not in CONNECTED:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, CONNECTED))}.")
    return name


def logout(
    context: typer.Context,
    service: Annotated[str, typer.Argument(metavar="SERVICE", help=any_of(list(CONNECTED)), callback=_known)],
    keep_plays: Annotated[
        bool, typer.Option("--keep-plays", help="Of a music service: keep what was captured from it")
    ] = False,
) -> None:
    """Forget a login. What was uploaded and written stays; a music service's plays go, unless they are to be kept."""
    from sync.engine.asks.disconnect import NotThere, disconnect

    place, about = place_of(context), CONNECTED[service]
    settings = place.settings()
    logs.configure(settings.log_format)
    with opened(settings, place.user) as wired:
        try:
            done = disconnect(wired.app, wired.user, service, place.now(), keep_plays=keep_plays)
        except NotThere:
            print(f"{about.title} is not connected.")
            return
    said = about.forgotten
    if Role.PLAYS in about.roles:
        gone = f"{counted(done.plays or 0, 'play')} of it {'was' if done.plays == 1 else 'were'} deleted."
        said = f"{'Its plays are kept.' if done.plays is None else gone} {said}".rstrip()
    elif done.told.dead:
        said = f"{about.title} had ended the connection already."
    elif done.told.why:
        said = f"{about.title} could not be told ({done.told.why}): {said}"
    elif done.told.why == "":
        said = f"{about.title} has ended the connection as well."
    print(f"{about.title} is disconnected. {said}")
    if about.seed in settings.seeds:
        say(f"{about.seed} is still set: take it out of the environment and .env, or it is used again.")


for _service in CONNECTED.values():
    login.command(_service.name)(command(_service))
