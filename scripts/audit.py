"""`make check` asks OSV (https://osv.dev) whether a locked dependency has a known weakness: one request, ten seconds.

Why not pip-audit: it brings 25 packages of its own, asks for each dependency by itself, and calls what it could not ask
about fine (measured: exit code 0 without a network). Here it is said plainly when nothing could be asked, and the check
goes on; a weakness that is found fails it, until the lock is renewed (`make lock`) or `ACCEPTED` says why it may stay.
"""

import argparse
import sys
import threading
import tomllib
from pathlib import Path
from typing import Any

import requests

URL = "https://api.osv.dev/v1/querybatch"
SECONDS = 10.0
LOCK = Path(__file__).parents[1] / "pdm.lock"
ACCEPTED: dict[str, str] = {}
"""Weaknesses by their id, and why they do not touch us."""


def locked(lock: Path) -> list[tuple[str, str]]:
    """Names and versions of every locked package, of each platform and group."""
    packages = tomllib.loads(lock.read_text(encoding="utf-8"))["package"]
    return sorted({(each["name"], each["version"]) for each in packages})


def asked(packages: list[tuple[str, str]], url: str, seconds: float) -> list[list[str]] | str:
    """The ids of each package's weaknesses, in order; or why that could not be found out, within `seconds` in all."""
    box: list[Any] = []

    def ask() -> None:
        queries = [{"package": {"name": n, "ecosystem": "PyPI"}, "version": v} for n, v in packages]
        try:
            answer = requests.post(url, json={"queries": queries}, timeout=(3, seconds))
            answer.raise_for_status()
            results = answer.json()["results"]
            box.append([[each["id"] for each in result.get("vulns", ())] for result in results])
        except requests.ConnectionError:
            box.append(f"{url} cannot be reached from here")
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            box.append(f"{url} gave no answer of use ({type(error).__name__})")

    thread = threading.Thread(target=ask, daemon=True)  # whatever it hangs in, nobody waits longer
    thread.start()
    thread.join(seconds)
    if not box:
        return f"{url} did not answer within {seconds:g} s"
    if not isinstance(box[0], str) and len(box[0]) != len(packages):
        return f"{url} answered for {len(box[0])} of {len(packages)} packages"
    found: list[list[str]] | str = box[0]
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Look for known weaknesses of the locked dependencies.")
    parser.add_argument("--url", default=URL)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--lock", type=Path, default=LOCK)
    given = parser.parse_args(arguments)
    packages = locked(given.lock)
    answer = asked(packages, given.url, given.seconds)
    if isinstance(answer, str):
        print(f"The {len(packages)} dependencies were NOT audited: {answer}.")
        return 0
    known = [(name, version, one) for (name, version), ids in zip(packages, answer, strict=True) for one in ids]
    for name, version, one in known:
        why = f"accepted: {ACCEPTED[one]}" if one in ACCEPTED else f"https://osv.dev/vulnerability/{one}"
        print(f"{name} {version}: {one} ({why})")
    if open_ := [one for _, _, one in known if one not in ACCEPTED]:
        print(f"{len(open_)} known weaknesses in {len(packages)} dependencies: `make lock` takes newer versions.")
        return 1
    print(f"None of the {len(packages)} dependencies has a known weakness.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
