"""Golden values of the distributions, from mpmath at 40 digits. Seeded: the same files every time.

    python3 make.py        (mpmath; gmpy2 makes it about four times faster)

grid.csv     family,p1,p2,p3,x,cdf,survival,quantile
             `quantile` is the exact quantile of the smaller of both tails *as rounded to double*; empty where
             it rounds to x itself, "-" where rounding moves it by more than 1e-9 (nothing to test).
extreme.csv  family,p1,p2,p3,x,log cdf,log survival   (one tail far below the range of double)

Incomplete beta by its continued fraction (DLMF 8.17.22), incomplete gamma by series and continued fraction
(DLMF 8.11.4, 8.9.2), binomial and hypergeometric by exact rational sums where small, else beta and ratios from
exact log factorials; noncentral t by quadrature of the mixing integral. Checked against mpmath's own betainc,
gammainc and erfc on a sample at every run.
"""
import math
import pathlib
import random

import mpmath as mp

mp.mp.dps = 40
rng = random.Random(20240517)
here = pathlib.Path(__file__).parent
TINY = mp.mpf(10) ** -42


def beta_fraction(a, b, x):
    """I_x(a, b) a B / (x^a y^b), for x < (a + 1) / (a + b + 2)."""
    c = mp.mpf(1)
    d = 1 / (1 - (a + b) * x / (a + 1))
    h = d
    m = 1
    while True:
        n = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + n * d)
        c = 1 + n / c
        h *= d * c
        n = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + n * d)
        c = 1 + n / c
        step = d * c
        h *= step
        if abs(step - 1) < TINY:
            return h
        m += 1


def beta_tails(a, b, x, y):
    """(I_x(a, b), I_y(b, a)); mpf, x + y = 1 exactly."""
    a, b = mp.mpf(a), mp.mpf(b)
    if x > (a + 1) / (a + b + 2):
        upper, lower = beta_tails(b, a, y, x)
        return lower, upper
    front = a * mp.log(x) + b * mp.log(y) - mp.log(a) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b)
    lower = mp.exp(front) * beta_fraction(a, b, x)
    return lower, 1 - lower


def beta_density(a, b, x, y):
    return mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(a + b))


def gamma_tails(a, x):
    a = mp.mpf(a)
    front = a * mp.log(x) - x - mp.loggamma(a)
    if x < a + 1:
        total = term = 1 / a
        n = 1
        while term > TINY * total:
            term *= x / (a + n)
            total += term
            n += 1
        lower = mp.exp(front) * total
        return lower, 1 - lower
    b = x + 1 - a
    c = mp.mpf(10) ** 60
    d = 1 / b
    h = d
    i = 1
    while True:
        n = -i * (i - a)
        b += 2
        d = 1 / (n * d + b)
        c = b + n / c
        h *= d * c
        if abs(d * c - 1) < TINY:
            break
        i += 1
    upper = mp.exp(front) * h
    return 1 - upper, upper


def check_helpers():
    for a, b, x in ((2.5, 7, 0.2), (0.3, 0.4, 0.9), (40, 3, 0.95), (120, 80, 0.5)):
        x = mp.mpf(x)
        assert abs(beta_tails(a, b, x, 1 - x)[0] / mp.betainc(a, b, 0, x, regularized=True) - 1) < 1e-30
    for a, x in ((0.5, 3), (7, 2), (30, 90), (0.01, 0.2)):
        x = mp.mpf(x)
        assert abs(gamma_tails(a, x)[1] / mp.gammainc(a, x, regularized=True) - 1) < 1e-30
    for z in (-3, 0.5, 6):
        assert abs(normal_tails(z)[0] / mp.ncdf(z) - 1) < 1e-30


def normal_tails(z):
    return mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2, mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2


