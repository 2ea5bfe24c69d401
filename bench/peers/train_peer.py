"""Trains with the official Python package on the frame that bench/trials/train.ts wrote."""
import hashlib

import lightgbm
import pyarrow.feather

from serve import serve, timed

held = {}


def load(file):
    held["frame"] = pyarrow.feather.read_table(file).to_pandas()
    return {"seconds": 0}


def train(threads, iterations):
    frame = held["frame"]
    parameters = {
        "objective": "binary",
        "num_leaves": 63,
        "learning_rate": 0.05,
        "seed": 42,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": threads,
        "verbosity": -1,
    }

    def work():
        data = lightgbm.Dataset(frame.drop(columns="churn"), frame["churn"])
        return lightgbm.train(parameters, data, iterations)

    seconds, booster = timed(work)
    text = booster.model_to_string()
    trees = text[text.index("\nTree=0") : text.index("end of trees")]
    return {"seconds": seconds, "trees": hashlib.sha256(trees.encode()).hexdigest()}


serve({"load": load, "train": train})
