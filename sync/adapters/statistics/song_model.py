"""One run at a time, songs as random: pace = run + effect * feature + what is known beside it + song + rest.

The runs' means are taken out first, which leaves the mixed model exact: its equations (Henderson's) are over songs
alone. How much songs differ (tau) against the rest (sigma) is found by restricted maximum likelihood. An estimate's
variance is that of the songs it rests on plus the rest's, clustered by run, the latter at least what the model says.
"""

from dataclasses import dataclass
from math import inf

import numpy as np

from sync.adapters.statistics.columns import Floats, Ints, without_means

MOST_SONGS = 350
"""Songs with an effect of their own, the most played ones: the equations take the cube of it."""
_GRID = np.geomspace(0.02, 2e4, 49)
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Of the last column: `estimate`, its variance, and how many equal runs and songs it rests on.

    ratio: sigma^2 / tau^2, infinite where songs do not differ; sigma2, tau2: the two. songs: each song's effect by its
    number, and its prediction error's variance (tau2 for a song without an effect of its own)."""

    estimate: float
    variance: float
    effective_runs: float
    effective_songs: float
    ratio: float
    sigma2: float
    tau2: float
    coefficients: Floats
    model_variance: float
    songs: Floats
    song_variance: Floats
    residuals: Floats


def fit(y: Floats, x: Floats, run: Ints, song: Ints, ratio: float | None = None) -> Fit | None:
    """`x`: independent columns, the one asked for last; `run`, `song`: numbered without holes. None: there are too few
    rows for it. `ratio`: taken as given rather than found."""
    runs, songs = int(run.max()) + 1, int(song.max()) + 1
    free = len(y) - runs - x.shape[1]
    if free < 1:
        return None
    y, x = without_means(y, run), without_means(x, run)
    equations = _Equations(y, x, run, song, songs, free)
    lam = equations.best() if ratio is None else ratio
    return _solved(y, x, run, song, equations, lam, runs)


class _Equations:
    """The mixed model's equations, turned so that each ratio costs next to nothing."""

    def __init__(self, y: Floats, x: Floats, run: Ints, song: Ints, songs: int, free: int) -> None:
        plays = np.bincount(song, minlength=songs)
        with_effect = np.sort(np.argsort(-plays, kind="stable")[:MOST_SONGS])
        self.place = np.full(songs, -1)
        self.place[with_effect] = np.arange(len(with_effect))
        self.row, self.size = self.place[song], len(with_effect)
        there = self.row >= 0
        runs = int(run.max()) + 1
        counts = np.bincount(run[there] * self.size + self.row[there], minlength=runs * self.size)
        shares = counts.reshape(runs, self.size) / np.sqrt(np.bincount(run))[:, None]
        self.values, self.turned = np.linalg.eigh(np.diag(plays[with_effect].astype(float)) - shares.T @ shares)
        self.values = np.maximum(self.values, 0.0)
        self.zx = self.turned.T @ self.by_song(x)
        self.zy = self.turned.T @ self.by_song(y)
        self.xx, self.xy, self.yy, self.free = x.T @ x, x.T @ y, float(y @ y), free

    def by_song(self, values: Floats) -> Floats:
        """Sums over each song's rows."""
        there = self.row >= 0
        if values.ndim == 1:
            sums: Floats = np.bincount(self.row[there], values[there], minlength=self.size)
            return sums
        return np.column_stack([self.by_song(values[:, each]) for each in range(values.shape[1])])

    def by_row(self, effects: Floats) -> Floats:
        """Each row's song's effect; 0 for a song without one."""
        return np.asarray(np.append(effects, 0.0)[self.row], float)

    def inverse(self, vector: Floats, lam: float) -> Floats:
        """(songs' matrix + ratio)^-1 times a vector that is turned already."""
        if lam == inf:
            return np.zeros(self.size)
        found: Floats = self.turned @ (vector / (self.values + lam))
        return found

    def normal(self, lam: float) -> tuple[Floats, Floats, float]:
        """X'V^-1 X, X'V^-1 y, y'V^-1 y."""
        if lam == inf:
            return self.xx, self.xy, self.yy
        scaled = self.zx / (self.values + lam)[:, None]
        return self.xx - self.zx.T @ scaled, self.xy - scaled.T @ self.zy, self.yy - self._norm(lam)

    def _norm(self, lam: float) -> float:
        return float(self.zy @ (self.zy / (self.values + lam)))

    def likelihood(self, lam: float) -> float:
        """The restricted log-likelihood but for what is the same for every ratio."""
        xvx, xvy, yvy = self.normal(lam)
        rest = max(yvy - float(xvy @ np.linalg.solve(xvx, xvy)), 1e-300)
        songs = 0.0 if lam == inf else float(np.sum(np.log1p(self.values / lam)))
        return -0.5 * (self.free * float(np.log(rest)) + songs + float(np.linalg.slogdet(xvx)[1]))

    def best(self) -> float:
        """The ratio of the greatest likelihood: on a grid, then between its neighbours there."""
        said = [self.likelihood(float(lam)) for lam in _GRID]
        top = int(np.argmax(said))
        if top == len(_GRID) - 1 or self.likelihood(inf) >= said[top]:
            return inf
        low, high = np.log(_GRID[max(top - 1, 0)]), np.log(_GRID[top + 1])
        for _ in range(40):
            first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            if self.likelihood(float(np.exp(first))) >= self.likelihood(float(np.exp(second))):
                high = second
            else:
                low = first
        return float(np.exp((low + high) / 2))


