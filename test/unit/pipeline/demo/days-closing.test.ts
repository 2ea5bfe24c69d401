// What a simulated evening brought, against its holdout, from users whose truth is known.
import { expect, test } from 'vitest';

import { Random } from '../../../../src/base/random.js';
import { effectOf, type KnownUser } from '../../../../src/pipeline/demo/days-closing.js';

/** Users who pay 30 yuan when they come, one in five held back; a contact costs 2 yuan and brings `brought` of ten. */
function evening(users: number, seed: number, brought: number): readonly KnownUser[] {
  const random = new Random(seed);
  return Array.from({ length: users }, (_, i): KnownUser => {
    const held = random.chance(0.2);
    const before = 20 + 20 * random.uniform();
    const comes = random.chance(0.4 + (held ? 0 : brought / 10));
    return {
      ...{ user: `u${i}`, action: 'call', tier: 'high', held, costFen: 200, profit: 5, probability: 0.8 },
      ...{ date: '2026-05-01', stayed: Number(comes), before, after: comes ? before : 0 },
    };
  });
}

test('the interval of an evening holds what its contacts truly brought', () => {
  let covered = 0;
  for (let seed = 1; seed <= 50; seed++) {
    const users = evening(800, seed, 3);
    const contacted = users.filter(({ held }) => !held).length;
    const truth = contacted * (0.3 * 30 - 2);
    const { low, high } = effectOf(users)!;
    if (low <= truth && truth <= high) covered++;
  }
  expect(covered).toBeGreaterThan(42);
});

test('a small evening is judged by itself, with a wide interval', () => {
  let covered = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const users = evening(30, seed, 3);
    const contacted = users.filter(({ held }) => !held).length;
    const found = effectOf(users);
    const truth = contacted * (0.3 * 30 - 2);
    if (found === null || (found.low <= truth && truth <= found.high)) covered++;
  }
  expect(covered).toBeGreaterThan(176);
});

test('an evening with hardly anybody held back says nothing', () => {
  expect(effectOf([])).toBeNull();
  expect(effectOf(evening(30, 1, 3).map((user) => ({ ...user, held: false })))).toBeNull();
});
