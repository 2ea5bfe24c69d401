"""Expected values for test/unit/monitor/golden.test.ts: distances by numpy and scipy, and the numbers that Evidently and
NannyML print for the same samples.

    python3 -m venv v && v/bin/pip install -r requirements.txt
    PYTHONHASHSEED=0 DO_NOT_TRACK=1 NML_DISABLE_USAGE_LOGGING=1 v/bin/python make.py > cases.json

Evidently walks a set of categories, so its last digits depend on the hash seed.
"""
import json
import math
import sys
import warnings

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

warnings.filterwarnings("ignore")
from evidently.legacy.calculations import stattests as evidently_tests
from evidently.legacy.core import ColumnType
from nannyml.chunk import SizeBasedChunker
from nannyml.drift.univariate.methods import FeatureType, MethodFactory
from nannyml.thresholds import ConstantThreshold
import evidently
import nannyml
import scipy

random = np.random.Generator(np.random.Philox(20261128))


def with_missing(values, share):
    values = values.copy()
    values[random.random(len(values)) < share] = np.nan
    return values


def zero_inflated(rows, zeros, mean):
    values = np.round(random.lognormal(mean, 1.2, rows), 2)
    values[random.random(rows) < zeros] = 0
    return values


channels = np.array(["seo", "direct", "ads", "referral", "partner"])
numeric = {
    "shifted normal": (np.round(random.normal(0, 1, 700), 6), np.round(random.normal(0.2, 1.1, 500), 6)),
    "nothing changed": (np.round(random.normal(5, 2, 600), 6), np.round(random.normal(5, 2, 650), 6)),
    "payments with zeros and missing values": (
        with_missing(zero_inflated(700, 0.35, 3), 0.02),
        with_missing(zero_inflated(600, 0.42, 3.2), 0.08),
    ),
    "counts": (random.poisson(10, 800).astype(float), random.poisson(10.6, 500).astype(float)),
    "few values": (random.binomial(5, 0.3, 400).astype(float), random.binomial(6, 0.35, 300).astype(float)),
    "one far value in the reference": (
        np.append(np.round(random.normal(0, 1, 500), 6), 1e9),
        np.round(random.normal(0.5, 1, 400), 6),
    ),
    "constant before, two values now": (np.full(120, 3.0), np.where(random.random(100) < 0.2, 4.0, 3.0)),
    "far above the reference": (np.round(random.random(200), 6), np.round(5 + random.random(150), 6)),
}
category = {
    "a new category and one gone": (
        random.choice(channels, 700, p=[0.30, 0.28, 0.22, 0.13, 0.07]),
        random.choice(np.append(channels[:4], "douyin"), 600, p=[0.27, 0.27, 0.22, 0.14, 0.10]),
    ),
    "three plans": (
        random.choice(["month", "year", "two years"], 500, p=[0.55, 0.21, 0.24]),
        random.choice(["month", "year", "two years"], 450, p=[0.49, 0.25, 0.26]),
    ),
    "two values": (random.choice(["no", "yes"], 90, p=[0.6, 0.4]), random.choice(["no", "yes"], 80)),
}


def decile_counts(reference, current):
    a, b = reference[~np.isnan(reference)], current[~np.isnan(current)]
    edges = np.unique(np.quantile(a, np.arange(1, 10) / 10))
    counts = [
        np.bincount(np.searchsorted(edges, x, side="right"), minlength=len(edges) + 1).astype(float)
        for x in (a, b)
    ]
    missing = [np.isnan(reference).sum(), np.isnan(current).sum()]
    if sum(missing) > 0:
        counts = [np.append(c, m) for c, m in zip(counts, missing)]
    return counts, edges


