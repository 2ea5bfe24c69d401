"""Scores a Parquet file with the official Python package and writes the scores to another."""
import pathlib

import lightgbm
import numpy as np
import pandas as pd

from serve import serve, timed


def score(folder, file, features, categories, threads):
    folder = pathlib.Path(folder)
    booster = lightgbm.Booster(model_file=folder / "model.txt")

    def work():
        frame = pd.read_parquet(folder / file, columns=["user_id", *features])
        matrix = np.empty((len(frame), len(features)))
        for i, name in enumerate(features):
            column = frame[name]
            if name in categories:  # the model's codes, in its own order
                column = pd.Categorical(column, categories=categories[name]).codes
            matrix[:, i] = column
        scores = booster.predict(matrix, num_threads=threads)
        result = pd.DataFrame({"user_id": frame["user_id"], "churn_prob": scores})
        result["risk_tier"] = np.select([scores >= 0.7, scores >= 0.4], ["high", "medium"], "low")
        result["contact"] = (scores >= 0.5).astype("uint8")
        result.to_parquet(folder / "theirs.parquet", compression="zstd", index=False)

    seconds, _ = timed(work)
    return {"seconds": seconds}


serve({"score": score})
