import { masked } from '../../base/masked.js';
import type { OnProgress } from '../../base/progress.js';
import { pathText } from '../nested/column-path.js';
import type { DuckDb } from '../sources/duckdb.js';
import { type Counts, countColumns, isTextType, isTimeType, type Scanned } from './counts.js';
import { type Kind, kindOf } from './kinds.js';
import { type DescribedColumn, type Leaf, leavesOf, mostLeaves } from './leaves.js';
import type { ColumnProfile, TableProfile } from './records.js';
import { shapeNames } from './shapes.js';

/** What is profiled, and how the work is done. */
export interface ProfileOptions {
  /** FROM item of the table. */
  readonly from: string;
  /** Its columns. */
  readonly columns: readonly DescribedColumn[];
  /** Name that the view over the values gets; `c0`, `c1`, ... are its columns, in the order of the profile. */
  readonly view: string;
  /** Whether the values are kept, because reading them again is dear, as it is for text files. */
  readonly keep: boolean;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** The stage is `profile`; its units are columns. */
  readonly onProgress?: OnProgress | undefined;
}

/** Rows that tell which texts are objects, and which shapes are worth counting over all rows. */
const sampleRows = 20_000;
const mostExamples = 3;
/** So few different values are counted exactly. */
const fewDistinct = 5000;
/** And those of so many rows of which nearly all may differ: the estimate can be a fifth too low. */
const countedRows = 2_000_000;
const nearlyAll = 0.7;

/**
 * Looks at every column of a table: first at some rows, then at all. Structs and JSON texts are opened into their values.
 * Memory is the engine's.
 * @throws WinbackError BAD_INPUT for values that cannot be read, ABORTED, OUT_OF_MEMORY
 */
export async function profileTable(engine: DuckDb, options: ProfileOptions): Promise<TableProfile> {
  const { signal, view } = options;
  const sample = `${view}_sample`;
  await engine.run(`CREATE TEMP TABLE ${sample} AS SELECT * FROM ${options.from} LIMIT ${sampleRows}`, {
    signal,
  });
  const all = await leavesOf(engine, sample, options.columns, signal);
  const leaves = all.slice(0, mostLeaves);
  const values = leaves.map(({ sql, type }, i) => `${valueSql(sql, type)} AS c${i}`).join(', ');
  await engine.run(
    `CREATE TEMP ${options.keep ? 'TABLE' : 'VIEW'} ${view} AS SELECT ${values} FROM ${options.from}`,
    { signal },
  );
  const few = `${sample}_values`;
  await engine.run(`CREATE TEMP TABLE ${few} AS SELECT ${values} FROM ${sample}`, { signal });
  const scanned = await withShapes(engine, few, leaves, signal);
  const [total] = await engine.rows(`SELECT count(*) AS n FROM ${view}`, { signal });
  const rows = Number(total?.['n'] ?? 0);
  const progress = (done: number): void =>
    options.onProgress?.({ stage: 'profile', done, total: leaves.length });
  const counts = await countColumns(engine, view, scanned, signal, progress);
  const columns: ColumnProfile[] = [];
  for (const [i, leaf] of leaves.entries()) {
    const kind = kindOf(leaf.type, counts[i]!);
    const distinct = await distinctOf(engine, view, i, counts[i]!, kind, signal);
    const examples = await examplesOf(engine, few, i, leaf.type, kind, signal);
    columns.push({ ...columnOf(leaf, counts[i]!, kind, rows), ...distinct, examples });
  }
  await engine.run(`DROP TABLE ${sample}; DROP TABLE ${few}`);
  return { rows, columns, leftOut: all.length - leaves.length };
}

function valueSql(sql: string, type: string): string {
  return isTextType(type) ? `nullif(trim((${sql})::VARCHAR), '')` : sql;
}

async function withShapes(
  engine: DuckDb,
  sample: string,
  leaves: readonly Leaf[],
  signal: AbortSignal | undefined,
): Promise<readonly Scanned[]> {
  const all = leaves.map(({ type }, i) => ({
    alias: `c${i}`,
    type,
    shapes: isTextType(type) ? shapeNames : [],
  }));
  const seen = await countColumns(engine, sample, all, signal);
  return all.map((column, i) => ({
    ...column,
    shapes: column.shapes.filter((shape) => (seen[i]!.byShape[shape] ?? 0) > 0),
  }));
}

async function distinctOf(
  engine: DuckDb,
  view: string,
  index: number,
  { distinct, filled }: Counts,
  { kind }: Kind,
  signal: AbortSignal | undefined,
): Promise<Pick<ColumnProfile, 'distinct' | 'distinctExact'>> {
  if (filled === 0 || kind === 'flag') return { distinct, distinctExact: true };
  const isFew = distinct <= fewDistinct || (filled <= countedRows && distinct > filled * nearlyAll);
  if (!isFew || kind === 'nested' || kind === 'time') return { distinct, distinctExact: false };
  const [row] = await engine.rows(`SELECT count(DISTINCT c${index}) AS n FROM ${view}`, { signal });
  return { distinct: Number(row?.['n']), distinctExact: true };
}

async function examplesOf(
  engine: DuckDb,
  sample: string,
  index: number,
  type: string,
  { kind, shape }: Kind,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (kind === 'empty') return [];
  const rows = await engine.rows(
    `SELECT c${index}::VARCHAR AS value FROM ${sample} WHERE c${index} IS NOT NULL
     GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${mostExamples}`,
    { signal },
  );
  const shown = rows.map((row) => shownValue(String(row['value']), { kind, shape }, type));
  return [...new Set(shown)];
}

/** Times are no secrets, though 1541105830796 looks like a phone number. */
function shownValue(value: string, { kind, shape }: Pick<Kind, 'kind' | 'shape'>, type: string): string {
  if (kind === 'time' || isTimeType(type)) return value;
  if (shape === 'email' || shape === 'phone') return `${Array.from(value).slice(0, 2).join('')}***`;
  return masked(value);
}

function columnOf(
  { path, type }: Leaf,
  counts: Counts,
  { kind, timeForm, shape, odd }: Kind,
  rows: number,
): Omit<ColumnProfile, 'distinct' | 'distinctExact' | 'examples'> {
  const isNumber = kind === 'number' || kind === 'whole' || (kind === 'time' && counts.least !== null);
  const [low, high] =
    isNumber && shape === null ? [counts.least, counts.greatest] : [counts.low, counts.high];
  const text = (value: string | number | null): string | null =>
    value === null ? null : shownValue(String(value), { kind, shape }, type);
  return {
    name: path.length === 1 ? path[0]! : pathText(path),
    path,
    stored: type,
    kind,
    timeForm,
    shape,
    rows,
    filled: counts.filled,
    odd,
    low: kind === 'empty' ? null : text(low),
    high: kind === 'empty' ? null : text(high),
    negative: counts.negative,
    fractions: counts.fractions,
    leadingZeros: counts.leadingZeros,
    chinese: counts.chinese,
  };
}
