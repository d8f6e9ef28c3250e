"""One real upload, sent twice: is it processed, listed under our name, and known as a duplicate the second time?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync.adapters.measures import measure
from sync.core.errors import SyncError, Unclear
from sync.core.exchange import ResultKind
from sync.core.original import FileKind, Original
from sync.core.route import NoRoute
from sync.ports import Result, Sleep, Upload
from sync.sim.fit_writer import write_fit
from sync.sim.recording import Recording
from tests.live.checks import Outcome, Verdict
from tests.live.given import Unusable
from tests.live.real_services import LiveAccounts, Say

WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between two looks at the result
LONG_AGO = datetime(2010, 1, 1, 12, tzinfo=UTC)
TITLE = "Runtrack live check: please delete"


@dataclass(frozen=True)
class File:
    """What is sent. `start` in UTC and `elapsed` in seconds, as the file itself tells them."""

    name: str
    data: bytes = field(repr=False)
    start: datetime
    elapsed: float


def made(today: datetime) -> File:
    """Two minutes on a treadmill in 2010, on another day of that year than yesterday's: no place, no crowded date."""
    start = LONG_AGO + timedelta(days=today.toordinal() % 365)
    recording = Recording(start, 0, "treadmill_running", elapsed=120.0, distance=300.0, origin=None)
    return File(f"a made-up run of two minutes, dated {start:%d %b %Y},", write_fit(recording), start, 120.0)


def read(path: Path) -> File:
    """A FIT file of the person's. Raises `Unusable`."""
    try:
        data = path.read_bytes()
        told = measure(Original(data, FileKind.FIT, path.name))
    except OSError as error:
        raise Unusable(f"{path} cannot be read ({error.strerror or error})") from None
    except NoRoute as error:
        raise Unusable(f"{path} is no FIT file of an activity ({error})") from None
    return File(path.name, data, told.start, told.elapsed)


def confirmed(file: File, ask: Callable[[str], str]) -> bool:
    """Nothing but the word itself is a yes."""
    try:
        return ask(f"Type UPLOAD to send {file.name} to your Strava: ").strip() == "UPLOAD"
    except (EOFError, KeyboardInterrupt):
        return False


def upload(accounts: LiveAccounts, file: File, sleep: Sleep, say: Say) -> Outcome:
    """Send it twice. Whatever happens, what has to be deleted by hand is said at the end."""
    name, ours = "Strava: an upload, and the same again", set[int]()
    upload = Upload(file.data, FileKind.FIT, f"runtrack-live-{accounts.now():%Y-%m-%d}", TITLE)
    try:
        differences = _sent_twice(accounts, upload, file, ours, sleep, say)
    except Unclear as error:
        words = f"{error.reason}; it may have arrived all the same: look for “{TITLE}” on Strava"
        return Outcome(name, Verdict.COULD_NOT_RUN, (words,))
    except SyncError as error:
        return Outcome(name, Verdict.COULD_NOT_RUN, (error.reason,))
    except _Unfinished as error:
        return Outcome(name, Verdict.COULD_NOT_RUN, (str(error),))
    finally:
        for activity in sorted(ours):
            say(f"Please delete it: https://www.strava.com/activities/{activity}")
    return Outcome(name, Verdict.DIFFERS if differences else Verdict.OK, tuple(differences))


class _Unfinished(Exception):
    """The service did as assumed, but not far enough to say more."""


def _sent_twice(
    accounts: LiveAccounts, upload: Upload, file: File, ours: set[int], sleep: Sleep, say: Say
) -> list[str]:
    first = _send(accounts, upload, sleep)
    say(f"First time: {_told(first)}")
    match first.kind:
        case ResultKind.READY if first.activity_id is not None:
            ours.add(first.activity_id)
        case ResultKind.DUPLICATE:
            raise _Unfinished(f"Strava has this activity already ({first.words}): delete it and come back")
        case ResultKind.ERROR:
            return [f"Strava refuses the file: {first.words}"]
        case _:
            raise _Unfinished("Strava was still processing: look for it there later, and delete it")
    differences = _listed(accounts, upload, file, first)
    second = _send(accounts, upload, sleep)
    say(f"Second time: {_told(second)}")
    if second.kind is ResultKind.READY and second.activity_id is not None and second.activity_id not in ours:
        ours.add(second.activity_id)
        differences.append("the same file was taken twice")
    elif second.kind is not ResultKind.DUPLICATE:
        differences.append(f"the same file again is no duplicate, but {_told(second)}")
    elif second.activity_id != first.activity_id:
        differences.append(f"the duplicate's words do not name the activity: {second.words}")
    return differences


def _send(accounts: LiveAccounts, upload: Upload, sleep: Sleep) -> Result:
    """POST, then look at the result a few times; this is a person's script, so it may wait."""
    upload_id, result = accounts.target.submit(upload)
    for seconds in WAITS:
        if result.kind is not ResultKind.PROCESSING:
            break
        sleep(seconds)
        result = accounts.target.result(upload_id)
    return result


def _listed(accounts: LiveAccounts, upload: Upload, file: File, result: Result) -> list[str]:
    """After a lost answer the product finds its upload by external id, else by start and length."""
    day = timedelta(days=1)
    found = [
        on for on in accounts.target.listing(file.start - day, file.start + day).items if on.id == result.activity_id
    ]
    if not found:
        return ["the listing around its start does not show it"]
    differences = []
    if found[0].external_id not in (upload.external_id, f"{upload.external_id}.fit"):
        differences.append("the listing does not show it under the external id it was sent with")
    if abs(found[0].start - file.start) > timedelta(seconds=120):
        differences.append("its start on Strava is more than 2 min from the file's")
    if abs(found[0].elapsed - file.elapsed) > max(10.0, 0.02 * file.elapsed):
        differences.append(f"it lasts {found[0].elapsed:.0f} s on Strava, {file.elapsed:.0f} s in the file")
    return differences


def _told(result: Result) -> str:
    return f"{result.kind.name.lower()} {result.activity_id or ''}".strip() + (
        f" ({result.words})" if result.words else ""
    )
