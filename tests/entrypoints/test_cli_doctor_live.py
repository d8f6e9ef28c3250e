"""`runtrack doctor` tells a protocol that has changed from a run that is not there, and only where following is on."""

from pathlib import Path

import pytest

from sync.sim.imap import SimImap
from tests.support.adapters.loopback_tls import certificates
from tests.support.entrypoints.commands import runtrack
from tests.support.live_runs import LiveWorld


def line(world: LiveWorld, name: str) -> str:
    said = runtrack(world, "doctor", columns=300)
    return next((one for one in said.lines if one.startswith(name)), "")


def test_it_tells_a_changed_protocol_from_no_run_and_a_wall_from_both(tmp_path: Path) -> None:
    with LiveWorld(tmp_path) as world:
        assert "fine" in line(world, "Garmin LiveTrack")
        world.livetrack.inject("session", "Cloudflare 403")
        assert "a page for browsers" in line(world, "Garmin LiveTrack")
        world.livetrack.changed = True
        told = line(world, "Garmin LiveTrack")
        assert "needs you" in told
        assert "its protocol is another one by now" in told


def test_where_it_is_off_nobody_is_asked(tmp_path: Path) -> None:
    with LiveWorld(tmp_path, LIVETRACK="no") as world:
        assert line(world, "Garmin LiveTrack") == ""
        assert world.livetrack.count() == 0


def test_a_mailbox_is_opened_and_a_wrong_password_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca, chain = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
    box = SimImap(chain).start()
    given = {"MAILBOX_HOST": "127.0.0.1", "MAILBOX_PORT": str(box.port), "MAILBOX_USER": box.user}
    try:
        with LiveWorld(tmp_path, **given, MAILBOX_PASSWORD=box.password) as world:
            assert "fine" in line(world, "Mailbox")
            world.restart(MAILBOX_PASSWORD="wr0ng")
            assert "set mailbox_user and mailbox_password" in line(world, "Mailbox")
    finally:
        box.stop()
