"""Planted bugs in archives that are sent: two at a time, held whole, or with what lies in a zone."""

from tests.planting import Mutant

SENT = ("tests/entrypoints/api/test_export.py",)
CUT = ("tests/core/test_for_others.py",)

EXPORT_BUGS = (
    Mutant(
        "a person has two archives at a time",
        "sync/entrypoints/api/exports.py",
        "        if user in under_way:\n            raise",
        "        if False:\n            raise",
        SENT,
    ),
    Mutant(
        "an archive that was refused keeps its place",
        "sync/entrypoints/api/exports.py",
        "        sending.how = how\n        archive.close()",
        "        archive.close()",
        SENT,
    ),
    Mutant(
        "who was signed out goes on being sent to",
        "sync/entrypoints/api/exports.py",
        "if not still_in():",
        "if still_in() is None:",
        SENT,
    ),
    Mutant(
        "an archive is sent once it is whole",
        "sync/adapters/archive_zip.py",
        "if kept.size >= PIECE:",
        "if kept.size >= 1 << 40:",
        SENT,
    ),
    Mutant(
        "another site's page begins an archive",
        "sync/entrypoints/api/export.py",
        "if site is not None and site not in OURS and",
        "if site is None and",
        SENT,
    ),
    Mutant(
        "a song that played in a zone alone is in the file",
        "sync/core/run_file/for_others.py",
        "        if spans:\n",
        "        spans = spans or [(0.0, 0.0)]\n        if spans:\n",
        CUT,
    ),
    Mutant(
        "a file that is given away says how long one was in a zone",
        "sync/core/run_file/for_others.py",
        "songs=songs, elapsed=seconds, distance=far",
        "songs=songs, distance=far",
        CUT,
    ),
)
