"""The texts that need no template of one's own, and the rule for lines that hold nothing but tags."""

import re
from typing import Literal

Style = Literal["list", "short", "top", "line"]

SUMMARY = "♫ {{ summary }}\n"
LINK = """\
{% if link %}
{{ link }}
{% endif %}
"""
TIMES = '{{ " ×" ~ song.times if song.times > 1 else "" }}'
SENDER = '{{ " (from " ~ song.sent_by ~ ")" if song.sent_by else "" }}'
STYLES: dict[Style, str] = {
    "list": f"""\
{SUMMARY}\
{{% for song in songs %}}
{{{{ song.number }}}}. {{{{ song.at }}}} {{{{ song.name }}}}{TIMES}{SENDER}
{{% endfor %}}
{LINK}""",
    "short": f"""\
{SUMMARY}\
{{{{ songs[:8]|map(attribute="title")|join(" · ") }}}}{{{{ " · and " ~ (count - 8) ~ " more" if count > 8 else "" }}}}
{LINK}""",
    "top": f"""\
{SUMMARY}\
{{% if fastest %}}
Fastest to:
{{% for song in fastest %}}
{{{{ loop.index }}}}. {{{{ song.pace }}}}/km {{{{ song.name }}}}
{{% endfor %}}
{{% elif top_artists[1:] %}}
{{{{ top_artists|join(" · ") }}}}
{{% endif %}}
{LINK}""",
    "line": SUMMARY,
}
"""list: every song once, in order; short: the songs' titles in one line; top: the songs you ran fastest to (the artists
heard longest while no route is known); line: the summary alone."""

_TAG = r"(?:\{%(?!-?\+?\s*raw\b)(?:(?!%\}).)*%\}|\{#(?:(?!#\}).)*#\})"
_LINES = re.compile(
    rf"^[ \t]*(?P<own>{_TAG}(?:[ \t]*{_TAG})*)[ \t]*\r?\n"
    r"|\{%-?\+?\s*raw\b.*?\bendraw\s*-?\+?%\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL | re.MULTILINE,
)
_SAYS_ITSELF = re.compile(r"\{[%#][-+]|[-+][%#]\}")


def own_lines(source: str) -> str:
    """The template such that a line with nothing but tags leaves no line behind, and every other line keeps its end:
    Jinja2 knows only either for all of them. A line whose tags say themselves what is cut (`-`, `+`) is left as it is.
    Lines keep their numbers."""
    return _LINES.sub(_own_line, source)


def _own_line(found: re.Match[str]) -> str:
    own = found["own"]
    if own is None or _SAYS_ITSELF.search(own):
        return found[0]
    return "".join(re.findall(_TAG, own, re.DOTALL)) + "{#\n#}"
