"""Models of XGBoost and CatBoost, and how fast their own predictors and treelite score the same rows."""
import importlib.metadata
import pathlib

import numpy as np

from serve import serve, timed

FEATURES = 20


def training(rows=100_000):
    random = np.random.default_rng(11)
    x = random.normal(size=(rows, FEATURES)).astype(np.float32)
    x[random.random(x.shape) < 0.05] = np.nan
    effect = np.nan_to_num(x[:, 0]) + np.sin(2 * np.nan_to_num(x[:, 1])) * np.nan_to_num(x[:, 2])
    return x, (effect + random.normal(size=rows) > 0).astype(np.float32)


def make(folder, library, trees, depth):
    """Trains once, saves the model beside the rows that are scored."""
    folder = pathlib.Path(folder)
    x, y = training()
    if library == "xgboost":
        import xgboost

        parameters = {"max_depth": depth, "eta": 0.1, "objective": "binary:logistic", "tree_method": "hist"}
        booster = xgboost.train(parameters, xgboost.DMatrix(x, y), trees)
        booster.save_model(folder / "model.ubj")
    else:
        import catboost

        about = {"iterations": trees, "depth": depth, "loss_function": "Logloss", "verbose": False}
        model = catboost.CatBoost({**about, "allow_writing_files": False})
        model.fit(x, y)
        model.save_model(str(folder / "model.json"), format="json")
        model.save_model(str(folder / "model.cbm"))
    return {"seconds": 0}


def rows_of(folder, rows):
    random = np.random.default_rng(5)
    x = random.normal(size=(rows, FEATURES)).astype(np.float32)
    x[random.random(x.shape) < 0.05] = np.nan
    np.ascontiguousarray(x.T).tofile(pathlib.Path(folder) / "columns.f32")
    return x


scorer = None
values = None
target = None


def load(folder, kind, rows, threads):
    """Makes the rows that both sides score, and the scorer of that kind."""
    global scorer, values, target
    folder = pathlib.Path(folder)
    values = rows_of(folder, rows)
    target = folder / "theirs.f64"
    if kind == "xgboost":
        import xgboost

        booster = xgboost.Booster({"nthread": threads}, model_file=folder / "model.ubj")
        scorer = lambda x: booster.inplace_predict(x, predict_type="margin")
        package = "xgboost-cpu"
    elif kind == "treelite GTIL":
        import treelite

        model = treelite.frontend.load_xgboost_model(folder / "model.ubj", format_choice="ubjson")
        scorer = lambda x: treelite.gtil.predict(model, x, nthread=threads, pred_margin=True).reshape(len(x))
        package = "treelite"
    else:
        import catboost

        model = catboost.CatBoost()
        model.load_model(str(folder / "model.cbm"))
        scorer = lambda x: model.predict(x, prediction_type="RawFormulaVal", thread_count=threads)
        package = "catboost"
    return {"seconds": 0, "version": importlib.metadata.version(package)}


def batch():
    seconds, scores = timed(lambda: scorer(values))
    np.asarray(scores, np.float64).tofile(target)
    return {"seconds": seconds}


serve({"make": make, "load": load, "batch": batch})
