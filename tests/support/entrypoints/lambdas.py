"""A Lambda function called in this process: an installation on AWS (moto), simulated services, what it logs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from sync.entrypoints.aws import function as aws
from tests.support.entrypoints.on_aws import Deployed, account
from tests.support.logging_restored import logging_restored
from tests.support.world import World

GIVEN_BY_FILES = ("RUNTRACK_DATABASE", "RUNTRACK_KEY_FILE", "STRAVA_CLIENT_SECRET")


@dataclass(frozen=True)
class Told:
    """One invocation: the answer, the log lines, and the line of figures for the alarms."""

    answer: dict[str, Any]
    lines: list[dict[str, Any]]
    figures: dict[str, Any]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["level"] in ("warning", "error")]


@dataclass(frozen=True)
class Context:
    """What AWS hands a handler."""

    seconds: float

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


class LambdaWorld(World):
    """A world whose product is the deployed function. Its clock begins at the machine's time, which a function asks."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, cloud: Deployed, out: Any) -> None:
        super().__init__(folder, start=datetime.now(UTC))
        self._patch, self._out, self.cloud = patch, out, cloud
        cloud.set_parameter("strava_client_secret", self.strava.client_secret)
        self._more |= cloud.environ

    def __enter__(self) -> Self:
        self.cloud.found().sealer()  # as `push-credentials` leaves it
        self._more |= {"RUNTRACK_SEALING_KEY": self.cloud.parameter("sealing_key")}
        super().__enter__()
        self.set(**{name: text for name, text in self.environ.items() if name not in GIVEN_BY_FILES})
        self._patch.delenv("RUNTRACK_SEALING_KEY")
        return self

    def set(self, **variables: str) -> None:
        """Of the function: what Terraform gave it."""
        for name, text in variables.items():
            self._patch.setenv(name, text)

    def minute(self, seconds: float = 55.0) -> Told:
        """The schedule fires."""
        return self._told(aws.on_schedule, {}, seconds)

    def batch(self, *bodies: str, seconds: float = 55.0) -> Told:
        """Messages of the queue, called m0, m1 ..."""
        records = [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]
        return self._told(aws.on_batch, {"Records": records}, seconds)

    def _told(self, handler: Any, event: Any, seconds: float) -> Told:
        self._out.readouterr()
        self.clock.set(datetime.now(UTC))
        answer = handler(event, Context(seconds))
        said = self._out.readouterr()
        told = [json.loads(line) for line in said.out.splitlines()]
        return Told(answer, [json.loads(line) for line in said.err.splitlines()], told[-1])


@contextmanager
def deployed[W: LambdaWorld](
    folder: Path,
    patch: pytest.MonkeyPatch,
    out: Any,
    kind: type[W],
) -> Iterator[W]:
    """The whole of it; the copy that is warm at the end is thrown away, and logging put back."""
    patch.setattr(aws, "SCRATCH", folder / "scratch")
    with logging_restored(), account(patch) as cloud, kind(folder, patch, cloud, out) as world:
        try:
            yield world
        finally:
            for wired in aws._first:
                wired.close()
            aws.forget()
