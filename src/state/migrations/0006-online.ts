import { type Migration, table } from './migration.js';

/** What the server decided by the price of a plan, and what that used of the plan's limits. */
export const online: Migration = {
  number: 6,
  name: 'online decisions',
  statements: [
    table(`winback_online_decision (
      "plan" TEXT NOT NULL, "decision_id" TEXT NOT NULL, "action" TEXT NOT NULL, "cost_fen" INTEGER NOT NULL,
      "attempt" TEXT NOT NULL, "at" INTEGER NOT NULL, PRIMARY KEY ("plan", "decision_id"))`),
    table(`winback_online_use (
      "plan" TEXT NOT NULL, "limit_name" TEXT NOT NULL, "used" INTEGER NOT NULL,
      PRIMARY KEY ("plan", "limit_name"))`),
  ],
};
