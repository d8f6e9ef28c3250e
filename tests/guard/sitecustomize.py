"""Loaded by a child Python of the tests before anything else; see `network_guard.py`."""

import os

if "TEST_NETWORK_GUARD" in os.environ:
    import network_guard  # type: ignore[import-not-found]  # this folder is on the child's path

    network_guard.install(network_guard.write_down)