def _solved(y: Floats, x: Floats, run: Ints, song: Ints, equations: _Equations, lam: float, runs: int) -> Fit:
    xvx, xvy, yvy = equations.normal(lam)
    inverse = np.linalg.inv(xvx)
    beta = inverse @ xvy
    sigma2 = max(yvy - float(xvy @ beta), 0.0) / equations.free
    tau2 = 0.0 if lam == inf else sigma2 / lam
    effects = equations.inverse(equations.zy - equations.zx @ beta, lam)
    rest = y - x @ beta - without_means(equations.by_row(effects), run)
    asked = inverse[:, -1]
    weights = x @ asked - without_means(equations.by_row(equations.inverse(equations.zx @ asked, lam)), run)
    of_songs = np.bincount(song, weights)
    squares, song_squares = float(weights @ weights), float(of_songs @ of_songs)
    clustered = float(np.sum(np.bincount(run, weights * rest) ** 2)) * _grown(rest, sigma2, runs)
    return Fit(
        float(beta[-1]),
        tau2 * song_squares + max(clustered, sigma2 * squares),
        _effective(np.bincount(run, weights**2)),
        _effective(of_songs**2),
        lam,
        sigma2,
        tau2,
        beta,
        sigma2 * float(inverse[-1, -1]),
        _of_all(equations, effects, 0.0),
        _of_all(equations, _errors(equations, inverse, sigma2, lam), tau2),
        rest,
    )


def _grown(rest: Floats, sigma2: float, runs: int) -> float:
    """By what the squares of these residuals are too small: songs, runs and columns have been fitted to them."""
    squares = float(rest @ rest)
    return sigma2 * (len(rest) - runs) / squares * runs / max(runs - 1, 1) if squares > 0 else 1.0


def _errors(equations: _Equations, inverse: Floats, sigma2: float, lam: float) -> Floats:
    """The variance of each song's prediction error, that of the other coefficients within it."""
    if lam == inf:
        return np.zeros(equations.size)
    own = (equations.turned**2) @ (1 / (equations.values + lam))
    by_columns = equations.turned @ (equations.zx / (equations.values + lam)[:, None])
    return np.asarray(sigma2 * (own + np.einsum("ij,jk,ik->i", by_columns, inverse, by_columns)), float)


def _of_all(equations: _Equations, known: Floats, otherwise: float) -> Floats:
    return np.asarray(np.append(known, otherwise)[equations.place], float)


def _effective(squares: Floats) -> float:
    """How many equal ones would give an estimate as much to rest on."""
    total, fourth = float(squares.sum()), float(squares @ squares)
    return total**2 / fourth if fourth > 0 else 0.0
