"""The planted bugs of the exchanges: their bounds, redirects, logins of this machine, texts, refresh tokens."""

from tests.planting import Mutant

BOUNDS = ("tests/adapters/test_bounds.py",)
SECRETS = ("tests/adapters/test_secrets_stay.py",)
TEXTS = ("tests/adapters/test_service_texts.py",)

TRANSPORT_BUGS = (
    Mutant(
        "a socket knows nothing of the exchange that it is part of",
        "sync/adapters/sockets.py",
        "        left = remaining()\n        if left != math.inf:\n            super()",
        "        left = math.inf\n        if left != math.inf:\n            super()",
        BOUNDS,
    ),
    Mutant(
        "an exchange gets its whole patience when the tick is nearly over",
        "sync/adapters/bounds.py",
        "    seconds = min(patience, left)\n",
        "    seconds = patience\n",
        ("tests/adapters/test_bounds.py", "-k", "tick_has_left"),
    ),
    Mutant(
        "a refresh token is sent in a tick's last seconds",
        "sync/adapters/garmin.py",
        "            with exchange(self._seconds, least=REFRESH_SECONDS):\n",
        "            with exchange(self._seconds):\n",
        BOUNDS,
    ),
    Mutant(
        "a body is read however large it is",
        "sync/adapters/bounds.py",
        "        if size > most:\n",
        "        if size > 10**12:\n",
        ("tests/adapters/test_bounds.py", "-k", "bomb"),
    ),
    Mutant(
        "curl's answers are not counted",
        "sync/adapters/garmin_curl.py",
        "        if size > JSON_BYTES:\n            return WRITE_FAILED\n",
        "",
        ("tests/adapters/test_bounds.py", "-k", "bomb or gigabyte"),
    ),
    Mutant(
        "curl follows redirects by itself",
        "sync/adapters/garmin_curl.py",
        '    kwargs |= {"allow_redirects": False}\n',
        '    kwargs |= {"allow_redirects": True}\n',
        SECRETS,
    ),
    Mutant(
        "a redirect within the scheme is one within the host",
        "sync/adapters/garmin_curl.py",
        "            if _origin(target) != _origin(url):\n",
        "            if _origin(target)[0] != _origin(url)[0]:\n",
        SECRETS,
    ),
    Mutant(
        "a login of netrc takes the token's place",
        "sync/adapters/http.py",
        "        self.auth = _as_it_is  ",
        "        self.auth = None  ",
        SECRETS,
    ),
    Mutant(
        "the address of a redirect is logged",
        "sync/adapters/httpx2_client.py",
        'for name in ("httpx2", "httpcore2"):',
        'for name in ("httpx2",):',
        SECRETS,
    ),
    Mutant(
        "a call that the tick had no time for costs the run a try",
        "sync/core/error_table.py",
        " | AppInactive() | OutOfTime() | NotThere():\n            return row if intent",
        " | AppInactive() | NotThere():\n            return row if intent",
        ("tests/engine/test_time_left.py",),
    ),
    Mutant(
        "a call that the tick had no time for blames the service",
        "sync/engine/step_runner.py",
        "        if isinstance(error, OutOfTime):\n",
        "        if isinstance(error, OutOfTime) and not error.reason:\n",
        ("tests/engine/test_time_left.py",),
    ),
    Mutant(
        "a refresh token that comes alone is dropped",
        "sync/adapters/tokens.py",
        "            self._keep(saving, leased, error.bundle, now)\n            raise\n",
        "            self._release(user)\n            raise\n",
        ("tests/engine/test_only_refresh_token.py",),
    ),
    Mutant(
        "an error holds all of a service's words",
        "sync/core/errors.py",
        "        reason = reason if len(reason) <= self.MOST else",
        "        reason = reason if len(reason) >= 0 else",
        TEXTS,
    ),
    Mutant(
        "a hanging tick goes on feeding the watchdog",
        "sync/entrypoints/daemon/watchdog.py",
        "        elif now - self._fed >= FEED_EVERY:\n",
        "        if now - self._fed >= FEED_EVERY:\n",
        ("tests/entrypoints/test_watchdog.py",),
    ),
    Mutant(
        "each user has connections of their own",
        "sync/adapters/garmin.py",
        "refuse, self._sleep, pool=self._pool)\n",
        "refuse, self._sleep)\n",
        ("tests/engine/test_many_users.py", "-m", "not long"),
    ),
)
