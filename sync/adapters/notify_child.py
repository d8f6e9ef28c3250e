"""Sends one notice by Apprise in a process of its own; `python -m sync.adapters.notify_child`.

Each of Apprise's 80 services sends by `requests` as it likes: no bound on time or bytes can be put under them from
outside. A child can be ended at the deadline and has a bound on its memory; a thread has neither. A JSON object comes
in by stdin (addresses hold secrets, and arguments are seen by everybody); exit code 0: all addresses took it.

What is said is text, and is told to Apprise as that: without a word about it, it is shown as it is where HTML is
expected, as in a mail, and a name or a note would be markup there.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

MEMORY = 1_000_000_000  # bytes of address space
SENT, NOT_SENT = 0, 1


def send(urls: Sequence[str], title: str, body: str, seconds: float, *, html: str = "") -> bool:
    """Whether every address took the notice within so many seconds. `html`: the body for those that show HTML unless
    told otherwise (mail), "" for none of its own."""
    given = json.dumps({"urls": list(urls), "title": title, "body": body, "html": html}).encode()
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    environ = os.environ | {"PYTHONPATH": path, "NETRC": os.devnull}  # no login of ~/.netrc in a token's place
    command = [sys.executable, "-P", "-W", "ignore", "-m", "sync.adapters.notify_child"]
    try:
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environ,
            timeout=seconds,
            start_new_session=True,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == SENT


def main() -> int:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ValueError, OSError):
        pass  # macOS refuses it, and a stricter bound may be in force; the deadline remains
    import apprise

    given = json.load(sys.stdin.buffer)
    asset = apprise.AppriseAsset(http_redirects=False)
    places = [apprise.Apprise.instantiate(url, asset=asset) for url in given["urls"]]
    told = True
    for html in (True, False):
        some = [one for one in places if one and (one.resolve_format() == apprise.NotifyFormat.HTML) is html]
        own = html and given["html"]
        body, form = (given["html"], "html") if own else (given["body"], "text")
        if some:
            told &= bool(apprise.Apprise(some, asset=asset).notify(title=given["title"], body=body, body_format=form))
    return SENT if told and all(places) and places else NOT_SENT


if __name__ == "__main__":
    sys.exit(main())
