// The made logs of vendors, read by their presets: what was made is what is read.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DuckDb } from '../../../../src/data/sources/duckdb.js';
import { featuresConfig } from '../../../../src/features/config.js';
import { openEventLog } from '../../../../src/features/log/event-log.js';
import { columnsWithKeys } from '../../../../src/features/log/preset-columns.js';
import { presetFor, presets } from '../../../../src/features/presets/presets.js';
import { type Log, logs } from '../../../support/logs/logs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winback-logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('there are twelve logs of 2,000 to 20,000 rows, each with its own name and file', () => {
  expect(new Set(logs.map(({ name }) => name)).size).toBe(12);
  expect(new Set(logs.map(({ file }) => file)).size).toBe(12);
  for (const { truth } of logs) {
    expect(truth.rows).toBeGreaterThan(2000);
    expect(truth.rows).toBeLessThan(20_000);
  }
});

const vendors = logs.filter(({ truth }) => truth.preset !== undefined);
const nested = [...new Set(presets.flatMap((preset) => preset.nested ?? []))];

/** The user's own events of a log, under the first role that is right for them. */
function ownRoles({ truth }: Log, filled: Readonly<Record<string, readonly string[]>>) {
  const taken = new Set(Object.values(filled).flat());
  const roles: Record<string, string[]> = {};
  for (const [event, [role]] of Object.entries(truth.roles)) {
    if (role === undefined || role === null || taken.has(event)) continue;
    roles[role] = [...(roles[role] ?? []), event];
  }
  return roles;
}

describe.each(vendors)('$name', (log) => {
  it('is recognised, and read as it was made', async () => {
    const { truth } = log;
    const source = await log.write(folder);
    const engine = await DuckDb.open({});
    const columns = await columnsWithKeys(engine, { source: [source], table: undefined }, nested, {});
    engine.close();
    const guess = presetFor(columns)!;
    expect(guess.preset.name).toBe(truth.preset);
    expect(guess.score).toBeGreaterThan(0.8);

    const given = guess.preset.events(columns);
    for (const [option, value] of Object.entries(given.columns))
      if (value !== undefined) expect(truth.columns[option], option).toContainEqual(value);
    for (const [role, names] of Object.entries(given.roles))
      for (const name of names) if (name in truth.roles) expect(truth.roles[name], name).toContain(role);

    const roles = ownRoles(log, given.roles);
    const config = featuresConfig({ events: { source, preset: truth.preset, roles } }, 'config');
    const read = await openEventLog(config.events, config.engine);
    read.close();
    const { rows, dropped, reading } = read.record;
    expect(rows).toBe(truth.rows);
    expect(dropped.missingUser).toBe(truth.missingUser);
    expect(dropped.missingTime).toBe(0);
    expect(reading.neverSeen).toEqual([]);
    expect(reading.columns.map(({ unusable }) => unusable)).toEqual(reading.columns.map(() => 0));
    const active = Object.values(read.record.byRole).reduce((sum, n) => sum + n, 0);
    expect(active).toBeGreaterThan(1000);
  });
});
