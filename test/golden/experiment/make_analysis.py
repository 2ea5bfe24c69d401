"""Makes analysis.json: user-level data and what numpy, scipy and least squares say about it.

    python3 make_analysis.py      numpy and scipy; seeded
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20260301)
n = 240
arm = (rng.random(n) < 0.45).astype(int)
stratum = rng.integers(0, 3, n)
x = rng.gamma(2.0, 10.0, n) + 5 * stratum
z = rng.normal(0, 1, n)
y = 0.8 * x + 3 * z + 6 * stratum + 4 * arm + rng.normal(0, 6, n)
sessions = rng.poisson(5, n) + 1
clicks = rng.binomial(sessions, 0.25 + 0.05 * arm)
converted = (rng.random(n) < 0.2 + 0.15 * arm).astype(int)
C, T = arm == 0, arm == 1


def welch(a, b):
    r = stats.ttest_ind(b, a, equal_var=False)
    ci = r.confidence_interval()
    return dict(difference=b.mean() - a.mean(), p=r.pvalue, low=ci.low, high=ci.high, t=r.statistic, df=r.df)


def ancova(columns):
    """Least squares of y on arm and covariates: theta within arms, classical standard error."""
    X = np.column_stack([np.ones(n), arm, *columns])
    beta, *_ = np.linalg.lstsq(X, y, rcond=None)
    res = y - X @ beta
    s2 = res @ res / (n - X.shape[1])
    cov = s2 * np.linalg.inv(X.T @ X)
    return dict(difference=beta[1], theta=list(beta[2:]), se=float(np.sqrt(cov[1, 1])))


def pooled_cuped():
    theta = np.cov(y, x, ddof=1)[0, 1] / np.var(x, ddof=1)
    adjusted = y - theta * (x - x.mean())
    return dict(theta=theta, **welch(adjusted[C], adjusted[T]))


def ratio():
    """Delta method, users as the clusters."""
    out = []
    for m in (C, T):
        a, b = clicks[m], sessions[m]
        r = a.sum() / b.sum()
        influence = (a - r * b) / b.mean()
        out.append((r, influence.var(ddof=1) / m.sum()))
    return dict(control=out[0][0], treatment=out[1][0], se=float(np.sqrt(out[0][1] + out[1][1])))


def stratified():
    difference = variance = 0.0
    for s in range(3):
        w = (stratum == s).mean()
        a, b = y[C & (stratum == s)], y[T & (stratum == s)]
        difference += w * (b.mean() - a.mean())
        variance += w**2 * (a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return dict(difference=difference, se=float(np.sqrt(variance)))


def oec(scaling):
    """1.0 x converted + 0.5 x y per user, in standard deviations or means of the control."""
    scale = (lambda v: v[C].std(ddof=1)) if scaling == "standardised" else (lambda v: v[C].mean())
    user = 1.0 * converted / scale(converted) + 0.5 * y / scale(y)
    return welch(user[C], user[T])


def winsorised():
    cap = np.quantile(y, 0.9)
    v = np.minimum(y, cap)
    return dict(cap=cap, changed=int((y > cap).sum()), **welch(v[C], v[T]))


def quantile90():
    """Order statistics of the binomial interval (Woodruff): its width in units of the tails that the ranks leave; the
    variance of a width of m spacings has m / 2 degrees of freedom (Satterthwaite for both arms)."""
    out = []
    for m in (C, T):
        v = np.sort(y[m])
        k = len(v)
        lower, upper = stats.binom.ppf(0.025, k, 0.9), stats.binom.isf(0.025, k, 0.9) + 1
        reach = stats.norm.isf(stats.binom.cdf(lower - 1, k, 0.9)) + stats.norm.isf(stats.binom.sf(upper - 1, k, 0.9))
        se = (v[int(upper) - 1] - v[int(lower) - 1]) / reach
        out.append((np.quantile(v, 0.9), se, (upper - lower) / 2))
    (_, sc, dc), (_, st, dt) = out
    df = (sc**2 + st**2) ** 2 / (sc**4 / dc + st**4 / dt)
    se = float(np.hypot(out[0][1], out[1][1]))
    difference = out[1][0] - out[0][0]
    return dict(control=out[0][0], treatment=out[1][0], se=se, p=2 * stats.t.sf(abs(difference / se), df))


result = dict(
    tool=f"numpy {np.__version__}, scipy {scipy.__version__}, make_analysis.py",
    data=dict(
        arm=arm.tolist(),
        stratum=stratum.tolist(),
        x=x.tolist(),
        z=z.tolist(),
        y=y.tolist(),
        sessions=sessions.tolist(),
        clicks=clicks.tolist(),
        converted=converted.tolist(),
    ),
    welch=welch(y[C], y[T]),
    ancova1=ancova([x]),
    ancova2=ancova([x, z]),
    pooledCuped=pooled_cuped(),
    ratio=ratio(),
    stratified=stratified(),
    oecStandardised=oec("standardised"),
    oecRelative=oec("relative"),
    winsorised=winsorised(),
    quantile90=quantile90(),
)
path = pathlib.Path(__file__).with_name("analysis.json")
path.write_text(json.dumps(result, default=float) + "\n")
