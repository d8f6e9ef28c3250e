"""Settings: one table of options, every problem reported at once, secrets never shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.adapters.all import SERVICES
from sync.config import OPTIONS, Settings, SettingsError
from sync.core.preferences import Preferences
from sync.entrypoints import environment
from sync.setting import Option


def read(folder: Path, **environ: str) -> Settings:
    return Settings.read(environ, data_dir=folder / "data", config_dir=folder / "config")


def problems(folder: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read(folder, **environ)
    return raised.value.problems


def test_an_empty_environment_gives_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.preferences == Preferences(types=("running",))
    assert settings.database == tmp_path / "data" / "runtrack.sqlite"
    assert settings.key_file == tmp_path / "config" / "sealing.key"
    assert (settings.poll_seconds, settings.log_format, settings.since) == (60.0, "json", None)


def test_every_preference_can_be_set(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        RUNTRACK_ACTIVITY_TYPES="Running, cycling",
        RUNTRACK_MIN_DISTANCE_KM="1.5",
        RUNTRACK_UPLOAD_DELAY_MINUTES="10",
        RUNTRACK_ANNOTATE_ONLY="yes",
        RUNTRACK_KEEP_ORIGINALS_DAYS="30",
        RUNTRACK_SINCE="2026-02-01",
    )
    assert settings.preferences == Preferences(
        types=("running", "cycling"),
        min_distance=1500.0,
        upload_delay=timedelta(minutes=10),
        annotate_only=True,
        keep_originals=timedelta(days=30),
    )
    assert settings.since == datetime(2026, 2, 1, tzinfo=UTC)


def test_all_problems_are_reported_at_once_and_name_their_setting(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        RUNTRACK_SINCE="yesterday",
        RUNTRACK_MIN_DISTANCE_KM="far",
        RUNTRACK_ANNOTATE_ONLY="maybe",
        STRAVA_API_URL="strava.com",
        STRAVA_CLIENT_ID="12345",
        RUNTRACK_TYPES="running",
    )
    assert found == [
        "RUNTRACK_SINCE is 'yesterday', but must be a date such as 2026-03-14",
        "RUNTRACK_MIN_DISTANCE_KM is 'far', but must be kilometres between 0 and 1000",
        "RUNTRACK_ANNOTATE_ONLY is 'maybe', but must be yes or no",
        "STRAVA_API_URL is 'strava.com', but must be an http(s) URL",
        "RUNTRACK_TYPES is not a setting of Runtrack; did you mean RUNTRACK_ACTIVITY_TYPES?",
        "STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET belong together: one of them is missing",
    ]


def test_a_wrong_secret_is_named_but_not_shown(tmp_path: Path) -> None:
    assert problems(tmp_path, RUNTRACK_NOTIFY_URLS="hunter2") == [
        "RUNTRACK_NOTIFY_URLS must be Apprise URLs separated by spaces"
    ]


def test_a_trailing_newline_in_a_pasted_secret_is_taken_off(tmp_path: Path) -> None:
    settings = read(tmp_path, STRAVA_CLIENT_ID="1", STRAVA_CLIENT_SECRET="abc\n")
    assert settings.of_services["STRAVA_CLIENT_SECRET"].value == "abc"
    assert "abc" not in repr(settings) + str(settings)


@pytest.mark.parametrize("option", [option for option in OPTIONS if option.secret], ids=lambda option: option.name)
def test_no_secret_shows_in_the_settings_own_text(tmp_path: Path, option: Option) -> None:
    name = option.name
    value = "hunter2" * 4 if name == "RUNTRACK_HINTS_SECRET" else "https://host.example/hunter2"
    together = next((service.needs for service in SERVICES if name in service.needs), ())
    others = dict.fromkeys(together, "https://host.example")
    settings = read(tmp_path, **others | {"STRAVA_CLIENT_ID": "1", "STRAVA_CLIENT_SECRET": "hunter2", name: value})
    assert "hunter2" not in repr(settings)


def test_the_environment_wins_over_dotenv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("RUNTRACK_POLL_SECONDS=300\nRUNTRACK_MIN_DISTANCE_KM=2\n")
    settings = environment.read_settings({"RUNTRACK_POLL_SECONDS": "120"})
    assert (settings.poll_seconds, settings.min_distance_km) == (120.0, 2.0)


def test_a_wrong_client_id_is_not_called_missing(tmp_path: Path) -> None:
    assert problems(tmp_path, STRAVA_CLIENT_ID="mine", STRAVA_CLIENT_SECRET="abc") == [
        "STRAVA_CLIENT_ID is 'mine', but must be the number that Strava shows under Settings, My API Application"
    ]
