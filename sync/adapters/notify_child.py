"""Sends one notice by Apprise in a process of its own; `python -m sync.adapters.notify_child`.

Each of Apprise's 80 services sends by `requests` as it likes: no bound on time or bytes can be put under them from
outside. A child can be ended at the deadline and has a bound on its memory; a thread has neither. A JSON object comes
in by stdin (addresses hold secrets, and arguments are seen by everybody); exit code 0: all addresses took it.
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


def send(urls: Sequence[str], title: str, body: str, seconds: float) -> bool:
    """Whether every address took the notice within so many seconds."""
    given = json.dumps({"urls": list(urls), "title": title, "body": body}).encode()
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
    messenger = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    added = [messenger.add(url) for url in given["urls"]]
    sent = bool(messenger.notify(title=given["title"], body=given["body"]))
    return SENT if sent and all(added) else NOT_SENT


if __name__ == "__main__":
    sys.exit(main())
