"""The environment of a process on one machine: `.env`, the user's folders, and the settings read from both."""

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from sync.adapters.all import OURS
from sync.config import Settings, SettingsError

DOTENV = Path(".env")

SECRETS = (
    *(option.name for service in OURS for option in service.options if option.secret and option.travels),
    "RUNTRACK_SEALING_KEY",
)
PARAMETERS = {name.removeprefix("RUNTRACK_").lower(): name for name in SECRETS}
"""Parameters on AWS, by the name in small letters, and the settings that they are."""


def with_parameters(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with the secrets that are kept as parameters on AWS, when it says where: one request. What is
    set in the environment itself wins. Raises `StoreBroken`."""
    path = environ.get("RUNTRACK_PARAMETERS", "").strip()
    if not path:
        return dict(environ)
    from sync.stores.parameters import Parameters

    kept = Parameters(path).read(PARAMETERS)
    return {PARAMETERS[name]: value for name, value in kept.items()} | {n: v for n, v in environ.items() if v.strip()}


def folders(data: Path, config: Path) -> dict[str, Path]:
    """Where the database and the key are by default. macOS has one folder for both, and a copy of it would give every
    login away."""
    return {"data_dir": data, "config_dir": config if config != data else Path.home() / ".config" / data.name}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """`.env` of the current folder below the real environment. Raises `SettingsError` with every problem at once."""
    from platformdirs import user_config_path, user_data_path

    own, origin = in_file(DOTENV.absolute())
    values = with_parameters(own | dict(os.environ if environ is None else environ))
    places = folders(user_data_path("runtrack"), user_config_path("runtrack"))
    return Settings.read(values, own=own, origin=origin, **places)


def in_file(path: Path) -> tuple[dict[str, str], str]:
    """The settings of a `.env`, and in words which file they are of. None where there is no such file: a folder of
    that name is somebody's virtual environment. Raises `SettingsError` for one that cannot be understood."""
    try:
        text = _decoded(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        return {}, f"the environment alone (no .env in {path.parent})"
    except OSError as error:
        way_out = "make it readable for the user who runs this (chown, chmod), or work in another folder"
        raise SettingsError([f"{path} cannot be read ({error.strerror or error}): {way_out}"]) from None
    except ValueError as error:
        raise SettingsError([f"{path} {error}"]) from None
    from dotenv import dotenv_values  # where there is a file to read
    from dotenv.parser import parse_stream

    wrong = [
        each.original.line + each.original.string[: -len(each.original.string.lstrip())].count("\n")
        for each in parse_stream(StringIO(text))
        if each.error
    ]
    if wrong:
        raise SettingsError([f"{path}, line {line}: this is not NAME=value" for line in wrong])
    return {name: value or "" for name, value in dotenv_values(stream=StringIO(text)).items()}, f"{path}"


def _decoded(data: bytes) -> str:
    """UTF-8, with or without a mark at its start. Raises ValueError with the way out."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise ValueError("is UTF-16, as Windows' PowerShell and Notepad write it: save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"has a byte in line {line} that is no UTF-8: save it as UTF-8") from None
