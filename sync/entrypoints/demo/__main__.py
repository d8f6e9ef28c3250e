"""`python -m sync.entrypoints.demo`: what `make demo` starts."""

from sync.entrypoints.demo.show import main

raise SystemExit(main())
