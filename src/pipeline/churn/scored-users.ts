import type { ChurnRun } from '../../churn/dataset.js';
import { buildTable } from '../../data/tables/build.js';
import { nameColumn } from '../../data/tables/name-column.js';
import { takeTableRows } from '../../data/tables/take-rows.js';
import { calibrate } from '../../model/calibration/calibration.js';
import { conform } from '../../model/conform.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import { monthlyRevenue, revenueColumn } from '../revenue.js';
import type { PreparedChurn } from './dataset.js';

/** A real Arrow table, as the readers give it. */
export type Table = Awaited<ReturnType<typeof buildTable>>;

/** Users to decide about, with everything known about them. */
export interface ScoredUsers {
  /** The columns of the data, then churn_prob, risk_tier and contact. */
  readonly table: Table;
  readonly idColumn: string;
  /** Column with the yuan a user paid in 30 days, >= 0; null when the data has no money. */
  readonly valueColumn: string | null;
}

/** Today's users of an event log, or else the test rows of a table, with their calibrated probabilities. */
export async function scoredUsers(
  run: ChurnRun,
  data: PreparedChurn,
  signal: AbortSignal | undefined,
): Promise<ScoredUsers> {
  const { model } = run;
  const { valueColumn } = data;
  if (data.current === null) {
    const table = await withIds(
      await takeTableRows(data.source!, run.test.rows),
      data.idColumn,
      run.test.rows,
    );
    const scored = await withScores(table, run.test.probabilities, model.threshold.value);
    return { table: scored, idColumn: data.idColumn ?? rowColumn, valueColumn };
  }
  const raw = await model.classifier.predict(conform(data.current, model.classifier.features), { signal });
  const probabilities = calibrate(model.calibration, raw);
  const scored = await withScores(data.current, probabilities, model.threshold.value);
  if (valueColumn === null) return { table: scored, idColumn: data.idColumn!, valueColumn };
  const days = data.features?.report.observationDays ?? 30;
  return {
    table: await withRevenue(scored, valueColumn, days),
    idColumn: data.idColumn!,
    valueColumn: revenueColumn,
  };
}

/** The columns that the scored users of `data` will have, known before anything is scored. */
export function userColumns(data: PreparedChurn): Pick<ScoredUsers, 'idColumn' | 'valueColumn'> & {
  readonly names: readonly string[];
} {
  const table = data.current ?? data.source!;
  const idColumn = data.idColumn ?? rowColumn;
  const valueColumn = data.current !== null && data.valueColumn !== null ? revenueColumn : data.valueColumn;
  const own = table.schema.fields.map(({ name }) => name);
  const added = [...scoreNames, idColumn, ...(valueColumn === null ? [] : [valueColumn])];
  return { idColumn, valueColumn, names: [...new Set([...own, ...added])] };
}

const rowColumn = 'row';
export const scoreNames = ['churn_prob', 'risk_tier', 'contact'];

async function withRevenue(table: Table, column: string, days: number): Promise<Table> {
  const paid = table.getChild(column);
  const values = Float64Array.from({ length: table.numRows }, (_, row) => {
    const value: unknown = paid?.get(row);
    return monthlyRevenue(value === null || value === undefined ? null : Number(value), days);
  });
  return table.assign(await buildTable([{ name: revenueColumn, kind: 'number', values }]));
}

// A table without ids names its users by row number, counted from 1.
async function withIds(table: Table, idColumn: string | null, rows: Uint32Array): Promise<Table> {
  if (idColumn !== null) return table;
  return table.assign(
    await buildTable([{ name: rowColumn, kind: 'number', values: rows.map((row) => row + 1) }]),
  );
}

async function withScores(table: Table, probabilities: Float64Array, threshold: number): Promise<Table> {
  const tiers = Uint8Array.from(probabilities, (p) => tierOf(p));
  const contact = Uint8Array.from(probabilities, (p) => Number(p >= threshold));
  return table.assign(
    await buildTable([
      { name: 'churn_prob', kind: 'number', values: probabilities },
      nameColumn(
        'risk_tier',
        tiers,
        riskTiers.map(({ name }) => name),
      ),
      { name: 'contact', kind: 'number', values: contact },
    ]),
  );
}

/**
 * The columns of scores.csv, which is also an input of `winback plan` and `winback plan verify`: the scores, then those
 * that plans read (`planColumns`).
 */
export function scoreColumns({ table, idColumn }: ScoredUsers, planColumns: readonly string[]): Table {
  return table.select([idColumn, ...scoreNames, ...planColumns]) as Table;
}
