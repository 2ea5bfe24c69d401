// The history of the three-sigma rule: means of the days before, of the same features.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

import { addDays } from '../../../src/base/days.js';
import { threeSigma } from '../../../src/monitor/drift/three-sigma.js';
import { pastMeans, writeMeans } from '../../../src/pipeline/daily/past-means.js';

const out = mkdtempSync(path.join(tmpdir(), 'winback-means-'));
afterAll(() => rmSync(out, { recursive: true }));

const keep = async (date: string, version: string, mean: number | null): Promise<void> => {
  const folder = path.join(out, date, 'monitor');
  await mkdir(folder, { recursive: true });
  const columns = [
    { name: 'x', mean: { reference: 0, current: mean } },
    { name: 'city', mean: null },
  ];
  await writeMeans(folder, version, { columns } as unknown as Parameters<typeof writeMeans>[2]);
};

test('means of the last eight weeks, the oldest first; days without any, and of other features, are left out', async () => {
  const today = '2026-03-02';
  for (let back = 60; back >= 1; back--)
    await keep(addDays(today, -back), 'v1', back % 7 === 0 ? 100 : back % 5);
  await keep('2026-02-20', 'v0', 9999);
  await keep('2026-02-21', 'v1', null);
  await keep(today, 'v1', 9999);
  const { x, city } = await pastMeans({ out, date: today }, 'v1', ['x', 'city']);
  expect(city).toEqual([]);
  expect([x!.length, x![0]!.day, x!.at(-1)!.day]).toEqual([54, '2026-01-05', '2026-03-01']);
  expect(x!.map(({ day }) => day)).not.toContain('2026-02-20');
  expect(x!.every(({ mean }) => mean < 9999)).toBe(true);
  // Mondays are compared with the eight Mondays before.
  expect(threeSigma(100, x, today)).toMatchObject({
    days: 8,
    sameWeekday: true,
    historyMean: 100,
    outside: false,
  });
});

test('a damaged day is refused with its file', async () => {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(path.join(out, '2026-02-27', 'monitor', 'means.json'), '{');
  await expect(pastMeans({ out, date: '2026-03-02' }, 'v1', ['x'])).rejects.toThrow(
    /2026-02-27.*means.json is damaged/,
  );
});
