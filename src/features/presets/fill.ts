import { WinbackError } from '../../base/errors.js';
import { listOf, object, oneOf, text } from '../../base/options.js';
import type { PresetColumn, PresetEvents } from './preset.js';
import { presetNamed, presetNames } from './presets.js';

/** A preset in a configuration, and what the user wrote beside it. */
export interface PresetUse {
  /** One of `presetNames`. */
  readonly name: string;
  /** Options that the user wrote, which the preset does not touch: `timeZone`, `columns.amount`, `roles.payment`, ... */
  readonly written: readonly string[];
}

type Given = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Given =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const checkedUse = object<PresetUse>({ name: oneOf(...presetNames), written: listOf(text) });

/**
 * The preset of an `events` section; undefined without one.
 * @throws WinbackError BAD_INPUT for a name that is no preset, with a suggestion
 */
export function presetUse(events: unknown, name: string): PresetUse | undefined {
  if (!isObject(events)) return undefined;
  const given = events['preset'];
  if (given === undefined || given === null) return undefined;
  if (isObject(given)) return checkedUse(given, `${name}.preset`);
  return { name: oneOf(...presetNames)(given, `${name}.preset`), written: writtenIn(events) };
}

// A key that is null was written: the user wants nothing there.
function writtenIn(events: Given): readonly string[] {
  return Object.entries(events).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (key !== 'columns' && key !== 'roles') return [key];
    return isObject(value) ? Object.keys(value).map((inner) => `${key}.${inner}`) : [];
  });
}

/**
 * The `events` section with what its preset gives for a table of these columns. What the user wrote stays; an event that
 * the user gives a role has no other one.
 * @param columns of the table; none for the export that the vendor documents today
 */
export function filledEvents(events: Given, use: PresetUse, columns: readonly PresetColumn[]): Given {
  const given = presetNamed(use.name).events(columns);
  const ownEvents = use.written.includes('everyRow') || use.written.includes('columns.event');
  const { event, ...others } = given.columns;
  const filled = {
    ...events,
    preset: use,
    columns: { ...(ownEvents ? others : given.columns), ...keptIn(events, 'columns', use) },
    roles: { ...(ownEvents ? {} : rolesLeft(given, events, use)), ...keptIn(events, 'roles', use) },
  };
  const { timestampsIn, timeUnit } = given;
  const plain = { timestampsIn, timeUnit, ...(ownEvents ? {} : { everyRow: given.everyRow }) };
  const free = Object.entries(plain).filter(([key]) => !use.written.includes(key));
  return { ...filled, ...Object.fromEntries(free) };
}

// What the user wrote in a section of `events`.
function keptIn(events: Given, section: 'columns' | 'roles', { written }: PresetUse): Given {
  const given = events[section];
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new WinbackError('BAD_INPUT', `events.${section} must be an object`);
  return Object.fromEntries(Object.entries(given).filter(([key]) => written.includes(`${section}.${key}`)));
}

function rolesLeft(given: PresetEvents, events: Given, use: PresetUse): PresetEvents['roles'] {
  const taken = new Set(Object.values(keptIn(events, 'roles', use)).flat());
  return Object.fromEntries(
    Object.entries(given.roles).flatMap(([role, names]) => {
      const left = names.filter((name) => !taken.has(name));
      return use.written.includes(`roles.${role}`) || left.length === 0 ? [] : [[role, left]];
    }),
  );
}
