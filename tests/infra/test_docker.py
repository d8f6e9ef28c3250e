"""The image and the compose file: pinned, not root, without secrets, the key apart from the database."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sync.config import OPTIONS
from sync.entrypoints.cli.app import FILES
from tests.support.infra.dockerfile import Instruction, instructions, sent

ROOT = Path(__file__).parents[2]
DOCKERFILE = instructions((ROOT / "Dockerfile").read_text())
LAST = max(instruction.deployed for instruction in DOCKERFILE)
KNOWN = {
    "FROM",
    "RUN",
    "COPY",
    "WORKDIR",
    "ENV",
    "USER",
    "VOLUME",
    "HEALTHCHECK",
    "ENTRYPOINT",
    "CMD",
}
SERVICE_KEYS = {"build", "image", "env_file", "volumes", "restart", "stop_grace_period"}
DEVELOPMENT_KEYS = {"profiles", "image", "command", "depends_on", "environment", "ports"}


def said(name: str, deployed: int = LAST) -> list[Instruction]:
    return [instruction for instruction in DOCKERFILE if instruction.name == name and instruction.deployed == deployed]


def environment() -> dict[str, str]:
    return dict(word.split("=", 1) for instruction in said("ENV") for word in instruction.words)


def test_instructions_are_read_with_continued_lines_flags_and_comments() -> None:
    text = "# one\nFROM a:1 AS b\nRUN x \\\n    # why\n    && y --z\n\nFROM c:2\nCOPY --from=b /q /r\n"
    assert instructions(text) == [
        Instruction(0, "FROM", (), "a:1 AS b"),
        Instruction(0, "RUN", (), "x && y --z"),
        Instruction(1, "FROM", (), "c:2"),
        Instruction(1, "COPY", ("from=b",), "/q /r"),
    ]


@pytest.mark.parametrize(
    ("path", "goes"), [("a", False), ("sync/x.py", True), ("sync/q/__pycache__/x.pyc", False), (".env", False)]
)
def test_the_last_matching_pattern_of_dockerignore_decides(path: str, goes: bool) -> None:
    assert sent("# c\n*\n!sync\n**/__pycache__\n", path) is goes


def test_only_known_instructions_are_used_and_nothing_is_added_from_the_network() -> None:
    assert {instruction.name for instruction in DOCKERFILE} <= KNOWN
    assert not [i for i in DOCKERFILE if "://" in i.rest or re.search(r"\b(curl|wget|git)\b", i.rest)]


def test_every_stage_begins_with_the_python_of_this_project() -> None:
    python = (ROOT / ".python-version").read_text().strip()
    assert [i.words[0] for i in DOCKERFILE if i.name == "FROM"] == [f"python:{python}-slim"] * (LAST + 1)


def test_the_image_is_built_with_the_pdm_of_the_makefile_from_the_lock_file() -> None:
    (version,) = re.findall(r"^PDM_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    commands = " ".join(i.rest for i in said("RUN", 0))
    assert f'"pdm[locked]=={version}"' in commands
    assert "pdm sync --prod --without sim --no-editable" in commands


def test_everything_that_is_copied_exists_and_is_sent_to_the_builder() -> None:
    ignore = (ROOT / ".dockerignore").read_text()
    sources = [word for i in DOCKERFILE if i.name == "COPY" and not i.flags for word in i.words[:-1]]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert sent(ignore, source), source
    assert sent(ignore, "sync/core/activity.py")


@pytest.mark.parametrize("private", [".env", "runtrack.sqlite", "sealing.key", ".git/config", "tests/support/world.py"])
def test_nothing_private_or_needless_is_sent_to_the_builder(private: str) -> None:
    assert not sent((ROOT / ".dockerignore").read_text(), private)


def test_the_daemon_is_not_root() -> None:
    (user,) = said("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user.rest)


def test_no_secret_is_in_the_image() -> None:
    secret = {option.name for option in OPTIONS if option.secret}
    assert not secret & set(environment())
    assert not [i for i in DOCKERFILE if any(name in i.rest for name in secret)]


def test_the_image_sets_only_settings_that_exist_and_keeps_the_key_on_another_volume_than_the_database() -> None:
    set_here = {name: value for name, value in environment().items() if name != "PATH"}
    assert set(set_here) <= {option.name for option in OPTIONS}
    volumes = json.loads(said("VOLUME")[0].rest)
    database, key = Path(set_here["RUNTRACK_DATABASE"]), Path(set_here["RUNTRACK_KEY_FILE"])
    assert {str(database.parent), str(key.parent)} == set(volumes)
    assert database.parent != key.parent


def test_the_image_runs_commands_that_exist() -> None:
    assert json.loads(said("ENTRYPOINT")[0].rest) == ["runtrack"]
    (start,) = json.loads(said("CMD")[0].rest)
    (probe,) = (i.rest.partition("CMD ")[2] for i in said("HEALTHCHECK"))
    program, command, *_ = json.loads(probe)
    assert program == "runtrack"
    assert {start, command} <= {"run", *FILES}


def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return read


def development() -> dict[str, Any]:
    """The services that only a profile starts."""
    return {name: service for name, service in compose()["services"].items() if "profiles" in service}


def test_compose_runs_one_service_that_comes_back_by_itself() -> None:
    (name, service), *more = (item for item in compose()["services"].items() if item[0] not in development())
    assert (name, more) == ("runtrack", [])
    assert set(service) <= SERVICE_KEYS
    assert service["restart"] == "unless-stopped"
    assert service["env_file"] == ".env"
    assert (ROOT / service["build"] / "Dockerfile").is_file()


def test_compose_mounts_each_volume_of_the_image_under_a_name_of_its_own() -> None:
    said_here = compose()
    mounts = dict(mount.split(":") for mount in said_here["services"]["runtrack"]["volumes"])
    assert set(mounts.values()) == set(json.loads(said("VOLUME")[0].rest))
    assert set(mounts) == set(said_here["volumes"])


def test_compose_waits_longer_than_a_clean_stop_takes() -> None:
    from sync.entrypoints.daemon.loop import STOP_SECONDS

    assert int(compose()["services"]["runtrack"]["stop_grace_period"].removesuffix("s")) > STOP_SECONDS + 1


def test_dynamodb_local_and_its_admin_page_start_only_when_asked_for() -> None:
    assert {name: service["profiles"] for name, service in development().items()} == {
        "dynamodb": ["dynamodb"],
        "dynamodb-admin": ["dynamodb"],
    }
    assert all(set(service) <= DEVELOPMENT_KEYS for service in development().values())


def test_what_is_for_development_is_pinned_and_heard_on_loopback_alone() -> None:
    for service in development().values():
        assert re.fullmatch(r"[a-z]+/[a-z-]+:\d+\.\d+\.\d+", service["image"])
        assert [port for port in service["ports"] if not port.startswith("127.0.0.1:")] == []


def test_the_admin_page_looks_at_the_dynamodb_beside_it() -> None:
    admin = development()["dynamodb-admin"]
    assert admin["environment"]["DYNAMO_ENDPOINT"] == "http://dynamodb:8000"
    assert admin["depends_on"] == ["dynamodb"]
    assert development()["dynamodb"]["ports"] == ["127.0.0.1:8000:8000"]
