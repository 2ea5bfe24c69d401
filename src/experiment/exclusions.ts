import type { ArrowTable } from '../data/arrow-shape.js';
import type { ExclusionRule } from './config.js';
import type { Pace } from './pace.js';
import { labelColumn, numberColumn } from './user-table.js';

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
    const hit = await ruleHits(table, rule, pace);
    let users = 0;
    kept = kept.map((a, row) => {
      if (a < 0 || !hit(row)) return a;
      users++;
      return -1;
    });
    excluded.push({ reason: rule.reason, users });
    await pace.breathe(arm.length);
  }
  return { arm: kept, excluded };
}

async function ruleHits(
  table: ArrowTable,
  rule: ExclusionRule,
  pace: Pace,
): Promise<(row: number) => boolean> {
  if (typeof rule.equals === 'string') {
    const { codes, labels } = await labelColumn(table, rule.column, pace);
    const code = labels.indexOf(rule.equals);
    return (row) => code >= 0 && codes[row] === code;
  }
  const values = numberColumn(table, rule.column);
  const { above, below, equals } = rule;
  return (row) =>
    (above !== undefined && values[row]! > above) ||
    (below !== undefined && values[row]! < below) ||
    (equals !== undefined && values[row] === equals);
}
