"""Posterior means and variances of cells: truth ~ N(mean, tau2) with tau2 by Paule and Mandel, found here by scipy's brentq, and
Morris' factor. The case "line" has a mean that is a line. Run in this folder: python empirical-bayes.py > empirical-bayes.json"""
import json
import sys

import numpy as np
from scipy.optimize import brentq


def case(d, v, along=None):
    d, v = np.array(d), np.array(v)
    x = np.ones((len(d), 1)) if along is None else np.c_[np.ones(len(d)), along]
    k, q = x.shape

    def line(t):
        w = 1 / (v + t)
        return w, x @ np.linalg.solve((x.T * w) @ x, (x.T * w) @ d)

    def excess(t):
        w, m = line(t)
        return (w * (d - m) ** 2).sum() - (k - q)

    t = brentq(excess, 0, 1, xtol=1e-18, rtol=1e-15) if excess(0) > 0 else 0.0
    w, m = line(t)
    b = v / (v + t)
    bh = b * (k - q - 2) / (k - q)
    h = np.einsum("ij,jk,ik->i", x, np.linalg.inv((x.T * w) @ x), x)
    typical = (w * v).sum() / w.sum()
    variance = v * (1 - bh) + b * h + 2 / (k - q - 2) * bh**2 * (typical + t) / (v + t) * (d - m) ** 2
    out = {"d": d.tolist(), "v": v.tolist(), "posterior": (bh * m + (1 - bh) * d).tolist(), "variance": variance.tolist()}
    return {**out, "along": along, "tau2": t, "mean": m.tolist()}


d = [0.031, 0.052, 0.008, 0.044, 0.027, -0.004, 0.061, 0.019]
v = (np.array([0.010, 0.012, 0.015, 0.009, 0.020, 0.011, 0.014, 0.008]) ** 2).tolist()
cases = {
    "eight": case(d, v),
    "alike": case([0.03, 0.031, 0.029, 0.03, 0.032], [1e-4] * 5),
    "line": case(d, v, [5, 20, 2, 10, 8, 1, 30, 5]),
}
json.dump(cases, sys.stdout)
