"""`.env`: which one was read is said, and what in it cannot be understood is named with the way out."""

import os
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix

from sync.config import Settings, SettingsError
from sync.entrypoints import environment
from tests.support.entrypoints.commands import runtrack
from tests.support.world import World


def read(folder: Path, content: bytes | None, monkeypatch: pytest.MonkeyPatch, **environ: str) -> Settings:
    monkeypatch.chdir(folder)
    if content is not None:
        (folder / ".env").write_bytes(content)
    return environment.read_settings(environ)


def refused(folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read(folder, content, monkeypatch)
    return raised.value.problems


@pytest.mark.parametrize("mark", [b"", "\N{BYTE ORDER MARK}".encode()])
def test_utf_8_is_read_with_and_without_its_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: bytes) -> None:
    settings = read(tmp_path, mark + "RUNTRACK_TITLE_EMOJI=🎧\r\nRUNTRACK_MIN_DISTANCE_KM=2\r\n".encode(), monkeypatch)
    assert (settings.title_emoji, settings.min_distance_km) == ("🎧", 2.0)
    assert settings.origin == f"{tmp_path}/.env"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    assert refused(tmp_path, "RUNTRACK_MIN_DISTANCE_KM=2\n".encode(encoding), monkeypatch) == [
        f"{tmp_path}/.env is UTF-16, as Windows' PowerShell and Notepad write it: save it as UTF-8"
    ]


def test_stray_bytes_and_lines_are_named_by_their_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path, b"# fine\nRUNTRACK_DATABASE=/data/L\xe4ufe\n", monkeypatch) == [
        f"{tmp_path}/.env has a byte in line 2 that is no UTF-8: save it as UTF-8"
    ]
    assert refused(tmp_path, b"RUNTRACK_MIN_DISTANCE_KM=2\n=5\n\nA='open\n", monkeypatch) == [
        f"{tmp_path}/.env, line 2: this is not NAME=value",
        f"{tmp_path}/.env, line 4: this is not NAME=value",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").touch(mode=0)
    with pytest.raises(SettingsError, match=r"\.env cannot be read \(Permission denied\): make it readable"):
        read(tmp_path, None, monkeypatch)


def test_what_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").symlink_to(".env")
    with pytest.raises(SettingsError, match=r"\.env cannot be read \(Too many levels of symbolic links\): make it"):
        read(tmp_path, None, monkeypatch)


def test_without_a_file_or_with_a_folder_of_that_name_the_environment_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"the environment alone (no .env in {tmp_path})"
    assert read(tmp_path, None, monkeypatch).origin == said
    (tmp_path / ".env").mkdir()
    assert read(tmp_path, None, monkeypatch).origin == said


def test_a_tilde_in_a_path_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/runner")
    names = {"RUNTRACK_DATABASE": "database", "RUNTRACK_KEY_FILE": "key_file", "RUNTRACK_TEMPLATE": "template"}
    for name, field in names.items():
        settings = read(tmp_path, f"{name}=~/runtrack/file\n".encode(), monkeypatch)
        assert getattr(settings, field) == Path("/home/runner/runtrack/file")
    assert refused(tmp_path, b"RUNTRACK_DATABASE=~nobody-of-that-name/x\n", monkeypatch) == [
        "RUNTRACK_DATABASE is '~nobody-of-that-name/x', but must be a path; whose folder ~nobody-of-that-name is "
        "cannot be found out"
    ]


def test_misspelled_names_and_unknown_types_are_reported_and_refuse_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"STRVA_CLIENT_ID=1\nSPOTIFY_CLIENT_IDD=2\nTZ=Europe/Zurich\nRUNTRACK_ACTIVITY_TYPES=runing,padel\n"
    settings = read(tmp_path, content, monkeypatch, LASTFM_APIKEY="3", GARMIN_PASSWORD="secret", HOME="/x")
    assert settings.warnings == (
        "GARMIN_PASSWORD is not a setting of Runtrack",
        "LASTFM_APIKEY is not a setting of Runtrack; did you mean LASTFM_API_KEY?",
        "SPOTIFY_CLIENT_IDD is not a setting of Runtrack; did you mean SPOTIFY_CLIENT_ID?",
        "STRVA_CLIENT_ID is not a setting of Runtrack; did you mean STRAVA_CLIENT_ID?",
        "RUNTRACK_ACTIVITY_TYPES: runing is no activity type of Garmin that Runtrack knows; did you mean running?",
    )


def test_status_and_doctor_say_which_file_was_read_and_what_may_be_wrong_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SPOTIFY_CLIENT_IDD=2\n")
    with World(tmp_path / "world", seconds=30.0) as world:
        world.tick()
        status = runtrack(world, "status")
        at = status.lines.index(f"settings  {tmp_path}/.env")
        wrong = "SPOTIFY_CLIENT_IDD is not a setting of Runtrack; did you mean SPOTIFY_CLIENT_ID?"
        assert status.lines[at + 1] == f"          ! {wrong}"
        doctor = runtrack(world, "doctor").out
        assert f"read from {tmp_path}/.env" in doctor
        assert wrong in doctor


@pytest.mark.parametrize("system", [MacOS, Unix])
def test_the_key_is_never_beside_the_database_where_a_system_has_one_folder_for_both(
    system: type[MacOS] | type[Unix],
) -> None:
    places = system("runtrack")
    found = environment.folders(places.user_data_path, places.user_config_path)
    assert found["data_dir"] == places.user_data_path
    assert found["config_dir"] == Path.home() / ".config" / "runtrack"
