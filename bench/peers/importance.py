"""scikit-learn's permutation_importance of a LightGBM model, scored by AUC."""
import pathlib

import lightgbm
import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.metrics import roc_auc_score

from serve import serve, timed


class Model:
    """What permutation_importance asks of an estimator."""

    def __init__(self, booster, threads):
        self.booster, self.threads = booster, threads

    def fit(self, rows, labels):
        return self

    def predict(self, rows):
        return self.booster.predict(rows, num_threads=self.threads)


def score(model, rows, labels):
    return roc_auc_score(labels, model.predict(rows))


def importance(folder, rows, features, repeats, threads):
    """One repeat is timed and counted `repeats` times: all of them take minutes."""
    folder = pathlib.Path(folder)
    model = Model(lightgbm.Booster(model_file=folder / "model.txt"), threads)
    columns = np.fromfile(folder / "columns.f64").reshape(len(features) + 1, rows)
    table, labels = np.ascontiguousarray(columns[:-1].T), columns[-1]
    model.predict(table)
    seconds, result = timed(
        lambda: permutation_importance(model, table, labels, scoring=score, n_repeats=1, random_state=42))
    return {"seconds": seconds * repeats, "baseline": score(model, table, labels),
            "means": dict(zip(features, map(float, result.importances_mean)))}


serve({"importance": importance})
