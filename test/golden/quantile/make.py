"""Quantiles of session latencies clustered by user: standard errors by resampling users, and the outer interval of
Deng, Knoblich and Lu (2018) written again in numpy. Run: python make.py > clustered.json
"""
import json
import sys

import numpy as np
import scipy
from scipy.stats import norm

rng = np.random.default_rng(20181)


def sessions(users, shift):
    """Heavy users are slower too, so that sizes and values move together."""
    effect = rng.normal(size=users)
    size = 1 + rng.poisson(np.exp(1.2 + 0.3 * effect))
    user = np.repeat(np.arange(users), size)
    value = np.exp(5 + shift + 0.6 * effect[user] + 0.5 * rng.normal(size=len(user)))
    return user, np.round(value, 3)


def outer(user, value, p):
    n = len(value)
    q = np.quantile(value, p)
    ids = np.unique(user)
    m = np.array([np.sum(user == u) for u in ids], float)
    b = np.array([np.sum(value[user == u] <= q) for u in ids], float)
    k = len(ids)
    cov = np.cov(m, b)
    share = b.mean() / m.mean()
    var = (cov[1, 1] - 2 * share * cov[0, 1] + share**2 * cov[0, 0]) / (k * m.mean() ** 2)
    z = norm.isf(0.025)
    s = np.sort(value)
    first = int(np.floor(n * (p - z * np.sqrt(var))))
    second = int(np.floor(n * (p + z * np.sqrt(var)))) + 1
    low, high = s[first - 1], s[second - 1]
    # Standard errors between the two ranks as they are, not as they were asked for.
    width = (second - first) / n / np.sqrt(var)
    return {"value": q, "low": low, "high": high, "error": (high - low) / width, "designEffect": var * n / (p * (1 - p))}


def resampled(user, value, p, replicates=4000):
    rows = [value[user == u] for u in np.unique(user)]
    out = [np.quantile(np.concatenate([rows[i] for i in rng.integers(len(rows), size=len(rows))]), p) for _ in range(replicates)]
    return float(np.std(out, ddof=1))


result = {"numpy": np.__version__, "scipy": scipy.__version__, "arms": []}
for shift in (0.0, 0.1):
    user, value = sessions(600, shift)
    arm = {"user": user.tolist(), "value": value.tolist(), "quantiles": []}
    for p in (0.5, 0.9):
        arm["quantiles"].append({"p": p, **outer(user, value, p), "bootstrapError": resampled(user, value, p)})
    result["arms"].append(arm)
json.dump(result, sys.stdout)
