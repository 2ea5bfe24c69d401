"""Matching with replacement on lalonde (../experiment/lalonde.csv, see lalonde.SOURCE.md there): propensity by statsmodels' logit,
the nearest control by scikit-learn's neighbours, and the error with the control as the cluster. Ties of the score are told
apart by no rule here, so only treated people with one nearest score count. Run in this folder: python replacement.py > replacement.json"""
import csv
import json
import sys

import numpy as np
import statsmodels.api as sm
from sklearn.neighbors import NearestNeighbors

rows = list(csv.DictReader(open("../experiment/lalonde.csv")))
y = np.array([float(r["re78"]) for r in rows])
a = np.array([int(r["treat"]) for r in rows])
numbers = ["age", "educ", "married", "nodegree", "re74", "re75"]
races = sorted({r["race"] for r in rows})
x = np.array([[float(r[k]) for k in numbers] + [float(r["race"] == k) for k in races[1:]] for r in rows])
z = (x - x.mean(0)) / x.std(0)
p = sm.Logit(a, sm.add_constant(z)).fit(disp=0, tol=1e-13, method="newton", maxiter=100).predict()
control = np.flatnonzero(a == 0)
near = NearestNeighbors(n_neighbors=2).fit(p[control, None])
distance, index = near.kneighbors(p[a == 1][:, None])
clear = distance[:, 1] - distance[:, 0] > 1e-9
treated = np.flatnonzero(a == 1)[clear]
matched = control[index[clear, 0]]
gaps = y[treated] - y[matched]
effect = gaps.mean()
sums = {}
for m, g in zip(matched, gaps):
    sums[m] = sums.get(m, 0) + g - effect
k = len(sums)
error = (sum(v * v for v in sums.values()) * k / (k - 1)) ** 0.5 / len(gaps)
json.dump(
    {"treated": treated.tolist(), "matched": matched.tolist(), "effect": effect, "error": error, "controls": k},
    sys.stdout,
)
