"""Expected values of metrics, calibration and the clustered AUC interval, from scikit-learn and scipy.

Run: python make_golden.py > golden.json   (numpy 2.4.6, scipy 1.17.1, scikit-learn 1.9.1)
"""

import json

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score


def sample(seed, rows, digits, distortion):
    rng = np.random.default_rng(seed)
    truth = rng.beta(1.5, 2.5, rows)
    labels = (rng.random(rows) < truth).astype(int)
    scores = np.clip(np.round(expit(distortion * logit(truth) + 0.3 * rng.normal(size=rows)), digits), 0.001, 0.999)
    return scores, labels


def metrics(p, y):
    return {
        "auc": roc_auc_score(y, p),
        "averagePrecision": average_precision_score(y, p),
        "logLoss": log_loss(y, p),
        "brier": brier_score_loss(y, p),
    }


def smoothed(y):
    positives, negatives = y.sum(), (1 - y).sum()
    return np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))


def log_linear(columns, y):
    design = np.column_stack([*columns, np.ones(len(y))])
    target = smoothed(y)

    def loss(w):
        z = design @ w
        return np.sum(np.logaddexp(0, z) - target * z), design.T @ (expit(z) - target)

    start = np.zeros(design.shape[1])
    first = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-12, "maxiter": 10000})
    return first.x


def calibrations(p, y, grid):
    slope, intercept = log_linear([logit(p)], y)
    a, b, c = log_linear([np.log(p), -np.log1p(-p)], y)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, y)
    return {
        "platt": {"slope": slope, "intercept": intercept},
        "beta": {"a": a, "b": b, "c": c},
        "isotonic": isotonic.predict(grid).tolist(),
    }


def clustered_auc_variance(p, y, cluster):
    """Obuchowski (1997), all pairs compared. With one row a cluster it is DeLong's variance."""
    pos, neg = np.flatnonzero(y == 1), np.flatnonzero(y == 0)
    wins = (p[pos][:, None] > p[neg][None, :]) + 0.5 * (p[pos][:, None] == p[neg][None, :])
    theta = wins.mean()
    v10, v01 = np.zeros(len(y)), np.zeros(len(y))
    v10[pos], v01[neg] = wins.mean(axis=1) - theta, wins.mean(axis=0) - theta
    ids = np.unique(cluster)
    a = np.array([v10[cluster == i].sum() for i in ids])
    b = np.array([v01[cluster == i].sum() for i in ids])
    i10 = len(np.unique(cluster[pos]))
    i01 = len(np.unique(cluster[neg]))
    m, n = len(pos), len(neg)
    s10 = i10 / ((i10 - 1) * m) * (a**2).sum()
    s01 = i01 / ((i01 - 1) * n) * (b**2).sum()
    s11 = len(ids) / (len(ids) - 1) * (a * b).sum()
    return s10 / m + s01 / n + 2 * s11 / (m * n)


def case(seed, rows, digits, distortion):
    p, y = sample(seed, rows, digits, distortion)
    grid = np.linspace(0, 1, 41)
    cluster = np.random.default_rng(seed + 1).integers(0, rows // 3, rows)
    return {
        "scores": p.tolist(),
        "labels": y.tolist(),
        "metrics": metrics(p, y),
        "grid": grid.tolist(),
        "calibration": calibrations(p, y, grid),
        "clusters": cluster.tolist(),
        "variance": clustered_auc_variance(p, y, np.arange(rows)),
        "clusteredVariance": clustered_auc_variance(p, y, cluster),
    }


print(json.dumps({"cases": [case(1, 300, 2, 1.6), case(2, 2000, 6, 0.6), case(3, 500, 1, 1.0)]}))
