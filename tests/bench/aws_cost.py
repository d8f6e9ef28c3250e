"""What an installation on AWS costs in a month, from what one tick uses: list prices, no free tier taken off.

Prices are those of us-east-1 in US dollars, from the price pages aws.amazon.com/{lambda,dynamodb,sqs,eventbridge,
cloudwatch}/pricing as they are quoted in 2025 and 2026 (DynamoDB on demand: since November 2024). Left out, being
cents: what is stored (a user's rows and files are a few MB), the calls to S3 of a new run, traffic.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

MILLION = 1_000_000
LAMBDA_GB_SECOND = 0.0000133334  # arm64
LAMBDA_REQUESTS = 0.20 / MILLION
READ_UNIT = 0.125 / MILLION  # one strongly consistent read of 4 KB
WRITE_UNIT = 0.625 / MILLION  # one write of 1 KB
QUEUE_REQUESTS = 0.40 / MILLION  # standard queue
SCHEDULED_CALLS = 1.00 / MILLION
LOG_GB = 0.50
METRIC = 0.30  # one custom metric, whatever it says
ALARM = 0.10  # one metric of an alarm at standard resolution

MEMORY_MB = 256
FULL_CPU_MB = 1769  # at which a function has one processor; its share grows with its memory (AWS Lambda, memory)
GARMIN_MS = 300.0  # assumed: how long one call of Garmin, Strava or a music service is waited for
REQUEST_MS = 5.0  # assumed: the same for DynamoDB from the same region, over a connection that is open
LINE_BYTES = 26  # that CloudWatch adds to each log line

MINUTES = 30 * 24 * 60  # in a month
SLOT = 5  # minutes between two ticks of one of many users
BATCH = 10
HOURS = MINUTES // 60
IDLE_POLLS = 657_000  # assumed: receives of Lambda's poller that find nothing (five pollers, 20 s each)
COLD_STARTS = HOURS // 2  # assumed: a copy of a function lives for two hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one tick of one user uses. `cpu`: ms of one whole processor; `calls`: to services outside; `requests`: to
    AWS; `log`: bytes; `beside`: ms of waiting that go by while others of the same batch wait, and are paid once."""

    cpu: float
    calls: float = 0.0
    requests: float = 0.0
    reads: float = 0.0  # units
    writes: float = 0.0  # units
    log: float = 0.0
    beside: float = 0.0

    @property
    def waiting(self) -> float:
        """ms."""
        return self.calls * GARMIN_MS + self.requests * REQUEST_MS - self.beside

    def among(self, others: "Work") -> "Work":
        """The same in a batch whose other users do what `others` says: all wait at once, so that each of them bears a
        tenth of what all wait for, and whatever this one waits for beyond that alone."""
        return replace(self, beside=min(self.waiting, others.waiting) * (1 - 1 / BATCH))


@dataclass(frozen=True, slots=True)
class Bill:
    """US dollars in a month. `watching` belongs to the installation: logs, metrics, alarms."""

    running: float
    requests: float
    reads: float
    writes: float
    queue: float
    schedule: float
    logs: float
    metrics: float
    alarms: float

    @property
    def work(self) -> float:
        return self.running + self.requests + self.reads + self.writes + self.queue + self.schedule

    @property
    def watching(self) -> float:
        return self.logs + self.metrics + self.alarms

    def __str__(self) -> str:
        parts = ("running", "requests", "reads", "writes", "queue", "schedule")
        return ", ".join(f"{part} {getattr(self, part):.2f}" for part in parts)


def billed(work: Work) -> float:
    """Milliseconds that Lambda charges for: its processor is a share of one, and waiting is paid like working."""
    return work.cpu * FULL_CPU_MB / MEMORY_MB + work.waiting


def bill(
    kinds: Iterable[tuple[float, Work]],
    *,
    invocations: float,
    queue: float = 0.0,
    metrics: int = 0,
    alarms: int = 0,
) -> Bill:
    """`kinds`: how many ticks of which kind there are in the month. `queue`: requests; `alarms`: metrics in them."""
    counted = list(kinds)
    seconds = sum(times * billed(work) for times, work in counted) / 1000
    return Bill(
        running=seconds * MEMORY_MB / 1024 * LAMBDA_GB_SECOND,
        requests=invocations * LAMBDA_REQUESTS,
        reads=sum(times * work.reads for times, work in counted) * READ_UNIT,
        writes=sum(times * work.writes for times, work in counted) * WRITE_UNIT,
        queue=queue * QUEUE_REQUESTS,
        schedule=MINUTES * SCHEDULED_CALLS,
        logs=sum(times * work.log for times, work in counted) / 1_000_000_000 * LOG_GB,
        metrics=metrics * METRIC,
        alarms=alarms * ALARM,
    )


def for_one(idle: Work, hourly: Work, cold: Work, **how: int) -> Bill:
    """One user, each minute. `hourly`: the tick that looks at the last 30 days; `cold`: what a first one adds."""
    kinds = [(MINUTES - HOURS, idle), (HOURS, hourly), (COLD_STARTS, cold)]
    return bill(kinds, invocations=MINUTES, **how)


def for_many(
    users: int, idle: Work, hourly: Work, handing: Work, cold: Work, *, sends: float, copies: int, **how: int
) -> Bill:
    """Each user every five minutes, in batches of ten. `handing`: the tick that hands out whose turn it is, with
    `sends` requests to the queue; `copies` of the functions are cold now and then. A batch is received and deleted."""
    turns = users * MINUTES // SLOT
    batches = turns / BATCH
    kinds = [(turns - users * HOURS, idle), (users * HOURS, hourly), (MINUTES, handing), (copies * COLD_STARTS, cold)]
    queue = MINUTES * sends + 2 * batches + IDLE_POLLS
    return bill(kinds, invocations=MINUTES + batches, queue=queue, **how)
