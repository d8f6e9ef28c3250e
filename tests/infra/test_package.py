"""What an installation brings: everything that the commands import, and to AWS nothing but the layer's share."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from sync.config import OPTIONS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DEFAULT = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
LAYER, WEB_LAYER = (PROJECT["dependency-groups"][group] for group in ("layer", "web-layer"))
OF_FUNCTIONS = {"mangum"}
LOCKED = tomllib.loads((ROOT / "pdm.lock").read_text())["package"]
BROUGHT = {
    "botocore": "boto3",
    "urllib3": "requests",
    "certifi": "requests",
    "curl-cffi": "garminconnect",
    "ua-generator": "garminconnect",
    "httpcore2": "httpx2",
    "starlette": "fastapi",
    "pydantic": "fastapi",
}
"""Imported, and come with the declared package that they belong to."""


def name(requirement: str) -> str:
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def imported(folder: Path) -> set[str]:
    """The distributions whose packages the modules below `folder` import, at their top or inside a function."""
    owners = packages_distributions()
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            tops = {each.partition(".")[0] for each in names} - set(sys.stdlib_module_names) - {"sync"}
            found |= {name(owners.get(top, [top])[0]) for top in tops}
    return {BROUGHT.get(each, each) for each in found}


def test_everything_that_the_commands_import_is_installed_with_them() -> None:
    declared = {name(each) for each in [*DEFAULT, *EXTRAS["aws"], *EXTRAS["sim"], *EXTRAS["parquet"]]}
    assert imported(ROOT / "sync") - declared == OF_FUNCTIONS, "and what only a function loads"
    simulators = imported(ROOT / "sync" / "sim") - {name(each) for each in DEFAULT}
    assert simulators == {name(each) for each in EXTRAS["sim"]}


def test_the_layers_groups_are_a_part_of_what_is_installed_at_home_and_of_awss_client() -> None:
    assert set(LAYER) - {*DEFAULT, *EXTRAS["aws"]} == set()
    more = set(WEB_LAYER) - {*DEFAULT, *EXTRAS["aws"]}
    assert {name(each) for each in more} == OF_FUNCTIONS


def test_the_locked_layer_of_the_api_is_without_what_only_a_tick_or_a_server_needs() -> None:
    layer = {each["name"] for each in LOCKED if "web-layer" in each["groups"]}
    assert {"fastapi", "mangum", "cryptography", "limits"} < layer
    not_its = {"garminconnect", "stravalib", "pint", "curl-cffi", "fitparse", "numpy", "uvicorn", "typer", "apprise"}
    assert layer & not_its == set()


def test_the_locked_layer_is_without_what_only_a_local_install_needs() -> None:
    layer = {each["name"] for each in LOCKED if "layer" in each["groups"]}
    assert {"garminconnect", "stravalib", "cryptography"} < layer
    only_local = {"typer", "rich", "apscheduler", "apprise", "python-dotenv", "werkzeug"}
    assert layer & only_local == set()


@pytest.mark.long
def test_pip_install_in_an_empty_environment_gives_a_command_that_works(tmp_path: Path) -> None:
    """From the package index that pip is set up with, or its cache: the only test that installs something."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "README.md", "LICENSE", "pyproject.toml", "pdm_*.py", "sync", "web"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for file in filter(None, listed.stdout.decode().split("\0")):
        copy = tmp_path / "source" / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, copy)
    venv.create(tmp_path / "venv", with_pip=True)
    installed = tmp_path / "venv" / "bin"
    away = {"PYTHONPATH", "VIRTUAL_ENV", *(each.name for each in OPTIONS)}
    environ = {each: value for each, value in os.environ.items() if each not in away}

    def run(*command: object, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            list(map(str, command)),
            cwd=tmp_path,
            env={**environ, **more},
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )

    pip = run(installed / "pip", "install", "--quiet", "./source")
    assert pip.returncode == 0, pip.stderr
    home = {"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}
    for start in ((installed / "runtrack",), (installed / "python", "-m", "sync")):
        assert run(*start, "--version", **home).stdout == f"runtrack {PROJECT['project']['version']}\n"
    nowhere = {"GARMIN_API_URL": "http://127.0.0.1:9", "STRAVA_API_URL": "http://127.0.0.1:9"}
    for command, said in (("status", "not connected: run `runtrack login garmin`"), ("doctor", "needs you")):
        done = run(installed / "runtrack", command, **home, **nowhere)
        assert (done.returncode, done.stderr) == (1, "")
        assert said in done.stdout
    refused = run(installed / "runtrack", "status", RUNTRACK_BUCKET="bucket", RUNTRACK_SEALING_KEY="x" * 43, **home)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "RUNTRACK_BUCKET is set, but botocore is missing" in refused.stderr
    assert "pip install '.[aws]'" in refused.stderr
