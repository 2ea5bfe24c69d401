import type { FeatureSet } from '../../src/features/build.js';

/**
 * What the tables of a set hold: names, types, and every bit of every value but the last digits of quantiles: ClickHouse
 * interpolates from place 1 on and DuckDB from 0.
 */
export const featureValues = ({ snapshots }: FeatureSet): unknown =>
  snapshots.map(({ day, positives, table }) => ({
    ...{ day, positives },
    columns: table.schema.fields.map(({ name, type }) => {
      const digits = name.startsWith('p95') ? 13 : 17;
      const all = [...table.getChild(name)!] as unknown[];
      const told = all.map((value) =>
        typeof value === 'number' ? Number(value.toPrecision(digits)) : value,
      );
      return [name, String(type), told];
    }),
  }));
