# Looks every row of lalonde.csv up in the MIT-licensed tables of causaldata 0.1.5 (Python, pandas).
#   python3 lalonde_source.py
from pathlib import Path

import pandas
from causaldata import cps_mixtape, nsw_mixtape

own = pandas.read_csv(Path(__file__).with_name("lalonde.csv"))
own["black"] = (own.race == "black").astype(int)
own["hisp"] = (own.race == "hispan").astype(int)
traits = ["treat", "age", "educ", "black", "hisp", "married", "nodegree"]
money = ["re74", "re75", "re78"]

pool = pandas.concat([module.load_pandas().data for module in (nsw_mixtape, cps_mixtape)])
pool = pool.rename(columns={"marr": "married"})
left = {}
for row in pool[traits + money].itertuples(index=False):
    left.setdefault(tuple(int(v) for v in row[:7]), []).append(row[7:])

missing = 0
for row in own[traits + money].itertuples(index=False):
    same = left.get(tuple(int(v) for v in row[:7]), [])
    found = next((r for r in same if max(abs(a - b) for a, b in zip(r, row[7:])) < 0.01), None)
    if found is None:
        missing += 1
    else:
        same.remove(found)
print(f"{len(own)} rows, {missing} not found")
raise SystemExit(missing > 0)
