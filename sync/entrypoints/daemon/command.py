"""`runtrack run`: the loop, or one tick for cron. It is started without Typer (`start` says why)."""


def run(*, once: bool) -> None:
    """`runtrack run`. One tick ends the process with its exit code: 0 fine, 1 a person is needed, 2 failed."""
    from datetime import UTC, datetime

    from sync.entrypoints import logs
    from sync.entrypoints.environment import read_settings
    from sync.ports import StoreBroken

    settings = read_settings()
    logs.configure(settings.log_format)
    if settings.bucket:
        reason = f"RUNTRACK_BUCKET is set: the runs are those of {settings.environment} on AWS, where the Lambda ticks"
        raise StoreBroken(reason, "see `make status` and `make logs`; to run on this machine, unset RUNTRACK_BUCKET")
    if once:
        from sync.entrypoints.daemon.one_tick import run_once

        raise SystemExit(run_once(settings, datetime.now(UTC)))
    from sync.entrypoints.daemon import loop

    loop.run(settings)
