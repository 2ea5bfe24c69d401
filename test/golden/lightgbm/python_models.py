"""Makes python-models.json: model texts of several LightGBM versions and LightGBM 4.7.0's reading of them.

Run once for each version, in an environment that has it, then collect with lightgbm 4.7.0:
  python3 python_models.py texts FOLDER      (lightgbm 2.2.3, 2.3.1, 3.3.5, 4.7.0; pandas)
  python3 python_models.py collect FOLDER [OURS.txt] > python-models.json
OURS.txt is the model text that winback trains on "frame" and "label": the test writes it to $WINBACK_OWN_TEXT.
Columns of category type are stored as their values; null = missing.
"""

import json
import os
import re
import sys

import lightgbm
import numpy as np
import pandas as pd

N = 120
rng = np.random.RandomState(20261127)


def numbers():
    x = rng.normal(size=(N, 4))
    x[:, 2] = rng.randint(0, 6, N)
    x[rng.rand(N) < 0.1, 1] = np.nan
    return x


X = numbers()
Y = (X[:, 0] + (X[:, 2] == 3) + rng.normal(size=N) > 0.5).astype(int)
CLASSES = rng.randint(0, 3, N)
PICK = rng.randint(0, 4, (5, N))
BASE = {
    "num_leaves": 4,
    "verbose": -1,
    "min_data_in_leaf": 5,
    "min_data_per_group": 5,
    "cat_smooth": 1,
    "num_threads": 1,
    "seed": 1,
}


def column(values, row, categories=None, ordered=False, gaps=False):
    picked = [values[i] for i in PICK[row] % len(values)]
    if gaps:
        picked = [None if i % 11 == 0 else value for i, value in enumerate(picked)]
    return pd.Categorical(picked, categories=categories, ordered=ordered)


CITIES = ["x y", "上海", "北京", 'a"b\\c']
FRAMES = {
    "text": lambda: {"city": column(CITIES, 0, CITIES, gaps=True)},
    "whole": lambda: {"shop": column([205, 101, 9007199254740993, -3], 1)},
    "decimal": lambda: {"size": column([0.5, 3.0, 1e22, -1.25], 2)},
    "truth": lambda: {"vip": column([True, False], 3)},
    "several": lambda: {
        "city": column(CITIES, 0, CITIES),
        "plan": column(["b", "a", "c"], 1, ["c", "b", "a", "never"]),
        "shop": column([7, 8, 9], 2),
    },
    "ordered": lambda: {
        "grade": column(["low", "mid", "high"], 1, ["low", "mid", "high"], ordered=True, gaps=True),
        "city": column(CITIES, 0, CITIES),
    },
    "constant": lambda: {"one": column(["k"], 1), "city": column(CITIES, 0, CITIES)},
}


def frame(name):
    made = FRAMES[name]()
    columns = {"a": X[:, 0], **made, "b": X[:, 3]}
    return pd.DataFrame(columns), made


def label_of(made):
    last = list(made.values())[-1]
    return (X[:, 0] + (last.codes % 2 == 1) * 1.5 + rng.normal(size=N) * 0.3 > 0.7).astype(int)


PLAIN = {
    "binary": ({"objective": "binary"}, Y),
    "multiclass": ({"objective": "multiclass", "num_class": 3}, CLASSES),
    "constant": ({"objective": "regression"}, np.full(N, 2.5)),
    "never splits": ({"objective": "binary", "min_gain_to_split": 1e9}, Y),
    "forest": ({"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, Y),
    "dart": ({"objective": "binary", "boosting": "dart"}, Y),
    "poisson": ({"objective": "poisson"}, np.round(np.exp(X[:, 0]))),
    "monotone": ({"objective": "binary", "monotone_constraints": [1, 0, 0, 0]}, Y),
}


def write(folder, name, booster):
    text = booster.model_to_string()
    # The parameters are long and decide nothing; the line of category columns is looked at.
    text = re.sub(r"\n\[(?!categorical_feature)[^\n]*", "", text)
    with open(os.path.join(folder, f"{lightgbm.__version__} {name}.txt"), "w", newline="") as file:
        file.write(text)


def texts(folder):
    os.makedirs(folder, exist_ok=True)
    for name, (parameters, label) in PLAIN.items():
        data = lightgbm.Dataset(X, label, feature_name=list("abcd"), categorical_feature=[2])
        write(folder, name, lightgbm.train({**BASE, **parameters}, data, 3))
    for name in FRAMES:
        data, made = frame(name)
        train = lightgbm.Dataset(data, label_of(made))
        write(folder, f"pandas {name}", lightgbm.train({**BASE, "objective": "binary"}, train, 3))


def cell(value):
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


# Codes of a category column, and its values as JSON; 2^53 + 1 is no number of JavaScript, so whole ones are texts.
def stored(series):
    values = [cell(value) for value in series.cat.categories]
    kind = "whole" if isinstance(values[0], int) and not isinstance(values[0], bool) else type(values[0]).__name__
    shown = [str(value) for value in values] if kind == "whole" else values
    return {"codes": [int(code) for code in series.cat.codes], "values": shown, "kind": kind}


def collect(folder, ours):
    models = []
    for file in sorted(os.listdir(folder)):
        text = open(os.path.join(folder, file), encoding="utf-8", newline="").read()
        booster = lightgbm.Booster(model_str=text)
        name = file[: -len(".txt")]
        frame_name = name.split(" pandas ")[1] if " pandas " in name else None
        if frame_name is None:
            models.append({"name": name, "text": text, "probability": booster.predict(X).ravel().tolist()})
            continue
        data, made = frame(frame_name)
        # In another order of the categories, as a file at scoring has them, and with one that is new.
        for column_name in made:
            data[column_name] = shuffled(data[column_name])
        models.append(
            {
                "name": name,
                "text": text,
                "frame": {key: stored(data[key]) for key in made},
                "probability": booster.predict(data).tolist(),
            }
        )
    out = {
        "what": "model texts of the official Python package and what lightgbm 4.7.0 predicts with them",
        "made_by": "test/golden/lightgbm/python_models.py",
        "tool": f"lightgbm {lightgbm.__version__}, pandas {pd.__version__}",
        "tolerance": 0,
        "a": X[:, 0].tolist(),
        "x": [[cell(value) for value in X[:, k].tolist()] for k in range(4)],
        "label": [int(value) for value in Y],
        "models": models,
    }
    data, made = frame("several")
    out["frame"] = {key: stored(data[key]) for key in made}
    if ours:
        booster = lightgbm.Booster(model_file=ours)
        out["ours"] = {
            "probability": booster.predict(data).tolist(),
            "reordered": booster.predict(data.assign(city=shuffled(data["city"]))).tolist(),
        }
    json.dump(out, sys.stdout, ensure_ascii=False)


def shuffled(series):
    known = list(series.cat.categories)
    if isinstance(known[0], (bool, np.bool_)):
        return series.cat.reorder_categories(known[::-1])
    new = "new one" if isinstance(known[0], str) else type(known[0])(-777)
    changed = series.cat.add_categories([new]).cat.reorder_categories([new, *known[::-1]])
    changed.iloc[:7] = new
    return changed


if __name__ == "__main__":
    if sys.argv[1] == "texts":
        texts(sys.argv[2])
    else:
        collect(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)
