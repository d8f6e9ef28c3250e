"""The planted bugs of runs that are sent nowhere, and of where they go when they are asked for."""

from tests.planting import Mutant

WITHOUT = ("tests/engine/test_without_target.py", "-k")
FAULTS = ("tests/engine/test_without_target_faults.py", "-m", "not long")
HERE = "            sha256=sha256,\n            original=original,\n            kept_at=now,\n"

KEEPING_BUGS = (
    Mutant(
        "what a person does not want sent is sent where it can be",
        "sync/engine/blocks.py",
        "if keep_only is None else not keep_only\n",
        "\n",
        (*WITHOUT, "decides_whatever"),
    ),
    Mutant(
        "a run that is kept goes out by itself when there is a target",
        "sync/core/activity.py",
        f"            due=None,\n{HERE}",
        f"            due=now,\n{HERE}",
        (*WITHOUT, "new_runs_go_out"),
    ),
    Mutant(
        "a kept run is a row without its file",
        "sync/engine/keeping.py",
        "    context.app.files.put(leg.file_name, leg.original.data)\n",
        "",
        FAULTS,
    ),
    Mutant(
        "a kept run's file is written when the row is saved already",
        "sync/engine/keeping.py",
        "    context.app.files.put(leg.file_name, leg.original.data)\n"
        "    enrich.remember(context, (part.song for part in block_for(context.app, leg.row).parts))\n"
        "    yield leg.row.kept(context.now, leg.original.sha256, KEPT, leg.original.kind)\n",
        "    yield leg.row.kept(context.now, leg.original.sha256, KEPT, leg.original.kind)\n"
        "    context.app.files.put(leg.file_name, leg.original.data)\n",
        ("tests/engine/test_without_target_faults.py", "-k", "killed"),
    ),
    Mutant(
        "a backfill leaves what was kept where it is",
        "sync/engine/backfill.py",
        "            if set_aside or (row.is_kept and context.sends):\n",
        "            if set_aside:\n",
        (*WITHOUT, "new_runs_go_out"),
    ),
    Mutant(
        "runs are no longer asked about where nothing is sent",
        "sync/engine/upload.py",
        "    if not context.sends:\n        yield from keep(row, context)\n        return\n",
        "    if not context.sends:\n        return\n",
        FAULTS,
    ),
)
