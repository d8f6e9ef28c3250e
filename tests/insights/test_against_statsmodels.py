"""Our own statistics against statsmodels, a development-only library: the same numbers, to eight places."""

import numpy as np
import pytest

from sync.adapters.statistics.columns import Floats, Ints
from sync.adapters.statistics.song_model import fit

sm = pytest.importorskip("statsmodels.api", reason="statsmodels is not built for this machine or this Python")

RUNS, SONGS = 25, 18


def made(spread: float, seed: int = 5) -> tuple[Floats, Floats, Ints, Ints]:
    rng = np.random.default_rng(seed)
    run = np.sort(rng.integers(0, RUNS, 260)).astype(np.int64)
    song = rng.integers(0, SONGS, 260).astype(np.int64)
    x = np.column_stack([rng.normal(size=260), rng.normal(size=SONGS)[song] + rng.normal(0, 0.1, 260)])
    y = 300 + rng.normal(0, 20, RUNS)[run] + x @ [3.0, -2.0] + rng.normal(0, spread, SONGS)[song]
    return y + rng.normal(0, 8, RUNS)[run] * x[:, 0] + rng.normal(0, 6, 260), x, run, song


def dummies(labels: Ints) -> Floats:
    return np.eye(int(labels.max()) + 1)[labels]


def test_without_song_effects_it_is_least_squares_clustered_by_run() -> None:
    y, x, run, song = made(0.0)
    ours = fit(y, x, run, song, ratio=np.inf)
    assert ours is not None
    whole = np.column_stack([x, dummies(run)])
    theirs = sm.OLS(y, whole).fit(cov_type="cluster", cov_kwds={"groups": run, "use_correction": False})
    assert ours.estimate == pytest.approx(theirs.params[1], abs=1e-8)
    assert ours.coefficients == pytest.approx(theirs.params[:2], abs=1e-8)
    assert ours.residuals == pytest.approx(theirs.resid, abs=1e-8)
    free = len(y) - RUNS
    grown = RUNS / (RUNS - 1) * free / (free - x.shape[1])  # of residuals, for what was fitted to them
    clustered = theirs.cov_params()[1, 1] * grown
    plain = sm.OLS(y, whole).fit().cov_params()[1, 1]
    assert ours.variance == pytest.approx(max(clustered, plain), rel=1e-8)
    assert ours.model_variance == pytest.approx(plain, rel=1e-8)


@pytest.mark.parametrize("ratio", [0.3, 4.0, 60.0])
def test_with_song_effects_of_a_given_size_it_is_generalised_least_squares(ratio: float) -> None:
    y, x, run, song = made(4.0)
    ours = fit(y, x, run, song, ratio)
    assert ours is not None
    z, whole = dummies(song), np.column_stack([x, dummies(run)])
    theirs = sm.GLS(y, whole, sigma=np.eye(len(y)) + z @ z.T / ratio).fit()
    assert ours.coefficients == pytest.approx(theirs.params[:2], abs=1e-8)
    assert ours.model_variance == pytest.approx(theirs.cov_params()[1, 1], rel=1e-8)
    assert ours.sigma2 == pytest.approx(theirs.scale, rel=1e-8)
    rest = y - whole @ theirs.params
    covariance = np.eye(len(y)) + z @ z.T / ratio
    assert ours.songs == pytest.approx(z.T @ np.linalg.solve(covariance, rest) / ratio, abs=1e-8)


def test_the_variance_of_a_songs_prediction_error_is_that_of_the_equations_as_a_whole() -> None:
    y, x, run, song = made(4.0)
    ours = fit(y, x, run, song, 4.0)
    assert ours is not None
    z, whole = dummies(song), np.column_stack([x, dummies(run)])
    every = np.block([[whole.T @ whole, whole.T @ z], [z.T @ whole, z.T @ z + 4.0 * np.eye(SONGS)]])
    errors = ours.sigma2 * np.diag(np.linalg.inv(every))[-SONGS:]
    assert ours.song_variance == pytest.approx(errors, rel=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_much_songs_differ_is_where_the_restricted_likelihood_is_greatest(seed: int) -> None:
    """Theirs comes by an optimiser of its own: equal where both are good, and never better than ours."""
    y, x, run, song = made(5.0, seed)
    ours = fit(y, x, run, song)
    assert ours is not None
    whole = np.column_stack([x, dummies(run)])
    model = sm.MixedLM(y, whole, groups=song)
    theirs = model.fit(reml=True)
    at_ours = sm.regression.mixed_linear_model.MixedLMParams.from_components(
        fe_params=np.append(ours.coefficients, theirs.fe_params[2:]), cov_re=np.array([[1 / ours.ratio]])
    )
    said = model.loglike(at_ours, profile_fe=True)
    assert said == pytest.approx(theirs.llf, abs=1e-6)
    assert said >= theirs.llf - 1e-8
    assert ours.tau2 / ours.sigma2 == pytest.approx(float(theirs.cov_re[0, 0]) / theirs.scale, rel=1e-3)
    assert ours.estimate == pytest.approx(theirs.fe_params[1], abs=1e-4)
