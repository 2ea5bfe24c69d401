"""Makes catboost.json: small models of CatBoost with what CatBoost says of adversarial rows.

Predictions come from the model in memory: CatBoost's own reader of its JSON gives other bits.
Run: python3 catboost_models.py > catboost.json. catboost 1.2.10, numpy 2.5.5, Python 3.12.
"""

import json
import os
import sys
import tempfile

import catboost
import numpy as np

import data

BASE = {"iterations": 12, "depth": 3, "learning_rate": 0.3, "thread_count": 1, "random_seed": 5, "verbose": False}
BASE["allow_writing_files"] = False


def text_of(model):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.json")
        model.save_model(path, format="json")
        with open(path) as file:
            saved = json.load(file)
    # What says when and where the model was made changes from run to run.
    for key in ("train_finish_time", "model_guid", "training", "output_options", "catboost_version_info"):
        saved["model_info"].pop(key, None)
    return json.dumps(saved, separators=(",", ":"))


def case(name, parameters, label):
    x, y = data.training(len(name))
    model = catboost.CatBoost({**BASE, **parameters})
    model.fit(x, label(y))
    text = text_of(model)
    saved = json.loads(text)
    thresholds = [feature["borders"] or [] for feature in saved["features_info"]["float_features"]]
    rows = data.adversarial(thresholds, 4)
    result = {"name": name, "json": text, "rows": data.written(rows)}
    result["raw"] = data.double_bits(model.predict(rows, prediction_type="RawFormulaVal"))
    if parameters["loss_function"] in ("Logloss", "MultiClass"):
        result["probability"] = np.asarray(model.predict(rows, prediction_type="Probability")).tolist()
    return result


def refused(name):
    x, y = data.training(9, categories=12)
    frame = np.empty(x.shape, dtype=object)
    frame[:, :4] = x[:, :4].astype(float)
    frame[:, 4] = ["k%d" % v if v == v else "none" for v in x[:, 4]]
    model = catboost.CatBoost({**BASE, "loss_function": "Logloss", "one_hot_max_size": 20 if name == "one hot" else 2})
    model.fit(frame, y > 0, cat_features=[4])
    return {"name": name, "json": text_of(model)}


binary = lambda y: (y > 0).astype(int)
classes = lambda y: np.digitize(y, [-0.8, 0.8])
cases = [
    case("binary", {"loss_function": "Logloss"}, binary),
    case("regression", {"loss_function": "RMSE"}, lambda y: y),
    case("poisson", {"loss_function": "Poisson"}, lambda y: np.round(np.exp(y / 2))),
    case("multiclass", {"loss_function": "MultiClass"}, classes),
    case("missing as largest", {"loss_function": "Logloss", "nan_mode": "Max"}, binary),
    case("lossguide", {"loss_function": "Logloss", "grow_policy": "Lossguide", "max_leaves": 7}, binary),
    case("depthwise", {"loss_function": "RMSE", "grow_policy": "Depthwise"}, lambda y: y),
]
json.dump(
    {
        "what": "CatBoost's own predictions of its own models",
        "made_by": "test/golden/forests/catboost_models.py",
        "tool": f"catboost {catboost.__version__}",
        "tolerance": 0,
        "cases": cases,
        "refused": [refused("one hot"), refused("target statistics")],
    },
    sys.stdout,
    separators=(",", ":"),
)
