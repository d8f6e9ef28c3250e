"""Writes `.env.example` from the table of settings: Runtrack's own, and those of every service (`make env-example`)."""

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from sync.adapters.all import OURS
from sync.options import AWS, MACHINE, SYNCED, TEXT
from sync.service import Role
from sync.setting import Option

FILE = Path(__file__).parents[1] / ".env.example"
WIDTH = 120
HEAD = """\
# Runtrack's settings. Copy this file to .env and fill in what you need; empty means the default.
# A variable of the real environment wins over .env. HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE and REQUESTS_CA_BUNDLE work
# as usual.
"""


def sections() -> Iterator[tuple[str, str, Iterable[Option]]]:
    """Headings, what is said below each, and its settings."""
    sources = "|".join(each.name for each in OURS if Role.PLAYS in each.roles)
    music = f"Of the music sources connect at least one (`runtrack login {sources}`)."
    yield "Your own applications at the services", music, (option for each in OURS for option in each.options)
    yield "The text of a run", "", TEXT
    yield "What is synced", "", SYNCED
    yield "This machine", "", MACHINE
    moved = (option for each in OURS for option in each.settings if option not in each.options)
    yield "Where the services are", "", moved
    aws = "All of these are set by Terraform; at home they let `runtrack status` look at an installation there."
    yield "On AWS", aws, AWS


def text() -> str:
    """The whole file."""
    lines = [HEAD]
    for title, note, options in sections():
        lines.append(f"# -- {title} ".ljust(99, "-") + "\n")
        lines += _comment(note)
        for option in options:
            lines += _comment(option.about)
            lines.append(f"{'' if option.open else '#'}{option.name}={option.shown}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _comment(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
