"""`python -m sync` is the `runtrack` command."""

from sync.entrypoints.start import main

main()
