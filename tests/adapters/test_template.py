"""The template: what the default says, what a user may write, and how everything else is refused with its line."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from sync.adapters.template import LARGEST_TEMPLATE, JinjaRenderer
from sync.adapters.template_bounds import ALLOWANCE, BoundedEnvironment, TooMuch
from sync.adapters.template_check import check
from sync.adapters.template_styles import STYLES, Style
from sync.core.exchange import FoundFacts
from sync.core.figures import Figures
from sync.core.music import Song
from sync.core.soundtrack import Part
from sync.core.template_values import values
from sync.ports import TemplateWrong

START = datetime(2026, 11, 15, 6, 40, tzinfo=UTC)
SONGS = (
    Song("Aerobic Threshold", "Cadence 180", uri="spotify:track:1"),
    Song("{{ 7 * 7 }}{% endfor %}\n9. <b>", "Lactate & Co"),
    Song("Untitled", ""),
)


NAMES = (
    "(there are: artists, count, fastest, link, seconds, share, songs, summary, time, title, top_artist, top_artists)"
)
TWO_LOOPS, ENDS = "{% for a in range(999) %}{% for b in range(999) %}", "{% endfor %}{% endfor %}"


def seen(*songs: Song, link: str = "", paces: tuple[float, ...] = ()) -> dict[str, object]:
    starts = [START + timedelta(minutes=place * 31) for place in range(len(songs))]
    parts = [
        Part(song, at, at + timedelta(minutes=3), 180.0 - place, ("spotify",), at)
        for place, (song, at) in enumerate(zip(songs, starts, strict=True))
    ]
    facts = {"spotify:track:1": FoundFacts(bpm=171.0)}
    ran = [Figures(1234.0, pace, 151.4) for pace in paces]
    return values(title="Run", start=START, elapsed=3600.0, parts=parts, facts=facts, link=link, figures=ran)


def said(source: str | None, *songs: Song, link: str = "") -> str:
    return JinjaRenderer(source).render(seen(*(songs or SONGS), link=link))


def refusal(source: str) -> str:
    with pytest.raises(TemplateWrong) as caught:
        check(source)
    return str(caught.value)


def styled(style: Style, *songs: Song, link: str = "", paces: tuple[float, ...] = ()) -> list[str]:
    return JinjaRenderer(style=style).render(seen(*songs, link=link, paces=paces)).splitlines()


def test_the_list_is_a_summary_and_every_song_once_and_a_link() -> None:
    assert styled("list", *SONGS, SONGS[0], link="https://run.example/7") == [
        "♫ 3 songs · 12 min · most: Cadence 180",
        "1. 0:00 Cadence 180 - Aerobic Threshold ×2",
        "2. 31:00 Lactate & Co - {{ 7 * 7 }}{% endfor %} 9. <b>",
        "3. 1:02:00 Untitled",
        "https://run.example/7",
    ]
    assert styled("list", SONGS[2]) == ["♫ 1 song · 3 min", "1. 0:00 Untitled"]


def test_each_style_begins_with_the_summary() -> None:
    many = [Song(f"Song {number}", f"Artist {number % 5}") for number in range(10)]
    summary = "♫ 10 songs · 29 min · most: Artist 0"
    assert styled("line", *many, link="https://run.example/7") == [summary]
    titles = " · ".join(f"Song {number}" for number in range(8))
    assert styled("short", *many) == [summary, f"{titles} · and 2 more"]
    assert styled("short", *many[:2])[1:] == ["Song 0 · Song 1"]
    assert styled("top", *many) == [summary, "Artist 0 · Artist 1 · Artist 2"]
    assert styled("top", SONGS[0]) == ["♫ 1 song · 3 min · most: Cadence 180"]
    assert styled("top", *many, paces=(300, 290, 310, 280.4, 400, 289)) == [
        summary,
        "Fastest to:",
        "1. 4:40/km Artist 3 - Song 3",
        "2. 4:49/km Artist 0 - Song 5",
        "3. 4:50/km Artist 1 - Song 1",
    ]


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_passes_the_check_of_templates(style: Style) -> None:
    check(STYLES[style])
    assert JinjaRenderer(style=style).shows_route == (style == "top")


def test_how_it_was_run_to_a_song_can_be_shown() -> None:
    source = "{% for s in songs %}{{ s.name }} {{ s.km }} {{ s.pace }} {{ s.heart_rate }};{% endfor %}"
    assert JinjaRenderer(source).shows_route
    text = JinjaRenderer(source).render(seen(*SONGS[:1], paces=(312.4,)))
    assert text == "Cadence 180 - Aerobic Threshold 1.23 5:12 151;"
    assert said(source, SONGS[0]) == "Cadence 180 - Aerobic Threshold   ;"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "{% for s in songs %}\n{{ s.number }}{% if s.bpm %} ({{ s.bpm }}){% endif %}\n{% endfor %}\n",
            "1 (171)\n2\n3\n",
        ),
        ("a {% if count %}b{% endif %}\nc {# why #}\nd", "a b\nc \nd"),
        ("{% set x = 1 %} {# both #}\r\n  {% if x %}  \nyes\n  {% endif %}\n.", "yes\n."),
        ("{#\n{% if %}\n#}\nx{% raw %}\n{% if %}\n{% endraw %}\ny", "x\n{% if %}\n\ny"),
        ("a\n{%- if count %}\nb\n{%- endif %}\nc", "a\nb\nc"),
        ("a\n{% if count -%}\n   b\n{%+ endif %}\nc", "a\nb\n\nc"),
    ],
)
def test_a_line_ends_where_it_ends_and_one_of_tags_alone_leaves_none_behind(source: str, text: str) -> None:
    assert said(source) == text


def test_lines_keep_their_numbers() -> None:
    assert refusal("{% if count %}\n{# x\ny #}\n{% endif %}\n{{ nope }}").startswith("line 5: ")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ title }} {{ songs[0].bpm }}{{ songs[1].bpm }}", "Run 171"),
        ("{{ songs|map(attribute='artist')|select|join(', ') }}", "Cadence 180, Lactate & Co"),
        ("{{ songs|join('/', attribute='number') }}", "1/2/3"),
        ("{{ songs|selectattr('bpm')|map(attribute='bpm')|first }}", "171"),
        ("{% for song in songs %}{{ loop.index }}{{ loop.cycle('a', 'b') }}{% endfor %}", "1a2b3a"),
        ("{% for song in songs if song.artist %}{{ song.artist|upper }};{% endfor %}", "CADENCE 180;LACTATE & CO;"),
        ("{{ seconds // 60 }} {{ (seconds / 60)|round }} {{ (seconds / 7)|round(2) }} {{ -count }}", "8 9 76.71 -3"),
        ("{{ 'a' ~ 1 ~ none ~ 'b' }} {{ title + '!' }} {{ title[:2] }}", "a1b Run! Ru"),
        ("{% set s = songs|last %}{{ s.title }}{{ ' yes' if count in (2, 3) and x is undefined }}", "Untitled yes"),
        ("{% if count > 2 and 'Ru' in title %}{{ title|replace('R', 'F') }}{% else %}none{% endif %}", "Fun"),
        ("{% for n in range(3) %}{{ n }}{% endfor %}{% with x = 5 %}{{ x }}{% endwith %}", "0125"),
        ("  {% if count %}\n{# nothing #}\nx\n  {% endif %}\n{% raw %}{{ y }}{% endraw %}", "x\n{{ y }}"),
    ],
)
def test_a_template_may_choose_loop_and_filter(source: str, text: str) -> None:
    assert said(source) == text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a\nb\n{{ nope }}", f"line 3: 'nope' is undefined {NAMES}"),
        ("\n{% for s in songs %}\n{{ s.titel }}{% endfor %}", "line 3: a song has no titel"),
        ("{{ title.size }}", "line 1: it has no size"),
        ("{% frob %}", "line 1: Encountered unknown tag 'frob'."),
        ("\n{{ title", "line 2: unexpected end of template, expected 'end of print statement'."),
        ("\n\n{{ count // (count - count) }}", "line 3: integer division or modulo by zero"),
        ("{{ songs[0].bpm + 1 }}", "line 1: + takes two numbers, and one of these is not known (None)"),
        ("{{ count + 'x' }}", "line 1: + takes two numbers; texts are joined with ~"),
        ("{{ songs }}", "line 1: only texts and numbers can be printed; a list needs a loop or the filter join"),
        ("x\n{{ title|format }}", "line 2: No filter named 'format'."),
        (" \n{# nothing #}", "it makes no text at all"),
        ("{% if not link %}{{ nope }}{% endif %}x", f"line 1: 'nope' is undefined {NAMES}"),
    ],
)
def test_a_mistake_is_named_with_its_line(source: str, words: str) -> None:
    assert refusal(source) == words


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__ }}",
        "{{ songs.__class__.__mro__ }}",
        "{{ songs|join(attribute='__doc__') }}",
        "{{ songs|map(attribute='__class__')|first }}",
        "{{ 'x'.format }}",
        "{{ 'x'.ljust(9) }}",
        "{{ range.__self__ }}",
        "{{ self.x() }}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% extends 'x' %}",
        "{% block x %}{% endblock %}",
        "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
        "{% call range() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% set x %}x{% endset %}",
        "{% set title.x = 1 %}",
        "{% for s in songs recursive %}{{ loop(songs) }}{% endfor %}",
        "{{ range(*songs) }}",
        "{% autoescape true %}x{% endautoescape %}",
        "{{ {1: 2} }}",
    ],
)
def test_what_a_template_may_not_do_is_refused(source: str) -> None:
    assert refusal(source).startswith("line 1: ")


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in range(10**9) %}x{% endfor %}",
        "{% for i in range(1000000000) %}x{% endfor %}",
        "{% for i in range(-5, 1000000000, 1000000) %}x{% endfor %}",
        TWO_LOOPS + "{% for c in range(999) %}{% endfor %}" + ENDS,
        TWO_LOOPS + "{{ b }}" + ENDS,
        TWO_LOOPS + "{% set c = songs|list|sort(attribute='at') %}" + ENDS,
        "{{ 'x' * 1000000000 }}",
        "{{ '%1000000000d' % count }}",
        "{{ 9999999999 * 9999999999 }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
        "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
        "{% set a = title %}" + "{% set a = a|replace('', a) %}" * 40 + "{{ a }}",
        "{% set a = title %}" + "{% set a = range(900)|join(a) %}" * 9 + "{{ a }}",
        "{% set a = range(900)|join(',') %}" + TWO_LOOPS + "{% if a in a ~ 'y' %}{% endif %}" * 200 + ENDS,
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{% if 1 %}" * 300 + "{% endif %}" * 300,
        "{{ " + "not " * 4000 + "1 }}",
        "{{ " + "9" * 5000 + " }}",
        "x" * (LARGEST_TEMPLATE + 1),
        "é" * (LARGEST_TEMPLATE // 2 + 1),
    ],
)
def test_a_template_that_would_never_end_or_fill_the_memory_is_refused(source: str) -> None:
    assert refusal(source)


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(TemplateWrong, match=r"^its text would be longer than 60,000 characters$"):
        said("x\n{% for n in range(900) %}\n{{ 'x' ~ range(30)|join }}{{ range(30)|join }}\n{% endfor %}")
    assert len(said("{% for n in range(900) %}{{ range(30)|join }}{% endfor %}")) == 900 * 50


def test_three_hundred_songs_are_no_trouble() -> None:
    assert said(None, *(Song(f"Song {number}", "A" * 150) for number in range(300))).count("\n") == 301


def test_jinja2_is_loaded_by_the_first_text_only() -> None:
    code = (
        "import sys; from sync.adapters.template import JinjaRenderer; JinjaRenderer(); print('jinja2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_what_one_thread_renders_is_not_paid_by_another() -> None:
    """A batch of turns renders one template in several threads at the same time."""
    environment = BoundedEnvironment("x")
    environment.refill()
    environment.pay(1)

    def renders() -> None:
        environment.refill()
        environment.pay(ALLOWANCE)

    other = Thread(target=renders)
    other.start()
    other.join()
    environment.pay(ALLOWANCE - 1)
    with pytest.raises(TooMuch):
        environment.pay(1)
