import type { PlanResult } from '../../campaign/records.js';
import type { StateRecords } from '../../state/records.js';
import { campaignOf } from './campaign-names.js';
import type { Day } from './day.js';

/** What the day's plan decided, with what every other budget would have brought: people choose the next budget by it. */
export function planDecision({ config, date, now }: Day, result: PlanResult): StateRecords['decision'] {
  const { certificate, constraints: _constraints, exclusions, greedy, holdout, ...figures } = result;
  return {
    ...{ project: config.name, date, kind: 'plan', object: campaignOf(date), at: now(), by: 'rule' },
    reason: certificate.method,
    details: {
      ...figures,
      holdout: holdout.users,
      exclusions,
      greedy: greedy === null ? null : { spent: greedy.spent, expectedProfit: greedy.expectedProfit },
    },
  };
}
