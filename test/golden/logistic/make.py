"""Makes cases.json: logistic regression by scikit-learn on the design that winback documents.

Run: python3 make.py > cases.json (scikit-learn 1.7, numpy 2). Numbers are standardised by the mean
and population deviation of their present values, missing ones are 0 plus an indicator; categories
are one-hot, missing ones an indicator; the intercept is not penalised.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression


def design(columns):
    parts = []
    for values, categories in columns:
        missing = np.array([v is None for v in values], float)
        if categories:
            parts.append(missing[:, None])
            parts.append(np.array([[v == k for k in range(categories)] for v in values], float))
        else:
            x = np.array([np.nan if v is None else v for v in values], float)
            mean, sd = np.nanmean(x), np.nanstd(x)
            z = np.where(np.isnan(x), 0, (x - mean) / (sd if sd > 0 else 1))
            parts += [z[:, None], missing[:, None]]
    return np.hstack(parts)


def case(name, rows, l2, seed, scale=1.0):
    rng = np.random.default_rng(seed)
    a = rng.normal(5 * scale, 3 * scale, rows)
    b = rng.gamma(2, 10, rows)
    c = rng.integers(0, 4, rows)
    constant = np.full(rows, 7.0)
    logit = 0.4 * (a / scale - 5) - 0.05 * b + 0.7 * (c == 2)
    y = (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)
    hide = rng.random((rows, 2)) < 0.1
    va = [None if hide[i, 0] else float(a[i]) for i in range(rows)]
    vc = [None if hide[i, 1] else int(c[i]) for i in range(rows)]
    x = design([(va, 0), (b.tolist(), 0), (vc, 4), (constant.tolist(), 0)])
    model = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
    return {
        "name": name,
        "l2": l2,
        "a": va,
        "b": b.tolist(),
        "c": vc,
        "constant": 7.0,
        "label": y.tolist(),
        "intercept": float(model.intercept_[0]),
        "coefficients": model.coef_[0].tolist(),
        "probability": model.predict_proba(x)[:20, 1].tolist(),
    }


json.dump(
    {
        "what": "L2 logistic regression on the documented design",
        "made_by": "test/golden/logistic/make.py",
        "tool": f"scikit-learn {sklearn.__version__}",
        "tolerance": 1e-6,
        "cases": [
            case("weak penalty", 300, 1.0, 1),
            case("strong penalty", 200, 50.0, 2),
            case("large offsets", 250, 1.0, 3, scale=1e6),
        ],
    },
    sys.stdout,
)
