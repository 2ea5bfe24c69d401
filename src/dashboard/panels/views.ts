import { shown, shownShare, type View, type Words, withoutSmallParts } from './view.js';

const contactsBy =
  (column: string) =>
  ({ dayTime }: Words): string =>
    withoutSmallParts(`SELECT "project", ${dayTime('"date"')} AS "time", "${column}" AS "part",
    sum("planned_users") AS "users", sum("planned_cost_minor") AS "cost_minor"
  FROM winback_campaign WHERE NOT ("tier" = '*' AND "action" = '*') GROUP BY 1, 2, 3`);

/** Runs, alarms and data. */
const system: readonly View[] = [
  {
    name: 'steps',
    about: 'One step of one day: what became of it, and how many seconds it took.',
    sql: ({
      dayTime,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "name" AS "step", "state", "reason",
  ("ended_at" - "started_at") / 1000000.0 AS "seconds"
FROM winback_step WHERE "name" <> 'models'`,
  },
  {
    name: 'alerts',
    about: 'One alarm that is not over. first_time and last_time are seconds since 1970.',
    sql: ({ time }) => `SELECT "project", "kind", "severity", "object", "state", "value", "threshold",
  ${time('"first_at"')} AS "first_time", ${time('"last_at"')} AS "last_time", "ack_by", ${time('"muted_until"')} AS "muted_until"
FROM winback_alert WHERE "state" <> 'resolved'`,
  },
  {
    name: 'events',
    about:
      'Rows of one event on one day, with what the same weekday of earlier weeks leads to expect; * is all events. Lags are seconds.',
    sql: ({
      dayTime,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "event", "rows", "expected", "expected_low",
  "expected_high", "lag_p50", "lag_p995"
FROM winback_data`,
  },
];

/** Models and drift. */
const models: readonly View[] = [
  {
    name: 'figures',
    about:
      'One figure of all users of one snapshot: matured from final labels, estimated while they are open. The newest evaluation counts.',
    sql: ({
      dayTime,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "model", "kind", "name", "value", "low", "high",
  ${shown('"n"')} AS "n", ${shown('"positives"')} AS "positives", "reason"
FROM (SELECT *, row_number() OVER (PARTITION BY "project", "date", "model", "name", "kind" ORDER BY "as_of" DESC) AS "age"
  FROM winback_metric WHERE "slice" = '') AS newest
WHERE "age" = 1`,
  },
  {
    name: 'decisions',
    about: 'What was decided about models: promote, roll-back, retrain, train, recalibrate.',
    sql: ({
      dayTime,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "kind", "object" AS "model", "reason", "by"
FROM winback_decision WHERE "kind" IN ('promote', 'roll-back', 'rollback', 'retrain', 'train', 'recalibrate')`,
  },
  {
    name: 'training',
    about: 'One figure of one model on the test rows of its training. promoted is seconds since 1970.',
    sql: ({
      each,
      time,
      text,
      number,
    }) => `SELECT "project", "digest" AS "model", "version", "trained_from", "trained_to",
  ${time('"promoted_at"')} AS "promoted", ${text('one.value', 'name')} AS "name", ${number('one.value', 'value')} AS "value",
  ${number('one.value', 'low')} AS "low", ${number('one.value', 'high')} AS "high"
FROM winback_model, ${each('"metrics"')}`,
  },
  {
    name: 'drift',
    about:
      'One column of one day against the training rows: distances, shares of missing values, effect on the score.',
    sql: ({
      dayTime,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "model", "column", "state", "ks", "ks_low", "psi",
  "js_bits", "w1_over_iqr", "missing_reference", ${shownShare('"missing_current"')} AS "missing_current",
  ${shownShare('"unseen"')} AS "unseen", "delta_score", "delta_above"
FROM winback_drift`,
  },
];

/** Plans, campaigns and experiments. Small groups of users are hidden. */
const campaigns: readonly View[] = [
  {
    name: 'plans',
    about:
      'The plan of one day, money in whole units: budget, expected spend and profit, proven bound, what the next unit brings.',
    sql: ({
      dayTime,
      number,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", ${number('"details"', 'budget')} AS "budget",
  CASE WHEN ${number('"details"', 'targeted')} BETWEEN 1 AND 9 THEN NULL ELSE ${number('"details"', 'spent')} END AS "spent",
  CASE WHEN ${number('"details"', 'targeted')} BETWEEN 1 AND 9 THEN NULL ELSE ${number('"details"', 'expectedProfit')} END AS "profit",
  ${number('"details"', 'upperBound')} AS "upper_bound", ${number('"details"', 'shadowPrice')} AS "next_unit"
FROM winback_decision WHERE "kind" = 'plan'`,
  },
  {
    name: 'tiers',
    about:
      'Users of one tier on one day, contacted or not. NULL hides 1 to 9 users, and the next larger tier with them.',
    sql: ({ dayTime, each, number, text }) =>
      withoutSmallParts(`SELECT "project", ${dayTime('"date"')} AS "time", ${text('one.value', 'tier')} AS "part",
    CAST(${number('one.value', 'users')} AS BIGINT) AS "users", CAST(NULL AS BIGINT) AS "cost_minor"
  FROM winback_decision, ${each('"details"', 'byTier')} WHERE "kind" = 'plan'`),
  },
  {
    name: 'contacts_by_tier',
    about:
      'Planned contacts of one tier on one day, cost in minor units. NULL hides 1 to 9 users, and the next larger tier with them.',
    sql: contactsBy('tier'),
  },
  {
    name: 'contacts_by_action',
    about:
      'Planned contacts of one action on one day, cost in minor units. NULL hides 1 to 9 users, and the next larger action with them.',
    sql: contactsBy('action'),
  },
  {
    name: 'weeks',
    about:
      'What the campaigns of a week brought against the holdout: share brought back, net revenue in minor units, with 95 % intervals.',
    sql: ({ dayTime }) => `SELECT "project", ${dayTime('"date"')} AS "time", ${shown('"sent"')} AS "treated",
  ${shown('"holdout"')} AS "held", "recall", "recall_low", "recall_high", "net_gmv_minor", "net_gmv_low_minor",
  "net_gmv_high_minor", "planned_profit_minor" AS "claimed_minor"
FROM winback_campaign WHERE "tier" = '*' AND "action" = '*'`,
  },
  {
    name: 'looks',
    about:
      'One look at one experiment: share of the planned sample, power, check of the arms, statistic against its limit, decision.',
    sql: ({ dayTime }) => `SELECT "project", ${dayTime('"date"')} AS "time", "experiment", "version", "look",
  CASE WHEN "compared_users" BETWEEN 1 AND 9 THEN NULL ELSE "compared_users" * 1.0 / nullif("planned_users", 0) END AS "progress",
  "power", "srm_p", "statistic", "boundary", "decision"
FROM winback_look`,
  },
  {
    name: 'look_metrics',
    about:
      'One metric at one look: variant minus control with its interval, p-values, posterior, variance removed by CUPED, guardrail.',
    sql: ({
      dayTime,
      each,
      number,
      text,
    }) => `SELECT "project", ${dayTime('"date"')} AS "time", "experiment", "version", "look",
  ${text('one.value', 'name')} AS "metric", ${text('one.value', 'variant')} AS "variant",
  ${number('one.value', 'difference')} AS "difference", ${number('one.value', 'low')} AS "low", ${number('one.value', 'high')} AS "high",
  ${number('one.value', 'p')} AS "p", ${number('one.value', 'pAdjusted')} AS "p_adjusted", ${number('one.value', 'pBetter')} AS "p_better",
  ${number('one.value', 'varianceRemoved')} AS "variance_removed", ${text('one.value', 'guardrail')} AS "guardrail"
FROM winback_look, ${each('"metrics"')}`,
  },
];

/** Every view. */
export const views: readonly View[] = [...system, ...models, ...campaigns];
