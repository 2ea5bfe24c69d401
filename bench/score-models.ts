// The models and rows behind the scoring benches: the reference script's features, trained here.
import { makeVector, Table, type Vector } from 'apache-arrow';

import { Booster } from '../src/model/booster.js';
import { referenceTable } from './reference-table.js';

export interface ScoreCase {
  readonly name: string;
  readonly iterations: number;
  readonly leaves: number;
  /** 5 % of six numeric columns are missing, or the categories are 0/1 columns. */
  readonly shape?: 'missing' | 'one-hot';
}

const withMissing = ['success_rate', 'avg_proc_ms', 'pay_amt_30', 'weekend_share', 'quota_use_ratio', 'aov'];
const withDummies = { channel: 5, device: 4, region: 6 } as const;

/** The reference script's table in the case's shape; rows differ by seed. */
export function caseTable({ shape }: ScoreCase, rows: number, seed: number): Table {
  const table = referenceTable(rows, seed);
  if (shape === undefined) return table;
  const columns: Record<string, Vector> = {};
  for (const { name } of table.schema.fields) {
    const column = table.getChild(name)!;
    if (shape === 'one-hot' && name in withDummies) {
      Object.assign(columns, dummies(name as keyof typeof withDummies, column));
    } else if (shape === 'missing' && withMissing.includes(name)) {
      columns[name] = makeVector(holed(column.toArray() as Float64Array, withMissing.indexOf(name)));
    } else {
      columns[name] = column;
    }
  }
  return new Table(columns);
}

function dummies(name: keyof typeof withDummies, column: Vector): Record<string, Vector> {
  const codes = column.data[0]!.values as Int32Array;
  return Object.fromEntries(
    Array.from({ length: withDummies[name] }, (_, code) => [
      `${name}_${code}`,
      makeVector(Float64Array.from(codes, (value) => (value === code ? 1 : 0))),
    ]),
  );
}

// Every 20th row, scattered by a multiplier that has nothing in common with the row count.
function holed(values: Float64Array, salt: number): Float64Array {
  return values.map((value, row) =>
    ((row + salt * 977) * 2654435761) % 4294967296 < 214748365 ? Number.NaN : value,
  );
}

export function features(table: Table): readonly string[] {
  return table.schema.fields.map((field) => field.name).filter((name) => name !== 'churn');
}

/** Trained on 24,000 rows, with the reference script's parameters and real bagging. */
export function caseModel(given: ScoreCase): Promise<Booster> {
  const table = caseTable(given, 24_000, 1);
  return Booster.train(table, {
    label: 'churn',
    features: features(table),
    threads: 1,
    parameters: {
      numIterations: given.iterations,
      numLeaves: given.leaves,
      learningRate: 0.05,
      baggingFraction: 0.9,
      baggingFreq: 1,
      featureFraction: 0.9,
      lambdaL2: 1,
      seed: 1,
    },
  });
}

/** Row-major values as the model reads them: categories as their codes. */
export function rowMajor(table: Table): Float64Array {
  const names = features(table);
  const out = new Float64Array(table.numRows * names.length);
  names.forEach((name, k) => {
    const values = table.getChild(name)!.data[0]!.values as Float64Array | Int32Array;
    for (let i = 0; i < table.numRows; i++) out[i * names.length + k] = values[i]!;
  });
  return out;
}
