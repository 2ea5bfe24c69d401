"""Drift of one table against another by scipy, NannyML and Evidently, on the rows of bench/drift-table.ts.

Seconds are those of the processor, of this process: the machine may be busy.
"""
import os
import time
import warnings

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("NML_DISABLE_USAGE_LOGGING", "1")
warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial.distance import jensenshannon

from serve import serve

NUMERIC, TEXTS, FEWEST = 32, 8, 6
sides = {}


def uniform(rows, column, side, draw):
    """The hash of bench/drift-table.ts."""
    salt = np.uint32((column * 8 + side * 4 + draw + 1) * 0x9E3779B1 & 0xFFFFFFFF)
    word = (np.arange(rows, dtype=np.uint32) ^ salt) * np.uint32(0x85EBCA6B)
    word = (word ^ (word >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return (word ^ (word >> np.uint32(16))).astype(float) / 4294967296


def numbers(rows, column, side):
    shift = side * 0.002 * column
    z = 2 * (sum(uniform(rows, column, side, draw) for draw in range(3)) - 1.5) + shift
    kind = column % 4
    if kind == 0:
        return z
    if kind == 1:
        return np.exp(1.5 * z)
    if kind == 2:
        return np.floor(10 * uniform(rows, column, side, 0) ** 2 * (1 + shift))
    paid = np.floor(100 * np.exp(z) + 0.5) / 100
    return np.where(uniform(rows, column, side, 3) < 0.6, 0, paid)


def texts(rows, column, side):
    count = FEWEST + 4 * (column - NUMERIC)
    codes = np.floor(count * uniform(rows, column, side, 0) ** 2).astype(int)
    return np.array([f"category {code}" for code in range(count)], dtype=object)[codes]


def frame(rows, side):
    columns = {f"c{c:02d}": numbers(rows, c, side) for c in range(NUMERIC)}
    columns |= {f"c{c:02d}": texts(rows, c, side) for c in range(NUMERIC, NUMERIC + TEXTS)}
    return pd.DataFrame(columns)


def load(reference, current):
    sides["reference"], sides["current"] = frame(reference, 0), frame(current, 1)
    return {"seconds": 0}


def measured(work):
    start = time.process_time()
    answer = work()
    return {"seconds": time.process_time() - start, **answer}


def by_scipy():
    """The loop that people write: KS, area, deciles with PSI and JS of numbers; chi-square and JS of texts."""
    a, b = sides["reference"], sides["current"]
    ks, area = [], []
    for name in a.columns:
        x, y = a[name].to_numpy(), b[name].to_numpy()
        if name < f"c{NUMERIC}":
            ks.append(float(stats.ks_2samp(x, y, method="asymp").statistic))
            area.append(float(stats.wasserstein_distance(x, y)))
            edges = np.unique(np.quantile(x, np.arange(1, 10) / 10))
            p, q = (np.bincount(np.searchsorted(edges, v, "right"), minlength=len(edges) + 1) for v in (x, y))
        else:
            keys = sorted(set(x) | set(y))
            p, q = (pd.Series(v).value_counts().reindex(keys, fill_value=0).to_numpy() for v in (x, y))
            stats.chi2_contingency([p, q], correction=False)
        p, q = p / p.sum(), q / q.sum()
        jensenshannon(p, q, base=2)
        floor = [np.maximum(v, 1e-4) for v in (p, q)]
        np.sum((floor[1] - floor[0]) * np.log(floor[1] / floor[0]))
    return {"ks": ks, "area": area}


def by_nannyml():
    """Fitting and calculating with one chunk, four methods a column."""
    import nannyml

    calculator = nannyml.UnivariateDriftCalculator(
        column_names=list(sides["reference"].columns),
        continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"],
        categorical_methods=["jensen_shannon", "chi2", "hellinger", "l_infinity"],
        chunk_size=len(sides["reference"]),
    )
    calculator.fit(sides["reference"])
    calculator.calculate(sides["current"])
    return {}


def by_evidently():
    """The preset, one method a column, without its page."""
    from evidently import Report
    from evidently.presets import DataDriftPreset

    Report([DataDriftPreset()]).run(sides["current"], sides["reference"])
    return {}


serve(
    {
        "load": load,
        "scipy": lambda: measured(by_scipy),
        "nannyml": lambda: measured(by_nannyml),
        "evidently": lambda: measured(by_evidently),
    }
)
