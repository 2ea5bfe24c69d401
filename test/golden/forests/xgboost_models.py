"""Makes xgboost.json: small models of XGBoost, as JSON and UBJSON, with what its own predictor says of adversarial rows.

Run: python3 xgboost_models.py > xgboost.json with xgboost 3.4.1 (xgboost-cpu, numpy 2.5.5, Python 3.12), and with
xgboost 1.7.6 and 2.1.4 (numpy 1.26, Python 3.10) > xgboost-1.json and xgboost-2.json: older versions write the base
score, DART's weights and rounds elsewhere.
"""

import base64
import json
import sys

import numpy as np
import xgboost

import data

BASE = {"max_depth": 3, "eta": 0.3, "nthread": 1, "seed": 7, "tree_method": "hist"}


def thresholds_of(model):
    found = [[] for _ in range(data.FEATURES)]
    booster = model["learner"]["gradient_booster"]
    for tree in booster.get("gbtree", booster)["model"]["trees"]:
        for left, feature, kind, bound in zip(
            tree["left_children"], tree["split_indices"], tree["split_type"], tree["split_conditions"]
        ):
            if left >= 0 and kind == 0:
                found[feature].append(bound)
    return found


def case(name, parameters, label, rounds=6, categories=0, early=False, names=True):
    x, y = data.training(len(name), categories=categories)
    target = label(y)
    if name == "survival aft":
        about_bounds = {"label_lower_bound": target, "label_upper_bound": target * 2}
    else:
        about_bounds = {}
    types = ["float"] * 4 + ["c" if categories else "float"]
    about = {"feature_types": types, "enable_categorical": bool(categories)}
    if names:
        about["feature_names"] = data.NAMES
    train = xgboost.DMatrix(x, None if about_bounds else target, **about, **about_bounds)
    if parameters["objective"].startswith("rank:"):
        train.set_group([20] * (len(x) // 20))
    if early:
        held = xgboost.DMatrix(x[:150] * np.float32(-1), target[:150], **about)
        watched = {"evals": [(held, "held")], "early_stopping_rounds": 4, "verbose_eval": False}
        booster = xgboost.train({**BASE, **parameters}, train, 12, **watched)
    else:
        booster = xgboost.train({**BASE, **parameters}, train, rounds)
    text = booster.save_raw("json").decode()
    # inplace_predict takes infinite values; a DMatrix refuses them. Both give the same bits elsewhere, but for DART in 2.1.4.
    dart = parameters.get("booster") == "dart"
    rows = data.adversarial(thresholds_of(json.loads(text)), 3, rows=60, categories=categories, infinite=not dart)
    ask = dict(missing=np.nan, validate_features=False)
    if early:
        ask["iteration_range"] = (0, booster.best_iteration + 1)
    if dart:
        predict = lambda kind: booster.predict(xgboost.DMatrix(rows, **about), output_margin=kind == "margin")
    else:
        predict = lambda kind: booster.inplace_predict(rows, predict_type=kind, **ask)
    return {
        "name": name,
        "rounds": "best" if early else "all",
        "json": text,
        "ubj": base64.b64encode(booster.save_raw("ubj")).decode(),
        "rows": data.written(rows),
        "margin": data.float_bits(predict("margin")),
        "prediction": data.float_bits(predict("value")),
    }


binary = lambda y: (y > 0).astype(np.float32)
classes = lambda y: np.digitize(y, [-0.8, 0.8]).astype(np.float32)
positive = lambda y: np.exp(y / 2).astype(np.float32)
plain = lambda y: y.astype(np.float32)
VERSION = int(xgboost.__version__.split(".")[0])
cases = [
    case("binary", {"objective": "binary:logistic"}, binary),
    case("without names", {"objective": "reg:logistic"}, binary, names=False),
    case("logitraw", {"objective": "binary:logitraw"}, binary),
    case("regression", {"objective": "reg:squarederror"}, plain),
    case("absolute error", {"objective": "reg:absoluteerror"}, plain),
    case("poisson", {"objective": "count:poisson"}, lambda y: np.round(positive(y))),
    case("gamma", {"objective": "reg:gamma"}, positive),
    case("tweedie", {"objective": "reg:tweedie"}, positive),
    case("multiclass", {"objective": "multi:softprob", "num_class": 3}, classes, rounds=4),
    case("dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.4}, binary, rounds=8),
    case("parallel trees", {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.7}, binary, rounds=3),
    case("parallel classes", {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2}, classes, rounds=2),
    case("categories", {"objective": "binary:logistic", "max_cat_to_onehot": 1}, binary, categories=40),
    case("one category", {"objective": "binary:logistic", "max_cat_to_onehot": 50}, binary, categories=12),
    case("early stopping", {"objective": "binary:logistic"}, binary, early=True),
    case("squared log error", {"objective": "reg:squaredlogerror"}, positive),
    case("pseudo-huber", {"objective": "reg:pseudohubererror"}, plain),
    case("survival cox", {"objective": "survival:cox"}, lambda y: np.where(y > 1, -1, 1) * positive(y)),
    case("survival aft", {"objective": "survival:aft"}, positive),
    case("ranking", {"objective": "rank:pairwise"}, binary, rounds=3),
    case("one leaf", {"objective": "reg:squarederror", "gamma": 1e9}, plain, rounds=2),
]
if VERSION >= 3:
    cases.append(case("median", {"objective": "reg:quantileerror", "quantile_alpha": 0.5}, plain))
told = ("binary", "logitraw", "poisson", "multiclass", "dart", "parallel classes", "categories", "early stopping")
if VERSION < 3:
    cases = [one for one in cases if one["name"] in told]
for one in cases:
    # The forms of UBJSON are those of a few models: the others would only make the file larger.
    if one["name"] not in told:
        del one["ubj"]
json.dump(
    {
        "what": "XGBoost's own predictions of its own models",
        "made_by": "test/golden/forests/xgboost_models.py",
        "tool": f"xgboost {xgboost.__version__}",
        "tolerance": 0,
        "cases": cases,
    },
    sys.stdout,
    separators=(",", ":"),
)
