"""The reference script's CUPED: theta over all rows, Welch's t of the adjusted metric."""
import numpy as np
import pandas as pd
from scipy import stats

from serve import serve, timed

data = {}


def load(rows):
    """The rows of bench/trials/cuped.ts, by the same integer arithmetic."""
    i = np.arange(rows, dtype=np.uint32)
    a = (i * np.uint32(2654435761)).astype(float) / 4294967296
    b = ((i ^ np.uint32(0x5BD1E995)) * np.uint32(2246822519)).astype(float) / 4294967296
    group = ((i * np.uint32(3266489917)) >> np.uint32(31)).astype(np.uint8)
    x = 36 * a * a
    data.update(x=x, y=0.6 * x + 28 * b + 0.3 * group, group=group)
    return {"seconds": 0}


def welch(control, treatment):
    t, _p = stats.ttest_ind(np.array(control), np.array(treatment), equal_var=False)
    return float(-t)  # ours is treatment minus control


def reference_lines():
    """The lines of the reference script's cuped_adjust and welch_t_test on plain arrays."""
    x, y, group = data["x"], data["y"], data["group"]
    theta = float(np.cov(y, x, ddof=1)[0, 1] / (np.var(x, ddof=1) + 1e-12))
    y_adj = y - theta * (x - np.mean(x))
    return theta, welch(y_adj[group == 0], y_adj[group == 1])


def reference_function():
    """The reference script's cuped_adjust as it is written, on a data frame with the groups' names."""
    df = data["frame"]
    x = df["x"].values
    y = df["y"].values
    theta = float(np.cov(y, x, ddof=1)[0, 1] / (np.var(x, ddof=1) + 1e-12))
    y_adj = y - theta * (x - np.mean(x))
    df = df.copy()
    df["y_adj"] = y_adj
    a = df[df["group"] == "control"]["y_adj"]
    b = df[df["group"] == "treatment"]["y_adj"]
    return theta, welch(a, b)


def answer(work):
    seconds, (theta, t) = timed(work)
    return {"seconds": seconds, "theta": theta, "t": t}


def cuped():
    return answer(reference_lines)


def pandas():
    if "frame" not in data:
        names = np.array(["control", "treatment"])[data["group"]]
        data["frame"] = pd.DataFrame({"group": names, "y": data["y"], "x": data["x"]})
    return answer(reference_function)


serve({"load": load, "cuped": cuped, "pandas": pandas})
