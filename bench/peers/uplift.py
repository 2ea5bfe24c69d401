"""causalml's X-learner on the rows that bench/trials/uplift.ts writes, with the parameters of src/uplift/learners/study.ts.

Seconds are those of the processor, of this process: the machine may be busy.
"""
import time
import warnings

import lightgbm
import numpy as np
import pyarrow.ipc
from causalml.inference.meta import BaseXRegressor

from serve import serve

warnings.filterwarnings("ignore")
ARMS = ["control", "push", "sms", "coupon5", "coupon20"]


def learner():
    return lightgbm.LGBMRegressor(
        n_estimators=80, learning_rate=0.07, num_leaves=15, min_child_samples=100, reg_lambda=5,
        subsample=0.8, subsample_freq=1, colsample_bytree=0.8, verbose=-1, n_jobs=1)


def x_learner(file):
    with pyarrow.ipc.open_stream(file) as stream:
        table = stream.read_all()
    x = np.column_stack([table[f"x{i}"].to_numpy() for i in range(16)])
    action = table["action"].to_numpy().astype(int)
    treatment = np.array(ARMS)[action]
    half = {arm: np.full(len(x), 0.5) for arm in ARMS[1:]}
    before = time.process_time()
    model = BaseXRegressor(learner=learner(), control_name="control")
    model.fit(X=x, treatment=treatment, y=table["stayed"].to_numpy(), p=half)
    effects = model.predict(X=x, p=half)
    seconds = time.process_time() - before
    order = [list(model.t_groups).index(arm) for arm in ARMS[1:]]
    return {"seconds": seconds, "means": effects.mean(0)[order].tolist()}


serve({"x_learner": x_learner})
