"""Writes campaign.json: outcome of a campaign against its holdout, from its definition in numpy: differences inside strata, mixed as
the treated are, with CUPED by pooled within-arm slopes.

    python test/golden/monitoring/make_campaign.py        numpy 2.2.6
"""
import json
import pathlib

import numpy as np

rng = np.random.default_rng(20261129)
n, z = 900, 1.959963984540054
stratum = rng.choice(['high coupon', 'high sms', 'medium sms'], n, p=[0.3, 0.3, 0.4])
treated = rng.random(n) < np.where(stratum == 'high sms', 0.6, 0.8)
before = np.round(rng.gamma(2, 4000, n))
stayed = rng.random(n) < 0.3 + 0.15 * treated + 0.1 * (stratum == 'medium sms')
gmv = np.round(0.5 * before + rng.gamma(2, 2000, n) + 1500 * treated)
margin, spent, contacts, claimed = 0.3, 61234, 700, 250000


def outcome(adjust):
    recalled = [0.0, 0.0]
    money = [0.0, 0.0]
    for s in np.unique(stratum):
        t, h = (stratum == s) & treated, (stratum == s) & ~treated
        nt, nh = t.sum(), h.sum()
        y = gmv.copy()
        if adjust:
            centred = [(gmv[m] - gmv[m].mean(), before[m] - before[m].mean()) for m in (t, h)]
            y = gmv - sum(a @ b for a, b in centred) / sum(b @ b for _, b in centred) * before
        recalled[0] += nt * (stayed[t].mean() - stayed[h].mean())
        recalled[1] += nt ** 2 * (stayed[t].var(ddof=1) / nt + stayed[h].var(ddof=1) / nh)
        money[0] += nt * (y[t].mean() - y[h].mean())
        money[1] += nt ** 2 * (y[t].var(ddof=1) / nt + y[h].var(ddof=1) / nh)

    def figure(value, variance, scale=1.0, shift=0.0):
        reach = z * np.sqrt(variance)
        return dict(value=value * scale - shift, low=(value - reach) * scale - shift, high=(value + reach) * scale - shift)

    net = figure(*money, margin, spent)
    return dict(recalled=figure(*recalled, 1 / treated.sum()), incrementalMinor=figure(*money, margin), netGmvMinor=net,
                roiPerContactMinor={k: v / contacts for k, v in net.items()})


out = dict(what='outcome of a campaign against its holdout', made_by='test/golden/monitoring/make_campaign.py',
           tool=f'numpy {np.__version__}', options=dict(margin=margin, spentMinor=spent, contacts=contacts, claimedMinor=claimed),
           rows=dict(stratum=stratum.tolist(), treated=treated.astype(int).tolist(), stayed=stayed.astype(int).tolist(),
                     gmv=gmv.tolist(), before=before.tolist()),
           plain=outcome(False), adjusted=outcome(True))
pathlib.Path(__file__).with_name('campaign.json').write_text(json.dumps(out))
