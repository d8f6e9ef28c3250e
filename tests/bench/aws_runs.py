"""Ticks of one runner's installation, run by processes like the Lambda's, and what each of them uses."""

from dataclasses import dataclass, replace
from typing import Any

from sync.entrypoints.aws.turns import AT_ONCE
from tests.bench.aws_cost import LINE_BYTES, Work
from tests.bench.aws_units import Used, used
from tests.bench.aws_world import PREFIX, AwsWorld
from tests.bench.aws_zips import Runner
from tests.support.contract import dynamo

COUNTED = 3  # ticks whose requests are compared
SETTLING = 3  # warm ticks that are not measured


@dataclass(frozen=True)
class Ticks:
    """Milliseconds (wall, CPU) of warm invocations, of the import and of the first one; `modules` that both loaded;
    `lines` logged (bytes of each, by invocation); `said` by every invocation; `puts`: bare PutItems."""

    warm: list[tuple[float, float]]
    imported: tuple[float, float]
    first: tuple[float, float]
    modules: list[str]
    lines: list[list[int]]
    said: list[dict[str, Any]]
    puts: list[tuple[float, float]]
    requests: list[list[dict[str, Any]]]
    calls: int


@dataclass(frozen=True)
class Tick:
    """What one handler is to do, for `users` users. `before`: what is due (see `aws_child.DUE`)."""

    handler: str = "on_schedule"
    before: str = "nothing"
    users: int = 1
    many: bool = False

    @property
    def event(self) -> dict[str, Any]:
        """For a batch: our one user's turn, over and over, for one idle tick is like another."""
        records = [{"messageId": str(number), "body": '{"user": "me"}'} for number in range(self.users)]
        return {"Records": records} if self.handler == "on_batch" else {}


IDLE, HOURLY = Tick(), Tick(before="an hour later")
BATCH = Tick("on_batch", users=AT_ONCE, many=True)
BATCH_HOURLY, BATCH_SPOTIFY, BATCH_TOKEN = (
    Tick("on_batch", before, many=True) for before in ("an hour later", "Spotify", "Spotify's token")
)
HANDING = Tick(many=True)


class Runs:
    """See the module."""

    def __init__(self, runner: Runner, world: AwsWorld, queue: str, times: int) -> None:
        """`times`: warm invocations of one process."""
        self._runner, self._world, self._times = runner, world, times
        self._many = {"RUNTRACK_QUEUE_URL": queue}
        self._indexes = {
            definition["TableName"]: tuple(
                index["KeySchema"][1]["AttributeName"]
                for kind in ("LocalSecondaryIndexes", "GlobalSecondaryIndexes")
                for index in definition.get(kind, ())
            )
            for definition in dynamo.definitions(PREFIX)
        }

    def run(self, tick: Tick, *, times: int = 0, settling: int = SETTLING, puts: int = 0, watch: bool = False) -> Ticks:
        """A cold invocation and many warm ones, in one process."""
        told = {
            "handler": tick.handler,
            "event": tick.event,
            "before": tick.before,
            "times": times or self._times,
            "settling": settling,
            "put": puts,
            "watch": watch,
        }
        self._world.tell_the_time()
        self._world.forget_calls()
        done = self._runner.run("tick", told, {**self._world.told, **(self._many if tick.many else {})})
        if failed := [said for said in done["said"] if not said.get("ok", True) or said.get("batchItemFailures")]:
            raise RuntimeError(f"a measured tick failed: {failed[0]} {done['logged']}")
        calls = sum(self._world.calls().values())
        names = ("warm", "modules", "lines", "said", "requests")
        return Ticks(
            **{name: done[name] for name in names},
            imported=done["import"],
            first=done["first"],
            puts=done["put"],
            calls=calls,
        )

    def work(self, tick: Tick) -> tuple[Work, Used, Ticks]:
        """What such a tick uses for one of its users; what the whole of it asks of AWS; how it ran. The CPU is the
        least that was seen, as for every limit here."""
        one = replace(tick, users=1)  # whose requests do not come between those of others
        watched = self.run(one, times=COUNTED, watch=True)
        fewer = watched if one == tick else self.run(tick, times=COUNTED)
        each = {used(requests, self._indexes) for requests in watched.requests}
        if len(each) != 1:
            raise RuntimeError(f"ticks with the same to do asked for different things: {each}")
        done = self.run(tick, puts=self._times if tick == IDLE else 0)
        calls = (done.calls - fewer.calls) / (self._times - COUNTED)
        asked = each.pop()
        return _work(tick, done, asked, calls), asked, done

    def handing_out(self) -> tuple[Work, Ticks]:
        """The tick that hands out whose turn it is; once is enough, for it reads every user."""
        done = self.run(HANDING, times=1, settling=0, watch=True)
        return _work(HANDING, done, used(done.requests[0], self._indexes), 0.0), done


def _work(tick: Tick, done: Ticks, asked: Used, calls: float) -> Work:
    return Work(
        cpu=min(cpu for _, cpu in done.warm) / tick.users,
        calls=calls / tick.users,
        requests=asked.reads + asked.writes + asked.others,
        reads=asked.read_units,
        writes=asked.write_units,
        log=sum(size + LINE_BYTES for size in done.lines[-1]) / tick.users,
    )
