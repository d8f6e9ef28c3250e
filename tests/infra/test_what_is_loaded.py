"""What a start does not load: whoever only asks a question pays for no library, and a Lambda for no SQLite."""

import subprocess
import sys

import pytest

AT_HOME = {
    "sqlite3",
    "sync.entrypoints.api",
    "sync.entrypoints.cli",
    "sync.entrypoints.daemon",
    "sync.sim",
    "sync.stores.sqlite",
    "typer",
}
CLIENTS = {
    "garminconnect",
    "stravalib",
    "pydantic",
    "httpx2",
    "curl_cffi",
    "botocore",
    "apprise",
    "jinja2",
    "fitparse",
    "tenacity",
    "fastapi",
    "starlette",
    "uvicorn",
    "limits",
    "numpy",
}
FILES = {"pyexpat", "sync.adapters.gpx", "sync.adapters.tcx", "sync.adapters.fit_columns", "sync.adapters.fit_skim"}
VALUES = {
    "sync.login",
    "sync.core.user",
    "sync.core.activity",
    "sync.core.diff",
    "sync.ports",
    "sync.engine",
    "sync.app",
}
"""What settings are read without: a login, an account, a run, and who uses them."""
STARTS = {
    "sync.config": (
        63,
        CLIENTS | FILES | VALUES | {"msgspec", "requests", "sqlite3", "cryptography", "importlib.metadata"},
    ),
    "sync.entrypoints.cli.app": (
        92,
        CLIENTS | FILES | {"sync.engine", "sync.app", "msgspec", "requests", "sqlite3", "cryptography"},
    ),
    "sync.wiring": (
        101,
        CLIENTS | FILES | {"sqlite3", "sync.login", "sync.adapters.folder", "sync.adapters.folder_scan"},
    ),
    "sync.entrypoints.aws.function": (
        202,
        CLIENTS | FILES | AT_HOME | {"asyncio", "difflib", "sync.login", "sync.adapters.folder", "sync.stores.codec"},
    ),
}
"""The most modules of our own that there are after an import, and what is not there, of whatever kind."""


@pytest.mark.parametrize("module", STARTS)
def test_a_start_loads_only_what_it_needs(module: str) -> None:
    most, never = STARTS[module]
    code = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not never & set(loaded)
    ours = [name for name in loaded if name.partition(".")[0] == "sync"]
    assert len(ours) <= most, f"{len(ours)} modules of ours"
