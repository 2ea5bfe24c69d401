import { oneOf } from '../../base/options.js';
import type { ColumnProfile } from '../../data/profile/records.js';
import { type ColumnSource, columnsRead, type Role } from '../../features/mapping.js';
import type { Preset, PresetColumn, PresetEvents } from '../../features/presets/preset.js';
import { presetFor, presetNamed, presetNames } from '../../features/presets/presets.js';
import { type Column, valueSql } from './columns.js';
import { columnNamed, type Found } from './guess/found.js';
import type { Answers, EventGuess, Meaning } from './records.js';

/** A vendor's export, and what its columns mean. */
export interface PresetMapping {
  readonly preset: Preset;
  readonly events: PresetEvents;
}

/**
 * The preset that recognises the columns, or the one that the caller names; null without one and for `none`.
 * @throws WinbackError BAD_INPUT for a name that is no preset
 */
export function presetMapping(
  columns: readonly ColumnProfile[],
  named: string | undefined,
): PresetMapping | null {
  if (named === 'none') return null;
  const given = presetColumns(columns);
  const preset =
    named === undefined
      ? presetFor(given)?.preset
      : presetNamed(oneOf(...presetNames, 'none')(named, '--preset'));
  return preset === undefined ? null : { preset, events: preset.events(given) };
}

// Values inside a column stand for it in a profile; presets look for the column itself as well.
function presetColumns(columns: readonly ColumnProfile[]): readonly PresetColumn[] {
  const leaves = columns.map(({ name, stored }) => ({ name, type: stored }));
  const names = new Set(leaves.map(({ name }) => name));
  const whole = new Set(columns.map(({ path }) => path[0]!).filter((name) => !names.has(name)));
  return [...leaves, ...[...whole].map((name) => ({ name, type: 'VARCHAR' }))];
}

/** The caller's answers, and those of the preset where the caller gives none. */
export function answersWith(answers: Answers, mapping: PresetMapping | null): Answers {
  if (mapping === null) return answers;
  const { user, time, event, amount } = mapping.events.columns;
  const first = (source: ColumnSource | undefined): string | undefined => columnsRead(source)[0];
  return {
    ...answers,
    user: answers.user ?? user,
    time: answers.time ?? time,
    event: answers.event ?? first(event) ?? (mapping.events.everyRow === undefined ? undefined : 'none'),
    amount: answers.amount ?? first(amount),
  };
}

/**
 * What was found, with what the preset says of it. The number of an event and of an order are the preset's alone: it knows
 * whether rows of one are repeats or parts.
 */
export function withPreset(
  found: Readonly<Partial<Record<Meaning, Found>>>,
  { preset, events }: PresetMapping,
  columns: readonly Column[],
  given: Answers,
): Readonly<Partial<Record<Meaning, Found>>> {
  const { id: _id, order: _order, ...rest } = found;
  const said = Object.entries(events.columns).flatMap(([option, source]) => {
    if (source === undefined || given[option as keyof Answers] !== undefined) return [];
    return [[option, presetFound(preset, source, columns)] as const];
  });
  return { ...rest, ...Object.fromEntries(said) };
}

function presetFound({ name }: Preset, source: ColumnSource, columns: readonly Column[]): Found {
  const read = columnsRead(source).map((column) => columnNamed(columns, column, '--preset'));
  const guess = {
    column: read.map((column) => column.name).join(signOf(source)),
    source,
    score: 1,
    reasons: [{ code: 'preset', values: { preset: name } }],
    by: 'preset',
    others: [],
  } as const;
  return { guess, columns: read, sql: sqlOf(source, read) };
}

function signOf(source: ColumnSource): string {
  if (typeof source === 'string' || 'multiply' in source) return ' x ';
  return 'minus' in source ? ' - ' : ' / ';
}

// Enough to see which events have an amount.
function sqlOf(source: ColumnSource, columns: readonly Column[]): string | undefined {
  if (typeof source === 'string' || !('minus' in source || 'firstOf' in source)) return undefined;
  const numbers = columns.map(valueSql);
  return 'minus' in source ? numbers[0]! : `coalesce(${numbers.join(', ')})`;
}

/** The role that the preset gives an event; undefined where it does not know the name. */
export function presetRole(
  mapping: PresetMapping | null,
  event: string,
): Pick<EventGuess, 'role' | 'reason'> | undefined {
  if (mapping === null) return undefined;
  const { preset, events } = mapping;
  const reason = { code: 'preset', values: { preset: preset.name } } as const;
  const found = Object.entries(events.roles).find(([, names]) => names.includes(event));
  if (found !== undefined) return { role: found[0] as Role, reason };
  return preset.internal(event) ? { role: null, reason } : undefined;
}
