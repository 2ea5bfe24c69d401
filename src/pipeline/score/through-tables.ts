import type { Table } from 'apache-arrow';
import { WinbackError } from '../../base/errors.js';
import { wideIntegers } from '../../data/tables/arrow-file.js';
import { describeFile, isWideInteger } from '../../data/tables/file-columns.js';
import { formatOf } from '../../data/tables/paths.js';
import { readBatches } from '../../data/tables/read.js';
import { writeTable } from '../../data/tables/write.js';
import { emptyCounts, type InputCounts } from '../../model/input-counts.js';
import type { ScoreQueryResult } from '../../model/score-query.js';
import type { StoredModel } from '../../registry/model-store.js';

import type { InnerOptions } from './options.js';
import type { Carried } from './plan-columns.js';
import { scoreTable } from './table.js';

/** Batch by batch through Arrow tables: any model, file and type of column. */
export async function scoreThroughTables(
  model: StoredModel,
  input: string,
  output: string,
  id: string | null,
  carried: Carried,
  options: InnerOptions,
): Promise<ScoreQueryResult> {
  const { keep } = carried;
  const counts = model.classifier.features.map(emptyCounts);
  const columns = wantedColumns(model, id, keep);
  const texts = await textColumns(input, id, keep, options.signal);
  const batches = readBatches(input, {
    columns,
    ...texts,
    // The reasons name the categories that the model does not know.
    known: options.reasons === undefined ? knownTexts(model, id, keep) : {},
    otherText: unlikeAny(model),
    numeric: numericFeatures(model),
    numberFormat: options.numberFormat,
    signal: options.signal,
    batchRows: options.batchRows,
  });
  const { bom, signal } = options;
  const cut = smaller(batches, options.reasons?.mostRows);
  const scores = scored(model, cut, id, carried, { ...options, counts });
  // Other threads find the reasons of the next rows while this one writes.
  const tables = options.reasons === undefined ? scores : readAhead(scores);
  return { rows: await writeTable(output, tables, { bom, signal }), counts };
}

const numericFeatures = ({ classifier: { features } }: StoredModel): readonly string[] =>
  features.filter(({ kind }) => kind === 'numeric').map(({ name }) => name);

/** A text for what is no category of the model, so that it can be counted apart from what is missing. */
function unlikeAny({ classifier: { features } }: StoredModel): string {
  const taken = new Set(
    features.flatMap((feature) => (feature.kind === 'categorical' ? feature.categories : [])),
  );
  let text = 'another';
  while (taken.has(text)) text += "'";
  return text;
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
  carried: Carried,
  options: InnerOptions & { readonly counts: readonly InputCounts[] },
): AsyncGenerator<Table> {
  let rows = 0;
  for await (const batch of readAhead(batches)) {
    yield await scoreTable(model, batch, id, carried, rows, options);
    rows += batch.numRows;
    options.onRows?.(rows);
    // Reading runs ahead and may be done already: it would not notice.
    if (options.signal?.aborted) {
      throw new WinbackError('ABORTED', 'scoring was aborted', { cause: options.signal.reason });
    }
  }
}

/** The same rows in tables of at most `mostRows`. */
async function* smaller(batches: AsyncIterable<Table>, mostRows = Infinity): AsyncGenerator<Table> {
  for await (const batch of batches) {
    if (batch.numRows <= mostRows) yield batch;
    else for (let from = 0; from < batch.numRows; from += mostRows) yield batch.slice(from, from + mostRows);
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
