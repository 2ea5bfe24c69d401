import { realpath } from 'node:fs/promises';
import type { Table } from 'apache-arrow';
import { Callback } from '../../base/callback.js';
import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { allocateColumn } from '../../base/large-arrays.js';
import { integer, listOf, optional, requireKeys, resolveOptions, shown, text } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { wideIntegers } from '../../data/tables/arrow-file.js';
import { buildTable } from '../../data/tables/build.js';
import { describeFile, isWideInteger, parquetRows } from '../../data/tables/file-columns.js';
import { formatOf, writeThenRename } from '../../data/tables/paths.js';
import { readBatches } from '../../data/tables/read.js';
import { writeTable } from '../../data/tables/write.js';
import { calibrate } from '../../model/calibration/calibration.js';
import { conform } from '../../model/conform.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { StoredModel } from '../../registry/model-store.js';
import { rowColumn, scoreColumns } from './columns.js';
import { copyScores, engineSelect } from './in-engine.js';

/** Which columns are read and written, and what the work may use. */
export interface ScoreOptions {
  /** Column that names the user; null = row numbers from 1. @default the model's own */
  readonly id?: string | null | undefined;
  /** Columns of the input to carry over to the output, such as the money of a plan. */
  readonly keep?: readonly string[] | undefined;
  /** Rows in memory at a time, where rows pass through Arrow tables. @default 65536 */
  readonly batchRows?: number | undefined;
  /** @default every hardware thread inside DuckDB; through Arrow tables 1 for batches below 50,000 rows, else all */
  readonly threads?: number | undefined;
  /** Stops the scoring, which then rejects with `ABORTED`; no file appears. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with the rows scored so far, after each batch or a few times a second; at the end with all. The stage is
   * `scoring`, the total the rows of a Parquet input, null for others.
   */
  readonly onProgress?: OnProgress | undefined;
}

const tierNames = riskTiers.map(({ name }) => name);
/** Beyond the ids of the columns that are read, which are their positions. */
const tierDictionary = 1 << 20;

/**
 * Scores a CSV, Parquet or Arrow file batch by batch into another: the user's id, `churn_prob` (calibrated),
 * `risk_tier` and `contact` (probability at or above the model's threshold), in input order, in bounded memory. A
 * Parquet output of a model of trees is made inside DuckDB, in about a third of the time; the scores are the
 * same. The output appears only when it is complete.
 * @returns rows scored
 * @throws WinbackError BAD_INPUT, NOT_FOUND, IO, ABORTED
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
  refuseClashes(id, checked.keep);
  formatOf(input);
  await requireInputFile(input);
  await refuseOverwriting(input, output);
  const { onProgress } = checked;
  if (onProgress === undefined) return scoreChecked(model, input, output, { ...checked, id });
  const callback = new Callback(onProgress);
  return callback.around(() =>
    scoreChecked(model, input, output, { ...checked, id, onProgress: callback.run }),
  );
}

async function scoreChecked(
  model: StoredModel,
  input: string,
  output: string,
  checked: CheckedOptions,
): Promise<number> {
  const { id, keep } = checked;
  const inner = { ...checked, onRows: await withTotal(input, checked) };
  const select =
    formatOf(output) === 'parquet' ? await engineSelect({ model, input, id, keep }, inner) : undefined;
  if (select === undefined) return scoreThroughTables(model, input, output, id, keep, inner);
  let rows = 0;
  await writeThenRename(output, async (temporary) => {
    rows = await copyScores(model, select, temporary, inner);
  });
  return rows;
}

type CheckedOptions = ScoreOptions & { readonly id: string | null; readonly keep: readonly string[] };

type InnerOptions = Omit<ScoreOptions, 'onProgress'> & {
  /** Takes the rows scored so far. */
  readonly onRows?: ((rows: number) => void) | undefined;
};

/** Reports rows as progress, with those of a Parquet input as the total. */
async function withTotal(
  input: string,
  { onProgress, signal }: CheckedOptions,
): Promise<InnerOptions['onRows']> {
  if (onProgress === undefined) return undefined;
  const total = formatOf(input) === 'parquet' ? await parquetRows(input, { signal }) : null;
  return (rows) => onProgress({ stage: 'scoring', done: rows, total, detail: `${rows} rows` });
}

function checkedOptions(options: ScoreOptions): CheckedOptions {
  const onProgress = progressOf('scoreFile', options);
  requireKeys(options, 'scoreFile', {
    ...{ id: true, keep: true, batchRows: true, threads: true, signal: true, onProgress: true },
  });
  const { signal, onProgress: _, ...rest } = options;
  const checked = resolveOptions<Omit<CheckedOptions, 'signal' | 'onProgress'>>('scoreFile', rest, {
    id: optional(text, null),
    keep: optional(listOf(text), []),
    batchRows: optional(integer(1), undefined),
    threads: optional(integer(1, 1024), undefined),
  });
  return { ...checked, signal, onProgress };
}

/** No two columns of the output may be called alike: Parquet's readers do not tell "ID" from "id". */
function refuseClashes(id: string | null, keep: readonly string[]): void {
  const taken = new Set<string>(scoreColumns);
  for (const [i, name] of [id ?? rowColumn, ...keep].entries()) {
    const plain = name.toLowerCase();
    if (taken.has(plain))
      throw new WinbackError('BAD_INPUT', `${i === 0 ? 'id' : 'keep'}: the output already has "${name}"`);
    taken.add(plain);
  }
}

