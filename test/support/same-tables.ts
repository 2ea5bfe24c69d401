import type { Table } from 'apache-arrow';
import { expect } from 'vitest';

import type { SnapshotTable } from '../../src/features/build.js';

const bits = new DataView(new ArrayBuffer(8));
function bitsOf(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  bits.setFloat64(0, value);
  return bits.getBigUint64(0);
}

/** Compares two tables; returns how many values were. */
function compareTables(native: Table, sql: Table): number {
  // DuckDB's stream gives no types where it gives no rows.
  const shape = ({ schema, numRows }: Table): readonly string[] =>
    schema.fields.map(({ name, type }) => (numRows === 0 ? name : `${name}: ${type}`));
  expect(native.numRows).toBe(sql.numRows);
  expect(shape(native)).toEqual(shape(sql));
  for (const { name } of sql.schema.fields) {
    const [ours, theirs] = [native.getChild(name)!, sql.getChild(name)!];
    expect(ours.nullCount, `nulls of ${name}`).toBe(theirs.nullCount);
    for (let row = 0; row < sql.numRows; row++) {
      const [got, want] = [ours.get(row) as unknown, theirs.get(row) as unknown];
      if (bitsOf(got) === bitsOf(want)) continue;
      const user = String(sql.getChild('user_id')!.get(row));
      expect({ name, user, value: got }).toEqual({ name, user, value: want });
      throw new Error(`${name} of ${user}: bits differ`);
    }
  }
  return sql.numRows * sql.numCols;
}

/** Compares tables of snapshots bit by bit; returns how many values were. */
export function compareSnapshots(native: readonly SnapshotTable[], sql: readonly SnapshotTable[]): number {
  expect(native.map(({ day, positives }) => ({ day, positives }))).toEqual(
    sql.map(({ day, positives }) => ({ day, positives })),
  );
  return native.reduce((sum, { table }, i) => sum + compareTables(table, sql[i]!.table), 0);
}
