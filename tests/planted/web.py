"""The planted bugs of the web: what belongs to somebody else is shown, or changed; an answer that cannot be read."""

from tests.planting import Mutant

TRIED = ("tests/entrypoints/api/test_schema.py", "-k", "every_endpoint")

WEB_BUGS = (
    Mutant(
        "a run that is nobody's here is looked for among another person's",
        "sync/engine/run_pages.py",
        "    rows = story.find(app, user, asked)\n",
        '    rows = story.find(app, user, asked) or story.find(app, "me", asked)\n',
        TRIED,
    ),
    Mutant(
        "the plays of another person are listed",
        "sync/entrypoints/api/music.py",
        "play_views.page(app, person, before,",
        'play_views.page(app, "me", before,',
        TRIED,
    ),
    Mutant(
        "a link of another person's can be taken back",
        "sync/entrypoints/api/shares.py",
        "share_run.revoke_shared(app.store, person, id,",
        'share_run.revoke_shared(app.store, "me", id,',
        TRIED,
    ),
    Mutant(
        "preferences are set for another person",
        "sync/entrypoints/api/person.py",
        "verb.change_preferences(app, person, asked.changes,",
        'verb.change_preferences(app, "me", asked.changes,',
        TRIED,
    ),
    Mutant(
        "an answer says the length that it had before it was packed",
        "sync/entrypoints/api/packing.py",
        'headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(message["body"]))',
        'headers["Content-Encoding"] = "gzip"',
        ("tests/entrypoints/api/test_packing.py",),
    ),
    Mutant(
        "what is wrong with a field is told in the words of a library",
        "sync/entrypoints/api/wrong_fields.py",
        'KINDS.get(kind.partition("_")[0], OTHERWISE)',
        'KINDS.get(kind.partition("_")[0], str(error.get("msg", OTHERWISE)))',
        ("tests/entrypoints/api/test_wrong_fields.py",),
    ),
)
