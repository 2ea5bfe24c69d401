import { WinbackError } from '../../base/errors.js';
import { shown } from '../../base/options.js';
import type { Pace } from '../../base/pace.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { flagIn } from '../../data/read/flags.js';
import type { BotRule } from '../../metrics/bot-rule.js';
import { labelColumn } from './user-table.js';

/** Reason of the users that the rule leaves out, beside those of other rules. */
const reason = 'bots';

/**
 * Leaves the users out whom the rule finds in the table. A user without a value is no program.
 * @throws WinbackError BAD_INPUT for a value that says neither yes nor no, or is no number
 */
export async function leaveBotsOut(
  table: ArrowTable,
  rule: BotRule | undefined,
  arm: Int32Array,
  pace: Pace,
): Promise<{
  readonly arm: Int32Array;
  readonly excluded: readonly { readonly reason: string; readonly users: number }[];
}> {
  if (rule?.column === undefined) return { arm, excluded: [] };
  const { column, above } = rule;
  const { codes, labels } = await labelColumn(table, column, pace);
  const found = labels.map((label) => says(label, column, above));
  let users = 0;
  const kept = arm.map((own, row) => {
    if (own < 0 || codes[row]! < 0 || !found[codes[row]!]!) return own;
    users++;
    return -1;
  });
  return { arm: kept, excluded: [{ reason, users }] };
}

function says(label: string, column: string, above: number | undefined): boolean {
  const value = above === undefined ? flagIn(label) : Number(label);
  if (value === undefined || (above !== undefined && Number.isNaN(value)))
    throw new WinbackError(
      'BAD_INPUT',
      `bots: column "${column}" holds ${shown(label)}, expected ${above === undefined ? 'yes or no' : 'numbers'}`,
    );
  return above === undefined ? value === 1 : value > above;
}
