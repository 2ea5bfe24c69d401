import type { Table } from 'apache-arrow';

import { nodeCrypto } from '../base/node-crypto.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { validityWhere } from '../data/read/bits.js';
import { columnOf, isText } from '../data/read/column.js';
import { textAt } from '../data/read/texts.js';
import { type BuiltColumn, buildTable } from '../data/tables/build.js';
import { takenColumn } from '../data/tables/take-rows.js';
import { textCells } from '../data/tables/text-cells.js';
import { Economics } from './economics.js';
import type { CampaignPlan } from './plan.js';
import { noAction, reasonCodes } from './records.js';

/** Rows of one table handed to a writer. */
const batchRows = 65_536;

/** Decimals of the columns of CSV lists: money in yuan has two, probabilities and ratios six. */
export const listDecimals: Readonly<Record<string, number>> = {
  ...{ churn_prob: 6, recall_rate: 6, expected_roi: 6, treatment_probability: 6 },
  ...{ cost: 2, expected_value: 2, expected_profit: 2 },
};

/** How ids are written to lists that others get. */
export interface ListOptions {
  /** Replaces every id by HMAC-SHA-256(salt, id) in hex. */
  readonly salt?: string | null | undefined;
  /**
   * Columns of the scores that stand after the list's own. With a salt there are none: whoever gets the list is not to know the
   * user. @default none
   */
  readonly carry?: readonly string[] | undefined;
}

/** What a list is made from. */
export interface ListSource {
  readonly table: ArrowTable;
  readonly plan: CampaignPlan;
  readonly options: ListOptions;
}

/**
 * The users to contact: the columns that the reference script writes, then why and with which probability.
 * Ordered by action name, then by falling probability, as the reference script orders them.
 */
export async function* contactList(source: ListSource): AsyncGenerator<Table> {
  const { table, plan } = source;
  const economics = new Economics(table, plan.options, plan.fallbackRevenue);
  const { action } = plan.assignment;
  const rows = orderedRows(action, economics, plan.assignment.actions);
  for (const part of parts(rows)) {
    yield await buildTable([
      ...riskColumns(source, economics, part),
      category('action', part, plan.assignment.actions, (row) => action[row]!),
      ...moneyColumns(economics, action, part),
      ...reasonColumns(source, part),
      ...carriedColumns(source, part),
    ]);
  }
}

/**
 * Everybody else, in input order, with the reason, what a held-back user would have got, and what it would have cost and brought:
 * closing compares those who were contacted with those who were held back from the same.
 */
export async function* restList(source: ListSource): AsyncGenerator<Table> {
  const { table, plan } = source;
  const economics = new Economics(table, plan.options, plan.fallbackRevenue);
  const { action, plannedAction, actions } = plan.assignment;
  const rows = Uint32Array.from(rowsWhere(action, (chosen) => chosen === noAction));
  const names = [...actions, 'none'];
  for (const part of parts(rows)) {
    yield await buildTable([
      ...riskColumns(source, economics, part),
      category('planned_action', part, names, (row) => Math.min(plannedAction[row]!, actions.length)),
      ...reasonColumns(source, part),
      ...plannedMoney(economics, plannedAction, part),
    ]);
  }
}

/** The form in which an id appears in the lists. */
export function idText(id: string, { salt }: ListOptions): string {
  return salt === undefined || salt === null
    ? id
    : nodeCrypto().createHmac('sha256', salt).update(id).digest('hex');
}

// At least one table, so that an empty list still has its header.
/** Rows in batches. */
export function* parts(rows: Uint32Array): Generator<Uint32Array> {
  for (let from = 0; from === 0 || from < rows.length; from += batchRows) {
    yield rows.subarray(from, from + batchRows);
  }
}

function* rowsWhere(action: Uint8Array, wanted: (chosen: number) => boolean): Generator<number> {
  for (let row = 0; row < action.length; row++) if (wanted(action[row]!)) yield row;
}

function orderedRows(action: Uint8Array, economics: Economics, names: readonly string[]): Uint32Array {
  const rank = names.map((name) => names.filter((other) => other < name).length);
  const rows = Uint32Array.from(rowsWhere(action, (chosen) => chosen !== noAction));
  return rows.sort(
    (a, b) =>
      rank[action[a]!]! - rank[action[b]!]! || economics.probability(b) - economics.probability(a) || a - b,
  );
}

