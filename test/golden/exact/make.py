"""Exact unconditional intervals of difference and ratio by brute force: every table, a fine grid of rates.

python make.py > golden.json     numpy 2, scipy 1.15

Lower bound of the effect at confidence 1 - tail (upper bounds: arms changed over). Designated statistic: the score limit
(ratio: with 0.75 of Yates's correction). Tables whose one-sided p (Boschloo, Barnard) is below tail rank above all
others. The bound is the effect at which the tables with no lower rank have the largest probability `tail`.
"""
import json

import numpy as np
from scipy import stats as st
from scipy.optimize import minimize_scalar

GRID = 500


def score(i, j, n1, n2, scale, effect, correction):
    """z of all tables; the constrained rates by a grid-free bisection of the likelihood's slope."""
    if scale == "ratio":
        a, b, c = (n1 + n2) * effect, j + i * effect + n1 + n2 * effect, i + j
        p = 2 * c / (b + np.sqrt(np.maximum(0, b * b - 4 * a * c)))
        q = effect * p
        distance = j / n2 - effect * i / n1 - correction * (effect / n1 + 1 / n2) / 2
        variance = effect**2 * p * (1 - p) / n1 + q * (1 - q) / n2
    else:
        low = np.maximum(0.0, -effect) + 0 * i
        high = np.minimum(1.0, 1 - effect) + 0 * i
        for _ in range(60):
            p = (low + high) / 2
            q = p + effect
            with np.errstate(divide="ignore", invalid="ignore"):
                slope = (np.where(i > 0, i / p, 0) - np.where(i < n1, (n1 - i) / (1 - p), 0)
                         + np.where(j > 0, j / q, 0) - np.where(j < n2, (n2 - j) / (1 - q), 0))
            low, high = np.where(slope > 0, p, low), np.where(slope > 0, high, p)
        p, q = (low + high) / 2, (low + high) / 2 + effect
        distance = j / n2 - i / n1 - effect
        variance = p * (1 - p) / n1 + q * (1 - q) / n2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(distance == 0, 0, distance / np.sqrt(np.maximum(0, variance)))


def limits(i, j, n1, n2, scale, z):
    """The effect at which score is z, for all tables at once, by bisection."""
    least, most = (-1.0, 1.0) if scale == "difference" else (0.0, 1.0)
    correction = 0 if scale == "difference" else 0.75
    low, high = np.full(i.shape, least), np.full(i.shape, most)
    for _ in range(50):
        middle = (low + high) / 2
        effect = middle if scale == "difference" else middle / (1 - middle)
        above = score(i, j, n1, n2, scale, effect, correction) > z
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where((j == 0) & ((scale == "ratio") | (i == n1)), least, low)


def line(share, scale, effect):
    """Rates with one effect, at shares 0 to 1 of the line."""
    if scale == "difference":
        p1 = max(0, -effect) + (min(1, 1 - effect) - max(0, -effect)) * share
        return p1, np.clip(p1 + effect, 0, 1)
    ratio = effect / (1 - effect)
    p1 = share * min(1, 1 / ratio) if ratio > 0 else share
    return p1, ratio * p1


def largest(region, n1, n2, scale, effect):
    def at(share):
        p1, p2 = line(np.atleast_1d(share), scale, effect)
        a = st.binom.pmf(np.arange(n1 + 1)[None, :], n1, p1[:, None])
        b = st.binom.pmf(np.arange(n2 + 1)[None, :], n2, p2[:, None])
        return np.einsum("ki,ij,kj->k", a, region, b, optimize=True)

    shares = np.sin(np.linspace(0, np.pi / 2, GRID)) ** 2
    values = at(shares)
    best = values.max()
    for k in np.argsort(values)[-4:]:
        lo, hi = shares[max(0, k - 1)], shares[min(GRID - 1, k + 1)]
        found = minimize_scalar(lambda s: -at(s)[0], bounds=(lo, hi), method="bounded", options={"xatol": 1e-13})
        best = max(best, -found.fun)
    return best


def one_sided(x1, n1, x2, n2, ordering, tail):
    """p of the table seen, and all tables with p below tail."""
    i, j = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    if ordering == "boschloo":
        order = -st.hypergeom.sf(j - 1, n1 + n2, i + j, n2)
        order[order == 0] = 0
    else:
        order = score(i.astype(float), j.astype(float), n1, n2, "difference", 0.0, 0)
    rounded = np.round(order, 11)
    values = np.unique(rounded)

    def p(value):
        return largest((rounded >= value).astype(float), n1, n2, "difference", 0.0)

    # p falls with the order: the lowest value whose p is below tail.
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if p(values[middle]) < tail else (middle + 1, high)
    rejected = rounded >= values[low] if low < len(values) else np.zeros(rounded.shape, bool)
    return p(rounded[x1, x2]), rejected


def lower(x1, n1, x2, n2, scale, rejected, tail):
    i, j = np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0), indexing="ij")
    limit = limits(i, j, n1, n2, scale, st.norm.isf(tail))
    region = limit >= limit[x1, x2] - 1e-11
    neutral = 0 if scale == "difference" else 0.5
    least = -1.0 if scale == "difference" else 0.0
    seen_rejected = bool(rejected[x1, x2])
    if not seen_rejected:
        region |= rejected
    region = region.astype(float)
    if region.all():
        return least
    low, high = (neutral, 1.0) if seen_rejected else (least, neutral)
    for _ in range(36):
        middle = (low + high) / 2
        if largest(region, n1, n2, scale, middle) < tail:
            low = middle
        else:
            high = middle
    return low


def ends(x1, n1, x2, n2, tail, ordering):
    p_up, up = one_sided(x1, n1, x2, n2, ordering, tail)
    p_down, down = one_sided(x2, n2, x1, n1, ordering, tail)
    return {"counts": [x1, n1, x2, n2], "tail": tail, "ordering": ordering, "upper": float(p_up), "lower": float(p_down),
            "low": lower(x1, n1, x2, n2, "difference", up, tail),
            "high": -lower(x2, n2, x1, n1, "difference", down, tail),
            "shareLow": lower(x1, n1, x2, n2, "ratio", up, tail),
            "shareHigh": 1 - lower(x2, n2, x1, n1, "ratio", down, tail)}


cases = [(1, 40, 0, 40), (0, 40, 0, 40), (0, 30, 0, 40), (0, 40, 8, 40), (4, 40, 5, 30), (3, 20, 9, 25), (7, 15, 12, 15),
         (0, 7, 3, 9), (10, 12, 3, 11), (2, 30, 30, 30)]
print(json.dumps([ends(*c, tail, ordering) for c in cases for tail, ordering in ((0.025, "boschloo"), (0.05, "barnard"))],
                 indent=1))
