"""Deleting a person on a disk without room: nothing is lost, it is said how far it came, and run again it goes on."""

from pathlib import Path

from tests.support.contract.small_disk import on_a_small_disk

SCRIPT = """
import io, json, shutil, sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from sync.core.user import User
from sync.entrypoints.cli.app import main
from sync.entrypoints.cli.screen import Place
from sync.stores.sqlite import SqliteStore
from tests.support.contract.values import NOON, activity

disk, told = Path(sys.argv[1]), []


def opened(path):
    return SqliteStore(path, sleep=lambda _: None)


def deleted(path):
    place = Place(environ={"RUNTRACK_DATABASE": str(path), "RUNTRACK_KEY_FILE": str(disk / "key")}, ask=None)
    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(["delete", "--user", "canary", "--yes-delete", "canary"], place)
        except SystemExit as leaving:
            code = leaving.code
    return code, out.getvalue(), err.getvalue()


for left in LEFT:
    path = disk / str(left) / "runtrack.sqlite"
    store = opened(path)
    store.put(User("canary", NOON))
    store.add([activity(number, user="canary") for number in range(60)])
    store.add([activity(number, user="anna") for number in range(300)])
    store.close()
    fill(disk / "filler", left)
    first = deleted(path)
    (disk / "filler").unlink()
    store = opened(path)
    users, runs = store.users(), sum(store.counts("canary").values())
    store.close()
    again = deleted(path)
    store = opened(path)
    anna = sum(store.counts("anna").values())
    store.close()
    named = [each.name for each in path.parent.rglob("*") if each.is_file() and b"canary" in each.read_bytes()]
    told.append([left, first, users, runs, again, anna, named])
    shutil.rmtree(path.parent)
print(json.dumps(told))
"""


def test_a_deletion_says_how_far_it_came_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    """Of a file of 390 KB: for the mark, for the rows, and for making the file anew there is room in turn."""
    seen = list[str]()
    for left, first, users, runs, again, anna, named in on_a_small_disk(
        tmp_path, SCRIPT.replace("LEFT", "(0, 80_000, 160_000, 200_000, 240_000, 500_000)")
    ):
        path = tmp_path / "disk" / str(left) / "runtrack.sqlite"
        code, out, err = first
        if code == 2:
            assert (users, out) == (["canary"], "")
            assert err.startswith(f"the disk that holds {path} is full\n")
            seen.append("the rows" if "the deletion has begun" in err else "nothing")
            assert again[0] == 0
            assert "canary is deleted: " in again[1]
            assert runs == 60  # they go in one transaction
        else:
            seen.append("the file")
            assert (code, users, runs) == (0, [], 0)
            assert out.splitlines()[-1] == (
                f"Still held: traces of it in unused pages of {path}. Making the file anew takes as much room as it "
                f"has, beside it and for temporary files, and the disk that holds {path} is full: `runtrack delete "
                "--user canary` once more does it."
            )
            assert again[0] == 0
            assert again[1].endswith(" Nothing of it can be read in the database file any more.\n")
        assert (anna, named) == (300, []), left
    assert [*dict.fromkeys(seen)] == ["nothing", "the rows", "the file"]
