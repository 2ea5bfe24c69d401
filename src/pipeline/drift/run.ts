import path from 'node:path';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { isObjectAddress } from '../../base/object-address.js';
import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { strictFlags } from '../../data/read/flags.js';
import { type ReadTableOptions, readTable } from '../../data/tables/read.js';
import { calibrate } from '../../model/calibration/calibration.js';
import { conform } from '../../model/conform.js';
import { type PeerColumn, peerDrift } from '../../monitor/definitions/definition.js';
import { driftOf } from '../../monitor/drift/drift.js';
import { evidenceUpdate } from '../../monitor/drift/evidence-update.js';
import type { DriftReport } from '../../monitor/drift/records.js';
import { withAlarms } from '../../monitor/drift/with-alarms.js';
import { profileFrom } from '../../monitor/profile/files.js';
import type { Profile } from '../../monitor/profile/records.js';
import { nextEvidence } from '../../monitor/rule/evidence.js';
import type { EvidenceStep } from '../../monitor/rule/evidence-records.js';
import type { StoredModel } from '../../registry/model-store.js';
import { writeFiles, writeWhole } from '../../registry/output-folder.js';
import { renderDriftReport } from '../../report/index.js';
import type { UnseenEvent } from '../../report/records.js';
import type { Table } from '../churn/scored-users.js';
import { originOf } from '../origin.js';
import { unseenEvents } from './events.js';
import { type DriftRunOptions, driftRunKeys } from './options.js';

/** What `winback drift` found. */
export interface DriftRun {
  /** The comparison; alarms of the evidence are in its states. */
  readonly report: DriftReport;
  /** The numbers of another tool; null unless asked for. */
  readonly peer: readonly PeerColumn[] | null;
  /** What the day adds to the evidence; null unless asked for. */
  readonly evidence: EvidenceStep | null;
  /** Event names that training did not have, with the line of the configuration that would use each; none without a log. */
  readonly unseenEvents: readonly UnseenEvent[];
  /** Names of the files in the folder of the output; none without it. */
  readonly files: readonly string[];
}

/**
 * The whole of `winback drift`: reads a file of features, scores it, compares rows and scores with the profile of the model's training
 * rows, and, with an `output`, writes the report.
 * @param model of loadModel
 * @param input CSV, Parquet, Arrow, JSON or Excel file with the model's features, one row a user
 * @param options rules, labels, evidence, and where the report is written
 * @throws WinbackError NOT_FOUND for a model without a profile, BAD_INPUT naming column and row, IO, ABORTED
 *
 * @example
 * ```ts
 * import { runDrift } from 'winback/monitor';
 * import { loadModel } from 'winback/registry';
 * import { churnConfig, readConfig } from 'winback/churn';
 * import { runFeatures } from 'winback/features';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * if (config.kind !== 'events') throw new Error('features are built from events');
 * const model = await loadModel('out/model');
 * await runFeatures(config, model, { root: 'out/data', output: 'now.parquet' });
 * const { report } = await runDrift(model, 'now.parquet');
 * report.columns.length === model.classifier.features.length; // true
 * model.classifier.close();
 * ```
 */
export async function runDrift(
  model: StoredModel,
  input: string,
  options: DriftRunOptions = {},
): Promise<DriftRun> {
  requireShape(model, 'model', { classifier: { features: 'list' }, manifest: 'object', threshold: 'object' });
  requireShape(input, 'input', 'text');
  requireKeys(options, 'options', driftRunKeys);
  const { output, signal } = options;
  const profile = await profileFrom(model.profile);
  if (!isObjectAddress(input)) await requireInputFile(input);
  options.onProgress?.({ stage: 'reading', done: 0, total: 1 });
  const table = await readTable(input, readingOf(model, options));
  const compared = await compare(model, profile, table, options);
  if (output === undefined) return { ...compared, files: [] };
  options.onProgress?.({ stage: 'reporting', done: 0, total: 1 });
  return writeWhole(output.folder, signal, async (folder) => {
    const files = await write(model, input, compared, { ...options, output: { ...output, folder } });
    return { ...compared, files };
  });
}

/** Only the columns that are compared; a category that looks like a number stays a text. */
function readingOf({ classifier: { features } }: StoredModel, options: DriftRunOptions): ReadTableOptions {
  const { label, encoding, onEncoding, environment, signal } = options;
  return {
    columns: [...features.map(({ name }) => name), ...(label === undefined ? [] : [label])],
    text: features.filter(({ kind }) => kind === 'categorical').map(({ name }) => name),
    ...{ encoding, onEncoding, environment, signal },
  };
}

type Compared = Omit<DriftRun, 'files'>;

async function compare(
  model: StoredModel,
  profile: Profile,
  table: Table,
  options: DriftRunOptions,
): Promise<Compared> {
  const { rules = {}, label, definition, threads, signal } = options;
  options.onProgress?.({ stage: 'comparing', done: 0, total: 1 });
  const reference =
    options.reference === undefined
      ? undefined
      : await readTable(options.reference, readingOf(model, { ...options, label: undefined }));
  const found = await driftOf(profile, table, {
    ...rules,
    scores: profile.score === null ? undefined : await scoresOf(model, table, options),
    labels: label === undefined ? undefined : strictFlags(table, label),
    ...{ reference, threads, signal },
  });
  const peer = definition === undefined ? null : await peerDrift(profile, table, { definition, reference });
  const evidence = options.evidence === undefined ? null : step(model, found, options);
  const unseen = options.log === undefined ? [] : await unseenEvents(profile.events, options.log, { signal });
  const report = evidence === null ? found : withAlarms(found, evidence);
  return { report, peer, evidence, unseenEvents: unseen };
}

async function scoresOf(
  { classifier, calibration }: StoredModel,
  table: Table,
  { threads, signal }: DriftRunOptions,
): Promise<Float64Array> {
  if (table.numRows === 0) return new Float64Array(0);
  const raw = await classifier.predict(conform(table, classifier.features), { threads, signal });
  return calibrate(calibration, raw);
}

function step({ digest }: StoredModel, report: DriftReport, options: DriftRunOptions): EvidenceStep {
  if (report.day === null)
    throw new WinbackError('BAD_INPUT', 'evidence needs the day of the rows (--day YYYY-MM-DD)');
  const { disjointUsers } = options;
  return nextEvidence(
    options.evidence!,
    evidenceUpdate(report, { model: digest, day: report.day, disjointUsers }),
  );
}

async function write(
  model: StoredModel,
  input: string,
  { report, peer, evidence, unseenEvents: unseen }: Compared,
  { output, signal }: DriftRunOptions & Pick<Required<DriftRunOptions>, 'output'>,
): Promise<readonly string[]> {
  const { folder, language = 'zh', now } = output!;
  const origin = {
    ...originOf(path.basename(input), now),
    modelDigest: model.digest,
    dataFrom: report.day,
    dataTo: report.day,
  };
  const alarms = evidence?.alarms ?? null;
  const files = await renderDriftReport(
    { report, alarms, unseenEvents: unseen },
    { language, origin, signal },
  );
  files.set(
    'drift.json',
    `${JSON.stringify({ ...report, peer, evidence, unseenEvents: unseen }, null, 1)}\n`,
  );
  await writeFiles(folder, files);
  return [...files.keys()];
}
