"""`python -m sync.entrypoints` is the `runtrack` command."""

from sync.entrypoints.start import main

main()
