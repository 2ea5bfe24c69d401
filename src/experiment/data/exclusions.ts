import type { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { isText } from '../../data/read/column.js';
import { conditionsOf, type ExclusionRule, type RowCondition } from '../config/exclusion-rules.js';
import { labelIndex } from '../config/labels.js';
import { labelColumn, numberColumn } from './user-table.js';

type Hits = (row: number) => boolean;

/** Rows left out by the rules of the config, each rule counting what the ones before left. */
export async function applyRules(
  table: ArrowTable,
  rules: readonly ExclusionRule[],
  arm: Int32Array,
  pace: Pace,
) {
  let kept = arm;
  const excluded: { readonly reason: string; readonly users: number }[] = [];
  for (const rule of rules) {
    const hits: Hits[] = [];
    for (const condition of conditionsOf(rule)) hits.push(await conditionHits(table, condition, pace));
    let users = 0;
    kept = kept.map((a, row) => {
      if (a < 0 || !hits.every((hit) => hit(row))) return a;
      users++;
      return -1;
    });
    excluded.push({ reason: rule.reason, users });
    await pace.breathe(arm.length);
  }
  return { arm: kept, excluded };
}

async function conditionHits(table: ArrowTable, condition: RowCondition, pace: Pace): Promise<Hits> {
  const { column, above, below, equals, missing } = condition;
  const hits: Hits[] = [];
  if (missing !== undefined) {
    const lacks = await missingIn(table, column, pace);
    hits.push((row) => lacks(row) === missing);
  }
  if (typeof equals === 'string' || typeof equals === 'boolean')
    hits.push(await labelHits(table, column, String(equals), pace));
  if (above !== undefined || below !== undefined || typeof equals === 'number') {
    const values = numberColumn(table, column);
    hits.push((row) => values[row]! > (above ?? Number.POSITIVE_INFINITY));
    hits.push((row) => values[row]! < (below ?? Number.NEGATIVE_INFINITY));
    hits.push((row) => values[row] === equals);
  }
  return (row) => hits.some((hit) => hit(row));
}

async function labelHits(table: ArrowTable, name: string, wanted: string, pace: Pace): Promise<Hits> {
  const { codes, labels } = await labelColumn(table, name, pace);
  const hit = labels.map((label) => labelIndex(label, [wanted]) === 0);
  return (row) => codes[row]! >= 0 && hit[codes[row]!]!;
}

async function missingIn(table: ArrowTable, name: string, pace: Pace): Promise<Hits> {
  const vector = table.getChild(name);
  if (vector === null || isText(vector)) {
    const { codes, labels } = await labelColumn(table, name, pace);
    return (row) => codes[row]! < 0 || labels[codes[row]!]!.trim() === '';
  }
  return (row) => {
    const value = vector.get(row);
    return value === null || value === undefined || Number.isNaN(value);
  };
}
