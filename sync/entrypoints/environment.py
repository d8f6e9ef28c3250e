"""The environment of a process on one machine: `.env`, the user's folders, and the settings read from both."""

import os
from collections.abc import Mapping
from pathlib import Path

from sync.config import Settings

DOTENV = Path(".env")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """`.env` of the current folder below the real environment. Raises `SettingsError` with every problem at once."""
    from dotenv import dotenv_values
    from platformdirs import user_config_path, user_data_path

    values = {name: value or "" for name, value in dotenv_values(DOTENV).items()} if DOTENV.is_file() else {}
    values |= dict(os.environ if environ is None else environ)
    return Settings.read(values, data_dir=user_data_path("runtrack"), config_dir=user_config_path("runtrack"))
