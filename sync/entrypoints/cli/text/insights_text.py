"""What `runtrack insights` prints: each question with its answer, then the figures that it rests on."""

from collections.abc import Iterator
from datetime import datetime

from sync.core.insights.findings import Effect, FeatureFindings, SongDifference
from sync.core.insights.kept import Insights
from sync.entrypoints import insights_words as words
from sync.entrypoints.cli.text.json_text import document
from sync.entrypoints.cli.text.layout import print_page
from sync.entrypoints.cli.text.times import clock, moment
from sync.entrypoints.insights_fields import fields

MOST_SONGS, MOST_RECORDS = 5, 10


def show(kept: Insights | None, *, here: bool) -> None:
    """`here`: whether anything can be worked out by this program."""
    if kept is None or kept.findings is None:
        print_page(words.NOTHING_YET if here else words.NOT_HERE)
        return
    print_page("\n".join(_lines(kept)))


def _lines(kept: Insights) -> Iterator[str]:
    for chapter in words.chapters(kept):
        yield chapter.question
        yield from (f"  {sentence}" for sentence in chapter.sentences)
        yield from _figures(kept, chapter.name)
        yield ""
    if kept.records:
        yield "Records within a song (more plays, better record: no ranking)"
        for one in kept.records[:MOST_RECORDS]:
            times = "once" if one.plays == 1 else f"{one.plays} plays"
            best = f"{one.distance:<5} {clock(one.seconds):>5}  {_day(one.began)}  {times:>9}"
            yield f"  {best}  {one.artist} – {one.title}"
        yield ""
    yield from words.coverage(kept)
    if kept.made_at is not None:
        yield f"Worked out {moment(kept.made_at)}." + (f" {words.UNDER_WAY}" if kept.due is not None else "")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _figures(kept: Insights, name: str) -> Iterator[str]:
    found = kept.findings
    assert found is not None
    for feature in found.features:
        if feature.feature.value == name:
            yield from _of_feature(feature)
    if name == "songs" and found.songs.ranked:
        ranked = found.songs.ranked
        yield f"    {'s/km':>6} {'90 %':>14}  parts"
        shown = ranked if len(ranked) <= 2 * MOST_SONGS else (*ranked[:MOST_SONGS], *ranked[-MOST_SONGS:])
        yield from (_song(kept, one) for one in shown)
    if name == "in step" and (one := found.in_step.found) is not None:
        pull = "" if one.pull is None else f", pulled {100 * one.pull:.0f} % of the way to a near beat"
        yield f"    p = {one.p:.3f}{pull}"


def _of_feature(of: FeatureFindings) -> Iterator[str]:
    told = (
        ("pace, in all", of.in_all.effect, "s/km"),
        ("pace, at the same pulse", of.same_effort.pace, "s/km"),
        ("pulse, at the same pace", of.same_effort.heart_rate, "bpm"),
        ("pulse, in all", of.heart_rate.effect, "bpm"),
        ("pace, by the next song", of.placebo.effect, "s/km"),
    )
    for label, effect, unit in told:
        if effect is not None:
            yield f"    {label:<24} {_band(effect)} {unit}"


def _band(effect: Effect) -> str:
    return f"{effect.estimate:+6.2f}  95 %: {effect.low:+.2f} to {effect.high:+.2f}"


def _song(kept: Insights, one: SongDifference) -> str:
    artist, title = (kept.songs or {}).get(one.song, ("", one.song))
    mark = " " if one.clear else "○"  # hollow: it may be chance
    band = f"{one.low:+.1f} to {one.high:+.1f}"
    return f"  {mark} {one.estimate:+6.1f} {band:>14}  {one.parts:>5}  {artist} – {title}"


def as_json(kept: Insights | None) -> str:
    """The same, as docs/json.md has it."""
    return document(**fields(kept))