function riskColumns(source: ListSource, economics: Economics, rows: Uint32Array): BuiltColumn[] {
  const tiers = source.plan.assignment.tiers;
  return [
    idColumn(source, rows),
    number('churn_prob', rows, (row) => economics.probability(row)),
    category('risk_tier', rows, tiers, (row) => economics.tier(row)),
  ];
}

function moneyColumns(economics: Economics, action: Uint8Array, rows: Uint32Array): BuiltColumn[] {
  const worth = Array.from(rows, (row) => economics.worth(row, action[row]!));
  const at = (of: (i: number) => number): Float64Array => Float64Array.from(rows, (_, i) => of(i));
  const roi = at((i) => micro(worth[i]!.value / 1e4 / worth[i]!.cost));
  return [
    { name: 'cost', kind: 'number', values: at((i) => worth[i]!.cost / 100) },
    number('recall_rate', rows, (row) => economics.response(row, action[row]!)),
    number('expected_value', rows, (row) => micro(economics.recovered(row))),
    { name: 'expected_profit', kind: 'number', values: at((i) => worth[i]!.value / 1e6) },
    {
      name: 'expected_roi',
      kind: 'number',
      values: roi,
      ...validityWhere(rows.length, (i) => worth[i]!.cost > 0),
    },
  ];
}

/** Value of every user; cost and profit where an action was planned. */
function plannedMoney(economics: Economics, planned: Uint8Array, rows: Uint32Array): BuiltColumn[] {
  const worth = Array.from(rows, (row) =>
    planned[row] === noAction ? null : economics.worth(row, planned[row]!),
  );
  const present = validityWhere(rows.length, (i) => worth[i] !== null);
  const at = (of: (one: { value: number; cost: number }) => number): Float64Array =>
    Float64Array.from(worth, (one) => (one === null ? Number.NaN : of(one)));
  return [
    { name: 'cost', kind: 'number', values: at(({ cost }) => cost / 100), ...present },
    number('expected_value', rows, (row) => micro(economics.recovered(row))),
    { name: 'expected_profit', kind: 'number', values: at(({ value }) => value / 1e6), ...present },
  ];
}

/** To six decimals: 60.822 yuan, not the 60.82200000000001 of a product of doubles. */
const micro = (value: number): number => Math.round(value * 1e6) / 1e6;

function reasonColumns({ plan }: ListSource, rows: Uint32Array): BuiltColumn[] {
  const { reason, treatmentProbability } = plan.assignment;
  return [
    category('reason', rows, reasonCodes, (row) => reason[row]!),
    number('treatment_probability', rows, (row) => treatmentProbability[row]!),
  ];
}

function carriedColumns({ table, options }: ListSource, rows: Uint32Array): BuiltColumn[] {
  const { salt = null, carry = [] } = options;
  if (salt !== null) return [];
  return carry.map((name) => {
    const vector = columnOf(table, name);
    if (!isText(vector)) return takenColumn(table as Table, name, rows);
    const cells = Array.from(rows, (row) => vector.get(row));
    return textCells(
      name,
      cells.map((cell) => (cell === null || cell === undefined ? null : String(cell))),
    );
  });
}

// Numeric ids stay numbers, so that no spreadsheet or join sees them change.
export function idColumn({ table, plan, options }: ListSource, rows: Uint32Array): BuiltColumn {
  const vector = columnOf(table, plan.options.columns.user);
  const name = 'user_id';
  if (!isText(vector) && (options.salt ?? null) === null) {
    const { isSigned, bitWidth } = vector.type;
    const ids = Array.from(rows, (row) => BigInt(textAt(vector, row)));
    const isUnsigned = isSigned === false && bitWidth === 64;
    return { name, kind: 'number', values: isUnsigned ? BigUint64Array.from(ids) : BigInt64Array.from(ids) };
  }
  return textCells(
    name,
    Array.from(rows, (row) => idText(textAt(vector, row), options)),
  );
}

export function number(name: string, rows: Uint32Array, of: (row: number) => number): BuiltColumn {
  return { name, kind: 'number', values: Float64Array.from(rows, of) };
}

export function category(
  name: string,
  rows: Uint32Array,
  categories: readonly string[],
  of: (row: number) => number,
): BuiltColumn {
  return { name, kind: 'dictionary', codes: Int32Array.from(rows, of), categories };
}
