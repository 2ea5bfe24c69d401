"""numpy and scipy doing what `winback experiment` does: one analysis over rows, exact tests, bootstrap."""

import numpy as np
from scipy import stats

from serve import serve, timed

state = {}


def load(rows):
    i = np.arange(rows, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    a = ((i * np.uint64(2654435761)) & mask) / 4294967296
    b = (((i ^ np.uint64(0x5BD1E995)) * np.uint64(2246822519)) & mask) / 4294967296
    group = ((((i * np.uint64(3266489917)) & mask) >> np.uint64(31)) & np.uint64(1)).astype(np.int8)
    x = 36 * a * a
    state.update(x=x, y=0.6 * x + 28 * b + 0.3 * group, group=group)
    return {"seconds": 0}


def analysis():
    """The reference script's way: CUPED over both arms, Welch of the adjusted metric, chi-square of the split."""
    x, y, group = state["x"], state["y"], state["group"]

    def work():
        theta = np.cov(y, x, ddof=1)[0, 1] / np.var(x, ddof=1)
        adjusted = y - theta * (x - x.mean())
        a, b = adjusted[group == 0], adjusted[group == 1]
        test = stats.ttest_ind(b, a, equal_var=False)
        srm = stats.chisquare(np.bincount(group))
        return theta, b.mean() - a.mean(), test.pvalue, srm.pvalue

    seconds, (theta, difference, p, srm) = timed(work)
    return {"seconds": seconds, "theta": theta, "difference": difference, "p": p, "srm": srm}


def bootstrap(rows, replicates):
    """Two samples resampled by index, the usual numpy way."""
    rng = np.random.default_rng(1)
    a, b = state["y"][:rows], state["y"][rows : 2 * rows]

    def work():
        out = np.empty(replicates)
        for r in range(replicates):
            out[r] = b[rng.integers(0, rows, rows)].mean() - a[rng.integers(0, rows, rows)].mean()
        return np.quantile(out, [0.025, 0.975])

    seconds, (low, high) = timed(work)
    return {"seconds": seconds, "low": low, "high": high}


def barnard(table):
    seconds, result = timed(lambda: stats.barnard_exact(np.array(table), n=32))
    return {"seconds": seconds, "p": result.pvalue}


serve({"load": load, "analysis": analysis, "bootstrap": bootstrap, "barnard": barnard})
