import path from 'node:path';

import { isObjectAddress } from '../../base/object-address.js';
import { requireKeys } from '../../base/options.js';
import { requireShape } from '../../base/shape.js';
import { withoutOptions } from '../../data/sources/object-names.js';
import type { Role } from '../../features/mapping.js';
import type { Language } from '../../report/format.js';
import { type Texts, textsFor } from '../../report/texts/index.js';
import { type CommentedConfig, commentedYaml, keyPath } from '../commented-yaml.js';
import { experimentPart, tablePart } from './config-of-table.js';
import { candidateList, reasonList } from './reasons-text.js';
import type { AttributesGuess, EventGuess, Guess, Inspection, Meaning, WindowsGuess } from './records.js';

/** A section of a configuration, and the comments of its keys. */
export interface ConfigPart {
  readonly section: object;
  readonly comments: readonly (readonly [keys: readonly string[], text: string])[];
}

/** Where a configuration will stand, and in which language its comments are. */
export interface InitConfigOptions {
  /** Path of the file, which paths of data become relative to. @default 'winback.yaml' */
  readonly file?: string | undefined;
  /** Language of the comments. @default 'zh' */
  readonly language?: Language | undefined;
}

/**
 * A configuration with every guess of an inspection, as YAML whose comments give each guess's reason and what else was
 * possible. `winback churn --config` (for the table of an experiment `winback experiment analyze --config`) runs it as it is.
 * @param found of `inspect`
 * @param options path of the file, and language of its comments
 * @throws WinbackError BAD_INPUT for an inspection or option of another kind
 *
 * @example
 * ```ts
 * import { initConfig, inspect } from 'winback/features';
 *
 * const found = await inspect({ events: ['out/data/events.parquet'] });
 * const yaml = await initConfig(found, { file: 'out/own.yaml', language: 'en' });
 * yaml.includes('source: data/events.parquet'); // true
 * ```
 */
export async function initConfig(found: Inspection, options: InitConfigOptions = {}): Promise<string> {
  requireShape(found, 'found', { source: 'list', columns: 'list', events: 'list', guesses: 'object' });
  requireKeys(options, 'options', { file: true, language: true });
  const { file = 'winback.yaml', language = 'zh' } = options;
  const texts = textsFor(language);
  const t = texts.init.file;
  const parts = partsOf(found, file, texts);
  const comments = new Map<string, string>();
  const config: Record<string, unknown> = {};
  for (const [name, part] of parts) {
    config[name] = part.section;
    for (const [keys, text] of part.comments) comments.set(keyPath(name, ...keys), text);
  }
  const names = found.source.map((source) => path.basename(withoutOptions(source))).join(', ');
  const head = [t.head(names), t.run(nextCommand(found, file)), t.guessed];
  const foot =
    found.kind === 'events' && found.everyRow !== 'activity' ? [t.plan, 'plan:', '  budget: 5000'] : [];
  return commentedYaml({
    config: flattened(found, config),
    comments: topLevel(found, comments),
    head,
    foot,
  } satisfies CommentedConfig);
}

/** The command that runs the configuration. */
export function nextCommand({ kind }: Inspection, file: string): string {
  const shown = /^[\w./-]+$/.test(file) ? file : JSON.stringify(file);
  const command = kind === 'experiment' ? 'experiment analyze' : 'churn';
  return `winback ${command} --config ${shown}`;
}

// An experiment's keys stand at the top of its file.
const experimentRoot = 'experiment';

function flattened({ kind }: Inspection, config: Readonly<Record<string, unknown>>): object {
  return kind === 'experiment' ? (config[experimentRoot] as object) : config;
}

function topLevel({ kind }: Inspection, comments: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (kind !== 'experiment') return comments;
  return new Map([...comments].map(([key, text]) => [key.slice(experimentRoot.length + 1), text]));
}

function partsOf(found: Inspection, file: string, texts: Texts): readonly (readonly [string, ConfigPart])[] {
  const relative = (sources: readonly string[]): string | readonly string[] => {
    const paths = sources.map((source) => relativePath(file, source));
    return paths.length === 1 ? paths[0]! : paths;
  };
  if (found.experiment !== null)
    return [[experimentRoot, experimentPart(found, found.experiment, relative(found.source), texts)]];
  if (found.table !== null) return [['table', tablePart(found, found.table, relative(found.source), texts)]];
  const { attributes, windows } = found;
  return [
    ['events', eventsPart(found, relative(found.source), texts)],
    ...(attributes === null
      ? []
      : [['attributes', attributesPart(attributes, relative(attributes.source), texts)] as const]),
    ...(windows === null
      ? []
      : ([
          ['windows', windowsPart(windows, texts)],
          ['snapshots', snapshotsPart(windows, texts)],
        ] as const)),
  ];
}

/** Data paths of a configuration start from its folder. */
function relativePath(file: string, source: string): string {
  if (isObjectAddress(source)) return source;
  const relative = path.relative(path.dirname(path.resolve(file)), path.resolve(source));
  return relative.split(path.sep).join('/');
}

const columnOptions: readonly Exclude<Meaning, 'currency'>[] = [
  'user',
  'time',
  'event',
  'id',
  'order',
  'amount',
  'couponAmount',
  'duration',
  'feature',
  'quotaUsed',
  'quotaTotal',
];

