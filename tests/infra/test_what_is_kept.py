"""docs/what-is-kept.md has a row for everything that is kept, and says of each what the code does with it."""

import re
from pathlib import Path

from sync.config import PERSONAL
from sync.core import deleted
from sync.core.archive import forms
from sync.core.document_kinds import KINDS
from sync.engine.asks import delete

PAGE = Path(__file__).parents[2] / "docs" / "what-is-kept.md"
ROWS = {
    "User": "the user",
    "Connection": "logins, sealed",
    "OwnSettings": "what a person has set",
    "OwnSecrets": "secret ones of these",
    "Budget": "use of an application's limits",
    "Backfill": "wishes for older runs",
    "Notice": "notices of problems",
    "Gap": "plays, and gaps in them",
    "Digest": "digests of runs",
    "SongFigures": "how a run was run to each of its songs",
    "Insights": "insights: what the music does",
    "Experiment": "a shuffle experiment",
    "FolderIndex": "which files are in the folder",
    "PrivacyZones": "privacy zones",
    "Session": "browsers that are signed in",
    "ApiToken": "browsers that are signed in",
    "SignInLink": "browsers that are signed in",
    "LoginAttempt": "a login that is under way",
    "SharedRun": "links to runs that",
    "LiveRun": "a run in progress",
    "LivePart": "a run in progress",
    "NowPlaying": "the song that is being",
    "LivePhone": "phones that say where",
    "LiveMailbox": "where the looks at a mailbox",
    "LiveFollowed": "the run in progress that is followed",
    "LiveLink": "links to a run in progress",
    "LiveWatched": "links to a run in progress",
    "Invitation": "invitations to be",
    "Circle": "groups that you made",
    "Membership": "groups that you belong to",
    "Contact": "friends, and what",
    "Share": "songs that friends sent",
    "Sending": "songs that you sent",
    "Chat": "chats in which you",
    "Playlist": "playlists that were made",
    "Draft": "songs that you showed",
    "Message": "messages to you",
    "ChatOwner": "whose a chat is",
    "GroupChat": "chats of several people",
    "ChatCode": "codes by which a chat",
    "Inbound": "what messengers told",
    "Polling": "where the looks at a messenger",
    "OAuthState": "consents that are under way",
    "Facts": "tempo, energy",
}
"""How the row of each kind begins."""
BESIDES = {
    "originals": "original files",
    "routes": "routes",
    "spill": "logins, sealed",
    deleted.FOLDER: "that somebody was deleted",
}
"""And that of each folder of files."""
OF_RUNS_AND_PLAYS = {"runs:", "what the target told of a run", "plays, and gaps in them"}


def table() -> list[list[str]]:
    """what, where, for how long, in export, in delete"""
    lines = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert lines[0] == ["what", "where", "for how long", "goes out with `export`", "goes with `delete`"]
    return lines[1:]


def row(begin: str) -> list[str]:
    (found,) = (row for row in table() if row[0].startswith(begin))
    return found


def test_each_kind_has_a_row_that_says_whether_it_goes_out_and_goes() -> None:
    assert ROWS.keys() == {kind.name for kind in KINDS}
    for kind in KINDS:
        _, where, how_long, out, gone = row(ROWS[kind.name])
        assert where.startswith("rows"), kind.name
        assert how_long, kind.name
        assert out.startswith("yes") is kind.in_export, kind.name
        assert gone.startswith("yes") is (kind.in_delete or kind.may_name), kind.name


def test_each_folder_of_files_has_a_row_that_says_whether_it_goes_out_and_goes() -> None:
    for folder, begin in BESIDES.items():
        _, where, _, out, gone = row(begin)
        assert "files" in where, folder
        assert out.startswith("yes") is (folder in forms.FOLDERS), folder
        assert gone.startswith("yes") is (folder in {*delete.FOLDERS, "spill"}), folder


def test_no_row_is_of_what_nobody_keeps() -> None:
    begins = {*ROWS.values(), *BESIDES.values(), *OF_RUNS_AND_PLAYS}
    assert [row[0] for row in table() if not any(row[0].startswith(begin) for begin in begins)] == []


def test_each_retention_that_is_named_is_a_setting() -> None:
    named = set(re.findall(r"RUNTRACK_KEEP_\w+_DAYS", PAGE.read_text()))
    known = set(re.findall(r"RUNTRACK_KEEP_\w+_DAYS", (PAGE.parents[1] / ".env.example").read_text()))
    assert named
    assert named == known


def test_the_page_of_the_export_names_each_file_of_it() -> None:
    page = PAGE.with_name("export-and-delete.md").read_text()
    files = [forms.HEAD, forms.README, *(lines.name for lines in forms.ALL), *(f"{one}/" for one in forms.FOLDERS)]
    assert [name for name in files if f"`{name}`" not in page] == []


def test_the_page_of_people_names_each_setting_that_may_be_ones_own() -> None:
    page = PAGE.with_name("people.md").read_text()
    assert [option.short for option in PERSONAL if f"`{option.short}`" not in page] == []
