"""Golden sizes of non-inferiority tests, by an implementation of their own, and the power they really have by simulation.

    python3 non_inferiority.py > non-inferiority.json        (scipy, statsmodels, numpy)

Rates: Farrington and Manning (1990). The rates under the null maximise the expected log likelihood (scipy's bounded
search); the z of each simulated experiment uses the closed cubic (difference) or quadratic (ratio).
"""
import json

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from statsmodels.stats.power import TTestIndPower

rng = np.random.default_rng(20)


def null_rate(p, q, r, of):
    """Control rate that is most likely when the treated rate is of(rate)."""
    def loss(c):
        t = of(c)
        if not (0 < t < 1):
            return 1e9
        return -(p * np.log(c) + (1 - p) * np.log1p(-c) + r * (q * np.log(t) + (1 - q) * np.log1p(-t)))
    grid = [c for c in np.linspace(1e-6, 1 - 1e-6, 20001) if 0 < of(c) < 1]
    best = min(grid, key=loss)
    return minimize_scalar(loss, bounds=(max(1e-9, best - 1e-3), min(1 - 1e-9, best + 1e-3)), method="bounded", options={"xatol": 1e-14}).x


def size(p, effect, margin, relative, harm, alpha, power, r):
    q = p + effect
    worse = -margin if harm == "decrease" else margin
    R, shift = (1 + worse, 0) if relative else (1, worse)
    c = null_rate(p, q, r, lambda c: R * c + shift)
    t = R * c + shift
    v0 = t * (1 - t) / r + R * R * c * (1 - c)
    v1 = q * (1 - q) / r + R * R * p * (1 - p)
    d = abs(q - R * p - shift)
    return ((norm.isf(alpha) * v0 ** .5 + norm.isf(1 - power) * v1 ** .5) / d) ** 2


def z_difference(x1, n1, x2, n2, delta):
    """Farrington and Manning's closed form; delta = treated - control, so group 1 of theirs is the treated."""
    a, b = x2 / n2, x1 / n1
    th = n1 / n2
    A, B = 1 + th, -(1 + th + a + th * b + delta * (th + 2))
    C, D = delta ** 2 + delta * (2 * a + th + 1) + a + th * b, -a * delta * (1 + delta)
    v = B ** 3 / (27 * A ** 3) - B * C / (6 * A ** 2) + D / (2 * A)
    u = np.sign(v) * np.sqrt(np.maximum(0, B ** 2 / (9 * A ** 2) - C / (3 * A)))
    w = (np.pi + np.arccos(np.clip(v / np.where(u == 0, 1, u) ** 3, -1, 1))) / 3
    t = np.clip(2 * u * np.cos(w) - B / (3 * A), 0, 1)
    c = np.clip(t - delta, 0, 1)
    return (a - b - delta) / np.sqrt(t * (1 - t) / n2 + c * (1 - c) / n1)


def z_ratio(x1, n1, x2, n2, R):
    a = (n1 + n2) * R
    b = x2 + x1 * R + n1 + n2 * R
    c = 2 * (x1 + x2) / (b + np.sqrt(b * b - 4 * a * (x1 + x2)))
    return (x2 / n2 - R * x1 / n1) / np.sqrt(R * c * (1 - R * c) / n2 + R * R * c * (1 - c) / n1)


def simulated(case, n):
    p, effect, margin, relative, harm, alpha, power, r = case
    n1, n2 = int(np.ceil(n)), int(np.ceil(n * r))
    x1, x2 = rng.binomial(n1, p, 400_000), rng.binomial(n2, p + effect, 400_000)
    worse = -margin if harm == "decrease" else margin
    z = z_ratio(x1, n1, x2, n2, 1 + worse) if relative else z_difference(x1, n1, x2, n2, worse)
    return float(np.mean((z if harm == "decrease" else -z) > norm.isf(alpha)))


cases = [
    (.05, 0, .01, False, "decrease", .05, .8, 1), (.05, 0, .005, False, "decrease", .025, .9, 1), (.05, 0, .1, True, "decrease", .05, .8, 1),
    (.3, .02, .05, False, "decrease", .05, .8, 2), (.02, 0, .004, False, "increase", .05, .9, 1), (.02, 0, .2, True, "increase", .05, .9, .5),
    (.2, -.01, .04, False, "decrease", .05, .8, 1),
]
names = ["baseline", "effect", "margin", "relative", "harm", "alpha", "power", "ratio"]
out = {"rates": [], "means": []}
for case in cases:
    n = size(*case)
    out["rates"].append({**dict(zip(names, case)), "control": n, "simulated": simulated(case, n)})
for sd, effect, margin, alpha, power, r in ((35, 0, 1, .05, .8, 1), (35, .5, 1, .025, .9, 2), (2, 0, .5, .05, .8, 1)):
    n = TTestIndPower().solve_power(effect_size=(margin + effect) / sd, alpha=alpha, power=power, ratio=r, alternative="larger")
    out["means"].append({"sd": sd, "effect": effect, "margin": margin, "alpha": alpha, "power": power, "ratio": r, "control": n})
print(json.dumps(out))
