"""What the Lambda's process does when it is measured: a program for a plain interpreter and the zips' import path.

`python -S -s aws_child.py WHAT`: its orders come in by stdin and its figures go out by stdout, both as JSON. Without
LAMBDA_TASK_ROOT it runs on the interpreter's own path instead. Times are pairs of milliseconds: (wall, CPU).
"""

import importlib
import io
import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

SECONDS = 55.0  # of an invocation


def main() -> None:
    _as_in_lambda()
    client = timed(lambda: importlib.import_module("awslambdaric.bootstrap"))  # there before any code of ours
    before = set(sys.modules)
    told, out = json.loads(sys.stdin.read()), sys.stdout
    work: dict[str, Callable[..., Any]] = {"import": imported, "tick": ticked, "web": asked, "bare": lambda *_: client}
    print(json.dumps(work[sys.argv[1]](told, before)), file=out)


def _as_in_lambda() -> None:
    """The order of the image python3.13: our code, the layer, then what the image brings."""
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  (pathlib is not loaded there yet)
    sys.path[:] = [path for path in sys.path if path and path != here]
    if "LAMBDA_TASK_ROOT" in os.environ:
        task, layer, image = (os.environ[name] for name in ("LAMBDA_TASK_ROOT", "LAYER_ROOT", "LAMBDA_RUNTIME_DIR"))
        sys.path[:0] = [task, os.path.join(layer, "python"), image]  # noqa: PTH118


def timed(work: Callable[[], Any]) -> list[float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return [1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)]


def imported(told: dict[str, Any], before: set[str]) -> dict[str, Any]:
    """Import `modules`, in order. Those that only a library itself can bring (six.moves) are left to it."""

    def work() -> None:
        for name in told["modules"]:
            try:
                importlib.import_module(name)
            except ImportError:
                missing.append(name)

    missing: list[str] = []
    spent = timed(work)
    return {"spent": spent, "missing": missing, "modules": [name for name in sys.modules if name not in before]}


def ticked(told: dict[str, Any], before: set[str]) -> dict[str, Any]:
    """Import the function, invoke its `handler` with `event` once cold and `times` warm, after `settling` that are not
    measured. `before` each invocation something is made due. `watch`: every request to AWS of the measured ones is
    written down."""
    requests: list[list[dict[str, Any]]] = [[]]
    if told["watch"]:
        _watch(requests)
    found: dict[str, Any] = {}
    first = timed(lambda: found.update(aws=importlib.import_module("sync.entrypoints.aws.function")))
    work = getattr(found["aws"], told["handler"])
    said: list[Any] = []
    sys.stdout = sys.stderr = tally = io.StringIO()  # the log
    cold = timed(lambda: said.append(work(told["event"], Context())))
    at_start = [name for name in sys.modules if name not in before]
    warm, lines, asked = [], [], []
    for number in range(told["settling"] + told["times"]):
        wired = next(iter(found["aws"]._first), None)
        DUE[told["before"]](wired)
        requests.append([])
        tally.seek(0)
        tally.truncate()
        spent = timed(lambda: said.append(work(told["event"], Context())))
        if number >= told["settling"]:
            asked.append(requests[-1])
            warm.append(spent)
            lines.append([len(line.encode()) for line in tally.getvalue().splitlines()])
        requests.append([])  # for what is made due in between
    return {
        "import": first,
        "first": cold,
        "warm": warm,
        "modules": at_start,
        "said": said,
        "lines": lines,
        "requests": asked,
        "put": _puts(told["put"]),
        "logged": tally.getvalue()[-2000:],
    }


