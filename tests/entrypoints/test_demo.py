"""`make demo`: the real daemon on simulated services, from its command line to its closing table."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sync.sim.fit_writer import bad_crc, write_fit
from sync.sim.recording import Recording
from tests.entrypoints.processes import ROOT


def demo(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.entrypoints.demo", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_a_folder_of_fit_files_is_synced_with_every_file_accounted_for(tmp_path: Path) -> None:
    ride = Recording(datetime(2025, 5, 1, 6, tzinfo=UTC), sport="cycling", elapsed=900, distance=7000)
    (tmp_path / "ride.fit").write_bytes(write_fit(ride))
    jog = Recording(datetime(2026, 5, 1, 6, tzinfo=UTC), elapsed=600, distance=2000)
    (tmp_path / "jog.FIT").write_bytes(write_fit(jog))
    (tmp_path / "spoiled.fit").write_bytes(bad_crc(write_fit(jog)))
    shown = demo("--fit-dir", str(tmp_path))
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "The clock runs 30 times faster" in shown.stdout
    lines = {line.split()[0]: line for line in shown.stdout.splitlines() if line.strip().startswith(("up", "fa"))}
    assert "Strava could not use the file: The file is malformed." in lines["failed"]
    assert "Total: 1 failed, 2 uploaded" in shown.stdout


def test_a_folder_without_fit_files_is_refused(tmp_path: Path) -> None:
    shown = demo("--fit-dir", str(tmp_path))
    assert shown.returncode == 2
    assert "no folder with .fit files in it" in shown.stdout.replace("\n", " ")
