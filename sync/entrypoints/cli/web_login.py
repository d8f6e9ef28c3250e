"""`runtrack web-login`: a link that signs one browser in, once."""

import secrets

import typer

from sync.entrypoints.cli.screen import fail, opened, place_of, say
from sync.entrypoints.cli.web import HOST, PORT


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(name="web-login")(web_login)


def web_login(context: typer.Context) -> None:
    """Print a link that signs one browser in, once, within a quarter of an hour.

    It also invites: whoever has the link is the person that it was made for."""
    from sync.core.credential import Word
    from sync.engine.asks.refusals import NobodyThere
    from sync.engine.asks.sign_in import make_link

    place = place_of(context)
    settings, secret = place.settings(), secrets.token_urlsafe(32)
    with opened(settings, place.user) as wired:
        try:
            made = make_link(wired.app, place.user, secret, place.now())
        except NobodyThere:
            raise fail(f"{place.user} is not here: `runtrack users` shows everybody.") from None
    base = settings.app_url or f"http://{HOST}:{PORT}"
    say(f"Signs one browser in as {made.user}, once, until {made.ends:%H:%M} UTC:")
    print(f"{base}/sign-in#{Word(made.user, secret).text}")
