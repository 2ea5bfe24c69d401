"""Writes matured.json: figures of untreated users weighted by 1 / P(untreated): Brier score with clustered error, the logistic
calibration line of statsmodels with its sandwich by definition, the ratio of leavers and those expected as a regression through
the origin with statsmodels' clustered error, Wilson intervals of statsmodels at the effective number of
rows, lift, and weighted AUC of scikit-learn.

    python test/golden/monitoring/make_matured.py        numpy 2.2.6, scikit-learn 1.9.1, statsmodels 0.15.0
"""
import json
import pathlib

import numpy as np
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20261128)
z = stats.norm.ppf(0.975)
rows, people, share = 600, 420, 0.25
user = rng.integers(0, people, rows)
day = np.zeros(rows, int)
seen = {}
for i, u in enumerate(user):  # one row a user and day
    day[i] = seen.get(u, 0)
    seen[u] = day[i] + 1
logit = rng.normal(-0.7, 1.4, rows)
p = 1 / (1 + np.exp(-logit))
stays = rng.random(rows) < 1 / (1 + np.exp(-(0.8 * logit - 0.2)))
picked = p > np.quantile(p, 0.7)
held = rng.random(rows) < share
treated = picked & ~held
left = np.where(treated, stays & (rng.random(rows) > 0.35), stays).astype(int)
u = ~treated
weight = np.where(picked, 1 / share, 1.0)[u]
P, y, who = p[u], left[u], user[u]


def clustered(values):
    return np.bincount(who, weights=values, minlength=people)


def effective(mask):
    w = weight * mask
    return float(w.sum() ** 2 / (clustered(w) ** 2).sum())


def rate(mask, hit):
    value = float((weight * mask * hit).sum() / (weight * mask).sum())
    n = effective(mask)
    low, high = proportion_confint(value * n, n, method='wilson')
    return dict(value=value, low=float(low), high=float(high), rows=int(mask.sum()), effectiveRows=n)


def brier():
    loss = (P - y) ** 2
    value = (weight * loss).sum() / weight.sum()
    parts = clustered(weight * (loss - value) / weight.sum())
    k = len(np.unique(who))
    reach = z * np.sqrt((parts ** 2).sum() * k / (k - 1))
    assert abs(value - brier_score_loss(y, P, sample_weight=weight)) < 1e-12
    return dict(value=float(value), low=float(value - reach), high=float(value + reach))


def line():
    X = sm.add_constant(np.log(P / (1 - P)))
    fit = sm.GLM(y, X, family=sm.families.Binomial(), freq_weights=weight).fit(tol=1e-14, maxiter=200)
    mu = fit.predict(X)
    bread = np.linalg.inv((X * (weight * mu * (1 - mu))[:, None]).T @ X)
    scores = X * (weight * (y - mu))[:, None]
    by_user = np.stack([clustered(scores[:, 0]), clustered(scores[:, 1])], axis=1)
    error = np.sqrt(np.diag(bread @ (by_user.T @ by_user) @ bread))
    return {name: dict(value=float(fit.params[i]), low=float(fit.params[i] - z * error[i]),
                       high=float(fit.params[i] + z * error[i])) for i, name in enumerate(['intercept', 'slope'])}


def ratio():
    """Weights w / p make the slope of left on p the ratio of the weighted means."""
    fit = sm.WLS(y, P, weights=weight / P).fit(
        cov_type='cluster', cov_kwds=dict(groups=who, use_correction=False), use_t=False)
    k = len(np.unique(who))
    value, reach = float(fit.params[0]), z * float(fit.bse[0]) * np.sqrt(k / (k - 1))
    return dict(value=value, low=value - reach, high=value + reach)


every = np.ones(len(P), bool)
tiers = {name: rate((P >= low) & (P < high), y == 1) for name, low, high in
         [('high', 0.7, 2), ('medium', 0.4, 0.7), ('low', 0, 0.4)]}
order = np.argsort(-P)
cut = P[order][np.searchsorted(np.cumsum(weight[order]), 0.1 * weight.sum())]
lift = rate(P >= cut, y == 1)['value'] / rate(every, y == 1)['value']
out = dict(
    what='figures of untreated users with weights', made_by='test/golden/monitoring/make_matured.py',
    tool=f'numpy {np.__version__}, scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}',
    rows=dict(user=user.tolist(), day=day.tolist(), probability=p.tolist(), left=left.tolist(),
              treated=treated.astype(int).tolist(), untreated=np.where(picked, share, 1.0).tolist()),
    expected=dict(auc=roc_auc_score(y, P, sample_weight=weight), prAuc=average_precision_score(y, P, sample_weight=weight),
                  brier=brier(), calibration=line(), churn=rate(every, y == 1),
                  predicted=float((weight * P).sum() / weight.sum()), observedOverPredicted=ratio(),
                  precision=rate(P >= 0.5, y == 1),
                  recall=rate(y == 1, P >= 0.5), tiers=tiers, lift=float(lift), everybody=roc_auc_score(left, p)))
pathlib.Path(__file__).with_name('matured.json').write_text(json.dumps(out))
