// What the tests of queries over the user's own table have in common: what winback builds, and how rows are compared.
import { expect } from 'vitest';

import { buildSnapshot } from '../../src/features/build.js';
import type { FeaturesConfig } from '../../src/features/config.js';
import { openEventLog } from '../../src/features/log/event-log.js';
import { matureSnapshot } from '../../src/features/splits.js';

/** One row of a result by column. */
export type Row = Readonly<Record<string, unknown>>;

const sorted = (rows: readonly Row[]): readonly Row[] =>
  [...rows].sort((a, b) => (String(a['user_id']) < String(b['user_id']) ? -1 : 1));

const plain = (value: unknown): unknown =>
  typeof value === 'bigint'
    ? Number(value)
    : typeof value === 'number'
      ? Number(value.toPrecision(12))
      : value;

const comparable = (rows: readonly Row[], day: string): readonly Row[] =>
  sorted(rows).map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, name === 'snapshot_date' ? day : plain(value)]),
    ),
  );

/** Cells that differ beyond twelve digits, the first ten. */
export function differences(given: readonly Row[], wanted: readonly Row[], day: string): readonly unknown[] {
  expect(given.length).toBe(wanted.length);
  const [ours, theirs] = [comparable(given, day), comparable(wanted, day)];
  expect(Object.keys(ours[0]!)).toEqual(Object.keys(theirs[0]!));
  return ours
    .flatMap((row, i) =>
      Object.entries(row).flatMap(([name, value]) =>
        Object.is(value, theirs[i]![name]) ? [] : [[row['user_id'], name, value, theirs[i]![name]]],
      ),
    )
    .slice(0, 10);
}

/** The statements of a text. */
export const statements = (sql: string): readonly string[] =>
  sql
    .trim()
    .split(/;\n?/)
    .filter((one) => one.trim() !== '');

/** The columns of features or of labels. */
export const split = (rows: readonly Row[], kind: 'features' | 'labels'): readonly Row[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(
        ([name]) =>
          ['user_id', 'snapshot_date'].includes(name) || name.startsWith('label_') === (kind === 'labels'),
      ),
    ),
  );

/** The table of a day as winback builds it from the files of a configuration. */
export async function ownTable(config: FeaturesConfig, day: string): Promise<readonly Row[]> {
  const log = await openEventLog(config.events, config.engine);
  const snapshot = matureSnapshot(day, config.windows.horizonDays, log.record.lastCompleteDay);
  const { table } = await buildSnapshot(log, config, snapshot, []);
  log.close();
  return table.toArray().map((row) => ({ ...(row as { toJSON(): Row }).toJSON() }));
}
