"""Writes ranking.json: AUC, average precision, log loss, Brier, KS, isotonic and histogram values of
scikit-learn and numpy/scipy, and DeLong's variance from its definition (all pairs), on seeded data.

    python test/golden/stats/make_ranking.py        numpy 2.4.6, scipy 1.17.1, scikit-learn 1.7.2
"""
import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

rng = np.random.default_rng(20261122)


def placements(scores, labels):
    positive, negative = scores[labels == 1], scores[labels == 0]
    kernel = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return kernel.mean(axis=1), kernel.mean(axis=0), kernel.mean()


def delong(scores, labels):
    v10, v01, _ = placements(scores, labels)
    return float(np.sqrt(v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01)))


def paired(first, second, labels):
    a10, a01, a = placements(first, labels)
    b10, b01, b = placements(second, labels)
    error = np.sqrt((a10 - b10).var(ddof=1) / len(a10) + (a01 - b01).var(ddof=1) / len(a01))
    z = (a - b) / error
    reach = stats.norm.ppf(0.975) * error
    return dict(difference=a - b, standardError=error, z=z, p=2 * stats.norm.sf(abs(z)),
                low=a - b - reach, high=a - b + reach)


def logit_interval(area, error, level):
    logit, reach = np.log(area / (1 - area)), stats.norm.ppf(0.5 + level / 2) * error / (area * (1 - area))
    return 1 / (1 + np.exp(reach - logit)), 1 / (1 + np.exp(-reach - logit))


def ranking_case(name, n, rate, decimals):
    labels = (rng.random(n) < rate).astype(int)
    scores = 1 / (1 + np.exp(-(rng.normal(size=n) + 1.1 * labels - 1)))
    other = 1 / (1 + np.exp(-(rng.normal(size=n) + 0.9 * labels - 1)))
    if decimals is not None:
        scores, other = scores.round(decimals), other.round(decimals)
    area = roc_auc_score(labels, scores)
    error = delong(scores, labels)
    low, high = logit_interval(area, error, 0.95)
    return dict(name=name, labels=labels.tolist(), scores=scores.tolist(), other=other.tolist(), auc=area,
                standardError=error, low=low, high=high,
                averagePrecision=average_precision_score(labels, scores), logLoss=log_loss(labels, scores),
                brier=brier_score_loss(labels, scores),
                ks=stats.ks_2samp(scores[labels == 1], scores[labels == 0]).statistic,
                paired=paired(scores, other, labels))


def isotonic_case(name, n, decimals, weighted, increasing):
    x = rng.normal(size=n)
    y = (1 if increasing else -1) * x + rng.normal(size=n)
    if decimals is not None:
        x = x.round(decimals)
    weights = rng.integers(1, 5, size=n).astype(float) if weighted else None
    model = IsotonicRegression(out_of_bounds="clip", increasing=increasing)
    model.fit(x, y, sample_weight=weights)
    at = np.linspace(-4, 4, 97)
    return dict(name=name, x=x.tolist(), y=y.tolist(), weights=None if weights is None else weights.tolist(),
                increasing=increasing, at=at.tolist(), expected=model.predict(at).tolist())


def ks_case(n, m, decimals):
    a, b = rng.normal(size=n), rng.normal(0.3, 1.2, size=m)
    if decimals is not None:
        a, b = a.round(decimals), b.round(decimals)
    result = stats.ks_2samp(a, b)
    return dict(a=a.tolist(), b=b.tolist(), statistic=result.statistic, location=result.statistic_location,
                sign=int(result.statistic_sign))


def histogram_case(n, bins):
    values = rng.gamma(2, 3, size=n).round(1)
    counts, edges = np.histogram(values, bins=bins)
    quantiles = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    return dict(values=values.tolist(), bins=bins, edges=edges.tolist(), counts=counts.tolist(),
                quantileEdges=quantiles.tolist(), quantileCounts=np.histogram(values, quantiles)[0].tolist())


golden = dict(
    made_with=dict(numpy=np.__version__, scipy=scipy.__version__, sklearn=sklearn.__version__),
    ranking=[ranking_case("distinct scores", 400, 0.3, None), ranking_case("many ties", 500, 0.5, 1),
             ranking_case("rare positives", 600, 0.03, None), ranking_case("small with ties", 60, 0.4, 2)],
    isotonic=[isotonic_case("plain", 200, None, False, True), isotonic_case("ties", 200, 1, False, True),
              isotonic_case("weighted ties", 200, 1, True, True), isotonic_case("falling", 150, None, True, False)],
    ks=[ks_case(300, 200, None), ks_case(300, 450, 1), ks_case(5, 3, 1)],
    histogram=[histogram_case(500, 10), histogram_case(77, 30)],
)
path = pathlib.Path(__file__).with_name("ranking.json")
path.write_text(json.dumps(golden, default=float) + "\n")
