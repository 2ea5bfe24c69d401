import { masked } from '../../base/masked.js';
import type { OnProgress } from '../../base/progress.js';
import { pathText } from '../nested/column-path.js';
import type { DuckDb } from '../sources/duckdb.js';
import { type Counts, countColumns, isTextType, isTimeType, type Scanned } from './counts.js';
import { type Kind, kindOf } from './kinds.js';
import { type DescribedColumn, type Leaf, leavesOf, mostLeaves } from './leaves.js';
import type { ColumnProfile, ShapeName, TableProfile } from './records.js';
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
/** Columns that one query looks at. */
const columnsAtOnce = 40;
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
  const kinds = leaves.map(({ type }, i) => kindOf(type, counts[i]!));
  const distinct = await exactDistinct(engine, view, counts, kinds, signal);
  const examples = await examplesOf(engine, few, leaves, kinds, signal);
  const columns = leaves.map((leaf, i) => ({
    ...columnOf(leaf, counts[i]!, kinds[i]!, rows),
    distinct: distinct.get(i) ?? counts[i]!.distinct,
    distinctExact: distinct.has(i),
    examples: examples[i]!,
  }));
  await engine.run(`DROP TABLE ${sample}; DROP TABLE ${few}`);
  return { rows, columns, leftOut: all.length - leaves.length };
}

function valueSql(sql: string, type: string): string {
  return isTextType(type) ? `nullif(trim((${sql})::VARCHAR), '')` : sql;
}

/** Numbers below it are no dates such as 20260305, and no phones. */
const largestPlain = 1e7;

/** The columns with the shapes that the texts of the sample have: only these are counted over all rows. */
async function withShapes(
  engine: DuckDb,
  sample: string,
  leaves: readonly Leaf[],
  signal: AbortSignal | undefined,
): Promise<readonly Scanned[]> {
  const plain = leaves.map(({ type }, i) => ({ alias: `c${i}`, type, shapes: [] }));
  const counts = await countColumns(engine, sample, plain, signal);
  const isPlain = ({ numbers, filled, least, greatest }: Counts): boolean =>
    numbers === filled && (least ?? 0) > -largestPlain && (greatest ?? 0) < largestPlain;
  const texts = plain
    .filter(({ type }, i) => isTextType(type) && !isPlain(counts[i]!))
    .map((column) => ({ ...column, shapes: shapeNames }));
  const seen = await countColumns(engine, sample, texts, signal);
  const found = new Map(texts.map(({ alias, shapes }, i) => [alias, inSample(shapes, seen[i]!)]));
  return plain.map((column) => ({ ...column, shapes: found.get(column.alias) ?? [] }));
}

const inSample = (shapes: readonly ShapeName[], { byShape }: Counts): readonly ShapeName[] =>
  shapes.filter((shape) => (byShape[shape] ?? 0) > 0);

/** Numbers of different values, by the place of the column; only those that are counted exactly. */
async function exactDistinct(
  engine: DuckDb,
  view: string,
  counts: readonly Counts[],
  kinds: readonly Kind[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  const wanted: number[] = [];
  for (const [i, { filled, distinct }] of counts.entries()) {
    const { kind } = kinds[i]!;
    const isFew = distinct <= fewDistinct || (filled <= countedRows && distinct > filled * nearlyAll);
    if (filled === 0 || kind === 'flag') found.set(i, distinct);
    else if (isFew && kind !== 'nested' && kind !== 'time') wanted.push(i);
  }
  for (let first = 0; first < wanted.length; first += columnsAtOnce) {
    const some = wanted.slice(first, first + columnsAtOnce);
    const parts = some.map((i) => `count(DISTINCT c${i}) AS c${i}`);
    const [row] = await engine.rows(`SELECT ${parts.join(', ')} FROM ${view}`, { signal });
    for (const i of some) found.set(i, Number(row?.[`c${i}`]));
  }
  return found;
}

/** The most frequent values of each column of the sample. */
async function examplesOf(
  engine: DuckDb,
  sample: string,
  leaves: readonly Leaf[],
  kinds: readonly Kind[],
  signal: AbortSignal | undefined,
): Promise<readonly (readonly string[])[]> {
  const found: (readonly string[])[] = [];
  for (let first = 0; first < leaves.length; first += columnsAtOnce) {
    const some = leaves.slice(first, first + columnsAtOnce);
    const parts = some.map(
      (_, j) => `(SELECT to_json(list(v)) FROM (SELECT c${first + j}::VARCHAR AS v FROM ${sample}
         WHERE c${first + j} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${mostExamples}))::VARCHAR AS e${j}`,
    );
    const [row] = await engine.rows(`SELECT ${parts.join(', ')}`, { signal });
    for (const [j, { type }] of some.entries()) {
      const values = JSON.parse(String(row?.[`e${j}`] ?? 'null')) as readonly string[] | null;
      const shown = (values ?? []).map((value) => shownValue(value, kinds[first + j]!, type));
      found.push([...new Set(shown)]);
    }
  }
  return found;
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