def asked(told: dict[str, Any], before: set[str]) -> dict[str, Any]:
    """Import the API's function, and ask it: `first`, once cold; then each of `events`, `times` over, in turns."""
    found: dict[str, Any] = {}
    imported = timed(lambda: found.update(web=importlib.import_module("sync.entrypoints.aws_web")))
    work, out = found["web"].on_request, io.StringIO()
    sys.stdout = sys.stderr = out
    said: list[Any] = []
    cold = timed(lambda: said.append(work(told["first"], Context())))
    at_start = [name for name in sys.modules if name not in before]
    warm: dict[str, list[list[float]]] = {name: [] for name in told["events"]}
    for _ in range(told["times"]):
        for name, event in told["events"].items():
            warm[name].append(timed(partial(_ask, work, event, said)))
    wrong = [one for one in said if one["statusCode"] not in (200, 304)]
    return {
        "import": imported,
        "first": cold,
        "warm": warm,
        "modules": at_start,
        "wrong": wrong and out.getvalue()[-2500:],
        "sizes": len(said),
    }


def _ask(work: Callable[..., Any], event: Any, said: list[Any]) -> None:
    said.append(work(event, Context()))


class Context:
    """What Lambda tells an invocation."""

    def __init__(self) -> None:
        self._end = time.monotonic() + SECONDS

    def get_remaining_time_in_millis(self) -> int:
        return int(1000 * (self._end - time.monotonic()))


# -- what is due ----------------------------------------------------------------------------------


def _hour_later(wired: Any) -> None:
    """The hourly look at the last 30 days is due, and so is the note that a tick was here."""
    from dataclasses import replace
    from datetime import timedelta

    from sync.core.user import User

    user = wired.store.load(User, "me")
    hour = timedelta(hours=1, minutes=1)
    looks = tuple(replace(looked, back_at=looked.back_at - hour) for looked in user.looks)
    wired.store.put(replace(user, looks=looks, ticked_at=user.ticked_at and user.ticked_at - hour))


def _spotify(wired: Any) -> None:
    """Spotify is to be asked."""
    from dataclasses import replace

    from sync.core.user import Connection

    wired.store.put(replace(wired.store.load(Connection, "me", "spotify"), poll_at=None))


def _token(wired: Any) -> None:
    """The same with an access token that has just expired."""
    from dataclasses import replace
    from datetime import UTC, datetime, timedelta

    keeper, now = wired.keepers["spotify"], datetime.now(UTC)
    bundle = keeper.usable("me", now)
    known = keeper._store.load(importlib.import_module("sync.core.user").Connection, "me", "spotify")
    keeper.save_login(
        "me", replace(bundle, expires_at=now - timedelta(seconds=1)), now, scopes=known.scopes, account=known.account
    )
    saved = wired.store.load(type(known), "me", "spotify")  # and that it was asked is noted each hour as well
    wired.store.put(replace(saved, polled_at=now - timedelta(hours=1, minutes=1)))


DUE: dict[str, Callable[[Any], None]] = {
    "nothing": lambda _: None,
    "an hour later": _hour_later,
    "Spotify": _spotify,
    "Spotify's token": _token,
}


# -- requests -------------------------------------------------------------------------------------


def _watch(requests: list[list[dict[str, Any]]]) -> None:
    """Write down every request of every client that is made from now on: service, operation, and what was said."""
    handlers: Any = importlib.import_module("botocore.handlers")

    def note(model: Any, params: Any, **_: Any) -> None:
        one = {"service": model.service_model.service_name, "operation": model.name}
        if one["service"] == "dynamodb":
            one["asked"] = json.loads(params["body"])
        requests[-1].append(one)

    def noted(parsed: Any, **_: Any) -> None:
        if requests[-1][-1]["service"] == "dynamodb":
            requests[-1][-1]["answer"] = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}

    handlers.BUILTIN_HANDLERS += [("before-call", note), ("after-call", noted)]


def _puts(times: int) -> list[list[float]]:
    """A bare PutItem, over and over: what a request costs here whatever is built on it."""
    if not times:
        return []
    client = importlib.import_module("sync.stores.dynamo_tables").client("dynamodb")
    table = os.environ["RUNTRACK_TABLE_PREFIX"] + "ledger"
    item = {"userId": {"S": "#bench"}, "row": {"S": "nobody's"}, "doc": {"S": "x" * 300}}
    return [timed(lambda: client.put_item(TableName=table, Item=item)) for _ in range(times)]


if __name__ == "__main__":
    main()
