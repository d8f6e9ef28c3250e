"""`runtrack web`: the pages and their API, on this machine, beside a daemon on the same database."""

from typing import Annotated

import typer

from sync.entrypoints.cli.screen import fail, place_of
from sync.ports import StoreBroken

HOST, PORT = "127.0.0.1", 8080


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(web)


def web(
    context: typer.Context,
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="0: a free one")] = PORT,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Any but a loopback address needs sign-in")] = HOST,
    beside: Annotated[bool, typer.Option("--beside", hidden=True, help="End with standard input")] = False,
) -> None:
    """Show your runs in the browser; Ctrl-C ends it.

    On this machine alone you are in without ceremony. Where others can reach it, or APP_URL says so, one signs in:
    `runtrack web-login`. It uploads nothing: `runtrack run` does, beside it."""
    from sync.engine.asks.sign_in import can_sign_in
    from sync.entrypoints import logs
    from sync.entrypoints.api.access.policy import NoSignIn, policy_of
    from sync.entrypoints.api.app import create_app
    from sync.entrypoints.api.serve import address_of, end_with_input, listening, serve
    from sync.entrypoints.api.site import Site

    place = place_of(context)
    settings = place.settings()
    logs.configure(settings.log_format)
    if settings.bucket:
        reason = f"RUNTRACK_BUCKET is set: the runs are those of {settings.environment} on AWS"
        raise StoreBroken(reason, "to show those of this machine, unset RUNTRACK_BUCKET")
    try:
        policy = policy_of(host, settings.app_url, proxies=settings.trusted_proxies, hook=settings.hints_secret)
        listener = listening(host, port)
    except NoSignIn as error:
        raise fail(f"{error}.") from None
    except OSError as error:
        raise fail(f"Port {port} of {host} cannot be used ({error.strerror or error}): try `--port 0`.") from None
    address = address_of(listener) if policy.open else settings.app_url
    site = Site(settings, address=address, now=place.now)
    try:
        if not policy.open and not can_sign_in(site.installation, place.now()):
            listener.close()
            raise fail(f"Nobody could sign in at {address}: run `runtrack web-login`, then this again.")
        if beside:
            end_with_input()
        serve(create_app(site, policy), listener, ready=lambda: print(f"Runtrack is at {address}", flush=True))
    finally:
        site.close()
