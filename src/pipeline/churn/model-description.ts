import { readFileSync } from 'node:fs';
import path from 'node:path';

import { packageRoot } from '../../base/package-root.js';
import type { ChurnEvaluation } from '../../churn/records.js';
import type { ModelDescription } from '../../registry/manifest.js';
import type { LoadedData } from './churn-dataset.js';

/** What the manifest says about a model made by this program. @param made when, and at which commit of the user's project */
export function describeModel(
  name: string,
  data: LoadedData,
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

function packageFile(name: string): unknown {
  return JSON.parse(readFileSync(path.join(packageRoot(), name), 'utf8'));
}

interface OwnPackage {
  readonly version: string;
  readonly dependencies: Record<string, string>;
}

/** Version of this program. */
export function winbackVersion(): string {
  return (packageFile('package.json') as OwnPackage).version;
}

function versions(): Record<string, string> {
  const own = packageFile('package.json') as OwnPackage;
  const lock = packageFile('third_party/lock.json') as { lightgbm?: { version?: string } };
  return {
    winback: own.version,
    node: process.versions.node,
    lightgbm: lock.lightgbm?.version ?? 'unknown',
    'apache-arrow': own.dependencies['apache-arrow'] ?? 'unknown',
    duckdb: own.dependencies['@duckdb/node-api'] ?? 'unknown',
  };
}
