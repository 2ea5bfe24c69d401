"""Sequential boundaries of looks near each other, in three independent ways.

exact   two and three looks by mpmath at 25 digits: the density after the first look is closed (a Gaussian times the
        chance that a Brownian bridge was inside the first bound), so that every exit is one integral.
dense   many looks by numpy: the score's density on Gauss-Legendre panels shorter than the smallest step, everywhere.
normal  the chance of no exit under a drift as one multivariate normal rectangle (scipy, Genz's quasi-Monte Carlo,
        estimated error below 2e-6) for bounds that are given, not solved for.

    python3 make_near.py [PART...] > near.json        (numpy, scipy, mpmath; half an hour, nearly all of it `exact`)
"""
import json
import sys

import mpmath as mp
import numpy as np
import scipy
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm

mp.mp.dps = 25


def q(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def isf(p):
    return mp.sqrt(2) * mp.erfinv(1 - 2 * p)


def spent(kind, alpha, t):
    """One side, level alpha."""
    if kind == "obrien-fleming":
        return 2 * q(isf(alpha / 2) / mp.sqrt(t)) if t < 1 else alpha
    return alpha * mp.log1p((mp.e - 1) * t)


def cuts(low, high, near):
    """Break points for the quadrature: geometric towards the layers in `near` (place, width)."""
    points = {low, high}
    for place, width in near:
        for step in (-8, -4, -2, 0, 2, 4, 8):
            points.add(place + step * width)
        far = 8 * width
        while far < high - low:
            far *= 3
            points.update((place + far, place - far))
    return sorted(p for p in points if low <= p <= high)


def exact(kind, alpha, times, two_sided):
    t = [mp.mpf(x) for x in times]
    sides = 2 if two_sided else 1
    level = [spent(kind, mp.mpf(alpha) / sides, x) for x in t]
    want = [level[0]] + [b - a for a, b in zip(level, level[1:])]
    z = [isf(want[0])]
    edge = z[0] * mp.sqrt(t[0])
    low = lambda e, now: -e if two_sided else -14 * mp.sqrt(now)

    def first(x):
        return mp.npdf(x / mp.sqrt(t[0])) / mp.sqrt(t[0])

    def inside(y):
        """Chance that the score was inside the first bound, given y at the second look."""
        spread = mp.sqrt(t[0] * (t[1] - t[0]) / t[1])
        center = y * t[0] / t[1]
        below = q((edge + center) / spread) if two_sided else 0
        return 1 - q((edge - center) / spread) - below

    def second(y):
        return mp.npdf(y / mp.sqrt(t[1])) / mp.sqrt(t[1]) * inside(y)

    densities, layers = [first, second], [[], None]
    edges = [edge]
    for k in range(1, len(t)):
        step = mp.sqrt(t[k] - t[k - 1])
        density = densities[k - 1]
        top, bottom = edges[k - 1], low(edges[k - 1], t[k - 1])
        old = [(s * edge * t[1] / t[0], mp.sqrt((t[1] - t[0]) * t[1] / t[0])) for s in (1, -1)] if k == 2 else []

        def leave(b):
            points = cuts(bottom, top, old + [(b, step), (top, step), (0, mp.sqrt(t[k - 1]))])
            return mp.quad(lambda x: density(x) * q((b - x) / step), points)

        f = lambda b: mp.log(leave(b)) - mp.log(want[k])
        # Twelve digits by doubles' resolution of the bracket, the rest by secants.
        a, b = mp.mpf(0), 20 * mp.sqrt(t[k])
        for _ in range(12):
            middle = (a + b) / 2
            a, b = (middle, b) if f(middle) > 0 else (a, middle)
        found = mp.findroot(f, (a, b), solver="secant", tol=1e-36, verify=False)
        edges.append(found)
        z.append(found / mp.sqrt(t[k]))
    return [float(v) for v in z]


X, W = leggauss(16)


def dense(kind, alpha, times, panel=0.8):
    """Two-sided. `panel`: length of the panels in the smallest step."""
    t = np.asarray(times)
    smallest = np.sqrt(np.diff(np.concatenate(([0.0], t))).min())
    level = np.array([float(spent(kind, mp.mpf(alpha) / 2, mp.mpf(x))) for x in t])
    x, w, before, used, out = None, None, 0.0, 0.0, []
    for now, total in zip(t, level):
        step, want = np.sqrt(now - before), total - used

        def leave(edge):
            if x is None:
                return norm.sf(edge / step)
            return float(w @ norm.sf((edge - x) / step))

        edge = brentq(lambda e: np.log(max(leave(e), 1e-320)) - np.log(want), 0.0, 38 * np.sqrt(now), xtol=1e-15, rtol=1e-14)
        count = int(np.ceil(2 * edge / (panel * smallest)))
        cuts_ = np.linspace(-edge, edge, count + 1)
        half = np.diff(cuts_) / 2
        nodes = ((cuts_[1:] + cuts_[:-1]) / 2)[:, None] + half[:, None] * X
        weights = (half[:, None] * W).ravel()
        nodes = nodes.ravel()
        if x is None:
            density = norm.pdf(nodes / step) / step
        else:
            density = np.concatenate([
                np.exp(-0.5 * ((block[:, None] - x) / step) ** 2) @ w / (step * np.sqrt(2 * np.pi))
                for block in np.array_split(nodes, max(1, nodes.size // 500))
            ])
        x, w, before, used = nodes, density * weights, now, total
        out.append(edge / np.sqrt(now))
    return out


def rectangle(times, z, drift):
    t = np.asarray(times)
    covariance = np.minimum.outer(t, t) / np.sqrt(np.outer(t, t))
    mean = drift * np.sqrt(t)
    law = multivariate_normal(mean=mean, cov=covariance, allow_singular=True)
    law.maxpts, law.abseps, law.releps = 40_000_000, 1e-7, 1e-7
    return float(law.cdf(np.asarray(z), lower_limit=-np.asarray(z), rng=np.random.default_rng(1)))


def log(text):
    print(text, file=sys.stderr)


EXACT = ([0.95, 1], [0.5, 0.998, 1], [0.5, 0.9995, 1], [0.5, 0.99999, 1], [0.5, 1 - 1e-7, 1])
random = np.random.default_rng(7)
drawn = np.sort(random.random(60))
drawn = drawn[np.concatenate(([True], np.diff(drawn) > 8e-4)) & (drawn > 0.02)]
DENSE = {
    "pairs": np.sort(np.concatenate([np.arange(1, 11) / 10, np.arange(1, 11) / 10 - 0.0011])),
    "rush": np.concatenate([[0.2, 0.5], 0.8 + 0.0015 * np.arange(1, 31)]),
    "drawn": np.concatenate([drawn, [1.0]]),
    "200 equal": np.arange(1, 201) / 200,
}
NORMAL = (([0.5, 0.999, 1], [2.9, 2.0, 2.1]), ([0.2, 0.2001, 0.6, 0.9999, 1], [2.5, 2.4, 2.3, 2.2, 2.1]),
          ([0.4, 0.40001, 0.40002], [2.2, 2.25, 2.3]), ([0.95, 0.96, 0.97, 0.98, 0.99, 1], [2.3] * 6))


def exact_cases():
    for times in EXACT:
        for kind in ("obrien-fleming", "pocock"):
            for alpha in (0.05, 1e-6):
                for two_sided in (True, False):
                    z = exact(kind, alpha, times, two_sided)
                    log(f"{times} {kind} {alpha} {two_sided} {z}")
                    yield {"times": times, "spending": kind, "alpha": alpha, "oneSided": not two_sided, "z": z}


def dense_cases():
    for name, t in DENSE.items():
        for kind in ("obrien-fleming", "pocock"):
            z = dense(kind, 0.05, t, 2.0 if name == "200 equal" else 0.8)
            log(f"{name} {kind} {z[-1]}")
            yield {"name": name, "times": list(t), "spending": kind, "alpha": 0.05, "z": z}


def normal_cases():
    for times, z in NORMAL:
        for drift in (0.0, 2.5):
            p = rectangle(times, z, drift)
            log(f"{times} {drift} {p}")
            yield {"times": times, "z": z, "drift": drift, "inside": p}


PARTS = {"exact": exact_cases, "dense": dense_cases, "normal": normal_cases}
out = {"numpy": np.__version__, "scipy": scipy.__version__, "mpmath": mp.__version__}
for part in sys.argv[1:] or PARTS:
    out[part] = list(PARTS[part]())
print(json.dumps(out))
