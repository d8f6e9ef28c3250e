"""The planted bugs of the web's ways in, and of what strangers are shown."""

from tests.planting import Mutant

CHECKS = ("tests/entrypoints/api/test_checks.py",)
SIGN_IN = ("tests/entrypoints/api/test_sign_in.py",)
SHARES = ("tests/entrypoints/api/test_shares.py",)
HINTS = ("tests/entrypoints/api/test_hints.py",)
CONNECTIONS = ("tests/entrypoints/api/test_connections.py",)
FILES = ("tests/core/test_run_file.py",)

ACCESS_BUGS = (
    Mutant(
        "strangers read the figures of the server",
        "sync/entrypoints/api/access/callers.py",
        '        asked = path.startswith(("/api/", *SHARED)) or path == METRICS\n',
        '        asked = path.startswith(("/api/", *SHARED))\n',
        (*CHECKS, "tests/entrypoints/api/test_probes.py"),
    ),
    Mutant(
        "one address is open to strangers",
        "sync/entrypoints/api/access/callers.py",
        'PUBLIC = ("/api/config",',
        'PUBLIC = ("/api/openapi", "/api/config",',
        CHECKS,
    ),
    Mutant(
        "a token that reads may write",
        "sync/entrypoints/api/access/callers.py",
        "    if not token.may(May.READ if method in SAFE else May.WRITE):\n",
        "    if not token.may(May.READ):\n",
        SIGN_IN,
    ),
    Mutant(
        "the host of a request is not looked at",
        "sync/entrypoints/api/access/checks.py",
        "    if name is None or name not in policy.hosts:\n",
        "    if name is None:\n",
        CHECKS,
    ),
    Mutant(
        "a wish that another site's page made is carried out",
        "sync/entrypoints/api/access/checks.py",
        "        if site not in OURS:\n",
        '        if site == "same-site":\n',
        CHECKS,
    ),
    Mutant(
        "a browser that does not say where is believed",
        "sync/entrypoints/api/access/checks.py",
        '    elif headers.get("origin") !=',
        '    elif headers.get("origin") and headers.get("origin") !=',
        CHECKS,
    ),
    Mutant(
        "nobody's requests are counted",
        "sync/entrypoints/api/access/counting.py",
        "        if not await self._limiter.test(self._each_hour, who):\n",
        "        if False:\n",
        SIGN_IN,
    ),
    Mutant(
        "links to sign in may be guessed for ever",
        "sync/entrypoints/api/access/counting.py",
        "        if not await self._limiter.hit(self._tries, address):\n",
        "        if False:\n",
        SIGN_IN,
    ),
    Mutant(
        "a consent to sign in comes back twice",
        "sync/engine/asks/sign_in.py",
        "    if saving.put(store, replace(known, used=True)) is None:\n",
        "    if saving.put(store, replace(known, used=False)) is None:\n",
        SIGN_IN,
    ),
    Mutant(
        "a consent comes back in another browser",
        "sync/engine/asks/sign_in.py",
        "(known.browser, known.purpose) != (fingerprint(browser), purpose)",
        "known.purpose != purpose",
        SIGN_IN,
    ),
    Mutant(
        "a link from the command line signs in twice",
        "sync/engine/asks/sign_in.py",
        "not known.holds(now) or saving.put(store, replace(known, used=True)) is None",
        "not known.holds(now)",
        SIGN_IN,
    ),
    Mutant(
        "signing out leaves the session",
        "sync/entrypoints/api/access/sign_in.py",
        "    if session is not None:\n        await site.change(session.user, lambda app: sessions.end",
        "    if False:\n        await site.change(session.user, lambda app: sessions.end",
        SIGN_IN,
    ),
    Mutant(
        "an answer to a login of a service counts twice",
        "sync/engine/asks/login_attempts.py",
        'replace(known, used=True, sealed="")',
        "replace(known, used=False)",
        CONNECTIONS,
    ),
    Mutant(
        "an answer belongs to whatever login is under way",
        "sync/engine/asks/login_attempts.py",
        "known is None or known.id != fingerprint(attempt) or",
        "known is None or",
        CONNECTIONS,
    ),
    Mutant(
        "an event of a webhook is believed without its secret",
        "sync/entrypoints/api/hints.py",
        "    return bool(ours) and hmac.compare_digest(",
        "    return True or hmac.compare_digest(",
        HINTS,
    ),
    Mutant(
        "a webhook is verified for whoever asks",
        "sync/entrypoints/api/hints.py",
        '    if mode != "subscribe" or not _is_secret(request, token):\n',
        '    if mode != "subscribe":\n',
        HINTS,
    ),
    Mutant(
        "privacy zones cut no shared run",
        "sync/engine/shared_views.py",
        "zones_of(app.store, row.key.user)",
        "()",
        SHARES,
    ),
    Mutant(
        "the route that strangers load is the whole one",
        "sync/entrypoints/api/shared.py",
        "        return packed(view.made.route)\n",
        "        from sync.engine.kept_routes import route_of\n\n"
        "        return packed(route_of(site.installation, site.installation.store.activity(view.link.run)))\n",
        SHARES,
    ),
    Mutant(
        "the picture for strangers is drawn across what is hidden",
        "sync/entrypoints/api/shared_picture.py",
        '                yield colour, spots\n            colour, spots = "", []\n            continue\n',
        "                pass\n            continue\n",
        SHARES,
    ),
    Mutant(
        "a song in a hidden stretch alone is shown",
        "sync/engine/shared_views.py",
        "        if spans:\n",
        "        spans = spans or [(begin * 1000, end * 1000)]\n        if spans:\n",
        SHARES,
    ),
    Mutant(
        "the distance beside a cut map is that of the whole run",
        "sync/engine/shared_views.py",
        "(_last(made.route.distance) if made is not None and hidden else row.distance)",
        "row.distance",
        SHARES,
    ),
    Mutant(
        "a link leads there after its end",
        "sync/engine/shared_views.py",
        "link is not None and link.holds(now) and",
        "link is not None and",
        SHARES,
    ),
    Mutant(
        "a name is no text in the page of a link",
        "sync/entrypoints/api/shared.py",
        '    title = escape(seen.title or app.in_language("A run"))\n',
        '    title = seen.title or app.in_language("A run")\n',
        SHARES,
    ),
    Mutant(
        "an artist is a formula in a table",
        "sync/core/run_file/plain.py",
        "harmless(song.artist)",
        "song.artist",
        FILES,
    ),
    Mutant(
        "a title is a formula in a table",
        "sync/core/run_file/plain.py",
        "harmless(song.title)",
        "song.title",
        FILES,
    ),
)
