import { type AssignmentAudit, auditAssignment } from './assignment.js';
import type { ExperimentConfig } from './config.js';
import type { ExperimentData } from './data.js';
import type { CheckRecord } from './records.js';

/** Share of exposures that may differ from the recomputed assignment before the experiment fails. */
const tolerated = 0.001;

/** Recomputes every user's variant from the configured hash and compares it with the logged one. */
export function assignmentCheck(data: ExperimentData, config: ExperimentConfig): CheckRecord {
  const audit = auditOf(data, config);
  if (audit === null) {
    const text = {
      zh: '没有分流配置或用户标识，未复算分流',
      en: 'no assignment plan or user column: not recomputed',
    };
    return { code: 'assignment', status: 'not-run', text, values: {} };
  }
  const { users, matched, wrongVariant, notIncluded, agreement } = audit;
  const wrong = wrongVariant + notIncluded;
  return {
    code: 'assignment',
    status: agreement < 1 - tolerated ? 'failed' : wrong > 0 ? 'warning' : 'passed',
    text: {
      zh: `复算分流：${users} 名用户中 ${matched} 名与日志一致，${wrongVariant} 名组别不同，${notIncluded} 名不应进入实验`,
      en: `assignment recomputed: ${matched} of ${users} users as logged, ${wrongVariant} in another variant, ${notIncluded} should not be in the experiment`,
    },
    values: { users, matched, wrongVariant, notIncluded },
  };
}

function auditOf({ rows }: ExperimentData, config: ExperimentConfig): AssignmentAudit | null {
  if (config.assignment === undefined || rows === null || rows.users === null) return null;
  const variants = [config.control, ...config.treatments];
  const { seed, coverage, hashVersion, namespace, holdout } = config.assignment;
  const { codes, labels } = rows.users;
  const exposures = function* () {
    for (let row = 0; row < codes.length; row++) {
      const arm = rows.arm[row]!;
      if (arm >= 0) yield { user: labels[codes[row]!]!, variant: variants[arm]! };
    }
  };
  const plan = {
    seed,
    variants,
    coverage,
    hashVersion: hashVersion === 1 ? (1 as const) : (2 as const),
    ...(config.weights === undefined ? {} : { weights: config.weights }),
    ...(namespace === undefined
      ? {}
      : { namespace: { name: namespace.name, range: [namespace.from, namespace.to] as const } }),
    ...(holdout === undefined ? {} : { holdout }),
  };
  return auditAssignment(plan, exposures());
}
