"""Golden sample sizes and powers from statsmodels. `larger` at alpha / 2 leaves out the wrong direction, as we do.

    python3 make.py > golden.json        (statsmodels)
"""
import json

from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import proportion_effectsize

out = {"arcsine": [], "t": [], "tPower": []}
for p, q, power, ratio in ((0.05, 0.07, 0.8, 1), (0.05, 0.07, 0.9, 1), (0.05, 0.051, 0.8, 1), (0.2, 0.25, 0.8, 2), (0.3, 0.2, 0.95, 0.5)):
    h = abs(proportion_effectsize(q, p))
    n = NormalIndPower().solve_power(effect_size=h, alpha=0.025, power=power, ratio=ratio, alternative="larger")
    out["arcsine"].append({"baseline": p, "mde": q - p, "power": power, "ratio": ratio, "control": n})
for d, power, ratio in ((0.5, 0.8, 1), (0.2, 0.9, 1), (1.2, 0.8, 1), (0.5, 0.8, 3), (0.05, 0.8, 1)):
    n = TTestIndPower().solve_power(effect_size=d, alpha=0.025, power=power, ratio=ratio, alternative="larger")
    out["t"].append({"effect": d, "power": power, "ratio": ratio, "control": n})
for d, n in ((0.5, 20), (0.3, 100), (1, 6)):
    out["tPower"].append({"effect": d, "control": n, "power": TTestIndPower().power(d, n, 0.025, alternative="larger")})
print(json.dumps(out))
