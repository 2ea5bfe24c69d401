"""Training data and adversarial rows that the makers of this folder share."""

import struct

import numpy as np

FEATURES = 5
NAMES = ["recency", "orders", "amount", "days", "kind"]


def training(seed, rows=600, categories=0):
    """Features, some missing, and a number that depends on them; the last one a category where asked."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, FEATURES)).astype(np.float32)
    x[:, 1] = random.integers(0, 6, rows)
    if categories:
        x[:, 4] = random.integers(0, categories, rows)
    effect = x[:, 0] - 0.7 * (x[:, 1] > 2) + np.sin(x[:, 2] * 2)
    effect += 0.8 * ((x[:, 4].astype(int) * 7) % 5 - 2) if categories else 0.4 * x[:, 4]
    y = effect + random.normal(size=rows)
    x[random.random(x.shape) < 0.08] = np.nan
    return x, y


def adversarial(thresholds, seed, rows=90, categories=0, infinite=True):
    """Rows of doubles on and beside every kind of edge: thresholds, their float32 neighbours, doubles that round to them."""
    random = np.random.default_rng(seed)
    odd = [np.nan, 0.0, -0.0, 1e-45, -1e-45, 1e-38, 3.4e38, -3.4e38, 1e-36]
    if infinite:
        odd += [np.inf, -np.inf]
    kinds = [np.nan, 0.0, 2.9, -0.5, -1.0, 2.99999999, 1e9, float(categories), float(categories - 1), 16777216.0]
    out = np.empty((rows, FEATURES))
    for r in range(rows):
        for f in range(FEATURES):
            if categories and f == 4:
                out[r, f] = kinds[random.integers(len(kinds))] if r % 3 == 0 else float(random.integers(categories))
                continue
            if random.random() < 0.25 or not thresholds[f]:
                out[r, f] = odd[random.integers(len(odd))]
                continue
            t = np.float32(thresholds[f][random.integers(len(thresholds[f]))])
            below, above = np.nextafter(t, np.float32(-np.inf)), np.nextafter(t, np.float32(np.inf))
            middles = [(float(t) + float(below)) / 2, (float(t) + float(above)) / 2]
            near = [float(t), float(below), float(above), *middles]
            near += [np.nextafter(middles[0], np.inf), np.nextafter(middles[1], -np.inf)]
            out[r, f] = near[random.integers(len(near))]
    return out


def written(rows):
    """Doubles as text that every reader takes back to the same bits."""
    return [[repr(float(v)) for v in row] for row in rows]


def float_bits(values):
    return [struct.unpack("<I", struct.pack("<f", float(v)))[0] for v in np.asarray(values, np.float32).ravel()]


def double_bits(values):
    return ["%016x" % struct.unpack("<Q", struct.pack("<d", float(v)))[0] for v in np.asarray(values, np.float64).ravel()]
