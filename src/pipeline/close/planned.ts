import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import type { AssumedRates } from '../../campaign/closing/rates.js';
import type { ResolvedPlanOptions } from '../../campaign/options.js';
import {
  contactFileName,
  digestOf,
  entryOf,
  type PlanFile,
  planFileName,
  restFileName,
} from '../../campaign/plan-file.js';
import { responseIn } from '../../campaign/terms.js';
import { readPlanFile } from '../../campaign/verify/read-plan-file.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import { strictNumbers } from '../../data/read/numbers.js';
import { eachStrictText, textAt } from '../../data/read/texts.js';
import { readTable } from '../../data/tables/read.js';
import { settleFolder } from '../../registry/output-folder.js';

/** A user for whom the plan had an action that the holdout decided about. */
export interface PlannedRow {
  readonly contacted: boolean;
  readonly action: string;
  readonly tier: string;
  readonly risk: number;
  readonly chance: number;
  readonly cost: number;
  readonly value: number;
  readonly claimed: number;
}

/** The lists of a plan as closing needs them. */
export interface PlannedCampaign {
  /** Name of the folder. */
  readonly name: string;
  readonly plan: PlanFile;
  /** By the id as the lists have it. */
  readonly rows: ReadonlyMap<string, PlannedRow>;
  /** Users with a fixed action, whom no holdout could keep from it: nothing is said of them. */
  readonly fixed: number;
  /** Ids that the plan left out: known to it, and not part of the campaign. */
  readonly others: ReadonlySet<string>;
  /** Files that are not what was written. */
  readonly wrongDigests: readonly string[];
}

/**
 * Reads plan.json and both lists.
 * @throws WinbackError NOT_FOUND, BAD_INPUT for a list without the columns that closing needs
 */
export async function readPlannedCampaign(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<PlannedCampaign> {
  await settleFolder(folder);
  const plan = await readPlanFile(path.join(folder, planFileName));
  const wrongDigests = digestOf(plan) === plan.digest ? [] : [planFileName];
  for (const { name, sha256 } of plan.files)
    if ((await entryOf(path.join(folder, name))).sha256 !== sha256) wrongDigests.push(name);
  const read = (name: string): Promise<ArrowTable> =>
    readTable(path.join(folder, name), {
      ...{ text: ['user_id'], utf8: ['user_id'], signal },
      numeric: numberColumns,
    });
  const rows = new Map<string, PlannedRow>();
  const others = new Set<string>();
  const add = (id: string, row: PlannedRow | null): boolean => {
    // Without a holdout everybody is contacted for certain; with one, those of a fixed action are.
    if (row === null || (row.chance >= 1 && plan.options.holdout.share > 0)) {
      others.add(id);
      return row !== null;
    }
    rows.set(id, row);
    return false;
  };
  let fixed = 0;
  const lists = [
    { file: contactFileName, action: 'action', contacted: true },
    { file: restFileName, action: 'planned_action', contacted: false },
  ] as const;
  for (const { file, action, contacted } of lists) {
    const list = await read(file);
    requireColumns(list, path.join(folder, file), [...listColumns, action]);
    const rowOf = rowReader(list, action, contacted);
    eachStrictText(list, 'user_id', (id, line) => {
      if (add(id, rowOf(line))) fixed++;
    });
  }
  return { name: path.basename(path.resolve(folder)), plan, rows, fixed, others, wrongDigests };
}

const numberColumns = ['churn_prob', 'treatment_probability', 'cost', 'expected_value', 'expected_profit'];
const listColumns = ['user_id', 'risk_tier', 'reason', ...numberColumns];

function requireColumns({ schema }: ArrowTable, file: string, columns: readonly string[]): void {
  const missing = columns.filter((name) => !schema.fields.some((field) => field.name === name));
  if (missing.length === 0) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${file} has no column ${missing.join(', ')}: it was written by an older version; ` +
      'make the plan again from the same scores and options, which gives the same users',
  );
}

function isEmpty(column: { get(row: number): unknown }, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (column.get(row) !== null) return false;
  return true;
}

/** The planned row of a line; null for users without a planned action. */
function rowReader(list: ArrowTable, actionColumn: string, contacted: boolean) {
  if (list.numRows === 0) return () => null;
  const [action, tier, reason] = [actionColumn, 'risk_tier', 'reason'].map((name) => columnOf(list, name));
  // Empty cells alone are no numbers by themselves: of a list in which nobody has a cost or a profit.
  const numbers = (name: string): Float64Array =>
    isEmpty(columnOf(list, name), list.numRows)
      ? new Float64Array(list.numRows).fill(Number.NaN)
      : strictNumbers(list, name);
  const [risk, chance] = [numbers('churn_prob'), numbers('treatment_probability')];
  const [value, claimed, cost] = [numbers('expected_value'), numbers('expected_profit'), numbers('cost')];
  return (line: number): PlannedRow | null => {
    const planned = textAt(action!, line);
    const isHeld = textAt(reason!, line) === 'holdout';
    if (!contacted && (!isHeld || planned === 'none')) return null;
    return {
      ...{ contacted, action: planned, tier: textAt(tier!, line), risk: risk[line]!, chance: chance[line]! },
      ...{ cost: cost[line]!, value: value[line]!, claimed: claimed[line]! },
    };
  };
}

/** What the plan assumed of each action whose rates it has itself. */
export function assumedRates({ actions, tiers }: ResolvedPlanOptions): AssumedRates {
  return Object.fromEntries(
    Object.entries(actions)
      .filter(([, { uplift, gain }]) => uplift === null && gain === null)
      .map(([name, action]) => {
        const response = Object.fromEntries(tiers.map((tier) => [tier.name, responseIn(action, tier.name)]));
        const isPaid = action.contact > 0 || action.face > 0 || action.cost !== null;
        return [name, { response, face: action.face, isPaid }];
      }),
  );
}
