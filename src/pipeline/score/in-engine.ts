import { rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { WinbackError } from '../../base/errors.js';
import { threadsFor } from '../../base/threads.js';
import { duckDbSettings } from '../../data/sources/duckdb.js';
import { quotedName, quotedText } from '../../data/sql/quote.js';
import { describeFile, type FileColumn, fileSource, isWideInteger } from '../../data/tables/file-columns.js';
import { enginePath, exactPath, formatOf } from '../../data/tables/paths.js';
import type { FeatureColumn } from '../../model/classifier.js';
import { riskTiers } from '../../model/risk-tiers.js';
import {
  canScoreInDuckDb,
  runScoreQuery,
  type ScoreQueryResult,
  scoreFunction,
} from '../../model/score-query.js';
import { TreeClassifier } from '../../model/tree-classifier.js';
import type { StoredModel } from '../../registry/model-store.js';
import { monthlyRevenueSql, revenueColumn } from '../revenue.js';
import { rowColumn } from './columns.js';
import type { Carried, Revenue } from './plan-columns.js';

/** What is scored, by which model, and what the output holds beside the scores. */
export interface FileScoring {
  readonly model: StoredModel;
  readonly input: string;
  /** Column that names the user; null = row numbers. */
  readonly id: string | null;
  readonly carried: Carried;
}

export interface EngineOptions {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Takes the rows scored so far. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

const floats = /^(FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const integers = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
const texts = /^(VARCHAR|ENUM\(.*\))$/s;
/** These come out of an Arrow table as they went in. */
const carried = /^(BOOLEAN|VARCHAR|DATE|TIMESTAMP)$/;

/**
 * The SELECT that scores a file inside DuckDB, with the columns that scoreFile describes. Undefined where
 * the way through Arrow tables is needed: a model that is not of trees, an Arrow file, columns of types that
 * SQL would read in another way (numbers as text, times as numbers), row numbers of a CSV file.
 * @throws WinbackError as readTable
 */
export async function engineSelect(given: FileScoring, options: EngineOptions): Promise<string | undefined> {
  const { model, input, id } = given;
  const { keep, revenue } = given.carried;
  if (!(model.classifier instanceof TreeClassifier)) return undefined;
  const format = formatOf(input);
  if (format === 'arrow' || format === 'json' || (id === null && format !== 'parquet')) return undefined;
  const { features } = model.classifier;
  const out = [...(id === null ? [] : [id]), ...keep];
  const text = id === null ? [] : [id];
  const columns = [...new Set([...out, ...features.map(({ name }) => name)])];
  // It may be a value inside a record, which the file's own columns do not have.
  if (format === 'parquet' && columns.some((name) => name.includes('.'))) return undefined;
  const found = await describeFile(input, { columns, text, signal: options.signal });
  if (!canScoreInDuckDb() || (id === null && (await hasRowNumbers(input, options)))) return undefined;
  const typeOf = new Map(found.map((column) => [column.name, column]));
  const values = features.map((feature) => argument(feature, typeOf.get(feature.name)));
  const shown = out.map((name) => carriedOver(typeOf.get(name), name === id));
  if (values.includes(undefined) || shown.includes(undefined)) return undefined;
  const probability = unlike('winback probability', out);
  const score = `${scoreFunction}(${values.join(', ')}) AS ${probability}`;
  // The types are those of the description: DuckDB alone would tell them from the first rows again.
  const types = Object.fromEntries(found.map(({ name, type }) => [name, type]));
  const source = id === null ? numberedSource(input) : fileSource(exactPath(input), text, types);
  const number = id === null ? [`CAST(${rowNumbers} + 1 AS DOUBLE) AS ${quotedName(rowColumn)}`] : [];
  const money = unlike('winback money', out);
  const paid = revenue === null ? [] : [`${revenueSql(revenue)} AS ${money}`];
  const inner = [...number, ...new Set(shown), ...paid, score].join(', ');
  return `SELECT ${resultColumns(given, probability, money)} FROM (SELECT ${inner} FROM ${source})`;
}

/**
 * Scores as `select` of engineSelect says into a Parquet file.
 * @param memoryMb limit of the engine's memory in MiB; where a row is so wide that it fails, DuckDB's own
 */
export async function copyScores(
  model: StoredModel,
  select: string,
  output: string,
  { threads: asked, signal, onRows }: EngineOptions,
  memoryMb?: number,
): Promise<ScoreQueryResult> {
  const threads = threadsFor(Number.POSITIVE_INFINITY, asked);
  const copy = (settings: Readonly<Record<string, string>>): Promise<ScoreQueryResult> =>
    runScoreQuery(model.classifier as TreeClassifier, {
      sql: `COPY (${select}) TO ${quotedText(enginePath(output))} (FORMAT parquet, COMPRESSION zstd)`,
      settings,
      calibration: model.calibration,
      signal,
      onRows,
    });
  try {
    // Without a folder to spill to, which DuckDB would make in the working directory.
    const limited = duckDbSettings({ threads, memoryLimitMb: memoryMb ?? usualMemoryMb(threads) });
    return await copy({ ...limited, temp_directory: '' });
  } catch (error) {
    if (!(error instanceof WinbackError && error.code === 'OUT_OF_MEMORY')) throw error;
    await rm(output, { force: true });
    return copy(duckDbSettings({ threads }));
  }
}

/**
 * DuckDB keeps finished rows back until a quarter of its limit is full, which by default is a fifth of the
 * machine: 50M rows took 2.4 GB, with this limit 0.7 GB in the same time. Never more than its default.
 */
function usualMemoryMb(threads: number): number {
  const allowed = process.constrainedMemory() || totalmem();
  return Math.max(
    64,
    Math.floor(Math.min(512 + 256 * threads, (Math.min(allowed, totalmem()) / 2 ** 20) * 0.8)),
  );
}

/** `name`, or one like it that none of `names` is: of two columns called alike DuckDB takes the first. */
function unlike(wanted: string, names: readonly string[]): string {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  let name = wanted;
  while (taken.has(name)) name += "'";
  return quotedName(name);
}

/** DuckDB's column of row numbers from 0. */
const rowNumbers = 'file_row_number';

const numberedSource = (input: string): string =>
  `read_parquet(${quotedText(exactPath(input))}, ${rowNumbers} = true)`;

/** A file with such a column of its own cannot be numbered. */
async function hasRowNumbers(input: string, { signal }: EngineOptions): Promise<boolean> {
  const all = await describeFile(input, { signal });
  return all.some(({ name }) => name.toLowerCase() === rowNumbers);
}

function argument(feature: FeatureColumn, column: FileColumn | undefined): string | undefined {
  if (column === undefined) return undefined;
  if (feature.kind === 'categorical')
    return texts.test(column.type) ? cast(feature.name, 'VARCHAR') : undefined;
  const isNumber = floats.test(column.type) || integers.test(column.type) || column.type === 'BOOLEAN';
  return isNumber ? cast(feature.name, 'DOUBLE') : undefined;
}

function carriedOver(column: FileColumn | undefined, isId: boolean): string | undefined {
  if (column === undefined) return undefined;
  if (column.type.startsWith('DECIMAL')) {
    const type = isId || isWideInteger(column) ? 'VARCHAR' : 'DOUBLE';
    return `${cast(column.name, type)} AS ${quotedName(column.name)}`;
  }
  const same = carried.test(column.type) || integers.test(column.type) || floats.test(column.type);
  return same ? quotedName(column.name) : undefined;
}

const cast = (name: string, type: string): string => `CAST(${quotedName(name)} AS ${type})`;

const revenueSql = ({ source, days }: Revenue): string => monthlyRevenueSql(cast(source, 'DOUBLE'), days);

function resultColumns({ model, id, carried }: FileScoring, probability: string, money: string): string {
  const { keep, revenue } = carried;
  const atLeast = (bound: number): string => `${probability} >= ${cast64(bound)}`;
  const tier = [...riskTiers]
    .reverse()
    .map(({ name, from }) => `WHEN ${atLeast(from)} THEN ${quotedText(name)}`);
  return [
    quotedName(id ?? rowColumn),
    `${probability} AS churn_prob`,
    `CASE ${tier.join(' ')} END AS risk_tier`,
    `CAST(${atLeast(model.threshold.value)} AS UTINYINT) AS contact`,
    ...(revenue === null ? [] : [`${money} AS ${quotedName(revenueColumn)}`]),
    ...keep.map(quotedName),
  ].join(', ');
}

/** A double as it is: a bare literal would be a DECIMAL. */
const cast64 = (value: number): string => `CAST(${quotedText(String(value))} AS DOUBLE)`;
