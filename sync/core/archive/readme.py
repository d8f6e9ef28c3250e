"""The page inside an archive that says what is in it, made of the forms that its lines are made of."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.archive.form import Form
from sync.core.archive.forms import ALL, FOLDERS, HEAD, VERSION


def readme(user: str, made_at: datetime) -> str:
    """Markdown."""
    return "\n".join(_lines(user, made_at)) + "\n"


def _lines(user: str, made_at: datetime) -> Iterator[str]:
    yield "# What Runtrack knew about you"
    yield ""
    yield f"Everything that an installation of Runtrack kept of `{user}`, made {made_at:%Y-%m-%d %H:%M} UTC."
    yield "`runtrack import-archive FILE` brings it back into an installation; any program that reads JSON can read it."
    yield ""
    yield "The *source* is where your runs come from, the *target* where they go."
    yield ""
    yield f"- `{HEAD}`: the version of this format ({VERSION}), whose archive it is, when and by what it was made."
    yield "- `*.jsonl`: one JSON object a line, in UTF-8. A time is ISO-8601 in UTC, a length of time is seconds,"
    yield "  `null` is unknown. Ids of services are as those services have them."
    for folder, about in FOLDERS.items():
        yield f"- `{folder}/`: {about}, each named by its run."
    yield ""
    yield "Not in it: the logins at your services, which are sealed for one installation and"
    yield "would give an account away elsewhere; and what belongs to nobody alone (tempo and energy of songs, the use"
    yield "of a service's limits)."
    for lines in ALL:
        yield ""
        yield f"## {lines.name}"
        yield from _form(lines.form)


def _form(form: Form) -> Iterator[str]:
    yield ""
    yield form.about
    yield ""
    yield from (f"- `{field.name}`: {field.about}" for field in form.fields)
    for name, why in form.left_out.items():
        yield f"- (without `{name}`: {why})"
    for part in form.parts:
        yield ""
        yield f"### {part.of.__name__}"
        yield from _form(part)
