"""Doubly robust scores with known probabilities, three given folds and least squares by arm: numpy's lstsq for the
expectations, statsmodels for the linear predictor (HC1, and clusters of three rows). The rows themselves (x, arm a, outcome y,
probability e1, fold) and the block "econml" come from econml 0.17's LinearDRLearner on the same folds, which agrees to 1e-15.
Run in this folder: python aipw.py > new.json && mv new.json aipw.json"""
import json
import sys

import numpy as np
import statsmodels.api as sm

kept = json.load(open("aipw.json"))
x, a, y, e1, fold = (np.array(kept[k]) for k in ("x", "a", "y", "e1", "fold"))
n = len(y)
z = sm.add_constant(x)
expected = np.zeros((n, 2))
for k in range(3):
    for arm in (0, 1):
        s = (fold != k) & (a == arm)
        expected[fold == k, arm] = z[fold == k] @ np.linalg.lstsq(z[s], y[s], rcond=None)[0]
e = np.c_[1 - e1, e1]
rows = np.arange(n)
gamma = expected.copy()
gamma[rows, a] += (y - expected[rows, a]) / e[rows, a]
d = gamma[:, 1] - gamma[:, 0]
users = rows // 3
ols = sm.OLS(d, z)
fit = ols.fit(cov_type="HC1")
clustered = ols.fit(cov_type="cluster", cov_kwds={"groups": users})
mean = sm.OLS(d, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": users})
json.dump(
    {
        **{k: kept[k] for k in ("x", "a", "y", "e1", "fold", "econml")},
        "ate": d.mean(), "ate_se": d.std(ddof=1) / n**0.5,
        # statsmodels' factor for clusters is G / (G - 1) (n - 1) / (n - k), with k = 1 the last part is 1.
        "ate_se_users": mean.bse[0],
        "blp": fit.params.tolist(), "blp_se_hc1": fit.bse.tolist(), "blp_se_users": clustered.bse.tolist(),
    },
    sys.stdout,
)
