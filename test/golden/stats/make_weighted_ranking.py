"""Writes weighted-ranking.json: AUC and average precision with weights by scikit-learn, and the clustered sandwich
variance from its definition (all pairs, users as clusters), on seeded data.

    python test/golden/stats/make_weighted_ranking.py        numpy 2.2.6, scikit-learn 1.9.1
"""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, roc_auc_score

rng = np.random.default_rng(20261128)


def deviations(scores, labels, weights):
    positive, negative = labels == 1, labels == 0
    kernel = (scores[positive][:, None] > scores[negative][None, :]) + 0.5 * (
        scores[positive][:, None] == scores[negative][None, :])
    wp, wn = weights[positive], weights[negative]
    area = wp @ kernel @ wn / (wp.sum() * wn.sum())
    out = np.zeros(len(scores))
    out[positive] = wp * (kernel @ wn / wn.sum() - area) / wp.sum()
    out[negative] = wn * (wp @ kernel / wp.sum() - area) / wn.sum()
    return area, out


def clustered(influence, labels, users):
    a = np.bincount(users, weights=influence * (labels == 1))
    b = np.bincount(users, weights=influence * (labels == 0))
    seen = np.bincount(users)
    p = (np.bincount(users, weights=labels == 1) > 0).sum()
    n = (np.bincount(users, weights=labels == 0) > 0).sum()
    k = (seen > 0).sum()
    return float(np.sqrt(p / (p - 1) * (a @ a) + n / (n - 1) * (b @ b) + 2 * k / (k - 1) * (a @ b)))


def case(name, rows, decimals, people):
    labels = (rng.random(rows) < 0.3).astype(int)
    scores = rng.normal(size=rows) + labels
    other = rng.normal(size=rows) + 0.7 * labels
    if decimals is not None:
        scores, other = scores.round(decimals), other.round(decimals)
    weights = np.where(rng.random(rows) < 0.2, 10.0, 1.0)
    users = np.arange(rows) if people is None else rng.integers(0, people, rows)
    area, influence = deviations(scores, labels, weights)
    second, influence2 = deviations(other, labels, weights)
    assert abs(area - roc_auc_score(labels, scores, sample_weight=weights)) < 1e-12
    return dict(name=name, labels=labels.tolist(), scores=scores.tolist(), other=other.tolist(),
                weights=weights.tolist(), users=None if people is None else users.tolist(),
                auc=roc_auc_score(labels, scores, sample_weight=weights),
                averagePrecision=average_precision_score(labels, scores, sample_weight=weights),
                standardError=clustered(influence, labels, users),
                difference=float(area - second), differenceError=clustered(influence - influence2, labels, users))


cases = [case('distinct scores', 200, None, None), case('tied scores', 200, 1, None),
         case('several rows a user', 300, 1, 90)]
out = dict(what='AUC and average precision of rows with weights', made_by='test/golden/stats/make_weighted_ranking.py',
           tool=f'numpy {np.__version__}, scikit-learn {sklearn.__version__}', cases=cases)
pathlib.Path(__file__).with_name('weighted-ranking.json').write_text(json.dumps(out))
