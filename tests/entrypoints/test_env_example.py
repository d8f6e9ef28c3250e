"""`.env.example` lists every setting once, explained, with values that are accepted."""

import io
import re
import runpy
from dataclasses import fields
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from sync.config import OPTIONS, Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / ".env.example").read_text()
LINE = re.compile(r"^#?([A-Z][A-Z0-9_]*)=(.*)$")


def lines() -> list[tuple[str, str]]:
    """(name, value) of every setting, the commented ones too."""
    return [(found[1], found[2]) for line in TEXT.splitlines() if (found := LINE.match(line))]


def values(settings: Settings) -> dict[str, Any]:
    """What was set, or is the default; settings themselves are not compared."""
    return {each.name: getattr(settings, each.name) for each in fields(settings) if each.compare}


def test_it_is_what_the_tables_of_settings_say() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "env_example.py"))["text"]()
    assert made == TEXT, "run `make env-example`"


def test_every_setting_is_listed_exactly_once_and_nothing_else() -> None:
    assert sorted(name for name, _ in lines()) == sorted(option.name for option in OPTIONS)


def test_every_setting_is_explained_on_the_line_above_it() -> None:
    above = ""
    for line in TEXT.splitlines():
        if found := LINE.match(line):
            assert re.match(r"# [A-Za-z`].*\w.*\.$", above), f"{found[1]} is not explained"
        above = line


def test_no_secret_has_a_value() -> None:
    values = dict(lines())
    assert [option.name for option in OPTIONS if option.secret and values[option.name]] == []


def test_every_value_shown_is_accepted(tmp_path: Path) -> None:
    everything = re.sub(r"^#(?=[A-Z][A-Z0-9_]*=)", "", TEXT, flags=re.MULTILINE)
    environ = {name: value or "" for name, value in dotenv_values(stream=io.StringIO(everything)).items()}
    assert environ == dict(lines())
    settings = Settings.read(environ, data_dir=tmp_path, config_dir=tmp_path)
    assert settings.since is not None
    assert settings.of_services["STRAVA_API_URL"] == "https://www.strava.com/api/v3"


def test_a_copy_changes_nothing_but_what_is_filled_in(tmp_path: Path) -> None:
    environ = {name: value or "" for name, value in dotenv_values(stream=io.StringIO(TEXT)).items()}
    read = Settings.read(environ, data_dir=tmp_path, config_dir=tmp_path)
    assert values(read) == values(Settings.read({}, data_dir=tmp_path, config_dir=tmp_path))


def test_the_defaults_shown_are_the_defaults(tmp_path: Path) -> None:
    shown = {
        "RUNTRACK_ACTIVITY_TYPES",
        "RUNTRACK_MIN_DISTANCE_KM",
        "RUNTRACK_UPLOAD_DELAY_MINUTES",
        "RUNTRACK_ANNOTATE_ONLY",
        "RUNTRACK_POLL_SECONDS",
        "RUNTRACK_LOG_FORMAT",
        "RUNTRACK_HTTP_TIMEOUT_SECONDS",
        "GARMIN_DOMAIN",
    }
    environ = {name: value for name, value in lines() if name in shown}
    assert set(environ) == shown
    read = Settings.read(environ, data_dir=tmp_path, config_dir=tmp_path)
    assert values(read) == values(Settings.read({}, data_dir=tmp_path, config_dir=tmp_path))
