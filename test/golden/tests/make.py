"""Golden values of tests and intervals: scipy, statsmodels, mpmath. Seeded.

    python3 make.py > golden.json        (scipy 1.17, statsmodels 0.14+, mpmath)
"""
import itertools
import json
import math

import mpmath as mp
import numpy as np
import scipy
import scipy.integrate
import scipy.optimize
import scipy.stats as st
import statsmodels
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

mp.mp.dps = 30
rng = np.random.default_rng(7)
out = {"tools": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "mpmath": mp.__version__}}



def finite(value):
    """JSON has no infinity: None."""
    return float(value) if math.isfinite(value) else None


out["welch"] = []
for n1, n2, shift, sd in ((8, 12, 0.4, 2.0), (40, 25, 0, 1), (300, 200, 0.1, 3), (2, 3, 1, 1), (50, 50, 3, 0.5)):
    a, b = rng.normal(1, 1, n1), rng.normal(1 + shift, sd, n2)
    case = {"control": a.tolist(), "treatment": b.tolist()}
    for key, equal in (("welch", False), ("student", True)):
        r = st.ttest_ind(b, a, equal_var=equal)
        ci = r.confidence_interval(0.95)
        one = st.ttest_ind(b, a, equal_var=equal, alternative="greater")
        case[key] = {"t": r.statistic, "df": r.df, "p": r.pvalue, "low": ci.low, "high": ci.high, "greater": one.pvalue}
    out["welch"].append(case)

out["cohenD"] = []
for case in out["welch"][:3]:
    a, b = np.array(case["control"]), np.array(case["treatment"])
    n1, n2 = len(a), len(b)
    df = n1 + n2 - 2
    sp = math.sqrt(((n1 - 1) * a.var(ddof=1) + (n2 - 1) * b.var(ddof=1)) / df)
    d = (b.mean() - a.mean()) / sp
    k = math.sqrt(1 / n1 + 1 / n2)
    t = d / k

    def mixed(shift, tail):  # scipy's own nct returns NaN for some of these
        f = lambda s: st.chi.pdf(s * math.sqrt(df), df) * math.sqrt(df) * tail(t * s - shift)
        return scipy.integrate.quad(f, 0, 6, epsabs=1e-14, epsrel=1e-13, limit=400, points=[0.5, 1, 1.5])[0] - 0.025

    low = scipy.optimize.brentq(lambda s: mixed(s, st.norm.sf), t - 9, t, xtol=1e-13)
    high = scipy.optimize.brentq(lambda s: mixed(s, st.norm.cdf), t, t + 9, xtol=1e-13)
    out["cohenD"].append({"d": d, "low": low * k, "high": high * k})


def score_limits(x1, n1, x2, n2, inflation):
    """Limits of the difference at which |score z| = 1.96 exactly: constrained likelihood maximised as a polynomial root.

    Not statsmodels' confint_proportions_2indep(method="score", compare="diff"): its cubic has count0 where Farrington
    and Manning have nobs0 (0.14.6, score_test_proportions_2indep, tmp1), so its limits are off in the third digit.
    """
    n, x = n1 + n2, x1 + x2
    z975 = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))

    def z(delta):
        roots = mp.polyroots([n, (n2 + 2 * n1) * delta - n - x,
                              (n1 * delta - n - 2 * x1) * delta + x, x1 * delta * (1 - delta)], maxsteps=400, extraprec=400)
        low, high = max(0, -delta), min(1, 1 - delta)
        inside = [mp.re(r) for r in roots if abs(mp.im(r)) < 1e-12 and low - 1e-15 <= mp.re(r) <= high + 1e-15]

        def likelihood(p):
            terms = ((x1, p), (n1 - x1, 1 - p), (x2, p + delta), (n2 - x2, 1 - p - delta))
            return mp.fsum(c * mp.log(max(r, mp.mpf(10) ** -60)) for c, r in terms if c)

        p = max(inside, key=likelihood)
        q = p + delta
        return (mp.mpf(x2) / n2 - mp.mpf(x1) / n1 - delta) / mp.sqrt((p * (1 - p) / n1 + q * (1 - q) / n2) * inflation)

    estimate = mp.mpf(x2) / n2 - mp.mpf(x1) / n1
    limits = []
    for sign, edge in ((1, -1), (-1, 1)):
        a, b = mp.mpf(edge) * (1 - mp.mpf(10) ** -9), estimate
        for _ in range(60):
            middle = (a + b) / 2
            a, b = (middle, b) if sign * z(middle) > z975 else (a, middle)
        limits.append(float((a + b) / 2))
    return limits