def student_tails(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    outside = beta_tails(df / 2, mp.mpf(1) / 2, df / (df + t * t), t * t / (df + t * t))[0]
    return (1 - outside / 2, outside / 2) if t > 0 else (outside / 2, 1 - outside / 2)


def student_density(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    front = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2
    return mp.exp(front - (df + 1) / 2 * mp.log1p(t * t / df))


def fisher_tails(f, d1, d2):
    f, d1, d2 = mp.mpf(f), mp.mpf(d1), mp.mpf(d2)
    return beta_tails(d1 / 2, d2 / 2, d1 * f / (d1 * f + d2), d2 / (d1 * f + d2))


def fisher_density(f, d1, d2):
    f, d1, d2 = mp.mpf(f), mp.mpf(d1), mp.mpf(d2)
    total = d1 * f + d2
    x, y = d1 * f / total, d2 / total
    return beta_density(d1 / 2, d2 / 2, x, y) * d1 * d2 / total**2


def binomial_tails(k, n, p):
    return beta_tails(n - k, k + 1, 1 - mp.mpf(p), mp.mpf(p))


def hypergeometric_tails(k, population, marked, draws):
    others = population - marked

    def mass(j):
        return mp.mpf(math.comb(marked, j) * math.comb(others, draws - j)) if population <= 3000 else mp.exp(
            sum(s * mp.loggamma(v + 1) for s, v in ((1, marked), (-1, j), (-1, marked - j), (1, others),
                                                     (-1, draws - j), (-1, others - draws + j))))

    total = mp.mpf(math.comb(population, draws)) if population <= 3000 else mp.exp(
        mp.loggamma(population + 1) - mp.loggamma(draws + 1) - mp.loggamma(population - draws + 1))
    least, most = max(0, draws - others), min(draws, marked)
    down = k < draws * marked / population
    j = k if down else k + 1
    tail = term = mass(j) / total
    while (j > least) if down else (j < most):
        if down:
            term = term * j * (others - draws + j) / ((marked - j + 1) * (draws - j + 1))
            j -= 1
        else:
            term = term * (marked - j) * (draws - j) / ((j + 1) * (others - draws + j + 1))
            j += 1
        tail += term
        if term < TINY * tail:
            break
    return (tail, 1 - tail) if down else (1 - tail, tail)


def noncentral_tails(t, df, shift):
    """E over S = chi / sqrt(df) of P(Z <> t S - shift)."""
    t, df, shift = mp.mpf(t), mp.mpf(df), mp.mpf(shift)
    front = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)
    tails = []
    for sign in (-1, 1):

        def f(v, sign=sign):
            s = mp.exp(v)
            return mp.exp(front + df * v - df * s * s / 2) * mp.erfc(sign * (t * s - shift) / mp.sqrt(2)) / 2

        grid = [mp.mpf(i) / 40 for i in range(-2400, 121)]
        values = [f(v) for v in grid]
        peak = max(values)
        inside = [v for v, y in zip(grid, values) if y > peak * mp.mpf(10) ** -32]
        low, high = inside[0] - mp.mpf(1) / 40, inside[-1] + mp.mpf(1) / 40
        best, steps = None, 128
        while True:
            h = (high - low) / steps
            now = h * mp.fsum(f(low + i * h) for i in range(steps + 1))
            if best is not None and abs(now / best - 1) < mp.mpf(10) ** -22:
                break
            best, steps = now, steps * 2
        tails.append(now)
    assert abs(sum(tails) - 1) < mp.mpf(10) ** -20
    return tuple(tails)


def bisect(f, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return (low + high) / 2


def log_uniform(low, high):
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def depth(extreme):
    """-log of the tail to aim at: half in the body, half anywhere down to 1e-300 (or far below)."""
    if extreme:
        return rng.uniform(800, 9000)
    return rng.uniform(0, 12) if rng.random() < 0.5 else rng.uniform(0, 685)


def draw_normal(extreme):
    z = rng.uniform(40, 5000) if extreme else (rng.uniform(0, 6) if rng.random() < 0.5 else rng.uniform(0, 37))
    z *= rng.choice((-1, 1))
    return (), z, normal_tails(z), lambda: mp.npdf(mp.mpf(z))


def draw_student(extreme):
    df = float(rng.randint(1, 60)) if rng.random() < 0.4 else log_uniform(0.5, 1e6)
    exponent = 2 * depth(extreme) / df
    if exponent > 600:
        return None
    t = math.sqrt(df * math.expm1(exponent)) * rng.choice((-1, 1))
    return (df,), t, student_tails(t, df), lambda: student_density(t, df)


def chernoff(a, b):
    """A point at which a log(x/m) + b log(y/(1-m)) = -depth, on a random side, as logit."""
    m = math.log(a / b)

    def make(wanted, side):
        def value(u):
            lx = -math.log1p(math.exp(-u)) if u > -700 else u
            ly = -u - math.log1p(math.exp(-u)) if u > -700 else 0.0
            lm = -math.log1p(b / a)
            lk = -math.log1p(a / b)
            return a * (lx - lm) + b * (ly - lk) + wanted

        if side > 0:
            return bisect(lambda u: -value(u), m, m + 40 + wanted / min(b, 1))
        return bisect(value, m - 40 - wanted / min(a, 1), m)

    return make


def shapes():
    kind = rng.random()
    if kind < 0.5:
        return log_uniform(0.05, 500), log_uniform(0.05, 500)
    if kind < 0.8:
        return log_uniform(1, 1e5), log_uniform(1, 1e5)
    return float(rng.randint(1, 2000)), log_uniform(1e4, 1e7)


def draw_beta(extreme):
    a, b = shapes()
    u = chernoff(a, b)(depth(extreme), rng.choice((-1, 1)))
    if abs(u) > 600:
        return None
    x = 1 / (1 + math.exp(-u)) if u > -600 else 0.0
    if not 0 < x < 1:
        return None
    mx = mp.mpf(x)
    return (a, b), x, beta_tails(a, b, mx, 1 - mx), lambda: beta_density(a, b, mx, 1 - mx)


def draw_fisher(extreme):
    d1, d2 = (2 * s for s in shapes())
    u = chernoff(d1 / 2, d2 / 2)(depth(extreme), rng.choice((-1, 1)))
    if abs(u) > 600:
        return None
    f = math.exp(u) * d2 / d1
    return (d1, d2), f, fisher_tails(f, d1, d2), lambda: fisher_density(f, d1, d2)


def draw_gamma(extreme):
    shape = log_uniform(0.05, 200) if rng.random() < 0.6 else log_uniform(1, 1e6)
    scale = 2.0 if rng.random() < 0.5 else log_uniform(0.01, 1000)
    wanted, side = depth(extreme), rng.choice((-1, 1))

    def value(u):
        return shape * (u + 1 - math.exp(u)) + wanted

    if side > 0:
        u = bisect(lambda v: -value(v), 0.0, math.log(4 * (wanted / shape + 4)))
    else:
        u = bisect(value, -2 - wanted / shape, 0.0)
    if abs(u) > 600:
        return None
    x = shape * scale * math.exp(u)
    z = mp.mpf(x) / mp.mpf(scale)
    return (shape, scale), x, gamma_tails(shape, z), lambda: mp.exp(
        (shape - 1) * mp.log(z) - z - mp.loggamma(mp.mpf(shape))) / scale


def draw_binomial(extreme):
    n = rng.randint(1, 60) if rng.random() < 0.3 else int(log_uniform(10, 2e6))
    p = rng.random() if rng.random() < 0.5 else log_uniform(1e-5, 0.9)
    u = chernoff(max(n * p, 0.2), max(n * (1 - p), 0.2))(depth(extreme), rng.choice((-1, 1)))
    k = round(n / (1 + math.exp(-u))) if abs(u) < 600 else 0
    if not 0 <= k < n:
        return None
    return (n, p), k, binomial_tails(k, n, p), None


def draw_hypergeometric(extreme):
    population = rng.randint(2, 300) if rng.random() < 0.4 else int(log_uniform(50, 2e6))
    marked, draws = rng.randint(1, population), rng.randint(1, population)
    spread = math.sqrt(draws * marked / population * (1 - marked / population)) + 1
    k = round(draws * marked / population + spread * rng.choice((-1, 1)) * math.sqrt(2 * depth(extreme)))
    if not max(0, draws + marked - population) <= k < min(draws, marked):
        return None
    return (population, marked, draws), k, hypergeometric_tails(k, population, marked, draws), None


def draw_noncentral(_):
    df = float(rng.randint(1, 40)) if rng.random() < 0.5 else log_uniform(1, 3000)
    shift = rng.uniform(-8, 8)
    t = shift + rng.uniform(-12, 12)
    return (df, shift), t, noncentral_tails(t, df, shift), None


def shown(value):
    return str(value) if isinstance(value, int) else repr(float(value))


def quantile_column(x, lower, upper, density):
    if density is None:
        return "-"
    use_lower = lower < upper
    exact = lower if use_lower else upper
    rounded = mp.mpf(float(exact))
    move = (rounded - exact) / density() * (1 if use_lower else -1)
    if abs(move) > 1e-9 * abs(mp.mpf(x)):
        return "-"
    q = float(mp.mpf(x) + move)
    return "" if q == float(x) else repr(q)


def rows_of(family, draw, wanted, extreme):
    rows = []
    while len(rows) < wanted:
        drawn = draw(extreme)
        if drawn is None:
            continue
        parameters, x, (lower, upper), density = drawn
        smaller = min(lower, upper)
        if extreme and (smaller > mp.mpf(10) ** -330 or smaller <= 0):
            continue
        if not extreme and smaller < mp.mpf(10) ** -300:
            continue
        three = [shown(v) for v in parameters] + [""] * (3 - len(parameters))
        if extreme:
            values = [shown(mp.log(lower) if lower < upper else mp.log1p(-upper)),
                      shown(mp.log1p(-lower) if lower < upper else mp.log(upper))]
        else:
            values = [shown(lower), shown(upper), quantile_column(x, lower, upper, density)]
        rows.append(",".join([family, *three, shown(x), *values]))
    return rows


def main():
    check_helpers()
    plan = (("normal", draw_normal, 2200, 60), ("student", draw_student, 4300, 100), ("beta", draw_beta, 4600, 100),
            ("gamma", draw_gamma, 4000, 100), ("fisher", draw_fisher, 2000, 60), ("binomial", draw_binomial, 2400, 60),
            ("hypergeometric", draw_hypergeometric, 1200, 0), ("noncentral-t", draw_noncentral, 300, 0))
    grid, extreme = [], []
    for family, draw, points, far in plan:
        grid += rows_of(family, draw, points, False)
        extreme += rows_of(family, draw, far, True)
        print(family, len(grid), len(extreme), flush=True)
    (here / "grid.csv").write_text("\n".join(grid) + "\n")
    (here / "extreme.csv").write_text("\n".join(extreme) + "\n")


main()