function eventsPart(found: Inspection, source: string | readonly string[], texts: Texts): ConfigPart {
  const t = texts.init.file;
  const columns: Record<string, unknown> = {};
  const comments: [readonly string[], string][] = [];
  for (const option of columnOptions) {
    const guess = found.guesses[option];
    if (guess === null || guess === undefined || guess.by === 'preset') continue;
    columns[option] = guess.source;
    comments.push([['columns', option], guessComment(guess, texts)]);
  }
  const { everyRow, timeZone, timeFormat, numberFormat, completeThrough, preset, encoding } = found;
  if (preset !== null) comments.push([['preset'], t.preset(filledBy(found))]);
  const roles = everyRow === null ? rolesPart(found.events, texts) : null;
  if (roles !== null && roles.leftOut !== null) comments.push([['roles'], roles.leftOut]);
  if (roles !== null) for (const [role, text] of roles.comments) comments.push([['roles', role], text]);
  if (everyRow !== null) comments.push([['everyRow'], t.everyRow(everyRow)]);
  if (timeZone?.zone) comments.push([['timeZone'], t.because(reasonList([timeZone.reason], texts))]);
  if (timeFormat !== null) comments.push([['timeFormat'], t.timeFormat]);
  if (numberFormat !== null) comments.push([['numberFormat'], t.numberFormat]);
  if (completeThrough !== null) comments.push([['completeThrough'], t.completeThrough]);
  const section = {
    source,
    encoding: encoding ?? undefined,
    preset: preset ?? undefined,
    columns,
    everyRow: everyRow ?? undefined,
    roles: roles?.section,
    timeZone: timeZone?.zone ?? undefined,
    timeFormat: timeFormat ?? undefined,
    numberFormat: numberFormat ?? undefined,
    completeThrough: completeThrough ?? undefined,
  };
  return { section, comments };
}

function filledBy({ guesses }: Inspection): string {
  return Object.entries(guesses)
    .flatMap(([option, guess]) => (guess?.by === 'preset' ? [`${option} = ${guess.column}`] : []))
    .join('; ');
}

function guessComment(guess: Guess, texts: Texts): string {
  const t = texts.init.file;
  const because = guess.reasons.length === 0 ? '' : t.because(reasonList(guess.reasons, texts));
  const also = guess.others.length === 0 ? '' : t.also(candidateList(guess.others, texts));
  return [because, also].filter((text) => text !== '').join(' ');
}

interface RolesPart {
  /** Names that have no role; null without any. */
  readonly leftOut: string | null;
  readonly section: Readonly<Partial<Record<Role, readonly string[]>>>;
  readonly comments: readonly (readonly [Role, string])[];
}

/** Names that one comment tells. */
const mostNamed = 8;
const mostLeft = 20;

function rolesPart(events: readonly EventGuess[], texts: Texts): RolesPart {
  const t = texts.init.file;
  const byRole = new Map<Role, EventGuess[]>();
  for (const event of events)
    if (event.role !== null) byRole.set(event.role, [...(byRole.get(event.role) ?? []), event]);
  const left = events.filter(({ role }) => role === null).map(({ name }) => name);
  const entries = [...byRole];
  const comments = entries.map(([role, list]) => {
    const sentences = texts.sentences.eventRoles;
    const told = role === 'activity' ? [] : list.slice(0, mostNamed);
    const reasons = told.map(({ name, reason }) =>
      t.role(name, (sentences[reason.code] as (values: unknown) => string)(reason.values)),
    );
    return [
      role,
      (reasons.length === 0 ? [sentences.otherSign({})] : reasons).join(texts.semicolon),
    ] as const;
  });
  const out = left.length === 0 ? null : t.leftOut(left.slice(0, mostLeft).join(texts.and));
  return {
    leftOut: out,
    section: Object.fromEntries(entries.map(([role, list]) => [role, list.map(({ name }) => name)])),
    comments,
  };
}

function attributesPart(
  { user, validFrom, fields, leftOut }: AttributesGuess,
  source: string | readonly string[],
  texts: Texts,
): ConfigPart {
  const note =
    leftOut.length === 0 ? [] : [[['fields'], texts.init.file.attributes(leftOut.join(texts.and))] as const];
  return { section: { source, user, validFrom: validFrom ?? undefined, fields }, comments: note };
}

function windowsPart(
  { observationDays, horizonDays, valueDays, medianGapDays, days }: WindowsGuess,
  texts: Texts,
): ConfigPart {
  const t = texts.init.file;
  const why =
    medianGapDays === null ? t.windowsAlone(String(days)) : t.windows(String(medianGapDays), String(days));
  return {
    section: { observationDays, horizonDays, valueDays },
    comments: [
      [[], why],
      [['observationDays'], t.observation],
      [['horizonDays'], t.horizon],
    ],
  };
}

function snapshotsPart(
  { everyDays, train, calibration, test, folds }: WindowsGuess,
  texts: Texts,
): ConfigPart {
  return {
    section: { everyDays, train, calibration, test, folds },
    comments: [[[], texts.init.file.snapshots]],
  };
}
