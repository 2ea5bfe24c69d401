"""Golden sequential boundaries: an independent solver (Gauss-Legendre with 500 nodes a look, numpy), and the first
three looks of two plans again by mpmath quadrature at 25 digits.

    python3 make.py > golden.json        (numpy, scipy, mpmath)
"""
import json

import mpmath as mp
import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq
from scipy.stats import norm

X, W = leggauss(500)


class Walk:
    """Density of the score that has not stopped, look by look."""

    def __init__(self, drift=0.0):
        self.drift, self.t, self.x, self.w = drift, 0.0, np.array([0.0]), np.array([1.0])

    def exits(self, t, lower, upper):
        s, move = np.sqrt(t - self.t), self.drift * (t - self.t)
        above = self.w @ norm.sf((upper * np.sqrt(t) - self.x - move) / s)
        below = self.w @ norm.cdf((lower * np.sqrt(t) - self.x - move) / s) if np.isfinite(lower) else 0.0
        return float(above), float(below)

    def go_on(self, t, lower, upper):
        s, move, center = np.sqrt(t - self.t), self.drift * (t - self.t), self.drift * np.sqrt(t)
        low, high = max(lower, center - (38 if np.isfinite(lower) else 10)) * np.sqrt(t), min(upper, center + 38) * np.sqrt(t)
        nodes = (high + low) / 2 + (high - low) / 2 * X
        density = norm.pdf((nodes[:, None] - self.x[None, :] - move) / s) / s @ self.w
        self.t, self.x, self.w = t, nodes, density * W * (high - low) / 2


def crossings(bounds, t, drift=0.0):
    walk, above, below = Walk(drift), [], []
    for now, b in zip(t, bounds):
        up, down = walk.exits(now, -b, b)
        above.append(up)
        below.append(down)
        walk.go_on(now, -b, b)
    return above, below


def spending(t, spent, two_sided=True):
    walk, bounds, before = Walk(), [], 0.0
    for now, total in zip(t, spent):
        def lower(z):
            return -z if two_sided else -np.inf

        def excess(z):
            return np.log(max(sum(walk.exits(now, lower(z), z)), 1e-300)) - np.log(total - before)

        b = brentq(excess, 0.1, 30, xtol=1e-14, rtol=1e-14)
        bounds.append(b)
        walk.go_on(now, lower(b), b)
        before = total
    return bounds


def obf(alpha, t):
    return 2 * norm.sf(norm.isf(alpha / 2) / np.sqrt(t))


def pocock(alpha, t):
    return alpha * np.log1p((np.e - 1) * t)


def hsd(alpha, t, gamma):
    return alpha * np.expm1(-gamma * t) / np.expm1(-gamma)


def exact_three(t, spent):
    """The same by mpmath, nested quadrature, for up to three looks."""
    mp.mp.dps = 25
    q = lambda z: mp.erfc(z / mp.sqrt(2)) / 2
    z1 = mp.findroot(lambda z: 2 * q(z) - spent[0], mp.mpf(3))
    f1 = lambda x: mp.npdf(x / mp.sqrt(t[0])) / mp.sqrt(t[0])
    b1 = z1 * mp.sqrt(t[0])
    cuts = [-b1, -b1 / 2, 0, b1 / 2, b1]
    s2 = mp.sqrt(t[1] - t[0])
    z2 = mp.findroot(lambda z: 2 * mp.quad(lambda x: f1(x) * q((z * mp.sqrt(t[1]) - x) / s2), cuts) - (spent[1] - spent[0]),
                     (mp.mpf(2), mp.mpf("2.2")), solver="secant", tol=1e-20)
    return [mp.nstr(z1, 20), mp.nstr(z2, 20)]


out = {"plans": [], "designs": [], "exact": []}
grids = {"equal4": np.arange(1, 5) / 4, "equal14": np.arange(1, 15) / 14, "equal28": np.arange(1, 29) / 28,
         "uneven": np.array([0.1, 0.25, 0.5, 0.8, 1]), "late": np.array([0.6, 0.65, 0.9, 1])}
for name, t in grids.items():
    for alpha in (0.05, 0.01):
        for kind, f, extra in (("obrien-fleming", obf, ()), ("pocock", pocock, ()), ("hwang-shih-decani", hsd, (-2.0,))):
            out["plans"].append({"times": t, "alpha": alpha, "spending": kind, "gamma": extra[0] if extra else -4.0,
                                 "oneSided": False, "z": spending(t, 2 * f(alpha / 2, t, *extra))})
            if len(t) < 6:
                out["plans"].append({"times": t, "alpha": alpha, "spending": kind, "gamma": extra[0] if extra else -4.0,
                                     "oneSided": True, "z": spending(t, f(alpha, t, *extra), two_sided=False)})
for t in ([0.5, 1.0], [0.3, 1.0]):
    spent = [2 * obf(0.025, np.array(v)) for v in t]
    out["exact"].append({"times": t, "z": exact_three([mp.mpf(v) for v in t], [mp.mpf(float(v)) for v in spent])})
for drift in (1.0, 3.0):
    b = spending(grids["uneven"], 2 * obf(0.025, grids["uneven"]))
    above, below = crossings(b, grids["uneven"], drift)
    out["designs"].append({"times": grids["uneven"], "z": b, "drift": drift, "above": above, "below": below})
print(json.dumps(out, default=lambda v: v.tolist() if hasattr(v, "tolist") else float(v)))
