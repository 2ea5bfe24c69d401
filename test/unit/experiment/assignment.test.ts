// Expected values: GrowthBook's published vectors (test/golden/experiment/assignment.json).
import { describe, expect, test } from 'vitest';

import { assigner } from '../../../src/experiment/assignment/assignment.js';
import { auditAssignment } from '../../../src/experiment/assignment/audit.js';
import { bucketRanges, chooseVariation } from '../../../src/experiment/assignment/buckets.js';
import { bucketOf } from '../../../src/experiment/assignment/hash.js';
import { collidingRanges, inNamespace } from '../../../src/experiment/assignment/namespace.js';
import golden from '../../golden/experiment/assignment.json' with { type: 'json' };

type Range = [number, number];

describe('the published vectors', () => {
  test('hash', () => {
    expect(golden.hash.length).toBe(15);
    for (const [seed, user, version, bucket] of golden.hash as [string, string, 1 | 2, number | null][]) {
      if (bucket === null) expect(() => bucketOf(seed, user, version)).toThrow(/1 or 2, got 99/);
      else expect(bucketOf(seed, user, version)).toBe(bucket);
    }
  });

  test('bucket ranges', () => {
    for (const [, [count, coverage, weights], ranges] of golden.bucketRange as [
      string,
      [number, number, number[] | null],
      Range[],
    ][]) {
      const ours = bucketRanges(count, coverage, weights);
      ours.flat().forEach((end, i) => {
        expect(end).toBeCloseTo(ranges.flat()[i]!, 12);
      });
    }
  });

  test('choice of the variation', () => {
    for (const [name, bucket, ranges, chosen] of golden.chooseVariation as [
      string,
      number,
      Range[],
      number,
    ][])
      expect(chooseVariation(bucket, ranges), name).toBe(chosen);
  });

  test('namespaces', () => {
    for (const [user, [name, low, high], inside] of golden.inNamespace as [
      string,
      [string, number, number],
      boolean,
    ][])
      expect(inNamespace(user, { name, range: [low, high] })).toBe(inside);
  });

  test('whole assignments', () => {
    for (const { seed, user, hashVersion, weights, bucket, variation } of golden.assignment) {
      const assign = assigner({
        seed,
        variants: ['0', '1', '2'],
        weights,
        hashVersion: hashVersion as 1 | 2,
      });
      expect(assign(user)).toEqual({ variant: String(variation), why: 'assigned', bucket });
    }
  });
});

const plan = {
  seed: 'coupon',
  variants: ['control', 'treatment'],
  coverage: 0.6,
  namespace: { name: 'checkout', range: [0, 0.5] as const },
  holdout: { seed: 'holdout-2026', share: 0.1 },
};
const users = Array.from({ length: 20_000 }, (_, i) => `user-${i}`);

test('raising the coverage keeps every included user in its variant', () => {
  const before = assigner(plan);
  const after = assigner({ ...plan, coverage: 0.9 });
  const moved = users.filter((u) => before(u).variant !== null && before(u).variant !== after(u).variant);
  expect(moved).toEqual([]);
});

test('holdout, namespace and coverage keep their shares, and the audit finds the planted errors', () => {
  const assign = assigner(plan);
  const seen = users.map((user) => ({ user, ...assign(user) }));
  const inside = seen.filter((s) => s.variant !== null);
  expect(seen.filter((s) => s.why === 'holdout').length / users.length).toBeCloseTo(0.1, 1);
  expect(inside.length / users.length).toBeCloseTo(0.9 * 0.5 * 0.6, 1);

  const logged = inside.map(({ user, variant }, i) => ({
    user,
    variant: i < 3 ? (variant === 'control' ? 'treatment' : 'control') : variant!,
  }));
  const outsider = seen.find((s) => s.why === 'holdout')!;
  const audit = auditAssignment(plan, [...logged, { user: outsider.user, variant: 'control' }]);
  expect(audit).toMatchObject({
    users: inside.length + 1,
    matched: inside.length - 3,
    wrongVariant: 3,
    notIncluded: 1,
  });
  expect(audit.examples[3]).toMatchObject({ user: outsider.user, assigned: null, why: 'holdout' });
});

test('bad plans and unknown variants are one clear error', () => {
  expect(() => assigner({ ...plan, variants: ['a'] })).toThrow(/two or more/);
  expect(() => assigner({ ...plan, weights: [1] })).toThrow(/2 variants but 1 weights/);
  expect(() => auditAssignment(plan, [{ user: 'u', variant: 'controll' }])).toThrow(/did you mean "control"/);
});

test('ranges of one layer that meet are found', () => {
  const layer = (experiment: string, low: number, high: number) => ({
    experiment,
    namespace: { name: 'layer', range: [low, high] as const },
  });
  expect(collidingRanges([layer('a', 0, 0.4), layer('b', 0.4, 0.8), layer('c', 0.7, 1)])).toEqual([
    ['b', 'c'],
  ]);
});
