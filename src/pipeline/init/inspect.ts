import { WinbackError } from '../../base/errors.js';
import { listOf, optional, requireKeys, resolveOptions, shown, text } from '../../base/options.js';
import { type OnProgress, progressOf } from '../../base/progress.js';
import { requireShape } from '../../base/shape.js';
import { timeZone } from '../../base/time-zone.js';
import { encodingName } from '../../data/files/encoding.js';
import { numberFormat } from '../../data/numbers/number-form.js';
import type { TableProfile } from '../../data/profile/records.js';
import { DuckDb } from '../../data/sources/duckdb.js';
import type { EngineConfig } from '../../features/config.js';
import type { Environment } from '../../stores/secrets.js';
import type { Viewed } from './behaviour.js';
import { type Column, columnsOf } from './columns.js';
import { deciderOf } from './decide.js';
import { attributesOf } from './guess/attributes.js';
import { columnNamed } from './guess/found.js';
import { timeCandidates } from './guess/log-columns.js';
import { experimentOf, labelColumn, labelOf, refuseLogWithLabel } from './guess/table.js';
import { inspectLog } from './inspect-log.js';
import { type LookWork, look } from './look.js';
import { answersWith, presetMapping } from './preset.js';
import type { Answers, Ask, Inspection } from './records.js';
import { columnWords } from './words/columns.js';
import { weightOf } from './words/words.js';

/** The files that are looked at, and what is known of them. */
export interface InspectOptions {
  /** Files of events, or of a prepared or experiment table: paths or globs of one table. */
  readonly events: readonly string[];
  /** Files of users' attributes. */
  readonly attributes?: readonly string[] | undefined;
  /** Encoding of the text files of events, such as gb18030 or windows-1252. @default found by looking */
  readonly encoding?: string | undefined;
  /** What the caller knows; nothing of it is guessed. */
  readonly answers?: Answers | undefined;
  /** Answers a question that the data do not. @default a question is an error that names the answer's flag */
  readonly ask?: Ask | undefined;
  /** Folder that relative paths start from. @default the working directory */
  readonly root?: string | undefined;
  /** What DuckDB may use of the machine. */
  readonly engine?: Partial<EngineConfig> | undefined;
  /** Environment variables with the keys of an object store, such as `process.env`. @default none: objects are refused */
  readonly environment?: Environment | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** Called as columns of the stage `profile` and steps of the stage `guess` are done. */
  readonly onProgress?: OnProgress | undefined;
}

const answerKeys = {
  user: optional(text, undefined),
  time: optional(text, undefined),
  event: optional(text, undefined),
  amount: optional(text, undefined),
  timeFormat: optional(text, undefined),
  numberFormat: optional(numberFormat, undefined),
  timeZone: optional(timeZone, undefined),
  preset: optional(text, undefined),
  label: optional(text, undefined),
  variant: optional(text, undefined),
};

/**
 * Looks at files whose columns nobody has described: a profile of every column, and guesses of what the columns and event
 * names mean, each with its reason and what else was possible. Phones, mail addresses and long ids are masked.
 * @param options files, what is known of them, what DuckDB may use, stop signal and progress
 * @throws WinbackError NOT_FOUND, BAD_INPUT for files that are no table of events, and for a question that the data do
 *   not answer where nobody is asked (the message names the flag that answers it), ABORTED, OUT_OF_MEMORY
 *
 * @example
 * ```ts
 * import { inspect } from 'winback/features';
 *
 * const found = await inspect({ events: ['out/data/events.parquet'] });
 * found.guesses.user?.column; // 'user_id'
 * found.everyRow; // null
 * ```
 */
export async function inspect(options: InspectOptions): Promise<Inspection> {
  requireShape(options, 'options', 'object');
  progressOf('inspect', options);
  requireKeys(options, 'options', {
    ...{ events: true, attributes: true, encoding: true, answers: true, ask: true },
    ...{ root: true, engine: true, environment: true, signal: true, onProgress: true },
  });
  const events = listOf(text)(options.events, 'options.events');
  if (events.length === 0) throw new WinbackError('BAD_INPUT', 'options.events names no file');
  const answers: Answers = resolveOptions('options.answers', options.answers, answerKeys);
  const encoding = optional(encodingName, undefined)(options.encoding, 'options.encoding');
  const engine = await DuckDb.open(options.engine ?? {});
  try {
    return await inspected(engine, { ...options, events, encoding, answers });
  } finally {
    engine.close();
  }
}

type Checked = InspectOptions & { readonly answers: Answers };

