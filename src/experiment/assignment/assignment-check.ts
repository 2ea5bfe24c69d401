import type { Pace } from '../../base/pace.js';
import type { ExperimentConfig } from '../config/config.js';
import type { ExperimentData } from '../data/data.js';
import { type CheckRecord, check, notRun } from '../records/check-record.js';
import type { AssignmentPlan } from './assignment.js';
import { type AssignmentAudit, auditAssignment } from './audit.js';

/** Share of exposures that may differ from the recomputed assignment before the experiment fails. */
const tolerated = 0.001;

/** Recomputes every user's variant from the configured hash and compares it with the logged one. */
export async function assignmentCheck(
  data: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<CheckRecord> {
  const audit = await auditOf(data, config, pace);
  if (audit === null) return notRun('assignment');
  const { users, matched, wrongVariant, notIncluded, agreement } = audit;
  const wrong = wrongVariant + notIncluded;
  const status = agreement < 1 - tolerated ? 'failed' : wrong > 0 ? 'warning' : 'passed';
  return check('assignment', status, { users, matched, wrongVariant, notIncluded });
}

/** Users hashed between two turns of the event loop. */
const usersAtOnce = 2000;

async function auditOf(
  { rows }: ExperimentData,
  config: ExperimentConfig,
  pace: Pace,
): Promise<Omit<AssignmentAudit, 'examples'> | null> {
  const plan = assignmentPlanOf(config);
  if (plan === null || rows === null || rows.users === null) return null;
  const { codes, labels } = rows.users;
  const count = { users: 0, matched: 0, wrongVariant: 0, notIncluded: 0 };
  for (let from = 0; from < codes.length; from += usersAtOnce) {
    const to = Math.min(codes.length, from + usersAtOnce);
    const exposures: { readonly user: string; readonly variant: string }[] = [];
    for (let row = from; row < to; row++) {
      const arm = rows.arm[row]!;
      if (arm >= 0) exposures.push({ user: labels[codes[row]!]!, variant: plan.variants[arm]! });
    }
    const audit = auditAssignment(plan, exposures);
    count.users += audit.users;
    count.matched += audit.matched;
    count.wrongVariant += audit.wrongVariant;
    count.notIncluded += audit.notIncluded;
    await pace.part('assignment', 0.95 + (0.05 * to) / codes.length);
  }
  return { ...count, agreement: count.users === 0 ? 1 : count.matched / count.users };
}

/** How the users of an experiment are assigned; null where its configuration does not say. */
export function assignmentPlanOf(config: ExperimentConfig): AssignmentPlan | null {
  if (config.assignment === undefined) return null;
  const { seed, coverage, hashVersion, namespace, holdout } = config.assignment;
  return {
    seed,
    variants: [config.control, ...config.treatments],
    coverage,
    hashVersion: hashVersion === 1 ? (1 as const) : (2 as const),
    weights: config.weights === 'unknown' ? undefined : config.weights,
    namespace: namespace && { name: namespace.name, range: [namespace.from, namespace.to] },
    holdout,
  };
}
