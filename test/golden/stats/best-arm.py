"""P(best) and expected loss of several Beta or normal posteriors: scipy, Gauss-Legendre of order 40 on narrow panels over
one arm's density. Run: python best-arm.py > best-arm.json"""
import json
import sys

import numpy as np
import scipy
from scipy import stats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def grid(arms):
    cuts = [0.0, 1.0] if arms[0].dist.name == "beta" else []
    for a in arms:
        m, s = a.mean(), a.std()
        cuts += [m + k * s for k in np.concatenate([np.arange(-12, 12.01, 0.25), [16, 20, 30, 40, 60]])]
    cuts = np.unique(cuts)
    if arms[0].dist.name == "beta":
        cuts = cuts[(cuts >= 0) & (cuts <= 1)]
    low, width = cuts[:-1], np.diff(cuts)
    x = low[:, None] + width[:, None] * (NODES + 1) / 2
    return cuts[0], cuts[-1], x.ravel(), (width[:, None] * WEIGHTS / 2).ravel()


def best(arms, up):
    low, high, x, w = grid(arms)
    side = [a.cdf(x) if up else a.sf(x) for a in arms]
    total = np.sum(w * (1 - np.prod(side, axis=0)))
    top = low + total if up else high - total
    out = []
    for i, a in enumerate(arms):
        others = np.prod([side[j] for j in range(len(arms)) if j != i], axis=0)
        loss = top - a.mean() if up else a.mean() - top
        out.append({"probability": float(np.sum(w * a.pdf(x) * others)), "expectedLoss": float(loss)})
    return out


cases = []
for kind, arms in (
    ("beta", [[118, 2097], [151, 2063], [140, 2080]]),
    ("beta", [[2, 40], [50001, 950001], [6, 60], [3, 20]]),
    ("normal", [[0, 1], [0.4, 1.2], [0.3, 0.1], [-0.5, 2]]),
    ("normal", [[10, 0.001], [10.0005, 0.002]]),
):
    made = [stats.beta(*a) if kind == "beta" else stats.norm(*a) for a in arms]
    for up in (True, False):
        cases.append({"kind": kind, "arms": arms, "direction": "increase" if up else "decrease", "best": best(made, up)})
json.dump({"numpy": np.__version__, "scipy": scipy.__version__, "cases": cases}, sys.stdout, indent=1)
