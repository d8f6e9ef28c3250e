"""One deployed function, really run: its zip and its layer unpacked, AWS's runtime client, a Runtime API of ours."""

import io
import json
import os
import queue
import signal
import subprocess
import sys
import time
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.aws.cloud import ACCOUNT, REGION, Cloud
from tests.aws.runtime_api import RuntimeApi, Said

IMAGE = (
    "awslambdaric",
    "runtime_client*.so",
    "snapshot_restore_py.py",
    "simplejson",
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "dateutil",
    "six.py",
    "urllib3",
)
"""What AWS's image python3.13 brings besides Python: its runtime client and the SDK."""
START_SECONDS = 10.0  # AWS ends an initialisation that takes longer


@dataclass(frozen=True)
class Outcome:
    """One invocation. `what`: response | error | init error | timeout | killed. `lines`: what it logged, in order,
    JSON as objects. `seconds` of the invocation, `start` of the initialisation before it (0: it was warm)."""

    what: str
    answer: Any
    lines: tuple[Any, ...]
    seconds: float
    start: float

    @property
    def ok(self) -> bool:
        """It answered, and all went well by its own word."""
        if self.what != "response":
            return False
        return self.answer["batchItemFailures"] == [] if "batchItemFailures" in self.answer else bool(self.answer["ok"])

    @property
    def figures(self) -> dict[str, float]:
        """The figures that the tick gave the alarms; {} when it gave none."""
        told = [line for line in self.lines if isinstance(line, dict) and "_aws" in line]
        return {each["Name"]: told[-1][each["Name"]] for each in _metrics(told[-1])} if told else {}

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Its warnings and errors."""
        return [line for line in self.lines if isinstance(line, dict) and line.get("level") in ("warning", "error")]


def _metrics(line: Mapping[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    return found


class Function:
    """A function by its name. Keeps one copy warm, as Lambda does; `cold()` ends it."""

    def __init__(self, cloud: Cloud, name: str, folder: Path, environ: Mapping[str, str] | None = None) -> None:
        """`environ`: over what Terraform told the function."""
        self.name, self.key, self._more = name, f"ASIA{name}", dict(environ or {})
        self._cloud, self._folder = cloud, folder
        self.told: dict[str, Any] = cloud.client("lambda").get_function_configuration(FunctionName=name)
        self.role = str(self.told["Role"]).rpartition("/")[2]
        self._api: RuntimeApi | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log, self._read, self._stream = self._folder / f"{uuid.uuid4().hex}.log", 0, ""
        if not self._folder.exists():
            self._unpack()

    def invoke(self, event: Any = None, *, seconds: float | None = None) -> Outcome:
        """Run it once. `seconds`: after how long it is ended; otherwise the time that Terraform gave it."""
        begun = time.monotonic()
        start = 0.0
        if self._process is None or self._process.poll() is not None:
            failed = self._start()
            start = time.monotonic() - begun
            if failed is not None:
                return self._outcome(failed, 0.0, start)
        assert self._api is not None
        begun = time.monotonic()
        allowed = float(self.told["Timeout"]) if seconds is None else seconds
        self._api.give({} if event is None else event, allowed)
        return self._outcome(self._wait(begun + allowed), time.monotonic() - begun, start)

    @property
    def scratch(self) -> Path:
        """/tmp of this copy of the function: new with each cold start."""
        folder = self._folder / self._stream.rpartition("]")[2]
        folder.mkdir(exist_ok=True)
        return folder

    def kill(self) -> None:
        """SIGKILL, as when the machine below it goes away."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def cold(self) -> None:
        """End the warm copy: the next invocation starts anew."""
        self.kill()
        if self._api is not None:
            self._api.close()
        self._api = self._process = None

    # -- inside -----------------------------------------------------------------------------------

    def _unpack(self) -> None:
        """As AWS does it: the code to /var/task, the layer to /opt. Here both are folders of this function's."""
        from moto.awslambda.models import lambda_backends

        deployed = lambda_backends[ACCOUNT][REGION]
        code = deployed.get_function(self.name).code_bytes
        assert deployed.get_function(self.name).code_sha_256 == self.told["CodeSha256"]
        _extract(code, self._folder / "task")
        for layer in self.told["Layers"]:
            *_, name, version = layer["Arn"].split(":")
            _extract(deployed.get_layer_version(name, version).code_bytes, self._folder / "opt")
        image = self._folder / "image"
        image.mkdir(parents=True)
        for pattern in IMAGE:
            for path in _site_packages().glob(pattern):
                (image / path.name).symlink_to(path)

    def _start(self) -> Said | None:
        """A new copy; returns what went wrong before it asked for its first event."""
        self.cold()
        self._stream = f"2026/01/01/[$LATEST]{uuid.uuid4().hex}"
        self._api = RuntimeApi(self.told["FunctionArn"])
        boot = Path(__file__).with_name("boot.py")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [_python(), "-S", "-s", str(boot)],
                env=self._environ(),
                cwd=self._folder / "task",
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + START_SECONDS
        while not self._api.ready.wait(0.02):
            if self._process.poll() is not None or time.monotonic() > end:
                said = self._wait(end)
                return said if said.what == "init error" else Said("init error", {"process": said.what})
        return None

    def _wait(self, end: float) -> Said:
        assert self._api is not None
        assert self._process is not None
        while True:
            try:
                return self._api.said.get(timeout=0.02)
            except queue.Empty:
                pass
            if self._process.poll() is not None and self._api.said.empty():
                return Said("killed" if self._process.returncode < 0 else "ended", self._process.returncode)
            if time.monotonic() > end:
                self.kill()
                return Said("timeout")

    def _outcome(self, said: Said, seconds: float, start: float) -> Outcome:
        with self._log.open("rb") as log:
            log.seek(self._read)
            text = log.read()
        self._read += len(text)
        lines = [line for line in text.decode(errors="replace").splitlines() if line.strip()]
        self._keep(lines, first=bool(start))
        return Outcome(said.what, said.answer, tuple(map(_parsed, lines)), seconds, start)

    def _keep(self, lines: list[str], *, first: bool) -> None:
        """Into CloudWatch, by the function's own role, as Lambda does it."""
        logs = self._cloud.client_of("logs", self.key)
        group = self.told["LoggingConfig"]["LogGroup"]
        if first:
            logs.create_log_stream(logGroupName=group, logStreamName=self._stream)
        if lines:
            events = [{"timestamp": int(time.time() * 1000), "message": line} for line in lines]
            logs.put_log_events(logGroupName=group, logStreamName=self._stream, logEvents=events)

    def _environ(self) -> dict[str, str]:
        assert self._api is not None
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        return {
            **kept,
            **self.told["Environment"]["Variables"],
            **self._more,
            **self._cloud.environ(self.key),
            "AWS_SESSION_TOKEN": "made-up",
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_LAMBDA_FUNCTION_NAME": self.name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(self.told["MemorySize"]),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": self.told["LoggingConfig"]["LogGroup"],
            "AWS_LAMBDA_LOG_STREAM_NAME": self._stream,
            "AWS_LAMBDA_LOG_FORMAT": self.told["LoggingConfig"]["LogFormat"],
            "AWS_LAMBDA_LOG_LEVEL": self.told["LoggingConfig"]["ApplicationLogLevel"],
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{self.told['Runtime']}",
            "LAMBDA_TASK_ROOT": str(self._folder / "task"),
            "LAMBDA_RUNTIME_DIR": str(self._folder / "image"),
            "LAYER_ROOT": str(self._folder / "opt"),
            "_HANDLER": self.told["Handler"],
            "LANG": "en_US.UTF-8",
            "TMPDIR": str(self.scratch),
            "TZ": ":UTC",
        }


def _python() -> str:
    """The interpreter itself, not that of our virtual environment."""
    return str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")


def _site_packages() -> Path:
    import awslambdaric

    return Path(awslambdaric.__file__).parents[1]


def _extract(data: bytes, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line
