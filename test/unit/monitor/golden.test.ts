// Distances against numpy, scipy, Evidently and NannyML: test/golden/monitoring/make.py.
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { buildTable } from '../../../src/data/tables/build.js';
import { nameColumn } from '../../../src/data/tables/name-column.js';
import { peerDrift } from '../../../src/monitor/definitions/definition.js';
import type { ColumnDrift } from '../../../src/monitor/drift/column-records.js';
import { driftOf } from '../../../src/monitor/drift/drift.js';
import { profileOf } from '../../../src/monitor/profile/profile.js';

type Numbers = Readonly<Record<string, number | null>>;

interface Case {
  readonly kind: 'numeric' | 'categorical';
  readonly reference: readonly (number | string | null)[];
  readonly current: readonly (number | string | null)[];
  readonly ksLocation?: number;
  readonly ksSign?: number;
  readonly edges?: readonly number[];
  readonly means?: readonly number[];
  readonly iqr?: number;
  readonly sd?: number;
  readonly evidently: Numbers;
  readonly nannyml: Numbers;
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/monitoring/cases.json', import.meta.url), 'utf8'),
) as { readonly tolerance: number; readonly cases: Readonly<Record<string, Case>> };
const cases = Object.entries(golden.cases);

async function tableOf(kind: Case['kind'], values: Case['reference']) {
  if (kind === 'numeric')
    return buildTable([
      {
        name: 'x',
        kind: 'number',
        values: Float64Array.from(values, (value) => (value as number) ?? Number.NaN),
      },
    ]);
  const names = [...new Set(values as readonly string[])];
  return buildTable([
    nameColumn(
      'x',
      values.map((value) => names.indexOf(value as string)),
      names,
    ),
  ]);
}

const columns = (kind: Case['kind']) => [{ name: 'x', kind }];

function near(
  actual: number | null | undefined,
  expected: number,
  what: string,
  tolerance = golden.tolerance,
) {
  const scale = Math.max(1e-3, Math.abs(expected));
  expect(Math.abs(actual! - expected) / scale, `${what}: ${actual} is not ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}

async function driftOfCase({ kind, reference, current }: Case): Promise<ColumnDrift> {
  const profile = await profileOf(await tableOf(kind, reference), { columns: columns(kind) });
  return (await driftOf(profile, await tableOf(kind, current))).columns[0]!;
}

test('there are cases of both kinds', () => {
  expect(new Set(cases.map(([, { kind }]) => kind)).size).toBe(2);
  expect(cases.length).toBeGreaterThan(9);
});

describe.each(cases)('%s', (_, one) => {
  const expected = one as unknown as Numbers;

  test('has the distances of numpy and scipy', async () => {
    const found = await driftOfCase(one);
    for (const name of [
      'ks',
      'psi',
      'psiFloor1e4',
      'jsBits',
      'hellinger',
      'totalVariation',
      'lInfinity',
    ] as const)
      near(found[name], expected[name]!, name);
    near(found.chi2?.statistic, expected['chi2']!, 'chi2');
    near(found.chi2?.logP, expected['chi2LogP']!, 'log p', 1e-11);
    expect(found.chi2?.df).toBe(expected['chi2Df']);
    near(found.cramersV, expected['cramersV']!, "Cramer's V");
  });

  test.runIf(one.kind === 'numeric')(
    'has the area, the place and the deciles of scipy and numpy',
    async () => {
      const found = await driftOfCase(one);
      near(found.w1?.value, expected['w1']!, 'area');
      expect(found.w1?.error).toBe(0);
      expect(found.ksError).toBe(0);
      if (one.iqr! > 0) near(found.w1OverIqr, expected['w1']! / one.iqr!, 'area over IQR');
      if (one.sd! > 0) near(found.w1OverSd, expected['w1']! / one.sd!, 'area over sd');
      near(found.mean?.reference, one.means![0]!, 'mean of the reference');
      near(found.mean?.current, one.means![1]!, 'mean of the day');
      expect(found.bins.slice(0, one.edges!.length)).toEqual(one.edges);
      if (found.ks === 0) return;
      expect(found.ksSign).toBe(one.ksSign);
      // scipy names a value of either sample: just below ours, where the distance is reached before a value of the profile.
      const place = one.ksLocation! - (found.ksLocation as number);
      const known = one.reference.filter((value) => (value as number) < (found.ksLocation as number));
      expect(place).toBeLessThanOrEqual(0);
      if (place < 0)
        expect(one.ksLocation).toBeGreaterThanOrEqual(Math.max(...(known as number[]), -Infinity));
    },
  );

  test.each(['evidently', 'nannyml'] as const)('has the numbers of %s', async (definition) => {
    const profile = await profileOf(await tableOf(one.kind, one.reference), { columns: columns(one.kind) });
    const [column] = await peerDrift(profile, await tableOf(one.kind, one.current), { definition });
    const names = Object.keys(one[definition]);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const wanted = one[definition][name]!;
      // A root of 1 minus a number near 1 has half of the digits.
      const tolerance = definition === 'evidently' && name === 'hellinger' ? 1e-9 : 1e-11;
      if (name.endsWith('P')) expect(column!.values[name]! / wanted || 1, name).toBeCloseTo(1, 9);
      else near(column!.values[name], wanted, `${definition} ${name}`, tolerance);
    }
  });
});
