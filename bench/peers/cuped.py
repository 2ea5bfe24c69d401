"""The spec's CUPED with numpy: theta over all rows, Welch's t of the adjusted metric."""
import numpy as np

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


def adjusted():
    x, y, group = data["x"], data["y"], data["group"]
    mean = x.mean()
    theta = ((x - mean) * (y - y.mean())).sum() / (((x - mean) ** 2).sum() + 1e-12)
    z = y - theta * (x - mean)
    control, treatment = z[group == 0], z[group == 1]
    error = np.sqrt(control.var(ddof=1) / len(control) + treatment.var(ddof=1) / len(treatment))
    return theta, (treatment.mean() - control.mean()) / error


def cuped():
    seconds, (theta, t) = timed(adjusted)
    return {"seconds": seconds, "theta": float(theta), "t": float(t)}


serve({"load": load, "cuped": cuped})
