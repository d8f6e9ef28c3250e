"""Whether a path lies on a network file system, where SQLite must not work.

Its locks, and the memory that the processes of a write-ahead log share, hold on one machine only
(https://www.sqlite.org/wal.html, "Overview").
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "coda",
        "ceph",
        "davfs",
        "drvfs",
        "9p",
        "glusterfs",
        "lustre",
        "beegfs",
        "afpfs",
        "webdav",
    }
)
"""Types as Linux and macOS name them. `9p` is how a virtual machine (WSL's /mnt/c among them) sees its host's files."""
NETWORK_FUSE = frozenset(
    {
        "sshfs",
        "glusterfs",
        "ceph",
        "davfs",
        "davfs2",
        "rclone",
        "s3fs",
        "gcsfuse",
        "mount-s3",
        "goofys",
        "smbnetfs",
        "curlftpfs",
        "juicefs",
        "gvfsd-fuse",
    }
)

Mount = tuple[str, str]
"""Where, and the type."""


def network_kind(path: Path, mounts: Iterable[Mount] | None = None) -> str:
    """The type of the network file system that holds `path` (which need not exist), "" when it is local or unknown."""
    real, best, kind = path.expanduser().resolve(), "", ""
    for point, found in present() if mounts is None else mounts:
        if len(point) >= len(best) and real.is_relative_to(point):  # of two at one place the later one is seen
            best, kind = point, found
    if kind == "9p" and best == "/":
        return ""  # a sandbox (gVisor) shows its whole machine so, and keeps the locks itself
    return kind if kind in NETWORK or kind.removeprefix("fuse.") in NETWORK_FUSE else ""


def present() -> list[Mount]:
    """What is mounted here; nothing where that cannot be found out."""
    try:
        if sys.platform == "darwin":
            told = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
            return of_macos(told.stdout)
        return of_linux(MOUNTINFO.read_text(encoding="utf-8", errors="replace"))
    except (OSError, subprocess.SubprocessError):
        return []


def of_linux(text: str) -> list[Mount]:
    """Of /proc/self/mountinfo (proc_pid_mountinfo(5)): the fifth field, and the first behind the lone hyphen."""
    found = []
    for line in text.splitlines():
        before, dash, behind = line.partition(" - ")
        fields, types = before.split(), behind.split()
        if dash and len(fields) > 4 and types:
            found.append((_unescaped(fields[4]), types[0]))
    return found


def of_macos(text: str) -> list[Mount]:
    """Of mount(8): `//me@nas/share on /Volumes/share (smbfs, nodev)`."""
    lines = (re.fullmatch(r".+? on (/.*) \((\w+)[^()]*\)", line) for line in text.splitlines())
    return [(line[1], line[2]) for line in lines if line]


def _unescaped(text: str) -> str:
    """Blanks and the like are written in octal."""
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), text)
