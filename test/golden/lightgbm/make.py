"""Makes binary.json: the official Python package on LightGBM's own binary example.

Run: python3 make.py FOLDER > binary.json, FOLDER holding binary_classification__binary.{train,test}
(LightGBM's examples/binary_classification). lightgbm 4.7.0.
"""

import hashlib
import json
import sys

import lightgbm
import numpy as np

folder = sys.argv[1]
train = np.loadtxt(f"{folder}/binary_classification__binary.train")
test = np.loadtxt(f"{folder}/binary_classification__binary.test")
names = [f"f{i}" for i in range(train.shape[1] - 1)]
parameters = {
    "objective": "binary",
    "metric": "auc",
    "learning_rate": 0.1,
    "num_leaves": 63,
    "feature_fraction": 0.8,
    "bagging_freq": 5,
    "bagging_fraction": 0.8,
    "min_data_in_leaf": 50,
    "min_sum_hessian_in_leaf": 5.0,
    "seed": 42,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
data = lightgbm.Dataset(train[:, 1:], train[:, 0], feature_name=names)
history = {}
booster = lightgbm.train(
    parameters,
    data,
    100,
    valid_sets=[lightgbm.Dataset(test[:, 1:], test[:, 0], reference=data)],
    callbacks=[lightgbm.record_evaluation(history)],
)
text = booster.model_to_string()
trees = text[text.index("\nTree=0") : text.index("end of trees")]
json.dump(
    {
        "what": "LightGBM's binary example trained by the official Python package",
        "made_by": "test/golden/lightgbm/make.py",
        "tool": f"lightgbm {lightgbm.__version__}",
        "tolerance": 0,
        "auc": history["valid_0"]["auc"][-1],
        "trees_sha256": hashlib.sha256(trees.encode()).hexdigest(),
        "probability": booster.predict(test[:20, 1:]).tolist(),
        "contributions": booster.predict(test[:3, 1:], pred_contrib=True).tolist(),
    },
    sys.stdout,
    indent=1,
)
