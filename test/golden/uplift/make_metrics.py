"""Writes metrics.json: rows of randomised experiments with the numbers that causalml and scikit-uplift give for them, the areas per user
from their definitions, and leave-one-out jackknife errors of these areas.

    python test/golden/uplift/make_metrics.py        numpy, pandas 2, causalml 0.18.0, scikit-uplift 0.5.1
"""
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
import sklift.metrics as sklift
from causalml.metrics import auuc_score, qini_score

warnings.filterwarnings('ignore')


def areas(y, w, s):
    """Gain and Qini curves at the ends of runs of equal scores, trapezoids, per user."""
    order = np.argsort(-s, kind='stable')
    y, w, s = y[order], w[order], s[order]
    n = len(y)
    end = np.r_[np.where(np.diff(s))[0], n - 1]
    nt, nc = np.cumsum(w)[end], np.cumsum(1 - w)[end]
    yt, yc = np.cumsum(y * w)[end], np.cumsum(y * (1 - w))[end]
    both = (nt > 0) & (nc > 0)
    gain = np.where(both, (yt / np.maximum(nt, 1) - yc / np.maximum(nc, 1)) * (end + 1), 0)
    qini = np.where(nc > 0, yt - yc * nt / np.maximum(nc, 1), yt)
    k, gain, qini = np.r_[0, end + 1], np.r_[0, gain], np.r_[0, qini]
    area = lambda v: ((v[1:] + v[:-1]) / 2 * np.diff(k)).sum() / n / n
    effect = gain[-1] / n
    return dict(effect=effect, area=area(gain), aboveRandom=area(gain) - effect / 2,
                qini=area(qini) - qini[-1] / n / 2, qiniEnd=qini[-1])


def jackknife(y, w, s):
    n = len(y)
    left = [areas(np.delete(y, i), np.delete(w, i), np.delete(s, i)) for i in range(n)]
    values = {key: np.array([one[key] for one in left]) for key in ('effect', 'area', 'aboveRandom', 'qini')}
    return {key: float(np.sqrt((n - 1) / n * ((v - v.mean()) ** 2).sum())) for key, v in values.items()}


def attempt(call):
    """The package's number; null where it fails or divides by zero."""
    try:
        value = float(call())
    except Exception:
        return None
    return value if np.isfinite(value) else None


def packages(y, w, s):
    frame = pd.DataFrame(dict(y=y, w=w, m=s))
    causalml = dict(auuc=auuc_score(frame)['m'], auucRaw=auuc_score(frame, normalize=False)['m'],
                    qini=qini_score(frame)['m'], qiniRaw=qini_score(frame, normalize=False)['m'])
    at = [dict(share=k, overall=attempt(lambda: sklift.uplift_at_k(y, s, w, strategy='overall', k=k)),
               byGroup=attempt(lambda: sklift.uplift_at_k(y, s, w, strategy='by_group', k=k))) for k in (.1, .3)]
    return dict(causalml={key: float(value) for key, value in causalml.items()}, scikitUplift=dict(
        upliftAuc=attempt(lambda: sklift.uplift_auc_score(y, s, w)),
        qiniAuc=attempt(lambda: sklift.qini_auc_score(y, s, w)),
        qiniAucWithoutNegative=attempt(lambda: sklift.qini_auc_score(y, s, w, negative_effect=False)),
        weightedAverage=attempt(lambda: sklift.weighted_average_uplift(y, s, w)), at=at))


def cases():
    yield ('ten rows', np.array([1, 0, 1, 1, 0, 0, 1, 0, 0, 0.]), np.array([1, 0, 1, 0, 1, 0, 1, 1, 0, 0]),
           np.array([.9, .8, .7, .6, .5, .4, .3, .2, .1, .05]))
    rng = np.random.default_rng(5)
    n = 200
    w = rng.integers(0, 2, n)
    x = rng.normal(size=n)
    y = (rng.random(n) < .2 + .15 * w * (x > 0)).astype(float)
    yield 'binary outcome', y, w, np.round(x + rng.normal(size=n) * .5, 6)
    yield 'heavy ties', y, w, np.round(x)
    most = (rng.random(n) < .8).astype(int)
    few = (rng.random(n) < .2 + .15 * most * (x > 0)).astype(float)
    yield 'unequal arms', few, most, np.round(x, 6)
    yield 'harmful treatment', (rng.random(n) < .3 - .1 * w).astype(float), w, np.round(rng.normal(size=n), 6)
    yield 'money', np.round(y * rng.lognormal(3, 1, n), 2), w, np.round(x, 6)


out = [dict(name=name, outcomes=y.tolist(), treated=w.tolist(), scores=s.tolist(), own=areas(y, w, s),
            jackknife=jackknife(y, w, s), isTied=len(np.unique(s)) < len(s), **packages(y, w, s))
       for name, y, w, s in cases()]
pathlib.Path(__file__).with_name('metrics.json').write_text(json.dumps(dict(cases=out)) + '\n')
