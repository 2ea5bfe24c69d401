import { realpath } from 'node:fs/promises';
import { Callback } from '../../base/callback.js';
import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { isObjectAddress } from '../../base/object-address.js';
import { shown } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { withFile } from '../../data/files/open-file.js';
import { withInput, withOutput } from '../../data/sources/object-files.js';
import { withoutOptions } from '../../data/sources/object-names.js';
import { parquetRows } from '../../data/tables/file-columns.js';
import { formatOf, outputFormatOf, writeThenRename } from '../../data/tables/paths.js';
import type { ScoreQueryResult } from '../../model/score-query.js';
import type { StoredModel } from '../../registry/model-store.js';
import { copyScores, engineSelect } from './in-engine.js';

import {
  type CheckedOptions,
  checkedOptions,
  checkScoreFiles,
  type InnerOptions,
  refuseClashes,
  type ScoreOptions,
} from './options.js';
import { carriedColumns } from './plan-columns.js';
import { scoreThroughTables } from './through-tables.js';

/**
 * Scores a CSV, Parquet or Arrow file batch by batch into another: the user's id, `churn_prob` (calibrated),
 * `risk_tier` and `contact` (probability at or above the model's threshold), in input order, in bounded memory. A
 * Parquet output of a model of trees is made inside DuckDB, in about a third of the time; the scores are the
 * same. The output appears only when it is complete.
 * @param model of loadModel
 * @param input a file or one object (`s3://bucket/key`, `oss://...`) with the model's features, one row a user
 * @param output path or address of the scores, whose ending tells the format; what is there is replaced
 * @param options id, columns to keep, rows of a batch, threads, stop signal and progress
 * @returns rows scored
 * @throws WinbackError BAD_INPUT, NOT_FOUND, IO, ABORTED
 *
 * @example
 * ```ts
 * import { churnConfig, readConfig } from 'winback/churn';
 * import { runFeatures } from 'winback/features';
 * import { loadModel, scoreFile } from 'winback/registry';
 *
 * const config = await readConfig('out/data/winback.yaml', churnConfig);
 * if (config.kind !== 'events') throw new Error('features are built from events');
 * const model = await loadModel('out/model');
 * const { table } = await runFeatures(config, model, { root: 'out/data', output: 'today.parquet' });
 * const rows = await scoreFile(model, 'today.parquet', 'scores.parquet');
 * rows === table.numRows; // true
 * model.classifier.close();
 * ```
 */
export async function scoreFile(
  model: StoredModel,
  input: string,
  output: string,
  options: ScoreOptions = {},
): Promise<number> {
  const checked = checkedOptions(options);
  requireShape(model, 'model', { classifier: { features: 'list' }, manifest: 'object', threshold: 'object' });
  requireShape(input, 'input', 'text');
  requireShape(output, 'output', 'text');
  const id = options.id === undefined ? model.manifest.idColumn : checked.id;
  refuseClashes(id, checked.keep, checked.reasons);
  checkScoreFiles(input, output, checked.bom);
  await refuseOverwriting(input, output);
  return withInput(input, checked, (from) =>
    withOutput(output, checked, async (to) => {
      const rows = await scoreHere(model, from, to, { ...checked, id });
      await warnOfCut(from, input, rows, checked);
      return rows;
    }),
  );
}

/** The last row of a file that was cut may be half a row. */
async function warnOfCut(
  file: string,
  given: string,
  rows: number,
  { onWarning, language = 'en' }: CheckedOptions,
): Promise<void> {
  if (onWarning === undefined) return;
  const { cutWarning } = await import('../cut-file.js');
  const text = await cutWarning(file, language, withoutOptions(given));
  if (text !== null) onWarning({ code: 'cut-file', column: '', rows, of: rows, text });
}

/** Between files of this machine. */
async function scoreHere(
  model: StoredModel,
  input: string,
  output: string,
  checked: CheckedOptions,
): Promise<number> {
  await requireInputFile(input);
  return withFile(input, checked, ({ path, encoding }) => {
    if (encoding !== null && encoding !== 'utf-8') checked.onEncoding?.(encoding);
    return scoreOpened(model, path, output, checked);
  });
}

async function scoreOpened(
  model: StoredModel,
  input: string,
  output: string,
  checked: CheckedOptions,
): Promise<number> {
  const { onProgress } = checked;
  if (onProgress === undefined) return scoreChecked(model, input, output, checked);
  const callback = new Callback(onProgress);
  return callback.around(() => scoreChecked(model, input, output, { ...checked, onProgress: callback.run }));
}

async function scoreChecked(
  model: StoredModel,
  input: string,
  output: string,
  checked: CheckedOptions,
): Promise<number> {
  const { id, signal } = checked;
  const reasons = await reasonsOf(model, checked);
  const carried = await carriedColumns(model, input, checked, signal);
  const inner = { ...checked, reasons, onRows: await withTotal(input, checked) };
  // The engine has the probability alone, not its parts.
  const select =
    outputFormatOf(output) === 'parquet' && reasons === undefined
      ? await engineSelect({ model, input, id, carried }, inner)
      : undefined;
  const scored =
    select === undefined
      ? await scoreThroughTables(model, input, output, id, carried, inner)
      : await scoreInEngine(model, select, output, inner);
  const { rows, counts } = scored;
  const { onWarning, language = 'en' } = checked;
  if (onWarning === undefined) return rows;
  const { scoreWarnings } = await import('./warnings.js');
  for (const warning of scoreWarnings(model, counts, carried.missing, rows, language)) onWarning(warning);
  return rows;
}

async function reasonsOf(
  model: StoredModel,
  { reasons, language = 'en' }: CheckedOptions,
): Promise<InnerOptions['reasons']> {
  if (reasons === 0) return undefined;
  const { ReasonColumns } = await import('../reasons/reason-columns.js');
  return new ReasonColumns(model, reasons, language);
}

async function scoreInEngine(
  model: StoredModel,
  select: string,
  output: string,
  inner: InnerOptions,
): Promise<ScoreQueryResult> {
  let scored: ScoreQueryResult = { rows: 0, counts: [] };
  await writeThenRename(output, async (temporary) => {
    scored = await copyScores(model, select, temporary, inner);
    // An abort may come while the last rows are written: nothing appears then either.
    if (inner.signal?.aborted === true)
      throw new WinbackError('ABORTED', 'scoring was aborted', { cause: inner.signal.reason });
  });
  return scored;
}

/** Reports rows as progress, with those of a Parquet input as the total. */
async function withTotal(
  input: string,
  { onProgress, signal }: CheckedOptions,
): Promise<InnerOptions['onRows']> {
  if (onProgress === undefined) return undefined;
  const total = formatOf(input) === 'parquet' ? await parquetRows(input, { signal }) : null;
  return (rows) => {
    // Reports that another thread had sent before the abort reached it say nothing any more.
    if (signal?.aborted === true) return;
    onProgress({ stage: 'scoring', done: rows, total, detail: `${rows} rows` });
  };
}

const placeOf = async (given: string): Promise<string | undefined> =>
  isObjectAddress(given) ? withoutOptions(given) : realpath(given).catch(() => undefined);

async function refuseOverwriting(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all([input, output].map(placeOf));
  if (from === undefined || from !== to) return;
  throw new WinbackError('BAD_INPUT', `the output ${shown(output)} is the input itself`);
}
