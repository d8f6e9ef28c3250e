"""`python -m sync.entrypoints` is the `runtrack` command."""

from sync.entrypoints.cli import main

main()
