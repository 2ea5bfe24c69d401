"""Writes off-policy.json: a log of 60 rounds and 3 actions with the values of obp's estimators, and the standard errors of their terms.

    python test/golden/uplift/make_off_policy.py        numpy, obp 0.5.7 (its estimators import without torch where torch is stubbed)
"""
import json
import pathlib

import numpy as np
from obp.ope import estimators as obp

rng = np.random.default_rng(11)
n, actions = 60, 3


def softmax(scale, x):
    e = np.exp(scale * np.c_[x, -x, 0 * x])
    p = np.round(e / e.sum(1, keepdims=True), 6)
    p[:, 2] = 1 - p[:, :2].sum(1)
    return p


x = rng.normal(size=n)
logging = softmax(1, x)
target = softmax(-2, x)
action = (rng.random(n)[:, None] > np.cumsum(logging, 1)).sum(1).clip(0, 2)
truth = np.round(1 / (1 + np.exp(-(np.c_[x, -.5 * x, 0 * x] - 1))), 6)
reward = (rng.random(n) < truth[np.arange(n), action]).astype(float)
expected = np.round(np.clip(truth + rng.normal(size=(n, actions)) * .05, .01, .99), 6)

i = np.arange(n)
w = target[i, action] / logging[i, action]
direct = (target * expected).sum(1)
residual = reward - expected[i, action]
log = dict(reward=reward, action=action, position=np.zeros(n, int), pscore=logging[i, action],
           action_dist=target[:, :, None])
model = dict(estimated_rewards_by_reg_model=expected[:, :, None])


def row(kind, estimator, terms, parameter=None, needs=log | model):
    value = estimator.estimate_policy_value(**needs)
    out = dict(kind=kind, obp=float(value), standardError=float(np.std(terms, ddof=1) / n ** .5))
    return out if parameter is None else dict(out, parameter=parameter)


ratio = (w * reward).sum() / w.sum()
s = w * residual
rows = [row('ips', obp.InverseProbabilityWeighting(), w * reward, needs=log)]
rows += [row('ips', obp.InverseProbabilityWeighting(lambda_=c), np.minimum(w, c) * reward, c, log) for c in (2., 5.)]
rows += [row('snips', obp.SelfNormalizedInverseProbabilityWeighting(), w * (reward - ratio) / w.mean(), needs=log)]
rows += [row('dm', obp.DirectMethod(), direct, needs=dict(action_dist=log['action_dist'], position=log['position'], **model))]
rows += [row('dr', obp.DoublyRobust(), direct + s)]
rows += [row('dr', obp.DoublyRobust(lambda_=c), direct + np.minimum(w, c) * residual, c) for c in (2., 5.)]
rows += [row('sndr', obp.SelfNormalizedDoublyRobust(), direct + s / w.mean() - s.mean() / w.mean() * (w / w.mean() - 1))]
rows += [row('switch-dr', obp.SwitchDoublyRobust(lambda_=t), direct + (w <= t) * s, t) for t in (1., 3.)]
rows += [row('dr-os', obp.DoublyRobustWithShrinkage(lambda_=c), direct + c * w / (w ** 2 + c) * residual, c) for c in (1., 10.)]
g = w / (1 - .1 + .1 * w)
rows += [row('sub-gaussian-ips', obp.SubGaussianInverseProbabilityWeighting(lambda_=.1), g * reward, .1, log)]
rows += [row('sub-gaussian-dr', obp.SubGaussianDoublyRobust(lambda_=.1), direct + g * residual, .1)]
out = dict(action=action.tolist(), reward=reward.tolist(), logging=logging.tolist(), target=target.tolist(),
           expected=expected.tolist(), effectiveRows=float(w.sum() ** 2 / (w ** 2).sum()), estimates=rows)
pathlib.Path(__file__).with_name('off-policy.json').write_text(json.dumps(out) + '\n')
