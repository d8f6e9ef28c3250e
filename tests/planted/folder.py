"""The planted bugs of the folder: what a file is, when it is read, and what it means that it is not there."""

from tests.planting import Mutant

FOLDER = ("tests/engine/test_folder.py",)
BESIDE = ("tests/engine/test_folder_beside_garmin.py",)
FAULTS = ("tests/engine/test_folder_faults.py", "-k")
HOSTILE = ("tests/adapters/test_folder_hostile.py", "-k", "not time_and_memory")
LOOKS = ("tests/adapters/test_folder_looks.py",)

FOLDER_BUGS = (
    Mutant(
        "a run of the folder is known by its file's name",
        "sync/adapters/folder.py",
        "            recordings = tuple(recording_of(original, now) for original in originals)\n",
        "            recordings = tuple(\n"
        "                __import__('dataclasses').replace(\n"
        "                    recording_of(original, now), id=recording_id(found.name.encode())\n"
        "                )\n"
        "                for original in originals\n            )\n",
        FOLDER,
    ),
    Mutant(
        "a file of the folder is read at its first look",
        "sync/adapters/folder.py",
        "            elif known is None or not known.is_like(found.size, found.changed):\n"
        "                told.append(_waits(found, known))\n",
        "            elif known is None or not known.is_like(found.size, found.changed):\n"
        "                told.append(self._read(found, _waits(found, known), now))\n",
        FOLDER,
    ),
    Mutant(
        "two looks of one moment at the folder are two",
        "sync/adapters/folder_waiting.py",
        "        return met is None or not timedelta(0) <= now - met.at < STILL\n",
        "        return True\n",
        LOOKS,
    ),
    Mutant(
        "a file of the folder that was written anew is not read again",
        "sync/core/folder.py",
        "        return (self.size, self.changed) == (size, changed)\n",
        "        return True\n",
        (*FAULTS, "half_written_anew"),
    ),
    Mutant(
        "a folder that is away gives its runs up",
        "sync/core/error_table.py",
        " | AppInactive() | OutOfTime() | NotThere():\n            return row if intent",
        " | AppInactive() | OutOfTime():\n            return row if intent",
        (*FAULTS, "folder_away"),
    ),
    Mutant(
        "a folder's run whose file is back stays left out",
        "sync/engine/phases/find.py",
        "following.returned if seen.at_hand else following.follow",
        "following.follow",
        (*FAULTS, "gone_for_days"),
    ),
    Mutant(
        "an empty place is taken for the folder",
        "sync/adapters/folder.py",
        "        if index.files and not scan.files and not scan.closed and index.place != self._identity():\n",
        "        if False:\n",
        FOLDER,
    ),
    Mutant(
        "a disk error is a file that is gone from the folder",
        "sync/adapters/folder_file.py",
        "    if error.errno in _ANOTHER:\n",
        "    if True:\n",
        LOOKS,
    ),
    Mutant(
        "a file that may not be read is never read in the folder again",
        "sync/adapters/folder_waiting.py",
        "            return known.is_refused or known.is_ahead\n",
        "            return known.is_ahead\n",
        LOOKS,
    ),
    Mutant(
        "a folder's file from the future of a wrong clock is never read again",
        "sync/adapters/folder_waiting.py",
        "            return known.is_refused or known.is_ahead\n",
        "            return known.is_refused\n",
        LOOKS,
    ),
    Mutant(
        "a file that never stands still in the folder holds up the rest for ever",
        "sync/adapters/folder_waiting.py",
        " and now - self._met[one.name].since < HOPE\n",
        "\n",
        LOOKS,
    ),
    Mutant(
        "one file of the folder that meets a bug stops the others",
        "sync/adapters/folder.py",
        "        except Exception as error:\n            log.exception",
        "        except KeyError as error:\n            log.exception",
        LOOKS,
    ),
    Mutant(
        "what the watch and the folder hold at once is sent twice",
        "sync/engine/same_workout.py",
        "    sent = next((one for one in alike if one.state in UNDER_WAY), None)\n",
        "    sent = None\n",
        BESIDE,
    ),
    Mutant(
        "a folder's XML may declare a document type",
        "sync/adapters/xml_reading.py",
        "    parser.StartDoctypeDeclHandler = reading.refuses\n",
        "",
        HOSTILE,
    ),
    Mutant(
        "a folder's gzip unpacks to whatever it likes",
        "sync/adapters/folder_file.py",
        "                if kept.tell() > LIMITS.one:\n",
        "                if False:\n",
        HOSTILE,
    ),
    Mutant(
        "a name in a folder's zip is shown as it is",
        "sync/adapters/folder_file.py",
        'shown_text(name.replace("\\\\", "/").rpartition("/")[2])',
        'name.replace("\\\\", "/").rpartition("/")[2]',
        HOSTILE,
    ),
)
