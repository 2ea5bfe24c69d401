import type { ChurnEvaluation } from '../../churn/records.js';
import type { ModelDescription } from '../../registry/manifest.js';
import { versions } from '../package-facts.js';
import type { PreparedChurn } from './dataset.js';

/** What the manifest says about a model made by this program. @param made when, and at which commit of the user's project */
export function describeModel(
  name: string,
  data: PreparedChurn,
  evaluation: ChurnEvaluation,
  made: { readonly now: string; readonly commit: string | null },
): ModelDescription {
  const report = data.features?.report ?? null;
  const { split } = evaluation.data;
  const train = split.parts.find((part) => part.name === 'train') ?? split.parts[0]!;
  const { auc, prAuc, logLoss, brier } = evaluation.test;
  return {
    name,
    createdAt: made.now,
    gitCommit: made.commit,
    featureVersion: report?.featureVersion ?? null,
    idColumn: data.idColumn,
    windows:
      report === null ? null : { observationDays: report.observationDays, horizonDays: report.horizonDays },
    training: { from: train.from, to: train.to, rows: train.rows },
    metrics: { auc: auc.value, prAuc, logLoss, brier },
    versions: versions(),
  };
}
