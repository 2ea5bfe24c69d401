"""The reference script's Beta-Bernoulli comparison with numpy, and P(B > A) by scipy's quadrature."""
import numpy as np
from scipy import integrate, stats

from serve import serve, timed

random = np.random.default_rng(42)


def monte_carlo(a, b, draws):
    def work():
        x, y = random.beta(*a, draws), random.beta(*b, draws)
        difference = y - x
        return (difference > 0).mean(), np.quantile(difference, [0.025, 0.975])

    seconds, (probability, interval) = timed(work)
    return {"seconds": seconds, "probability": float(probability), "low": float(interval[0]), "high": float(interval[1])}


def exact(a, b):
    def work():
        f = lambda x: stats.beta.pdf(x, *b) * stats.beta.cdf(x, *a)
        return integrate.quad(f, 0, 0.2, points=[0.05, 0.07], epsabs=1e-13, limit=200)[0]

    seconds, probability = timed(work)
    return {"seconds": seconds, "probability": float(probability)}


serve({"monte_carlo": monte_carlo, "exact": exact})
