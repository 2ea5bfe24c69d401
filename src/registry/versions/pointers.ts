import { randomUUID } from 'node:crypto';

import { WinbackError } from '../../base/errors.js';
import { mostEntries, pointerKey, pointerNumber, pointerPrefix, pointersPrefix } from './layout.js';
import type { RegistryPlace } from './place.js';
import { type Deed, type PointerEntry, pointerOf, recordBytes } from './records.js';

/** Numbers of all entries of a name, ascending. */
export async function pointerNumbers(
  place: RegistryPlace,
  name: string,
  signal: AbortSignal | undefined,
  after?: number,
): Promise<readonly number[]> {
  const numbers: number[] = [];
  const startAfter = after === undefined ? undefined : pointerKey(name, after);
  for await (const { key } of place.list(pointerPrefix(name), { startAfter, signal })) {
    const number = pointerNumber(key);
    if (number !== null) numbers.push(number);
  }
  return numbers;
}

/** Names that have ever pointed somewhere, sorted, with the numbers of their entries. */
export async function allPointers(
  place: RegistryPlace,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const names = new Map<string, number[]>();
  for await (const { key } of place.list(pointersPrefix, { signal })) {
    const name = key.split('/')[1] ?? '';
    const number = pointerNumber(key);
    if (number !== null) names.set(name, [...(names.get(name) ?? []), number]);
  }
  return names;
}

/** One entry. @throws WinbackError TAMPERED where it is missing or another's */
export async function entryOf(
  place: RegistryPlace,
  name: string,
  number: number,
  signal: AbortSignal | undefined,
): Promise<PointerEntry> {
  const key = pointerKey(name, number);
  const entry = pointerOf(await place.need(key, signal), `${place.name}: ${key}`);
  if (entry.name === name && entry.number === number) return entry;
  throw new WinbackError('TAMPERED', `${place.name}: ${key} is the entry of another name or number`);
}

/** Where a name points now; null for a name that never pointed anywhere. */
export async function currentEntry(
  place: RegistryPlace,
  name: string,
  signal: AbortSignal | undefined,
): Promise<PointerEntry | null> {
  const last = await lastNumber(place, name, signal);
  return last === undefined ? null : entryOf(place, name, last, signal);
}

/** Looks from the entry on that was the last one before: a history of years is listed once. */
async function lastNumber(
  place: RegistryPlace,
  name: string,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const known = place.lastEntries.get(name);
  const later = known === undefined ? [] : await pointerNumbers(place, name, signal, known - 1);
  // Nothing is there where another registry has taken the place of the one that was read.
  const last = (later.length > 0 ? later : await pointerNumbers(place, name, signal)).at(-1);
  if (last !== undefined) place.lastEntries.set(name, last);
  return last;
}

/** The entry whose version a rollback of `entry` goes back to; null where there is nothing before. */
export async function entryBefore(
  place: RegistryPlace,
  entry: PointerEntry,
  signal: AbortSignal | undefined,
): Promise<PointerEntry | null> {
  let at = entry;
  // A rollback stands for the entry that it went back to: two of them in a row go back two versions.
  while (at.restores !== null) at = await entryOf(place, at.name, at.restores, signal);
  return at.previous === null ? null : entryOf(place, at.name, at.previous, signal);
}

/** What a new entry says. */
export type NextEntry = Pick<PointerEntry, 'name' | 'digest' | 'kind' | 'restores'>;

/**
 * Appends an entry after the one that the decision was based on. Of writers that append at once one is first; the others are
 * told so, and nothing is lost. The caller holds a claim on the version.
 * @param place of the registry
 * @param base number of the entry that holds now; null for none
 * @param next what the entry says
 * @param deed who, when and why
 * @returns null where another was first
 */
export async function appendEntry(
  place: RegistryPlace,
  base: number | null,
  next: NextEntry,
  { now, by, reason = '' }: Deed,
  signal: AbortSignal | undefined,
): Promise<PointerEntry | null> {
  const number = (base ?? 0) + 1;
  if (number > mostEntries) throw new WinbackError('IO', `${place.name}: ${next.name} has no number left`);
  const entry: PointerEntry = {
    ...{ format: 'winback-pointer/1', ...next, number, previous: base },
    ...{ at: now, by, reason, id: randomUUID() },
  };
  return (await place.create(pointerKey(next.name, number), recordBytes(entry), signal)) ? entry : null;
}
