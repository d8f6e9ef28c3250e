"""Network file systems: found out from what the system says is mounted, and refused before SQLite touches them."""

from pathlib import Path

import pytest

from sync.ports import StoreBroken
from sync.stores import mounts
from sync.stores.sqlite import SqliteStore

LINUX = r"""
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 27 0:45 / /home rw,relatime shared:2 - nfs4 nas:/home rw,vers=4.2
32 31 8:17 / /home/me/local\040disk rw shared:3 master:4 - ext4 /dev/sdb1 rw
33 27 0:46 / /mnt/share rw - cifs //nas/share rw
34 27 0:47 / /mnt/ssh rw - fuse.sshfs me@nas: rw
35 27 0:48 / /mnt/c rw - 9p C:\134 rw,dirsync,aname=drvfs
36 27 0:49 / /mnt/usb rw - fuseblk /dev/sdc1 rw
37 27 0:50 / /mnt/over rw - nfs nas:/a rw
38 37 8:33 / /mnt/over rw - ext4 /dev/sdd1 rw
a line that is none
"""
MACOS = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//me@nas/share on /Volumes/my share (smbfs, nodev, nosuid, mounted by me)
nas:/export on /Volumes/nfs (nfs)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/runtrack.sqlite", ""),
        ("/home/me/runtrack.sqlite", "nfs4"),
        ("/home/me/local disk/runtrack.sqlite", ""),
        ("/mnt/share/runtrack.sqlite", "cifs"),
        ("/mnt/shared/runtrack.sqlite", ""),
        ("/mnt/ssh/deep/runtrack.sqlite", "fuse.sshfs"),
        ("/mnt/c/Users/me/runtrack.sqlite", "9p"),
        ("/mnt/usb/runtrack.sqlite", ""),
        ("/mnt/over/runtrack.sqlite", ""),
    ],
)
def test_linux_names_the_file_system_of_a_path(path: str, kind: str) -> None:
    assert mounts.network_kind(Path(path), mounts.of_linux(LINUX)) == kind
    assert mounts.network_kind(Path(path), []) == ""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/Users/me/a.sqlite", ""), ("/Volumes/my share/a.sqlite", "smbfs"), ("/Volumes/nfs/a.sqlite", "nfs")],
)
def test_macos_names_it_too(path: str, kind: str) -> None:
    assert mounts.network_kind(Path(path), mounts.of_macos(MACOS)) == kind


def test_a_sandbox_whose_whole_machine_is_9p_is_taken_as_local() -> None:
    root = mounts.of_linux("27 1 0:1 / / rw - 9p none rw,trans=fd")
    assert mounts.network_kind(Path("/var/lib/a.sqlite"), root) == ""


def test_a_link_is_followed_to_where_the_file_really_is(tmp_path: Path) -> None:
    (tmp_path / "nas").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nas")
    mounted = [("/", "ext4"), (str(tmp_path.resolve() / "nas"), "nfs4")]
    assert mounts.network_kind(tmp_path / "link" / "a.sqlite", mounted) == "nfs4"


def test_what_is_mounted_here_can_be_read() -> None:
    assert any(point == "/" for point, _ in mounts.present())
    assert mounts.network_kind(Path("/proc")) == ""


def test_sqlite_is_refused_there_with_the_way_out_and_nothing_is_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "runtrack.sqlite"
    with pytest.raises(StoreBroken) as caught:
        SqliteStore(path, sleep=lambda _: None, network=lambda _: "nfs4")
    assert caught.value.reason == (
        f"{path} lies on a network file system (nfs4), where SQLite's locks do not hold and files get damaged"
    )
    assert "to a local disk, and set RUNTRACK_DATABASE to the new path" in caught.value.advice
    assert list(tmp_path.iterdir()) == []
