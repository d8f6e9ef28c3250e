"""The planted bugs of an archive: what goes out in it, what is refused of it, and what it may write over."""

from tests.planting import Mutant

AFTERWARDS = ("tests/entrypoints/test_deleted_stay_deleted.py", "-k")
ARCHIVE = ("tests/engine/test_archive.py", "-k")
HOSTILE = ("tests/adapters/test_archive_zip.py", "-k", "refused_by_name")
EXPORT = ("tests/entrypoints/test_cli_archive.py", "-k")
STOPPED = ("tests/entrypoints/test_export_stopped.py", "-k")

ARCHIVE_BUGS = (
    Mutant(
        "a file that cannot be read is left out of an archive",
        "sync/engine/asks/export.py",
        "            data = app.files.get(name)\n",
        "            try:\n                data = app.files.get(name)\n"
        "            except Exception:\n                continue\n",
        ("tests/engine/test_export_faults.py",),
    ),
    Mutant(
        "a kind of which each user has one is forgotten in an archive",
        "sync/engine/asks/own_documents.py",
        "    if (only := store.load(of, user)) is not None:\n        yield only\n",
        "",
        (*ARCHIVE, "field_by_field"),
    ),
    Mutant(
        "an archive is put in before it was read through",
        "sync/engine/asks/import_archive.py",
        "    _read_through(app, user, archive)\n    brought",
        "    brought",
        ("tests/adapters/test_archive_zip.py", "-k", "refused_by_number"),
    ),
    Mutant(
        "an import writes over files that are there",
        "sync/engine/asks/import_archive.py",
        "    if app.files.get(name) is not None:\n        return False\n",
        "",
        (*ARCHIVE, "second_import"),
    ),
    Mutant(
        "an import writes over a run that is being sent",
        "sync/core/archive/merging.py",
        "    if ours.state in UNDER_WAY:\n",
        "    if False:\n",
        (*ARCHIVE, "stays_so or judged_anew"),
    ),
    Mutant(
        "an import goes to who is being deleted",
        "sync/engine/asks/import_archive.py",
        "    if known is not None and known.leaving is not None:\n",
        "    if False:\n",
        (*ARCHIVE, "who_is_being_deleted"),
    ),
    Mutant(
        "an archive from before a deletion brings the person back",
        "sync/engine/asks/import_archive.py",
        "    if not after_delete:\n",
        "    if False:\n",
        (*AFTERWARDS, "archive_from_before"),
    ),
    Mutant(
        "an archive of another account is taken",
        "sync/engine/asks/import_archive.py",
        "    if len(owners) > 1:\n",
        "    if False:\n",
        (*ARCHIVE, "another_garmin_account"),
    ),
    Mutant(
        "an archive of a newer version is taken",
        "sync/engine/asks/import_archive.py",
        '    if head["version"] > forms.VERSION:\n',
        "    if False:\n",
        HOSTILE,
    ),
    Mutant(
        "a link in an archive counts as a file",
        "sync/adapters/archive_zip.py",
        "        if kind not in (0, stat.S_IFREG):\n",
        "        if False:\n",
        HOSTILE,
    ),
    Mutant(
        "entries of an archive may overlap",
        "sync/adapters/archive_zip.py",
        "    if any(begin < end for",
        "    if False and any(begin < end for",
        HOSTILE,
    ),
    Mutant(
        "an archive is written over a file that is there",
        "sync/entrypoints/cli/archive.py",
        "    if path.exists():\n",
        "    if False:\n",
        (*EXPORT, "not_written_over"),
    ),
    Mutant(
        "half an archive has the name of a whole one",
        "sync/entrypoints/cli/archive.py",
        '    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")\n',
        "    unfinished = path\n",
        (*STOPPED, "killed"),
    ),
)
