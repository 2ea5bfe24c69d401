"""Writes cbpe.json: expected AUC, average precision, precision and recall of NannyML's confidence-based estimator, and the
plug-in form over all pairs, on seeded data. NannyML rounds its counts to 5 decimals, hence the tolerance of 1e-7.

    NML_DISABLE_USAGE_LOGGING=1 python test/golden/monitoring/make_cbpe.py        numpy 2.2.6, nannyml 0.13.1
"""
import json
import pathlib

import nannyml
import numpy as np
from nannyml.performance_estimation.confidence_based.metrics import (
    estimate_ap, estimate_precision, estimate_recall, estimate_roc_auc)

rng = np.random.Generator(np.random.Philox(20261128))


def pairs(p, s):
    right = (s[:, None] > s[None, :]) + 0.5 * (s[:, None] == s[None, :])
    return float(p @ right @ (1 - p) / (p.sum() * (1 - p).sum()))


def average_precision(p, s):
    """Tied scores are one step. NannyML's depends on the order of tied rows."""
    cuts = np.unique(s)[::-1]
    tp = np.array([p[s >= cut].sum() for cut in cuts])
    n = np.array([(s >= cut).sum() for cut in cuts])
    return float((np.diff(tp, prepend=0) * tp / n).sum() / p.sum())


def case(name, p, s, threshold):
    above = (p >= threshold).astype(int)
    return dict(name=name, probabilities=p.tolist(), scores=s.tolist(), threshold=threshold, auc=pairs(p, s),
                ap=average_precision(p, s), distinct=bool(len(np.unique(s)) == len(s)),
                nannymlAuc=float(estimate_roc_auc(p, s)), nannymlAp=float(estimate_ap(p, s)),
                nannymlPrecision=float(estimate_precision(above, p)),
                nannymlRecall=float(estimate_recall(above, p)), brier=float(np.mean(p * (1 - p))))


logit = rng.normal(-1.4, 1.3, 800)
p = 1 / (1 + np.exp(-logit))
tied = np.clip(np.round(p, 2), 0.01, 0.99)
raw = logit + rng.normal(0, 0.6, 800)
cases = [case('scores are the probabilities', p, p, 0.5), case('tied probabilities', tied, tied, 0.3),
         case('scores rank otherwise', p, raw, 0.4)]
out = dict(what='expected performance from calibrated probabilities', made_by='test/golden/monitoring/make_cbpe.py',
           tool=f'numpy {np.__version__}, nannyml {nannyml.__version__}', tolerance=dict(nannyml=1e-7, pairs=1e-12),
           cases=cases)
pathlib.Path(__file__).with_name('cbpe.json').write_text(json.dumps(out))
