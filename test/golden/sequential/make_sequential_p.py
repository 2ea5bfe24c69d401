"""Sequential p-values: the smallest level whose Lan-DeMets boundary was crossed at a look so far.

numpy and scipy only, independent of the library: sub-densities on a fixed grid (Simpson) for the boundaries, brentq
for each boundary and for the level. Run: python make_sequential_p.py > sequential-p.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.stats import norm


def spent(kind, alpha, t):
    if kind == "obrien-fleming":
        return 2 * norm.sf(norm.isf(alpha / 2) / np.sqrt(t))
    return alpha * np.log1p((np.e - 1) * t)


def simpson(n, low, high):
    x = np.linspace(low, high, n)
    w = np.ones(n)
    w[1:-1:2], w[2:-1:2] = 4, 2
    return x, w * (high - low) / (n - 1) / 3


def bounds(kind, alpha, times, one_sided):
    """z boundaries; score scale S = z sqrt(t) has independent normal increments."""
    sides = 1 if one_sided else 2
    out, used = [], 0.0
    x = weight = density = None
    before = 0.0
    for t in times:
        level = spent(kind, alpha / sides, t)
        step, before_t = np.sqrt(t - before), before
        want = level - used

        def leave(edge):
            if density is None:
                return norm.sf(edge / step)
            return float(np.sum(weight * density * norm.sf((edge - x) / step)))

        edge = brentq(lambda e: leave(e) - want, 0 if one_sided is False else -6 * np.sqrt(t), 30 * np.sqrt(t), xtol=1e-13)
        low = -8.5 * np.sqrt(t) if one_sided else -edge
        nx, nw = simpson(1501, low, edge)
        if density is None:
            nd = norm.pdf(nx / step) / step
        else:
            nd = norm.pdf((nx[:, None] - x[None, :]) / step) @ (weight * density) / step
        x, weight, density = nx, nw, nd
        used, before = level, t
        out.append(edge / np.sqrt(t))
    return np.array(out)


def sequential_p(kind, times, z, one_sided):
    z = np.asarray(z) if one_sided else np.abs(z)
    f = lambda a: np.max(z - bounds(kind, np.exp(a), times, one_sided))
    return float(np.exp(brentq(f, np.log(1e-5), np.log(0.5), xtol=1e-11)))


cases = [
    ("obrien-fleming", [0.2, 0.4, 0.6, 0.8, 1.0], [1.0, 2.0, 2.5, 2.4, 2.2], False),
    ("obrien-fleming", [0.3, 0.7], [-1.2, -2.9], False),
    ("obrien-fleming", [0.25, 0.5, 0.9], [2.8, 2.6, 1.4], True),
    ("pocock", [0.2, 0.5, 1.0], [2.6, 1.5, 0.7], False),
    ("pocock", [0.1, 0.35], [0.9, 1.6], True),
]
rows = [
    {"spending": k, "times": t, "z": z, "oneSided": o, "p": sequential_p(k, t, z, o)} for k, t, z, o in cases
]
json.dump({"numpy": np.__version__, "scipy": scipy.__version__, "cases": rows}, sys.stdout, indent=1)
