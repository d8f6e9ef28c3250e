"""The planted bugs of files, keys and rebuilds: what others can read, what a seal opens, what a full disk is called."""

from tests.planting import Mutant

PRIVATE = ("tests/contract/test_private.py",)
KEY = ("tests/entrypoints/test_lost_key.py",)
ROTATION = ("tests/entrypoints/test_rotate_key.py",)

STORES_BUGS = (
    Mutant(
        "a folder is left to the umask",
        "sync/stores/private.py",
        "    path.chmod(FOLDER)  # a umask may have taken even the owner's rights\n",
        "",
        PRIVATE,
    ),
    Mutant(
        "the folder is closed before what is in it",
        "sync/stores/private.py",
        '    for path in sorted(folder.rglob("*"), reverse=True):\n        _tighten(path)\n    _tighten(folder)\n',
        '    _tighten(folder)\n    for path in sorted(folder.rglob("*"), reverse=True):\n        _tighten(path)\n',
        PRIVATE,
    ),
    Mutant(
        "a rename is not made to last",
        "sync/stores/private.py",
        "    source.replace(target)\n    sync_folder(target.parent)\n",
        "    source.replace(target)\n",
        PRIVATE,
    ),
    Mutant(
        "a key is made beside stored logins",
        "sync/adapters/key_sealer.py",
        "            if self._stored():\n                raise KeyLost(*self._lost())\n",
        "",
        KEY,
    ),
    Mutant(
        "the new key takes its place before the logins are sealed with it",
        "sync/entrypoints/cli/rotate_key.py",
        "    file.prepare(new_key())\n    present, coming = file.read()\n",
        "    file.prepare(new_key())\n    present, coming = file.read()\n    file.finish()\n",
        ROTATION,
    ),
    Mutant(
        "the coming key of an earlier rotation is replaced",
        "sync/stores/key_file.py",
        "        self._write(text, self.coming)\n",
        "        self.coming.unlink(missing_ok=True)\n        self._write(text, self.coming)\n",
        ROTATION,
    ),
    Mutant(
        "the parts of a seal's name run into each other",
        "sync/adapters/seal.py",
        'len(part).to_bytes(LENGTH_BYTES, "big") + part for part',
        "part for part",
        ("tests/adapters/test_seal.py",),
    ),
    Mutant(
        "a poll that brings nothing new is saved all the same",
        "sync/engine/capture.py",
        "not timedelta(0) <= now - noted < context.app.timing.note_every\n",
        "True\n",
        ("tests/engine/test_capture_turns.py",),
    ),
    Mutant(
        "each round of turns begins with the same users",
        "sync/entrypoints/aws/turns.py",
        "    begin = int(now.timestamp()) // 60 // SLOTS % len(parts) if parts else 0\n",
        "    begin = 0\n",
        ("tests/entrypoints/test_turns.py",),
    ),
    Mutant(
        "a throttled tick throws away what was wired",
        "sync/entrypoints/aws/function.py",
        "if wired is not None and isinstance(error, StoreBusy):",
        "if wired is None:",
        ("tests/entrypoints/test_lambda.py", "-k", "throttled"),
    ),
    Mutant(
        "a full disk is called damaged",
        "sync/stores/sqlite_words.py",
        "(code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and full(path))",
        "False",
        ("tests/contract/test_full_disk.py",),
    ),
    Mutant(
        "a rebuild leaves the plays behind",
        "sync/stores/salvage.py",
        "            store.add_plays(list(found.plays.values()))\n",
        "",
        ("tests/entrypoints/test_salvage_plays.py",),
    ),
    Mutant(
        "behind a broken page no play is looked for",
        "sync/stores/salvage_read.py",
        "            for (text,) in database.execute(ONE_PLAY, key):\n                _add_play(found, key, text)\n",
        "            pass\n",
        ("tests/entrypoints/test_salvage_plays.py",),
    ),
    Mutant(
        "a network file system is taken for a local disk behind a link",
        "sync/stores/mounts.py",
        "path.expanduser().resolve()",
        "path.expanduser().absolute()",
        ("tests/contract/test_mounts.py",),
    ),
)
