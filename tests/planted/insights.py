"""Planted bugs in insights: effects that are none, bands that are too narrow, and what may not be analysed."""

from tests.planting import Mutant

CANNOT = ("tests/insights/test_cannot_tell.py",)
STRETCH = ("tests/insights/test_stretch.py",)
SAMPLE = ("tests/insights/test_sample.py",)
STEPS = ("tests/insights/test_in_step.py",)
WORDS = ("tests/entrypoints/test_cli_insights.py",)
TOPS = ("tests/insights/test_tops.py",)

INSIGHT_BUGS = (
    Mutant(
        "one way round is enough for the same effort",
        "sync/core/insights/findings.py",
        "return pace.claimed and beats.claimed and (pace.estimate < 0) == (beats.estimate < 0)",
        "return pace.claimed",
        WORDS,
    ),
    Mutant(
        "the band of the songs that it rests on is left out",
        "sync/adapters/statistics/song_model.py",
        "tau2 * song_squares + max(clustered, sigma2 * squares),",
        "max(clustered, sigma2 * squares),",
        ("tests/insights/test_parts_of_the_statistics.py",),
    ),
    Mutant(
        "a claim is made by the band that is drawn",
        "sync/core/insights/findings.py",
        "return self.sure_low > 0 or self.sure_high < 0",
        "return self.low > 0 or self.high < 0",
        CANNOT,
    ),
    Mutant(
        "a pause is running",
        "sync/core/insights/stretch.py",
        "return (ms - self._stood.until(ms)) / 1000",
        "return ms / 1000",
        STRETCH,
    ),
    Mutant(
        "a wrist that counts steps is taken for the heart",
        "sync/core/insights/stretch.py",
        " and row not in self._steps_for_beats]",
        "]",
        STRETCH,
    ),
    Mutant(
        "downhill is a record",
        "sync/core/insights/stretch.py",
        "if downhill or paused:",
        "if paused:",
        STRETCH,
    ),
    Mutant(
        "plays of a service that forbids it are analysed",
        "sync/core/insights/sample.py",
        "return streamed or not one.sources or not set(one.sources) <= NOT_BY_ITSELF",
        "return True",
        SAMPLE,
    ),
    Mutant(
        "the placebo is the song itself",
        "sync/core/insights/sample.py",
        "after = known.get(facts_name(mine[place + 1]), (None, None)) if place + 1 < len(mine) else (None, None)",
        "after = (tempo, energy)",
        SAMPLE,
    ),
    Mutant(
        "warming up is compared",
        "sync/core/insights/sample.py",
        "compared = run.steady and one.stretch.minute > MINUTE",
        "compared = run.steady",
        SAMPLE,
    ),
    Mutant(
        "intervals are taken for steady runs",
        "sync/core/insights/steadiness.py",
        "return turns < _TURNS",
        "return True",
        ("tests/insights/test_steadiness.py",),
    ),
    Mutant(
        "a song alone in its run is compared",
        "sync/adapters/statistics/effects.py",
        "minlength=int(rows.run.max()) + 1)[rows.run] > 1)",
        "minlength=int(rows.run.max()) + 1)[rows.run] > 0)",
        CANNOT,
    ),
    Mutant(
        "songs are dealt to places that a run does not have",
        "sync/adapters/statistics/in_step.py",
        "[None, :] >= size[:, None]] = 2.0",
        "[None, :] >= size[:, None]] += 0.0",
        STEPS,
    ),
    Mutant(
        "what was heard after a skipped song counts for the experiment",
        "sync/core/insights/experiment.py",
        "        if was != planned:\n            break\n",
        "        if was != planned:\n            continue\n",
        ("tests/insights/test_experiment.py",),
    ),
    Mutant(
        "an experiment's lists put fast songs first",
        "sync/core/insights/experiment.py",
        "sorted(range(len(self.songs)), key=drawn)",
        "sorted(range(len(self.songs)), key=lambda each: (-self.songs[each].tempo // 20, drawn(each)))",
        ("tests/insights/test_experiment.py",),
    ),
    Mutant(
        "grade makes no difference to the cost",
        "sync/core/grade.py",
        "    i = max(-STEEPEST, min(STEEPEST, grade))\n",
        "    i = grade\n",
        ("tests/insights/test_grade.py",),
    ),
    Mutant(
        "the hour is that of Greenwich",
        "sync/core/insights/tops.py",
        "heard: datetime = max(one.start, run.began) + east",
        "heard: datetime = max(one.start, run.began)",
        TOPS,
    ),
    Mutant(
        "what is told by the target is analysed",
        "sync/engine/insights_made.py",
        "if one.source != app.target_name]",
        "]",
        ("tests/engine/test_insights.py", "-k", "target"),
    ),
)
