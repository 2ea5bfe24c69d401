import { WinbackError } from '../../base/errors.js';
import { shown, suggestion } from '../../base/options.js';
import type { EventsConfig } from '../config.js';
import { type ColumnSource, type Role, roles } from '../mapping.js';
import type { OwnFeature } from './own-feature.js';

/** What of a configuration decides which events a feature of the user's own looks at. */
export type OwnEvents = Pick<EventsConfig, 'roles' | 'everyRow' | 'active' | 'features'>;

/** Some events: all of these roles, and those with these names. */
export interface EventSet {
  readonly roles: readonly Role[];
  readonly names: readonly string[];
}

/**
 * Events that are marked while the log is read, with a value from a column of the user's: what roles and their own values
 * cannot tell.
 */
export interface OwnStream extends EventSet {
  /** From 1; part of column names. */
  readonly number: number;
  /** The first feature that asked for it. */
  readonly feature: string;
  readonly column: ColumnSource | undefined;
  /** Whether values are compared only, not computed with. */
  readonly isText: boolean;
}

/** Columns of the normalised log that a stream has. */
export const streamTest = ({ number }: Pick<OwnStream, 'number'>): `is_own_${number}` => `is_own_${number}`;
export const streamValue = ({ number }: Pick<OwnStream, 'number'>): `own_${number}` => `own_${number}`;

/** Numbers of the user's columns are kept as whole millionths: sums do not depend on the order of rows. */
export const perUnit = 1_000_000;

/** The kernel has so many classes of events beside those of roles. */
export const mostStreams = 12;

/** The events that items of `over` or `among` name. @throws WinbackError BAD_INPUT naming the item and the remedy */
export function eventSet(items: readonly string[], events: OwnEvents, name: string): EventSet {
  const sets = items.map((item) => oneItem(item, events, name));
  const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)].sort();
  return {
    roles: distinct(sets.flatMap((set) => set.roles)),
    names: distinct(sets.flatMap((set) => set.names)),
  };
}

function oneItem(item: string, events: OwnEvents, name: string): EventSet {
  const [, kind, plain = item] = /^(role|event):(.*)$/s.exec(item) ?? [];
  if (item === 'active') return { roles: events.active, names: [] };
  const role = kind === 'event' ? undefined : roles.find((one) => one === plain);
  const named = kind === 'role' ? [] : rolesWith(plain, events);
  if (role !== undefined && named.some((other) => other !== role || isOneOfSeveral(role, events)))
    throw new WinbackError(
      'BAD_INPUT',
      `${name}: ${shown(plain)} is a role and an event: write role:${plain} or event:${plain}`,
    );
  if (role !== undefined) return { roles: [role], names: [] };
  if (named.length > 0) return { roles: [], names: [plain] };
  const known = ['active', ...roles, ...Object.values(events.roles).flat()];
  throw new WinbackError(
    'BAD_INPUT',
    `${name}: ${shown(item)} is neither a role nor an event of events.roles: give the event a role there${suggestion(plain, known)}`,
  );
}

const rolesWith = (event: string, { roles: mapped }: OwnEvents): readonly string[] =>
  Object.entries(mapped).flatMap(([role, names]) => (names.includes(event) ? [role] : []));

const isOneOfSeveral = (role: Role, { roles: mapped }: OwnEvents): boolean => (mapped[role]?.length ?? 0) > 1;

/** The streams that the features of a configuration need, each once. */
export function ownStreams(events: OwnEvents): readonly OwnStream[] {
  const found = new Map<string, OwnStream>();
  for (const feature of events.features ?? []) {
    for (const wanted of wantedBy(feature, events)) {
      const key = keyOf(wanted);
      if (found.has(key)) continue;
      found.set(key, { ...wanted, number: found.size + 1, feature: feature.name });
    }
  }
  return [...found.values()];
}

type Wanted = Omit<OwnStream, 'number' | 'feature'>;

const keyOf = ({ roles: of, names, column, isText }: Wanted): string =>
  JSON.stringify([of, names, column ?? null, isText]);

function wantedBy(feature: OwnFeature, events: OwnEvents): readonly Wanted[] {
  const { over, among, column, aggregate } = feature;
  const name = `events.features.${feature.name}`;
  const own = { ...eventSet(over, events, `${name}.over`), column, isText: aggregate === 'variety' };
  const other = among && { ...eventSet(among, events, `${name}.among`), column: undefined, isText: false };
  return [own, ...(other === undefined ? [] : [other])].filter(
    ({ names, column: read }) => names.length > 0 || read !== undefined,
  );
}

/** The stream of some events and a column; undefined where roles alone tell them. */
export function streamOf(
  set: EventSet,
  column: ColumnSource | undefined,
  isText: boolean,
  streams: readonly OwnStream[],
): OwnStream | undefined {
  if (set.names.length === 0 && column === undefined) return undefined;
  const key = keyOf({ ...set, column, isText });
  return streams.find((stream) => keyOf(stream) === key);
}

/**
 * Checks the features of an `events` section against its roles.
 * @throws WinbackError BAD_INPUT for an unknown or ambiguous event, or more streams than there is room for
 */
export function requireOwnEvents(events: OwnEvents, name: string): void {
  const { length } = ownStreams(events);
  if (length <= mostStreams) return;
  throw new WinbackError(
    'BAD_INPUT',
    `${name}.features: ${length} different pairs of events and column are asked for, ${mostStreams} are possible: ` +
      'features over whole roles without a column do not count',
  );
}

/** Columns of the normalised log that the streams have. */
export function ownNames(events: OwnEvents): readonly string[] {
  return ownStreams(events).flatMap((stream) => [
    streamTest(stream),
    ...(stream.column === undefined ? [] : [streamValue(stream)]),
  ]);
}