/** Batch by batch through Arrow tables: any model, file and type of column. */
export async function scoreThroughTables(
  model: StoredModel,
  input: string,
  output: string,
  id: string | null,
  keep: readonly string[],
  options: InnerOptions,
): Promise<number> {
  const columns = wantedColumns(model, id, keep);
  const texts = await textColumns(input, id, keep, options.signal);
  const batches = readBatches(input, {
    columns,
    ...texts,
    known: knownTexts(model, id, keep),
    signal: options.signal,
    batchRows: options.batchRows,
  });
  return writeTable(output, scored(model, batches, id, keep, options), { signal: options.signal });
}

/** The id, and kept whole numbers that are too wide for float64: they are carried over as text. */
async function textColumns(
  input: string,
  id: string | null,
  keep: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly text: readonly string[]; readonly utf8: readonly string[] }> {
  const ids = id === null ? [] : [id];
  const wide = keep.length === 0 ? [] : await wideNumbers(input, keep, signal);
  const text = [...new Set([...ids, ...wide])];
  return { text, utf8: text };
}

async function wideNumbers(
  input: string,
  keep: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const format = formatOf(input);
  if (format === 'csv') return [];
  // What is wrong with the file is said when its rows are read.
  if (format === 'arrow')
    return (await wideIntegers(input).catch(() => [])).filter((name) => keep.includes(name));
  const found = await describeFile(input, { columns: keep, signal });
  return found.filter(isWideInteger).map(({ name }) => name);
}

async function refuseOverwriting(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all([input, output].map((file) => realpath(file).catch(() => undefined)));
  if (from === undefined || from !== to) return;
  throw new WinbackError('BAD_INPUT', `the output ${shown(output)} is the input itself`);
}

/** Categories that are worth naming to the engine: a statement that lists more takes it a second to read. */
const mostKnown = 4096;

/** Categories of the features, but not of columns that are carried over as they are. */
function knownTexts(
  model: StoredModel,
  id: string | null,
  keep: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const kept = new Set([id, ...keep]);
  return Object.fromEntries(
    model.classifier.features.flatMap((feature) =>
      feature.kind === 'categorical' &&
      !kept.has(feature.name) &&
      feature.categories.length <= mostKnown &&
      !feature.categories.some((category) => category.includes('\0'))
        ? [[feature.name, feature.categories]]
        : [],
    ),
  );
}

function wantedColumns(model: StoredModel, id: string | null, keep: readonly string[]): readonly string[] {
  const features = model.classifier.features.map(({ name }) => name);
  return [...new Set([...(id === null ? [] : [id]), ...features, ...keep])];
}

async function* scored(
  model: StoredModel,
  batches: AsyncIterable<Table>,
  id: string | null,
  keep: readonly string[],
  options: InnerOptions,
): AsyncGenerator<Table> {
  let rows = 0;
  for await (const batch of readAhead(batches)) {
    yield await scoreTable(model, batch, id, keep, rows, options);
    rows += batch.numRows;
    options.onRows?.(rows);
    // Reading runs ahead and may be done already: it would not notice.
    if (options.signal?.aborted) {
      throw new WinbackError('ABORTED', 'scoring was aborted', { cause: options.signal.reason });
    }
  }
}

/** The same items, the next one being made while one is in use. */
async function* readAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = iterator.next();
      // Its failure is met at the next turn; a consumer that leaves before must not see it.
      next.catch(() => undefined);
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Scores one table; `before` rows came earlier. */
async function scoreTable(
  model: StoredModel,
  batch: Table,
  id: string | null,
  keep: readonly string[],
  before: number,
  options: InnerOptions,
): Promise<Table> {
  const features = conform(batch, model.classifier.features, before);
  const { signal, threads } = options;
  const raw = await model.classifier.predict(features, { signal, threads });
  const probabilities = calibrate(model.calibration, raw);
  const { contact, tiers } = decided(probabilities, model.threshold.value);
  const numbers = allocateColumn(Float64Array, id === null ? raw.length : 0);
  for (let row = 0; row < numbers.length; row++) numbers[row] = before + row + 1;
  const added = await buildTable([
    ...(id === null ? [{ name: rowColumn, kind: 'number', values: numbers } as const] : []),
    { name: 'churn_prob', kind: 'number', values: probabilities },
    { name: 'risk_tier', kind: 'dictionary', codes: tiers, categories: tierNames, id: tierDictionary },
    { name: 'contact', kind: 'number', values: contact },
  ]);
  return batch
    .select([...(id === null ? [] : [id]), ...keep])
    .assign(added)
    .select(names(id, keep)) as Table;
}

function decided(
  probabilities: Float64Array,
  threshold: number,
): { readonly contact: Uint8Array; readonly tiers: Int32Array } {
  const contact = allocateColumn(Uint8Array, probabilities.length);
  const tiers = allocateColumn(Int32Array, probabilities.length);
  for (let row = 0; row < probabilities.length; row++) {
    const p = probabilities[row]!;
    contact[row] = p >= threshold ? 1 : 0;
    tiers[row] = tierOf(p);
  }
  return { contact, tiers };
}

const names = (id: string | null, keep: readonly string[]): string[] => [
  id ?? rowColumn,
  ...scoreColumns,
  ...keep,
];
