"""The systemd unit of docs/self-hosting.md: valid, hardened, and its logins go where the service looks."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "self-hosting.md").read_text()
UNIT = re.search(r"```ini\n(.*?)```", PAGE, re.DOTALL)[1]  # type: ignore[index]  # the page has the unit


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=True)
    read.optionxform = str  # type: ignore[assignment,method-assign]  # as configparser documents it
    read.read_string(UNIT)
    return read


def test_systemd_takes_the_unit_and_finds_it_hardened(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    file = tmp_path / "runtrack.service"
    file.write_text(re.sub("ExecStart=.*", "ExecStart=/bin/true run", UNIT))
    said = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert "runtrack.service" not in said.stderr
    judged = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(file)]
    done = subprocess.run(judged, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_service_keeps_everything_to_itself_in_a_home_that_it_may_write() -> None:
    service = unit()["Service"]
    assert (service["User"], service["UMask"], service["ProtectSystem"]) == ("runtrack", "0077", "strict")
    assert f"--home-dir {service['ReadWritePaths']} " in PAGE


def test_every_login_on_the_page_is_made_as_the_service_with_its_own_home() -> None:
    outside_docker = PAGE.partition("## With Docker")[0]
    logins = [line for line in outside_docker.splitlines() if re.search(r"bin/runtrack (login|doctor)", line)]
    assert len(logins) == 3
    assert all(line.startswith("sudo -H -u runtrack .venv/bin/runtrack ") for line in logins)
