"""Writes fieller.json: Fieller's interval of the lift, treatment / control - 1, from the quadratic
(treatment - r control)^2 = z^2 (v2 - 2 r s + r^2 v1) solved with 120 digits, and the one-sided p of
treatment > ratio x control, over means far above their errors and near them, at levels up to one half.

    python test/golden/stats/make_fieller.py        mpmath 1.3.0
"""
import itertools
import json
import pathlib

from mpmath import mp, mpf

mp.dps = 120


def z_of(tail):
    return mp.sqrt(2) * mp.erfinv(1 - 2 * mpf(tail))


def case(control, treatment, v1, v2, s, tail):
    x, y, e1, e2, c, z = mpf(control), mpf(treatment), mpf(v1), mpf(v2), mpf(s), z_of(tail)
    a = x * x - z * z * e1
    b = x * y - z * z * c
    root = b * b - a * (y * y - z * z * e2)
    ends = None
    if a > 0:
        r = sorted([(b - mp.sqrt(root)) / a, (b + mp.sqrt(root)) / a])
        ends = [float(r[0] - 1), float(r[1] - 1)]
    ratio = mpf(0.99)
    p = mp.erfc((y - ratio * x) / mp.sqrt(2 * (e2 - 2 * ratio * c + ratio * ratio * e1))) / 2
    return {"in": [control, treatment, v1, v2, s, tail], "ends": ends, "p": float(p)}


cases = []
for (mean, gap, e) in itertools.product([0.5, 300.0, 98.6, 1e6, 1.7e9], [-3.3, -0.2, 0.0, 0.7, 14.0], [1e-3, 0.07, 0.3]):
    for tail in [0.025, 0.05, 0.3, 0.4999, 0.499999, 0.4999999999]:
        for shared in [0.0, 0.3]:
            v1, v2 = e * e, e * e * 1.7
            cases.append(case(mean, mean + gap * e, v1, v2, shared * v1, tail))
cases.append(case(1e6, 1e6 + 0.01, 1e-6, 1e-6, 0.0, 0.025))
cases.append(case(300.0, 300.1, 3600 / 5e4, 3600 / 5e4, 0.0, 0.05))
json.dump(cases, open(pathlib.Path(__file__).with_name("fieller.json"), "w"), separators=(",", ":"))