def bins(reference, current):
    p, q = reference / reference.sum(), current / current.sum()
    table = np.array([reference, current])[:, reference + current > 0]
    chi2, log_p, dof = 0.0, 0.0, 0
    if table.shape[1] > 1:
        chi2, _, dof, _ = stats.chi2_contingency(table, correction=False)
        log_p = stats.chi2.logsf(chi2, dof)
    n, (r, k) = table.sum(), table.shape
    phi2 = max(0, chi2 / n - (k - 1) * (r - 1) / (n - 1))
    smaller = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    half = [(x + 0.5) / (x.sum() + 0.5 * len(x)) for x in (reference, current)]
    floor = [np.maximum(x, 1e-4) for x in (p, q)]
    return dict(
        psi=np.sum((half[1] - half[0]) * np.log(half[1] / half[0])),
        psiFloor1e4=np.sum((floor[1] - floor[0]) * np.log(floor[1] / floor[0])),
        jsBits=jensenshannon(p, q, base=2) ** 2,
        hellinger=np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2) / 2),
        totalVariation=np.abs(p - q).sum() / 2,
        lInfinity=np.abs(p - q).max(),
        chi2=chi2,
        chi2Df=dof,
        chi2LogP=log_p,
        cramersV=math.sqrt(phi2 / smaller) if smaller > 0 else 0,
    )


def evidently_value(name, kind, reference, current):
    test = getattr(evidently_tests, f"{name}_stat_test")
    return test(pd.Series(reference).copy(), pd.Series(current).copy(), kind, None).drift_score


def nannyml_value(name, kind, reference, current):
    chunker, threshold = SizeBasedChunker(100), ConstantThreshold(upper=0.1)
    method = MethodFactory.create(key=name, feature_type=kind, chunker=chunker, threshold=threshold)
    method._fit(pd.Series(reference))
    return method._calculate(pd.Series(current))


def numeric_case(reference, current):
    a, b = reference[~np.isnan(reference)], current[~np.isnan(current)]
    (p, q), edges = decile_counts(reference, current)
    ks = stats.ks_2samp(a, b, method="asymp")
    area = stats.wasserstein_distance(a, b)
    quartiles = np.quantile(a, [0.25, 0.75])
    kind, continuous = ColumnType.Numerical, FeatureType.CONTINUOUS
    return dict(
        kind="numeric",
        reference=[None if np.isnan(x) else x for x in reference],
        current=[None if np.isnan(x) else x for x in current],
        edges=list(edges),
        ks=ks.statistic,
        ksSign=ks.statistic_sign,
        ksLocation=ks.statistic_location,
        w1=area,
        iqr=quartiles[1] - quartiles[0],
        sd=np.std(a, ddof=1),
        means=[a.mean(), b.mean()],
        **bins(p, q),
        evidently=dict(
            psi=evidently_value("psi", kind, a, b),
            jensenshannon=evidently_value("jensenshannon", kind, a, b),
            hellinger=evidently_value("hellinger", kind, a, b),
            wasserstein=evidently_value("wasserstein", kind, a, b),
            ksP=evidently_value("ks", kind, a, b),
        ),
        nannyml={
            key: nannyml_value(key, continuous, a, b)
            for key in ["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"]
        },
    )


def category_case(reference, current):
    keys = sorted(set(reference) | set(current))
    p, q = [np.array([(x == key).sum() for key in keys], float) for x in (reference, current)]
    order = sorted(range(len(keys)), key=lambda i: (-p[i], keys[i]))
    ks = np.abs(np.cumsum(p[order]) / p.sum() - np.cumsum(q[order]) / q.sum()).max()
    kind, categorical = ColumnType.Categorical, FeatureType.CATEGORICAL
    return dict(
        kind="categorical",
        reference=list(reference),
        current=list(current),
        ks=ks,
        **bins(p, q),
        evidently=dict(
            psi=evidently_value("psi", kind, reference, current),
            jensenshannon=evidently_value("jensenshannon", kind, reference, current),
            hellinger=evidently_value("hellinger", kind, reference, current),
            chiP=evidently_value("chi", kind, reference, current),
        ),
        nannyml={
            key: nannyml_value(key, categorical, reference, current)
            for key in ["jensen_shannon", "chi2", "hellinger", "l_infinity"]
        },
    )


cases = {name: numeric_case(*pair) for name, pair in numeric.items()}
cases |= {name: category_case(*pair) for name, pair in category.items()}
document = {
    "what": "distances of two samples, by numpy and scipy, and as Evidently and NannyML print them",
    "made_by": "test/golden/monitoring/make.py",
    "tool": f"numpy {np.__version__}, scipy {scipy.__version__}, evidently {evidently.__version__}, "
    f"nannyml {nannyml.__version__}, pandas {pd.__version__}",
    "tolerance": 1e-12,
    "cases": cases,
}
json.dump(document, sys.stdout, default=lambda x: x.item() if hasattr(x, "item") else str(x))
