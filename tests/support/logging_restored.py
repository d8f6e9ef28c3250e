"""Logging put back as it was: commands and functions set it up for a process of their own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def logging_restored() -> Iterator[None]:
    """Levels and handlers are afterwards what they were before."""
    loggers = (logging.root, logging.getLogger("runtrack"))
    levels, handlers = [logger.level for logger in loggers], logging.root.handlers[:]
    try:
        yield
    finally:
        logging.root.handlers[:] = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
