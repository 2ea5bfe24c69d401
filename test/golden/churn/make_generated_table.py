"""Distributions of the reference script's synthetic users: generated-table.json.

The formulas are those of synthesize_user_table in the reference script, drawn with numpy (seed below) a
million times. For each column: mean, standard deviation, and the distribution function at seven of its quantiles;
for the law of churn: rate of the label and the AUC of the true probability (Mann-Whitney by ranks).

Run: python3 test/golden/churn/make_generated_table.py
"""
import json
import pathlib

import numpy as np
from scipy.stats import rankdata

N = 1_000_000
rng = np.random.default_rng(20261122)


def draw():
    c = {}
    c["active_days_30"] = np.clip(rng.poisson(10, N), 0, 30)
    c["login_cnt_30"] = c["active_days_30"] + rng.poisson(5, N)
    c["tasks_created_30"] = rng.poisson(12, N)
    c["success_rate"] = rng.beta(7, 3, N)
    c["fail_rate"] = np.clip(1 - c["success_rate"] + rng.normal(0, 0.02, N), 0, 1)
    c["p95_proc_ms"] = np.clip(rng.normal(2200, 500, N), 500, None)
    c["avg_proc_ms"] = c["p95_proc_ms"] / rng.uniform(2.2, 3.2, N)
    c["pay_cnt_30"] = rng.poisson(0.8 * (1 + c["active_days_30"] / 30), N)
    pay = c["pay_cnt_30"]
    c["pay_amt_30"] = np.round(rng.gamma(2.0, 10.0, N) * (1 + pay * 0.3), 2)
    c["aov"] = np.where(pay > 0, c["pay_amt_30"] / np.maximum(1, pay), 0)
    c["last_pay_gap"] = np.where(pay > 0, rng.integers(0, 45, N), 999)
    c["coupon_used_cnt_30"] = np.where(pay > 0, rng.binomial(pay, 0.25), 0)
    c["feature_variety"] = np.clip(rng.poisson(4, N) + 1, 1, 15)
    c["weekend_share"] = np.clip(rng.normal(0.28, 0.1, N), 0, 1)
    c["night_share"] = np.clip(rng.normal(0.22, 0.1, N), 0, 1)
    c["avg_session_gap_h"] = np.clip(rng.normal(36, 12, N), 1, None)
    c["quota_use_ratio"] = rng.beta(2, 3, N)
    return c


c = draw()
channel = rng.choice(5, N, p=[0.18, 0.22, 0.26, 0.22, 0.12])
device = rng.choice(4, N, p=[0.55, 0.15, 0.25, 0.05])
logit = (
    1.0 - 0.09 * c["active_days_30"] - 0.25 * c["pay_cnt_30"] - 1.2 * c["success_rate"] + 0.8 * c["fail_rate"]
    + 0.002 * (c["p95_proc_ms"] - 2200) + 0.5 * (c["last_pay_gap"] > 30) - 0.05 * c["feature_variety"]
    + 0.15 * c["avg_session_gap_h"] / 24.0 + 0.4 * (c["quota_use_ratio"] < 0.1)
    + np.where(channel == 1, 0.05, 0) + np.where(device == 1, -0.05, 0)
)
p = np.clip(1 / (1 + np.exp(-logit)), 0.01, 0.99)
y = rng.binomial(1, p)
c["probability"] = p

positives = int(y.sum())
auc = (rankdata(p)[y == 1].sum() - positives * (positives + 1) / 2) / (positives * (N - positives))
levels = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
columns = {}
for name, v in c.items():
    points = sorted(set(float(q) for q in np.quantile(v, levels)))
    columns[name] = {
        "mean": float(v.mean()),
        "sd": float(v.std()),
        "points": points,
        "cdf": [float((v <= q + 1e-12).mean()) for q in points],
    }
out = {"rows": N, "labelRate": float(y.mean()), "bayesAuc": float(auc), "bayesBrier": float((p * (1 - p)).mean()),
       "columns": columns}
path = pathlib.Path(__file__).with_name("generated-table.json")
path.write_text(json.dumps(out, indent=1) + "\n")
