"""Writes beta.json: two Beta posteriors compared by composite Gauss-Legendre quadrature over scipy's
incomplete beta function, probabilities by mpmath's closed form for whole shapes, and by
mpmath's trapezoidal rule on the logit scale for shapes from 0.5 (the Jeffreys prior) on.

    python test/golden/stats/make_beta.py        numpy 2.4.6, scipy 1.17.1, mpmath 1.3.0
"""
import json
import pathlib

import mpmath as mp
import numpy as np
import scipy
from scipy import optimize, special, stats

LEVEL = 0.95
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def grid(breaks):
    """Nodes and weights of Gauss-Legendre panels between the breaks."""
    breaks = np.unique(breaks)
    half, middle = np.diff(breaks) / 2, (breaks[1:] + breaks[:-1]) / 2
    return (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()


def panels(shape, low, high):
    """Breaks at quantiles of the distribution, dense toward both ends."""
    tails = np.concatenate([10.0 ** np.arange(-17, 0), [0.25, 0.5]])
    inner = np.concatenate([stats.beta.ppf(tails, *shape), stats.beta.isf(tails, *shape)])
    ends = low + (high - low) * 2.0 ** -np.arange(1, 40, 2)
    inner = np.concatenate([inner, ends, high - (ends - low)])
    return np.concatenate([[low, high], inner[(inner > low) & (inner < high)]])


def below(a, b, scale, offset):
    """P(B <= scale * A + offset)."""
    low, high = max(0.0, -offset / scale), min(1.0, (1 - offset) / scale)
    if low >= high:
        return 1.0 if offset > 0 else 0.0
    other = (panels(b, 0.0, 1.0) - offset) / scale
    breaks = np.concatenate([panels(a, low, high), other[(other > low) & (other < high)]])
    x, w = grid(breaks)
    y = np.clip(scale * x + offset, 0, 1)
    inside = np.sum(w * stats.beta.pdf(x, *a) * special.betainc(*b, y))
    return float(inside + (stats.beta.sf(high, *a) if high < 1 else 0.0))


def loss(a, b):
    """E max(A - B, 0)."""
    x, w = grid(np.concatenate([panels(a, 0.0, 1.0), panels(b, 0.0, 1.0)]))
    gain = x * special.betainc(*b, x) - b[0] / (b[0] + b[1]) * special.betainc(b[0] + 1, b[1], x)
    return float(np.sum(w * stats.beta.pdf(x, *a) * gain))


def compare(a, b):
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    find = lambda f, low, high: optimize.brentq(f, low, high, xtol=1e-15, rtol=1e-14)
    difference = [find(lambda d, p=p: below(a, b, 1.0, d) - p, -1.0, 1.0) for p in tails]
    lift = [np.expm1(find(lambda r, p=p: below(a, b, np.exp(r), 0.0) - p, -20.0, 20.0)) for p in tails]
    return dict(a=a, b=b, probability=below(b, a, 1.0, 0.0), lossA=loss(b, a), lossB=loss(a, b),
                difference=difference, lift=lift)


def closed_form(a, b):
    """P(B > A) for a whole first shape of B: a finite sum."""
    mp.mp.dps = 40
    log_beta = lambda p, q: mp.loggamma(p) + mp.loggamma(q) - mp.loggamma(p + q)
    return float(mp.fsum(
        mp.exp(log_beta(a[0] + i, a[1] + b[1]) - mp.log(b[1] + i) - log_beta(1 + i, b[1]) - log_beta(*a))
        for i in range(b[0])))


def on_logits(a, b):
    """P(B > A) by the trapezoidal rule over logit(B), which converges geometrically there."""
    mp.mp.dps = 30
    step, total = mp.mpf(1) / 10, mp.mpf(0)
    for k in range(-1600, 1601):
        x, rest = 1 / (1 + mp.exp(-k * step)), 1 / (1 + mp.exp(k * step))
        below_x = mp.betainc(*a, 0, x, regularized=True) if k < 0 else 1 - mp.betainc(*reversed(a), 0, rest, regularized=True)
        total += x ** b[0] * rest ** b[1] * below_x
    return float(total * step / mp.beta(*b))


shapes = [((112, 2103), (156, 2059)), ((118, 2097), (151, 2064)), ((41, 961), (61, 941)), ((121, 81), (101, 101)),
          ((501, 9501), (551, 9451)), ((6, 46), (13, 39)), ((1, 11), (1, 11)), ((1, 1), (1, 1)),
          ((0.5, 20), (3, 70)), ((45, 60), (2, 9)), ((3, 5), (5001, 95001)), ((30, 400), (41, 390))]
# Rates or precisions far apart: one arm is a needle on the other's scale.
apart = [((56, 2117), (224, 316)), ((1687, 127.5), (2461.5, 54)), ((40, 3000), (1200, 40)), ((118, 341504), (3005, 1785)),
         ((2304.5, 1600), (221, 483964.5)), ((80278900, 63802), (39, 628332000)),
         ((401320000, 1390400), (25.5, 173.5)), ((10.5, 19836), (2996370, 9113730)), ((1.5, 3.5), (709966, 17708400)),
         ((71212, 61299), (53.5, 25)), ((535058, 97.5), (36165.5, 821228.5))]
golden = dict(made_with=f"scipy {scipy.__version__}, mpmath {mp.__version__}", level=LEVEL,
              cases=[compare(*shape) for shape in shapes],
              apart=[compare(*shape) for shape in apart],
              closedForm=[dict(a=a, b=b, probability=closed_form(a, b))
                          for a, b in (*shapes[:6], ((50001, 950001), (50501, 949501)))],
              jeffreys=[dict(a=a, b=b, probability=on_logits(a, b))
                        for a, b in (((0.5, 0.5), (0.5, 0.5)), ((0.5, 0.5), (30, 3)), ((0.5, 5), (0.5, 50)), ((0.5, 900), (3.5, 900)),
                                     ((7, 0.5), (5, 0.5)), ((0.5, 20.5), (0.5, 1000.5)))])
pathlib.Path(__file__).with_name("beta.json").write_text(json.dumps(golden, indent=1) + "\n")