out["proportions"] = []
for x1, n1, x2, n2 in ((1, 34, 7, 34), (112, 2213, 145, 2213), (117, 2213, 150, 2213), (40, 1000, 60, 1000),
                       (35, 3000, 1, 300), (500, 10000, 550, 12000), (3, 20, 9, 25), (90, 100, 99, 100)):
    both = ([x2, x1], [n2, n1])
    pooled = proportions_ztest(*both)
    unpooled = proportions_ztest(*both, prop_var=False)
    case = {"counts": [x1, n1, x2, n2], "pooledZ": pooled[0], "pooledP": pooled[1]}
    for name, method, compare, correction in (("newcombe", "newcomb", "diff", True), ("wald", "wald", "diff", True),
                                              ("agrestiCaffo", "agresti-caffo", "diff", True),
                                              ("ratioMn", "score", "ratio", True), ("ratioScore", "score", "ratio", False)):
        case[name] = confint_proportions_2indep(x2, n2, x1, n1, method=method, compare=compare, correction=correction)
    case["score"] = score_limits(x1, n1, x2, n2, mp.mpf(1))
    case["mn"] = score_limits(x1, n1, x2, n2, mp.mpf(n1 + n2) / (n1 + n2 - 1))
    for name, method in (("wilson", "wilson"), ("clopperPearson", "beta"), ("jeffreys", "jeffreys"),
                         ("waldOne", "normal"), ("agrestiCoull", "agresti_coull")):
        case[name] = proportion_confint(x1, n1, method=method)
    out["proportions"].append(case)

out["fisher"] = []
for x1, n1, x2, n2 in ((2, 8, 4, 5), (2, 10, 5, 6), (1, 4, 3, 4), (9, 12, 1, 12), (31, 63, 74, 117), (1, 34, 7, 34), (0, 12, 5, 11)):
    table = [[x2, n2 - x2], [x1, n1 - x1]]
    odds = st.contingency.odds_ratio(table)
    ci = odds.confidence_interval(0.95)
    out["fisher"].append({"counts": [x1, n1, x2, n2], "p": st.fisher_exact(table).pvalue,
                          "greater": st.fisher_exact(table, alternative="greater").pvalue,
                          "less": st.fisher_exact(table, alternative="less").pvalue,
                          "odds": finite(odds.statistic), "low": finite(ci.low), "high": finite(ci.high)})


def supremum(inside, n1, n2, delta=0.0):
    """Brute force: 4,001 rates in double, then the 8 best neighbourhoods by golden section in mpmath."""
    region = [(i, j) for i in range(n1 + 1) for j in range(n2 + 1) if inside(i, j)]
    mask = np.zeros((n1 + 1, n2 + 1))
    for i, j in region:
        mask[i, j] = 1
    low, high = max(0, -delta), min(1, 1 - delta)

    def rough(p):
        return st.binom.pmf(np.arange(n1 + 1), n1, p) @ mask @ st.binom.pmf(np.arange(n2 + 1), n2, p + delta)

    grid = np.linspace(low, high, 4001)
    values = [rough(p) for p in grid]

    def fine(p):
        q = p + mp.mpf(delta)
        b1 = [mp.binomial(n1, i) * p**i * (1 - p) ** (n1 - i) for i in range(n1 + 1)]
        b2 = [mp.binomial(n2, j) * q**j * (1 - q) ** (n2 - j) for j in range(n2 + 1)]
        return mp.fsum(b1[i] * b2[j] for i, j in region)

    best = max(values[0], values[-1])
    tops = [k for k in range(1, 4000) if values[k] >= values[k - 1] and values[k] >= values[k + 1]]
    for k in sorted(tops, key=lambda k: -values[k])[:3]:
        a, b = mp.mpf(grid[k - 1]), mp.mpf(grid[k + 1])
        for _ in range(22):
            left, right = a + (b - a) / 3, b - (b - a) / 3
            if fine(left) < fine(right):
                a = left
            else:
                b = right
        best = max(best, float(fine((a + b) / 2)))
    return float(best)


