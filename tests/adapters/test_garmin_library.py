"""garminconnect without what it signs in with: the same library once a secret is to be sent."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import garminconnect.client
import pytest

from sync.adapters.garmin_library import LIBRARY_NAMES
from sync.sim.garmin import SimGarmin
from tests.guard.network_guard import for_children
from tests.support.entrypoints.processes import PATIENCE, ROOT

REFRESHED_AFTER_CALLS = """
import sys
from datetime import UTC, datetime
from sync.adapters.garmin import Garmin, bundle_of
from sync.adapters.http import Hosts

url, tokens, missing = sys.argv[1:]
bundle, now = bundle_of(tokens), datetime.now(UTC)
garmin = Garmin(Hosts({f"https://{host}.garmin.com": url for host in ("connectapi", "diauth")}))
garmin.loaded(bundle).connectapi("/activitylist-service/activities/search/activities")
assert not {"asyncio", "curl_cffi", "ua_generator"} & sys.modules.keys(), "loaded for a call"
if missing:
    sys.modules |= dict.fromkeys(missing.split())  # as where it cannot be loaded
assert garmin.refresh(bundle, now).fields["di_refresh_token"] != bundle.fields["di_refresh_token"]

library = sys.modules["garminconnect.client"]
curl = type(library.cffi_requests).__name__ if library.HAS_CFFI else ""
print(library.HAS_CFFI, library.HAS_UA_GEN, curl)
"""


@pytest.mark.parametrize(
    ("missing", "told"),
    [("", ["True", "True", "BoundedCurl"]), ("curl_cffi ua_generator", ["False", "False"])],
)
def test_a_refresh_after_calls_has_all_that_is_installed(missing: str, told: list[str]) -> None:
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LD_LIBRARY_PATH") if name in os.environ}
    sim = SimGarmin(lambda: datetime.now(UTC))
    sim.start()
    try:
        child = subprocess.run(
            [sys.executable, "-c", REFRESHED_AFTER_CALLS, sim.url, sim.tokens(), missing],
            env=keep | for_children(ROOT),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    finally:
        sim.stop()
    assert child.stdout.split() == told, child.stderr
    assert sim.count("refresh") == 1


@pytest.mark.parametrize("name", LIBRARY_NAMES)
def test_the_library_still_reads_this_name_of_its_client_module(name: str) -> None:
    """An upgrade of garminconnect that drops one fails here and not at night."""
    assert hasattr(garminconnect.client, name)
