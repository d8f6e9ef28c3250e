"""A consent page in the browser, and its answer: it comes back to a loopback server, or is pasted."""

import os
import sys
import threading
import webbrowser
from contextlib import ExitStack

from sync.entrypoints.cli.login.callback import AwaitedAnswer, listening, standard_input, wait
from sync.entrypoints.cli.screen import say
from sync.login import Given, NotConnected, Open
from sync.login_field import Callback


def address(page: Callback, port: int) -> str:
    """Where the page sends its answer."""
    return f"http://{page.host}:{port}{page.path}"


def answered(title: str, step: Open, page: Callback, *, port: int, browser: bool) -> Given:
    """Show the person the page and wait for what comes back to `port`, or is pasted. Raises `NotConnected`.

    `browser=False`: nothing is opened; the address is printed, and what comes back may be pasted."""
    awaited = AwaitedAnswer(title, step.state["state"])
    with ExitStack() as stack:
        try:
            server = stack.enter_context(listening(port, awaited, page.path))
        except (OSError, OverflowError) as error:
            server = None  # pasting alone will do when nothing else was promised
            if browser:
                reason = getattr(error, "strerror", "") or error
                raise NotConnected(
                    f"port {port} on localhost cannot be used ({reason}): choose another one with --port, "
                    "or paste the answer with --no-browser"
                ) from None
        pasting = standard_input(terminal_only=browser)
        _invite(title, step.url, browser=browser and _has_browser(), pasting=pasting is not None)
        return wait(awaited, server, pasting, page.seconds).given


def _invite(service: str, url: str, *, browser: bool, pasting: bool) -> None:
    if browser:  # in a thread: some browsers return only when they are closed
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
    opens = f"{service}'s consent page opens in your browser; if not, open this address:"
    say(opens if browser else "Open this address:")
    say(f"\n  {url}\n")
    if pasting:
        say("If the browser ends at a page of localhost that it cannot show, copy that page's address, paste it here")
        say("and press Enter.")


def _has_browser() -> bool:
    """Whether there is one in front of the person; a text browser, which would take the terminal away, is none."""
    graphical = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in graphical)