def z2(i, j, n1, n2):
    """Signed z squared times n1 n2 / n, a Fraction-free exact comparison by integers is not needed at this size."""
    s = i + j
    d = j * n1 - i * n2
    return 0 if s in (0, n1 + n2) else mp.mpf(d * abs(d)) / (s * (n1 + n2 - s))


out["unconditional"] = []
for x1, n1, x2, n2 in ((7, 15, 12, 15), (31, 63, 74, 117), (2, 8, 4, 5), (0, 7, 3, 9), (3, 20, 9, 25)):
    seen = z2(x1, x2, n1, n2)
    eps = mp.mpf(10) ** -20
    fisher = {}
    for i, j in itertools.product(range(n1 + 1), range(n2 + 1)):
        fisher[i, j] = st.hypergeom.sf(j - 1, n1 + n2, i + j, n2)
    limit = fisher[x1, x2] * (1 + 1e-11)
    case = {"counts": [x1, n1, x2, n2],
            "barnardGreater": supremum(lambda i, j: z2(i, j, n1, n2) >= seen - eps, n1, n2),
            "barnardTwoSided": supremum(lambda i, j: abs(z2(i, j, n1, n2)) >= abs(seen) - eps, n1, n2),
            "boschlooGreater": supremum(lambda i, j: fisher[i, j] <= limit, n1, n2),
            "boschlooScipy": st.boschloo_exact([[x2, x1], [n2 - x2, n1 - x1]], alternative="greater", n=128).pvalue}
    case["barnardShifted"] = {"difference": -0.125, "p": supremum(lambda i, j: z2(i, j, n1, n2) >= seen - eps, n1, n2, -0.125)}
    out["unconditional"].append(case)

out["mannWhitney"] = []
for n1, n2, ties in ((5, 7, False), (20, 30, False), (15, 12, True), (200, 150, True)):
    a, b = rng.normal(0, 1, n1), rng.normal(0.5, 1, n2)
    if ties:
        a, b = np.round(a), np.round(b)
    case = {"control": a.tolist(), "treatment": b.tolist()}
    for alternative in ("two-sided", "greater", "less"):
        r = st.mannwhitneyu(b, a, alternative=alternative, method="asymptotic" if ties else "exact")
        case["u"] = r.statistic
        case[alternative] = r.pvalue
    case["normal"] = st.mannwhitneyu(b, a, method="asymptotic").pvalue
    out["mannWhitney"].append(case)

out["permutation"] = []
for n1, n2 in ((4, 5), (6, 7)):
    a, b = rng.normal(0, 1, n1), rng.normal(0.8, 1, n2)
    case = {"control": a.tolist(), "treatment": b.tolist()}
    for alternative in ("greater", "less"):
        r = st.permutation_test((b, a), lambda x, y: x.mean() - y.mean(), n_resamples=np.inf, alternative=alternative)
        case[alternative] = r.pvalue
    out["permutation"].append(case)

p = [0.001, 0.04, 0.012, 0.2, 0.03, 0.03]
out["multiple"] = {"p": p, **{k: multipletests(p, method=m)[1].tolist() for k, m in (
    ("holm", "holm"), ("benjamini-hochberg", "fdr_bh"), ("benjamini-yekutieli", "fdr_by"), ("bonferroni", "bonferroni"))}}

print(json.dumps(out, default=lambda v: v.item() if hasattr(v, "item") else list(v)))
