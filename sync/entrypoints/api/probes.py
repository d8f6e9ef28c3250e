"""What other programs ask a server: whether it lives, whether it can answer, and figures for Prometheus.

`/healthz` and `/readyz` say no word about anybody and are open; `/metrics` tells a person's own figures, as everything
else here does: on this machine the owner's, elsewhere by an API token (`Authorization: Bearer`).
"""

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from starlette.responses import PlainTextResponse, Response

from sync.app import App
from sync.core.user import User
from sync.engine import views
from sync.engine.views import StatusView
from sync.entrypoints.api.gate import Gate, Person
from sync.entrypoints.api.site import Here
from sync.entrypoints.api.streams import Streams
from sync.entrypoints.usual_gap import usual_gap
from sync.ports import StoreBroken

router = APIRouter(include_in_schema=False)
AT_ONCE = {"Cache-Control": "no-store"}


@router.get("/healthz")
async def lives() -> Response:
    """200 as long as the event loop turns."""
    return PlainTextResponse("alive\n", headers=AT_ONCE)


@router.get("/readyz")
async def ready(request: Request, site: Here) -> Response:
    """200 when the database can be read and the pages are built; 503 says what is missing, without a path or a name."""
    lacking = list[str]()
    try:
        site.installation.store.load(User, "")
    except StoreBroken:
        lacking.append("the database cannot be read: `runtrack doctor` says why")
    if not (request.app.state.pages / "index.html").is_file():
        lacking.append("the pages are not built: `make web` builds them")
    return PlainTextResponse("".join(f"{each}\n" for each in lacking) or "ready\n", 503 if lacking else 200, AT_ONCE)


@router.get("/metrics")
async def metrics(request: Request, site: Here, person: Person) -> Response:
    """Prometheus's text format 0.0.4."""
    now = site.now()

    def looked(app: App) -> StatusView:
        return views.status(app, person, now, tick_within=usual_gap(site.settings))

    told = Told(await site.look(person, looked), now, request.app.state.gate, request.app.state.streams)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(told)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4, headers=AT_ONCE)


class Told(Collector):
    """The figures of one person and of this server at a moment."""

    def __init__(self, status: StatusView, now: datetime, gate: Gate, streams: Streams) -> None:
        self._status, self._now, self._gate, self._streams = status, now, gate, streams

    def collect(self) -> Iterable[Metric]:
        status = self._status
        yield _gauge(
            "runtrack_tick_age_seconds", "Since the last tick; -1: there was none.", self._age(status.last_tick)
        )
        yield _gauge("runtrack_tick_overdue", "1 when no tick was there for longer than usual.", status.tick_overdue)
        yield _gauge("runtrack_needs_person", "1 when something waits for a person.", status.needs_person)
        waiting = 0.0 if status.waiting_since is None else self._age(status.waiting_since)
        yield _gauge("runtrack_oldest_waiting_seconds", "How long the run that waits longest does.", waiting)
        runs = GaugeMetricFamily("runtrack_runs", "Runs by their state.", labels=["state"])
        for state, count in status.counts.items():
            runs.add_metric([state], count)
        yield runs
        services = GaugeMetricFamily("runtrack_service_fine", "1 for a service that works.", labels=["service"])
        for each in status.services:
            services.add_metric([each.service], each.state == "fine")
        yield services
        yield _gauge("runtrack_event_streams", "Browsers that are told what changes.", self._streams.open)
        answers = CounterMetricFamily("runtrack_http_answers", "Answers of this server by status.", labels=["status"])
        for code, count in sorted(self._gate.answered.items()):
            answers.add_metric([str(code)], count)
        yield answers

    def _age(self, since: datetime | None) -> float:
        return -1.0 if since is None else max(0.0, (self._now - since).total_seconds())


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=float(value))
