"""`make play`: simulated services on fixed ports, to log in to and to run Runtrack against by hand."""

import argparse
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from sync.sim.play_world import PlayWorld

FIRST_PORT = 9500
FOLDER = Path("build/play")
NOTE = """\
Simulated {names}, at http://127.0.0.1:{first} to {last}.
All of it is new with each start, also the database in {folder}. In another terminal:

  . {exports}
{logins}
  .venv/bin/runtrack run                          then status, list, why, soundtrack … as ever

Here, a line each; Ctrl-C ends it:
{words}"""


class Playground:
    """The services of one start, the folder of the product that is led there, and what a line typed here does."""

    def __init__(self, folder: Path, say: Callable[[str], object] = print) -> None:
        self.folder, self._say = folder, say
        self.world = PlayWorld(say)

    @property
    def environ(self) -> dict[str, str]:
        """The settings that lead the product here, and nowhere near a real database or key."""
        here = self.folder.absolute()
        return {
            **self.world.environ,
            "RUNTRACK_DATABASE": str(here / "data" / "runtrack.sqlite"),
            "RUNTRACK_KEY_FILE": str(here / "config" / "sealing.key"),
            "RUNTRACK_LOG_FORMAT": "text",
            "RUNTRACK_BUCKET": "",
            "RUNTRACK_NOTIFY_URLS": "",
            "RUNTRACK_HEARTBEAT_URL": "",  # whatever .env says
        }

    def note(self) -> str:
        """Writes the settings into the folder; what to do with them."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        exports = self.folder / "settings.sh"
        exports.write_text("".join(f"export {name}='{text}'\n" for name, text in self.environ.items()))
        ports = [int(service.url.rpartition(":")[2]) for service in self.world.services]
        logins = (f"  .venv/bin/runtrack {f'login {given}':<29}{told}" for given, told in self.world.logins)
        return NOTE.format(
            names=self.world.names,
            first=ports[0],
            last=ports[-1],
            folder=self.folder,
            exports=exports,
            logins="\n".join(line.rstrip() for line in logins),
            words="\n".join(f"  {word or 'Enter':<9}{told}" for word, (told, _) in self.world.words.items()),
        )

    def obey(self, lines: TextIO) -> None:
        """Do what each line says, until there are no more."""
        for line in lines:
            word = line.strip()
            if word not in self.world.words:
                self._say(f"{word!r} is none of the words above")
                continue
            told, act = self.world.words[word]
            act()
            self._say(f"done: {told}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM. Exit code 2 for a port in use."""
    parser = argparse.ArgumentParser(prog="make play", description=__doc__)
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first of seven ports; 0: free ones")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the database and the settings go")
    chosen = parser.parse_args(arguments)
    over, here = threading.Event(), Playground(chosen.folder)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        here.world.start(chosen.port)
    except OSError as error:
        print(
            f"A port from {chosen.port} on is in use ({error.strerror}): make play ARGS='--port 9600'", file=sys.stderr
        )
        return 2
    print(here.note(), flush=True)
    threading.Thread(target=here.obey, args=(sys.stdin,), daemon=True).start()
    over.wait()
    here.world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
