"""Writes shares.json: Chernoff's bounds of a share by root finding, its p-value by definition, and the exact binomial tails that
both must cover.

    python test/golden/monitoring/make_shares.py        numpy 2.2.6, scipy 1.17.1
"""
import json
import math
import pathlib

import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.special import rel_entr
from scipy.stats import binom


def divergence(seen, supposed):
    return float(rel_entr(seen, supposed) + rel_entr(1 - seen, 1 - supposed))


def bounds(rows, of, chance):
    seen, allowed = rows / of, math.log(2 / chance) / of
    excess = lambda share: divergence(seen, share) - allowed
    tiny = 1e-300
    low = 0.0 if rows == 0 else brentq(excess, tiny, seen, xtol=1e-15)
    high = 1.0 if rows == of else brentq(excess, seen, np.nextafter(1, 0), xtol=1e-15)
    # The exact intervals of Clopper and Pearson lie inside.
    inside_low = 0.0 if rows == 0 else brentq(lambda q: binom.sf(rows - 1, of, q) - chance / 2, tiny, seen)
    inside_high = 1.0 if rows == of else brentq(lambda q: binom.cdf(rows, of, q) - chance / 2, seen, 1 - 1e-16)
    return dict(rows=rows, of=of, chance=chance, low=low, high=high, exactLow=inside_low, exactHigh=inside_high)


def p_value(rows, of, reference, limit):
    seen = rows / of
    nearest = min(1, reference + limit) if seen > reference else max(0, reference - limit)
    beyond = seen > nearest if seen > reference else seen < nearest
    log_p = min(0.0, math.log(2) - of * divergence(seen, nearest)) if beyond else 0.0
    tail = binom.logsf(rows - 1, of, nearest) if seen > reference else binom.logcdf(rows, of, nearest)
    return dict(share=seen, reference=reference, rows=of, limit=limit, logP=log_p, exact=max(-1e12, float(min(0, tail))) if beyond else 0.0)


cases = [bounds(rows, of, chance) for of in (12, 500, 5000, 100_000) for share in (0, 0.002, 0.02, 0.3, 0.97, 1)
         for rows in [round(share * of)] for chance in (0.05, 0.0002)]
tests = [p_value(round(share * of), of, reference, 0.05) for of in (40, 2000, 5000) for reference in (0, 0.02, 0.4, 0.98)
         for share in (0, 0.06, 0.08, 0.3, 0.46, 0.9, 1)]
out = dict(made_by='test/golden/monitoring/make_shares.py', tool=f'numpy {np.__version__}, scipy {scipy.__version__}',
           bounds=cases, tests=tests)
pathlib.Path(__file__).with_name('shares.json').write_text(json.dumps(out))
