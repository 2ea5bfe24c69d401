// The planned users of a campaign with their outcomes as the estimator takes them, without files.

import type { AssumedRates } from '../../../src/campaign/closing/rates.js';
import type { CloseRows } from '../../../src/campaign/closing/rows.js';
import { Economics } from '../../../src/campaign/economics.js';
import { noAction } from '../../../src/campaign/records.js';
import { assumedRates } from '../../../src/pipeline/close/planned.js';
import type { Campaign } from './world.js';

export const assumedOf = ({ plan }: Campaign): AssumedRates => assumedRates(plan.options);

export function rowsOf({ table, plan, outcomes }: Campaign): CloseRows {
  const { assignment, options, fallbackRevenue } = plan;
  const { action, plannedAction, tier, treatmentProbability, actions, tiers } = assignment;
  const economics = new Economics(table, options, fallbackRevenue);
  const rows = [...plannedAction.keys()].filter((row) => plannedAction[row] !== noAction);
  const numbers = (of: (row: number) => number): Float64Array => Float64Array.from(rows, of);
  return {
    users: rows.map((row) => outcomes[row]!.user),
    ...{ campaign: new Int32Array(rows.length), campaigns: ['simulated'], tiers, actions },
    tier: Int32Array.from(rows, (row) => tier[row]!),
    action: Int32Array.from(rows, (row) => plannedAction[row]!),
    contacted: Uint8Array.from(rows, (row) => Number(action[row] !== noAction)),
    chance: numbers((row) => treatmentProbability[row]!),
    risk: numbers((row) => economics.probability(row)),
    value: numbers((row) => economics.recovered(row)),
    claimed: numbers((row) => economics.worth(row, plannedAction[row]!).value / 1e6),
    stayed: Uint8Array.from(rows, (row) => outcomes[row]!.stayed),
    revenue: null,
    cost: numbers((row) => outcomes[row]!.cost),
    covariates: [],
  };
}