async function inspected(engine: DuckDb, options: Checked): Promise<Inspection> {
  const { signal, onProgress, root, environment, answers: given } = options;
  const work: LookWork = { signal, onProgress, root, environment };
  const profile = await look(engine, { source: options.events, encoding: options.encoding }, 'log', work);
  const columns = columnsOf(profile.columns);
  const preset = presetMapping(profile.columns, given.preset);
  const answers = answersWith(given, preset);
  const viewed: Viewed = { engine, view: 'log', signal };
  onProgress?.({ stage: 'guess', done: 0, total: 2 });
  const base = baseOf(options, profile);
  const table = await tableOf(viewed, columns, answers, base);
  if (table !== null) return table;
  const times = timeCandidates(columns, answers);
  if (times.length === 0) throw noTimes(options, columns);
  const { decide, asked } = deciderOf(options.ask);
  const { userColumn, ...log } = await inspectLog(
    viewed,
    profile,
    columns,
    times,
    { given, answers, preset },
    decide,
  );
  onProgress?.({ stage: 'guess', done: 1, total: 2 });
  const attributes = await inspectAttributes(engine, options, userColumn, work);
  onProgress?.({ stage: 'guess', done: 2, total: 2 });
  const problems = [...log.problems, ...leftOutProblem(profile), ...attributes.problems];
  return {
    ...base,
    ...log,
    preset: preset?.preset.name ?? null,
    kind: 'events',
    attributes: attributes.guess,
    problems,
    asked: asked(),
  };
}

function baseOf({ events, encoding }: Checked, { rows, columns }: TableProfile): Inspection {
  return {
    kind: 'events',
    source: events,
    encoding: encoding ?? null,
    rows,
    columns,
    guesses: {},
    events: [],
    from: null,
    to: null,
    users: null,
    timeZone: null,
    timeFormat: null,
    numberFormat: null,
    completeThrough: null,
    everyRow: null,
    windows: null,
    attributes: null,
    table: null,
    experiment: null,
    preset: null,
    problems: [],
    asked: 0,
  };
}

/** A table that is no log: one with a column of who left, or of the arms of an experiment. */
async function tableOf(
  viewed: Viewed,
  columns: readonly Column[],
  answers: Answers,
  base: Inspection,
): Promise<Inspection | null> {
  const { label: named, variant } = answers;
  if (named !== undefined) columnNamed(columns, named, '--label');
  if (variant !== undefined) columnNamed(columns, variant, '--variant');
  if (answers.time !== undefined || answers.user !== undefined || answers.event !== undefined) return null;
  const label = variant === undefined ? labelColumn(columns, named) : null;
  if (label !== null && named === undefined)
    refuseLogWithLabel(columns, timeCandidates(columns, answers)[0]?.column, label);
  if (label !== null) return { ...base, kind: 'table', table: await labelOf(viewed, columns, label) };
  // A log of events can name a variant, too; its users come back.
  const isLog = timeCandidates(columns, answers).length > 0 && variant === undefined;
  const experiment = isLog ? null : await experimentOf(viewed, columns, variant);
  return experiment === null ? null : { ...base, kind: 'experiment', experiment };
}

async function inspectAttributes(
  engine: DuckDb,
  { attributes }: Checked,
  user: Column,
  work: LookWork,
): Promise<Awaited<ReturnType<typeof attributesOf>>> {
  if (attributes === undefined || attributes.length === 0) return { guess: null, problems: [] };
  const view = 'attributes_log';
  const profile = await look(engine, { source: attributes }, view, work);
  const viewed: Viewed = { engine, view, signal: work.signal };
  return attributesOf(viewed, attributes, profile, { view: 'log', alias: user.alias });
}

function leftOutProblem({ leftOut }: TableProfile): Inspection['problems'] {
  return leftOut === 0 ? [] : [{ code: 'leftOutColumns', values: { columns: leftOut } }];
}

function noTimes({ events }: Checked, columns: readonly Column[]): WinbackError {
  const names = columns.slice(0, 20).map(({ name }) => name);
  const empty = columns.find(
    ({ kind, phrase }) => kind === 'empty' && weightOf(phrase, columnWords.time) > 0.8,
  );
  if (empty !== undefined)
    return new WinbackError(
      'BAD_INPUT',
      `${events.join(', ')}: column ${shown(empty.name)} is empty in every row, and no other column holds times`,
    );
  return new WinbackError(
    'BAD_INPUT',
    `${events.join(', ')}: no column holds times, and none says who left or which variant a row is of; name it with --time, ` +
      `--label or --variant; the columns are ${names.join(', ')}`,
  );
}
