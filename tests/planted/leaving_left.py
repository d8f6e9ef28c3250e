"""The planted bugs of what a deletion leaves behind without a word, and of what goes on beside one all the same."""

from tests.planting import Mutant

ERASE = ("tests/contract/test_store_erase.py", "-k")
RECEIPT = ("tests/entrypoints/test_cli_delete.py", "-k", "every_version")
KINDS = ("tests/contract/test_unknown_kinds.py", "-k", "says_whose_it_is")
EXPORT = ("tests/engine/test_export_beside_a_tick.py", "-k")
IMPORT = ("tests/engine/test_import_beside_a_deletion.py", "-k")
BACKFILL = ("tests/engine/test_delete_beside_a_backfill.py", "-k")
QUERY = 'self.tables.query(table, where, {":user": partition(user), **(values or {})}, only=only'
SECRETS = (
    '        "OwnSecrets",\n        "own_settings",\n        lambda one: (one.user,),\n        Whose.USER,\n'
    "        in_export=False,\n        in_delete=True,\n"
)

LEFT_BEHIND_BUGS = (
    Mutant(
        "older versions of a file outlive their person on S3",
        "sync/stores/s3_files.py",
        '                if one["Key"] == key or one["Key"].startswith(f"{name}/")\n',
        '                if one["IsLatest"] and (one["Key"] == key or one["Key"].startswith(f"{name}/"))\n',
        RECEIPT,
    ),
    Mutant(
        "delete markers outlive their person on S3",
        "sync/stores/s3_files.py",
        '                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))\n',
        '                for one in page.get("Versions", ())\n',
        RECEIPT,
    ),
    Mutant(
        "what has expired on DynamoDB and is still there outlives its person",
        "sync/stores/dynamo_erase.py",
        f'        only = ", ".join(f"#{{name}}" for name in KEYS[table])\n        return {QUERY}, expired=True)\n',
        '        only = ", ".join(f"#{name}" for name in (*KEYS[table], "expires"))\n'
        f"        found = {QUERY})\n        return ({{name: one[name] for name in KEYS[table]}} for one in found)\n",
        (*ERASE, "expired"),
    ),
    Mutant(
        "sealed preferences outlive their person in SQLite",
        "sync/stores/sqlite_erase.py",
        "            if kind != User.__name__ and kind not in NOT_A_PERSONS:\n",
        '            if kind not in (User.__name__, "OwnSecrets", *NOT_A_PERSONS):\n',
        (*ERASE, "sqlite and nothing_else"),
    ),
    Mutant(
        "sealed preferences outlive their person on DynamoDB",
        "sync/stores/dynamo_erase.py",
        "            keys = list(self._names(table, user))\n",
        '            keys = [key for key in self._names(table, user) if _what(table, key) != "OwnSecrets"]\n',
        (*ERASE, "no_table_on_aws"),
    ),
    Mutant(
        "sealed preferences are no part of a deletion",
        "sync/core/document_kinds.py",
        SECRETS,
        SECRETS.replace("in_delete=True", "in_delete=False"),
        KINDS,
    ),
    Mutant(
        "sealed preferences go out with an export",
        "sync/core/document_kinds.py",
        SECRETS,
        SECRETS.replace("in_export=False", "in_export=True"),
        ("tests/core/test_archive_forms.py",),
    ),
    Mutant(
        "an archive forgets what a person has set",
        "sync/core/archive/forms.py",
        '    Lines("settings.jsonl", SETTINGS),\n',
        "",
        ("tests/engine/test_archive.py", "-k", "no_kind_and_no_field"),
    ),
)

BESIDE_BUGS = (
    Mutant(
        "an export ends as if nobody had been deleted meanwhile",
        "sync/engine/asks/export.py",
        "    if (now_is := app.store.load(User, user)) is None or now_is.leaving is not None:\n",
        "    if False:\n",
        (*EXPORT, "gets_no_archive"),
    ),
    Mutant(
        "an export of who is being deleted calls the rest everything",
        "sync/engine/asks/export.py",
        "    if known.leaving is not None:\n        raise Leaving(user)\n",
        "",
        (*EXPORT, "told_so"),
    ),
    Mutant(
        "a run that moves while an export goes on is in it twice",
        "sync/stores/sqlite_list.py",
        "            yield from (decode(doc, Activity) for *_, doc in rows)\n            after = rows[-1][:3]\n",
        "            yield from (decode(doc, Activity) for *_, doc in rows)\n            after = rows[-2:][0][:3]\n"
        "            if len(rows) < 2:\n                return\n",
        (*EXPORT, "once_and_whole and not Dynamo"),
    ),
    Mutant(
        "an import that was under way brings back who was deleted",
        "sync/engine/asks/import_archive.py",
        "        if is_from_before(note, known, app.store.all(Connection, user)):\n",
        "        if False:\n",
        (*IMPORT, "ended"),
    ),
    Mutant(
        "an import does not look at its end who was deleted meanwhile",
        "sync/engine/asks/import_archive.py",
        "in the background\n    _still_here(app, user, now)\n",
        "in the background\n",
        (*IMPORT, "ended"),
    ),
    Mutant(
        "who is being deleted may ask for older runs",
        "sync/engine/asks/backfill.py",
        "    if leaving.is_marked(app.store, user):\n        raise Leaving(user)\n",
        "",
        (*BACKFILL, "cannot_ask"),
    ),
    Mutant(
        "a backfill on the screen goes on for ever when its person is being deleted",
        "sync/entrypoints/cli/text/backfill_show.py",
        "                if leaving.is_marked(wired.store, wired.user):  # no tick of theirs will ever end it\n",
        "                if False:\n",
        (*BACKFILL, "on_the_screen"),
    ),
)
