"""The environment of a process on one machine: `.env`, the user's folders, and the settings read from both."""

import os
from collections.abc import Mapping
from pathlib import Path

from sync.config import Settings

DOTENV = Path(".env")

SECRETS = ("STRAVA_CLIENT_SECRET", "SPOTIFY_CLIENT_SECRET", "LASTFM_API_KEY", "RUNTRACK_SEALING_KEY")
PARAMETERS = {name.removeprefix("RUNTRACK_").lower(): name for name in SECRETS}
"""Parameters on AWS, such as `strava_client_secret`, and the settings that they are."""


def with_parameters(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with the secrets that are kept as parameters on AWS, when it says where: one request. What is
    set in the environment itself wins. Raises `StoreBroken`."""
    path = environ.get("RUNTRACK_PARAMETERS", "").strip()
    if not path:
        return dict(environ)
    from sync.stores.parameters import Parameters

    kept = Parameters(path).read(PARAMETERS)
    return {PARAMETERS[name]: value for name, value in kept.items()} | {n: v for n, v in environ.items() if v.strip()}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """`.env` of the current folder below the real environment. Raises `SettingsError` with every problem at once."""
    from dotenv import dotenv_values
    from platformdirs import user_config_path, user_data_path

    values = {name: value or "" for name, value in dotenv_values(DOTENV).items()} if DOTENV.is_file() else {}
    values = with_parameters(values | dict(os.environ if environ is None else environ))
    return Settings.read(values, data_dir=user_data_path("runtrack"), config_dir=user_config_path("runtrack"))
