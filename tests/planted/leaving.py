"""The planted bugs of a deletion: what it leaves behind, takes along or sends, and what the receipt forgets."""

from tests.planting import Mutant

SENDS = ("tests/engine/test_delete_and_sends.py", "-k")
DELETE = ("tests/engine/test_delete.py", "-k")
ERASE = ("tests/contract/test_store_erase.py", "-k")
RECEIPT = ("tests/entrypoints/test_cli_delete.py", "-k")
AFTERWARDS = ("tests/entrypoints/test_deleted_stay_deleted.py", "-k")
LOOK = "        if not context.may_send():\n            return  # the row goes with its person\n"

DELETION_BUGS = (
    Mutant(
        "an upload looks at no mark of a deletion",
        "sync/engine/upload.py",
        "    if not context.may_send():\n        return  # the row goes with its person\n    upload_id",
        "    upload_id",
        (*SENDS, "not Dynamo"),
    ),
    Mutant(
        "a text looks at no mark of a deletion",
        "sync/engine/annotate.py",
        f"        yield row\n{LOOK}",
        "        yield row\n",
        (*SENDS, "not Dynamo"),
    ),
    Mutant(
        "taking a text out looks at no mark of a deletion",
        "sync/engine/annotate.py",
        f"REMOVED or title != before.title:\n{LOOK}",
        "REMOVED or title != before.title:\n",
        (*SENDS, "not Dynamo"),
    ),
    Mutant(
        "a message looks at no mark of a deletion",
        "sync/engine/notices.py",
        "    if is_leaving(app.store, notice.user):\n        return\n",
        "",
        (*SENDS, "not Dynamo"),
    ),
    Mutant(
        "the mark of a deletion is as the tick has read it at its beginning",
        "sync/engine/leaving.py",
        "    return is_marked(store.another(), user)\n",
        "    return is_marked(store, user)\n",
        (*SENDS, "Dynamo"),
    ),
    Mutant(
        "who is being deleted has a tick",
        "sync/engine/leaving.py",
        "        return known.leaving is None\n",
        "        return True\n",
        (*DELETE, "dealt_out"),
    ),
    Mutant(
        "a turn brings back who was deleted",
        "sync/engine/leaving.py",
        "    return user == ME or bool(store.all(Connection, user))\n",
        "    return True\n",
        (*DELETE, "dealt_out"),
    ),
    Mutant(
        "a deletion waits for no tick that is under way",
        "sync/engine/asks/delete.py",
        "        if now < until:\n",
        "        if False:\n",
        (*DELETE, "brings_nothing_back"),
    ),
    Mutant(
        "a deletion tells no service",
        "sync/engine/asks/delete.py",
        "    told = revoked(built, link.user, now) if built is not None and link.sealed else Told(link.service)\n",
        "    told = Told(link.service)\n",
        (*DELETE, "everything_goes"),
    ),
    Mutant(
        "routes outlive their person",
        "sync/engine/asks/delete.py",
        '    places = [*(f"{folder}/{user}" for folder in FOLDERS),',
        '    places = [*(f"{folder}/{user}" for folder in FOLDERS[:1]),',
        (*DELETE, "everything_goes"),
    ),
    Mutant(
        "files that are left alone of a person are nothing to delete",
        "sync/engine/asks/delete.py",
        "None) is not None for folder in FOLDERS\n",
        "None) is not None for folder in ()\n",
        (*AFTERWARDS, "alone_can_be_deleted"),
    ),
    Mutant(
        "no note says that somebody was deleted",
        "sync/engine/asks/delete.py",
        "    leave_note(app.files, user, now, done=True)\n",
        "",
        (*AFTERWARDS, "came_again or note_says or brings_nobody"),
    ),
    Mutant(
        "the note about who was deleted says the name",
        "sync/core/deleted.py",
        "{sha256(f'deleted from runtrack: {user}'.encode()).hexdigest()[:32]}",
        "{user}",
        (*AFTERWARDS, "note_says_no_name"),
    ),
    Mutant(
        "a deletion takes along who begins with the same letters",
        "sync/stores/sqlite_erase.py",
        'mine, begin, len(begin) + 1, f"{begin}/", kind)',
        "mine, begin, len(begin), begin, kind)",
        (*ERASE, "sqlite and nothing_else"),
    ),
    Mutant(
        "a deletion leaves kinds that only a newer version knows",
        "sync/stores/sqlite_erase.py",
        "            if kind != User.__name__ and kind not in NOT_A_PERSONS:\n",
        "            if kind in {each.name for each in KINDS} - {User.__name__} - NOT_A_PERSONS:\n",
        (*ERASE, "newer_version"),
    ),
    Mutant(
        "the limits of an application go with a person who is called as the service",
        "sync/stores/sqlite_erase.py",
        " and kind not in NOT_A_PERSONS:\n",
        ":\n",
        (*ERASE, "sqlite and called_as_a_service"),
    ),
    Mutant(
        "what was deleted is still to be read in the database file",
        "sync/stores/sqlite_erase.py",
        '                self._db.execute("VACUUM")\n',
        "                pass\n",
        (*ERASE, "no_byte"),
    ),
    Mutant(
        "deleted rows are not overwritten where they stood",
        "sync/stores/sqlite_erase.py",
        "PRAGMA secure_delete = ON",
        "PRAGMA secure_delete = OFF",
        (*ERASE, "no_byte"),
    ),
    Mutant(
        "who is being deleted is taken for one whom a copy has brought back",
        "sync/engine/deleted.py",
        "        if note is not None and not is_leaving and",
        "        if note is not None and",
        (*AFTERWARDS, "tick_alone"),
    ),
    Mutant(
        "the day's copy is made before the file is made anew",
        "sync/entrypoints/cli/delete.py",
        "                done, left = verb.finish(wired.app, wired.user, place.now(), alone=True), wiped(wired.store)\n"
        "                keep_copy(wired.store, place.now(), anew=True)  # of the file as it is now\n",
        "                done = verb.finish(wired.app, wired.user, place.now(), alone=True)\n"
        "                keep_copy(wired.store, place.now(), anew=True)\n"
        "                left = wiped(wired.store)\n",
        (*RECEIPT, "made_anew_once"),
    ),
    Mutant(
        "a disk without room for a new file hides what is still to be read in the old one",
        "sync/stores/sqlite_erase.py",
        "                pages, _ = advice_for(self.path, error)\n",
        "                pass\n",
        ("tests/entrypoints/test_delete_on_a_full_disk.py",),
    ),
    Mutant(
        "plays outlive their person on AWS",
        "sync/stores/dynamo_erase.py",
        "            if table == USERS:\n",
        "            if table in (USERS, PLAYS):\n",
        (*ERASE, "no_table_on_aws"),
    ),
    Mutant(
        "files of who begins with the same letters go from S3",
        "sync/stores/s3_files.py",
        'one["Key"].startswith(f"{name}/")',
        'one["Key"].startswith(name)',
        (*RECEIPT, "every_version"),
    ),
    Mutant(
        "a version that S3 keeps counts as deleted",
        "sync/stores/s3_files.py",
        '        if errors := answer.get("Errors"):\n',
        '        if errors := answer.get("Mistakes"):\n',
        ("tests/contract/test_s3_files.py", "-k", "keeps"),
    ),
    Mutant(
        "the receipt of a deletion forgets point-in-time recovery",
        "sync/entrypoints/cli/delete.py",
        '        yield f"Still held: point-in-time recovery of {tables}, by AWS, until {now + RECOVERY:%Y-%m-%d}."\n',
        "",
        (*RECEIPT, "every_version"),
    ),
    Mutant(
        "the receipt of a deletion forgets the daily copies",
        "sync/entrypoints/cli/delete.py",
        "    if daily:\n",
        "    if False:\n",
        (*RECEIPT, "receipt_names"),
    ),
)
