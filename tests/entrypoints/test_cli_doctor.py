"""`runtrack doctor`: each check, its verdict and the way out, and the exit code that the worst of them gives."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.entrypoints.cli.checks.machine import Check, Verdict, check_disk, check_private, judged_clock
from sync.entrypoints.daemon.lock import alone
from tests.support.entrypoints.commands import Said, runtrack
from tests.support.world import HOUR, START, World


def present() -> datetime:
    """The services answer with the time of this machine, so the worlds of these tests live in the present."""
    return datetime.now(UTC).replace(microsecond=0)


def verdicts(said: Said) -> dict[str, str]:
    """Check -> verdict, as the table shows them."""
    found = {}
    for line in said.lines[1:]:
        for verdict in ("fine", "note", "needs you", "broken"):
            name, mark, _ = line.partition(f"  {verdict}  ")
            if mark and not name.startswith(" "):
                found[name.strip()] = verdict
    return found


def test_a_sound_setup_is_fine_throughout(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        said = runtrack(world, "doctor")
        assert verdicts(said) == {
            "settings": "fine",
            "clock": "fine",
            "disk": "fine",
            "key file": "fine",
            "database": "fine",
            "privacy": "fine",
            "Garmin login": "fine",
            "Garmin answers": "fine",
            "Strava login": "fine",
            "permissions": "fine",
            "subscription": "fine",
            "Garmin's link": "fine",
        }
        assert (said.code, said.err) == (0, "")
        assert world.calls() == {"garmin unknown": 1, "garmin list": 1, "strava athlete": 1, "strava list": 1}


def test_it_works_beside_a_daemon(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world, alone(world.wired.settings):
        world.tick()
        assert runtrack(world, "doctor").code == 0


def test_a_clock_that_is_wrong_needs_a_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present() + timedelta(minutes=10)) as world:
        said = runtrack(world, "doctor")
        assert (verdicts(said)["clock"], said.code) == ("needs you", 1)


@pytest.mark.parametrize(
    ("ahead", "verdict", "words"),
    [
        (120, Verdict.FINE, "agrees with the services'"),
        (-120, Verdict.FINE, "agrees with the services'"),
        (121, Verdict.PERSON, "121 s ahead of the services'"),
        (-3600, Verdict.PERSON, "3600 s behind the services'"),
    ],
)
def test_the_clock_may_differ_by_two_minutes(ahead: int, verdict: Verdict, words: str) -> None:
    found = judged_clock(START + timedelta(seconds=ahead), START)
    assert (found.verdict, found.seen) == (verdict, words)


def test_a_disk_that_is_nearly_full_needs_a_person(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        settings = world.wired.settings
        assert check_disk(settings, 100 * 2**20) == Check("disk", Verdict.FINE, "100 MB free")
        assert check_disk(settings, 100 * 2**20 - 1).verdict is Verdict.PERSON


def test_without_a_login_the_way_out_is_named(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present(), login=False) as world:
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["Garmin login"], verdicts(said)["Strava login"]) == (
            1,
            "needs you",
            "needs you",
        )
        assert "run `runtrack login garmin`" in said.out
        assert world.strava.counts() == {}


def test_before_the_first_start_nothing_is_made(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        folder = tmp_path / "elsewhere"
        environ = {"RUNTRACK_DATABASE": str(folder / "a.sqlite"), "RUNTRACK_KEY_FILE": str(folder / "a.key")}
        said = runtrack(world, "doctor", environ=environ)
        assert (said.code, verdicts(said)["database"], verdicts(said)["key file"]) == (1, "note", "note")
        assert not folder.exists()


def test_wrong_settings_are_lines_of_the_table(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0) as world:
        said = runtrack(world, "doctor", RUNTRACK_POLL_SECONDS="soon", GARMIN_DOMAIN="org")
        assert said.code == 2
        assert [line.split()[:2] for line in said.lines[1:]] == [["settings", "broken"], ["settings", "broken"]]


def test_a_database_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        path = world.wired.settings.database
        path.chmod(0o644)
        assert verdicts(runtrack(world, "doctor"))["privacy"] == "fine"
        assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_what_cannot_be_closed_to_others_needs_a_person(tmp_path: Path) -> None:
    """As on a file system without permissions: closing it fails, and that is said."""
    with World(tmp_path, seconds=30.0) as world:
        world.tick()
        path = world.wired.settings.database
        path.chmod(0o644)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "chmod", _refused)
            found = check_private(world.wired.settings)
        assert (found.verdict, found.seen) == (Verdict.PERSON, f"others can read {path}")
        assert f"chmod -R go= {path.parent / 'files'} {path}*" in found.way_out


def _refused(self: Path, mode: int) -> None:
    raise PermissionError(1, "Operation not permitted")


def test_a_damaged_database_is_broken_and_the_services_are_left_alone(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        world.wired.close()
        world.wired.settings.database.write_bytes(b"no database at all\0" * 1000)
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["database"]) == (2, "broken")
        assert "run `runtrack doctor --rebuild`" in said.out
        assert "Garmin login" not in verdicts(said)


def test_a_database_of_a_newer_version_is_broken(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        world.sqlite._db.execute("PRAGMA user_version = 99")
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["database"]) == (2, "broken")
        assert "was written by a newer Runtrack (schema 99;" in said.out


def test_a_lost_key_file_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        key = world.wired.settings.key_file
        key.unlink()
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["key file"]) == (2, "broken")
        assert not key.exists()


def test_another_key_file_does_not_open_the_logins(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        said = runtrack(world, "doctor", RUNTRACK_KEY_FILE=str(tmp_path / "other.key"))
        assert verdicts(said)["key file"] == "broken"
        (tmp_path / "other.key").touch(mode=0o600)
        (tmp_path / "other.key").write_text(43 * "A" + "\n")
        said = runtrack(world, "doctor", RUNTRACK_KEY_FILE=str(tmp_path / "other.key"))
        assert (said.code, verdicts(said)["Garmin login"], verdicts(said)["Strava login"]) == (
            1,
            "needs you",
            "needs you",
        )


def test_services_that_do_not_answer_are_said_and_not_fatal(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        environ = {"GARMIN_API_URL": "http://127.0.0.1:9", "STRAVA_API_URL": "http://127.0.0.1:9"}
        said = runtrack(world, "doctor", environ=environ)
        found = verdicts(said)
        assert (said.code, found["clock"], found["Garmin answers"], found["subscription"]) == (
            0,
            "note",
            "note",
            "note",
        )


def test_an_inactive_application_says_that_its_owner_needs_a_subscription(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        world.strava.inactive = True
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["subscription"]) == (1, "needs you")
        assert "needs a paid Strava subscription" in said.out


def test_a_revoked_login_is_found_out(tmp_path: Path) -> None:
    with World(tmp_path, seconds=30.0, start=present()) as world:
        world.strava.grants.revoke_all()
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["subscription"]) == (1, "needs you")
        assert "run `runtrack login strava`" in said.out


def linked_by_garmin(world: World) -> None:
    world.strava.add(world.now - 3 * HOUR, 2400, 8000, external_id="garmin_ping_123456789")
    world.strava.add(world.now - 30 * HOUR, 2400, 8000, external_id="garmin-900000001.fit")


def test_garmins_own_link_is_told_with_both_ways_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with World(tmp_path / "world", seconds=30.0, start=present()) as world:
        linked_by_garmin(world)
        said = runtrack(world, "doctor")
        assert (said.code, verdicts(said)["Garmin's link"]) == (1, "needs you")
        assert "already feeds this Strava account: 1 of the 2 activities of the last 14 days" in said.out
        assert said.lines[-1] == (
            "Garmin uploads to Strava by itself. Unlink it, or set RUNTRACK_ANNOTATE_ONLY=yes: "
            "then Runtrack sends nothing."
        )
        assert not Path(".env").exists()
        assert runtrack(world, "doctor", RUNTRACK_ANNOTATE_ONLY="yes").code == 0


@pytest.mark.parametrize("before", [None, "RUNTRACK_LOG_FORMAT=text", "RUNTRACK_ANNOTATE_ONLY=no\nA=b\n"])
def test_annotate_only_is_written_down_when_the_person_says_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if before is not None:
        Path(".env").write_text(before)
    with World(tmp_path / "world", seconds=30.0, start=present()) as world:
        linked_by_garmin(world)
        asked: list[str] = []

        def yes(question: str) -> bool:
            asked.append(question)
            return True

        assert runtrack(world, "doctor", ask=lambda _: False).code == 1
        assert (Path(".env").read_text() if Path(".env").exists() else None) == before
        assert runtrack(world, "doctor", ask=yes).code == 1
        assert asked == ["Write RUNTRACK_ANNOTATE_ONLY=yes to .env in this folder?"]
        written = Path(".env").read_text().splitlines()
        assert written.count("RUNTRACK_ANNOTATE_ONLY=yes") == 1
        assert [line for line in written if "ANNOTATE" not in line] == [
            line for line in (before or "").splitlines() if "ANNOTATE" not in line
        ]
        said = runtrack(world, "doctor", ask=yes)
        assert (said.code, len(asked)) == (0, 1)


@pytest.mark.parametrize(
    ("types", "verdict"), [("foo", "person"), ("foo,bar", "person"), ("running,foo", "fine"), ("all", "fine")]
)
def test_activity_types_none_of_which_garmin_has_are_not_fine(tmp_path: Path, types: str, verdict: str) -> None:
    with World(tmp_path, seconds=30.0, RUNTRACK_ACTIVITY_TYPES=types) as world:
        said = runtrack(world, "doctor", "--json")
        first, *others = [check for check in json.loads(said.out)["checks"] if check["name"] == "settings"]
        assert first["verdict"] == verdict
        unknown = sum(name in ("foo", "bar") for name in types.split(","))
        assert [other["verdict"] for other in others] == ["note"] * unknown
        assert ("no run is wanted" in first["seen"]) == (verdict == "person")
