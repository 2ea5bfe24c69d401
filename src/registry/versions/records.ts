import { WinbackError } from '../../base/errors.js';
import { type Check, integer, object, oneOf, optional, text } from '../../base/options.js';
import type { Manifest } from '../manifest.js';
import { mostEntries } from './layout.js';

/** Who does something to a registry, when and why. */
export interface Deed {
  /** This moment, ISO 8601 in UTC. */
  readonly now: string;
  /** Who does it: a person, or the name of a job. */
  readonly by: string;
  /** Why, in a sentence for those who read it later. @default none */
  readonly reason?: string | undefined;
}

/** A version came into the registry. */
export interface Publication {
  /** Form of this record. */
  readonly format: 'winback-publication/1';
  /** SHA-256 of the model's manifest. */
  readonly digest: string;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  /** Who did it: a person, or the name of a job. */
  readonly by: string;
  /** Why, in a sentence; empty where none was given. */
  readonly reason: string;
  /** Digest of what was in production then; null for the first version. */
  readonly previous: string | null;
}

/** Where a name points from its number on. */
export interface PointerEntry {
  /** Form of this record. */
  readonly format: 'winback-pointer/1';
  /** The name, such as `production`. */
  readonly name: string;
  /** From 1, without a gap. */
  readonly number: number;
  /** The version that it points to: SHA-256 of the model's manifest. */
  readonly digest: string;
  /** `promote`: somebody chose the version. `rollback`: back to the version before. */
  readonly kind: 'promote' | 'rollback';
  /** Number of the entry before, whose version this one replaces; null for the first. */
  readonly previous: number | null;
  /** Number of the entry that a rollback went back to; null for a promotion. */
  readonly restores: number | null;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  /** Who did it: a person, or the name of a job. */
  readonly by: string;
  /** Why, in a sentence; empty where none was given. */
  readonly reason: string;
  /** Tells this entry from another of the same content. */
  readonly id: string;
}

/** A version with all that is known of it. */
export interface RegisteredVersion {
  /** SHA-256 of the model's manifest. */
  readonly digest: string;
  /** Day and commit of the model, such as `2026-03-01-12065d3`; longer where two versions would have the same. */
  readonly name: string;
  /** What the model says about itself: windows, training, figures, files. */
  readonly manifest: Manifest;
  /** Who published it, when and why. */
  readonly publication: Publication;
  /** Names that point to it now. */
  readonly pointers: readonly string[];
}

const nullable = <T>(check: Check<T>): Check<T | null> => optional<T, T | null>(check, null);
const anyText: Check<string> = (value, name) => (value === '' ? '' : text(value, name));

const publicationCheck = object<Publication>({
  format: oneOf('winback-publication/1'),
  ...{ digest: text, at: text, by: text, reason: anyText, previous: nullable(text) },
});

const pointerCheck = object<PointerEntry>({
  format: oneOf('winback-pointer/1'),
  ...{ name: text, number: integer(1, mostEntries), digest: text, kind: oneOf('promote', 'rollback') },
  ...{ previous: nullable(integer(1)), restores: nullable(integer(1)) },
  ...{ at: text, by: text, reason: anyText, id: text },
});

export const publicationOf = (bytes: Uint8Array, place: string): Publication =>
  parsed(bytes, place, publicationCheck);
export const pointerOf = (bytes: Uint8Array, place: string): PointerEntry =>
  parsed(bytes, place, pointerCheck);

function parsed<T>(bytes: Uint8Array, place: string, check: Check<T>): T {
  try {
    return check(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'record');
  } catch (cause) {
    throw new WinbackError(
      'TAMPERED',
      `${place} is no record of this registry: ${(cause as Error).message}`,
      { cause },
    );
  }
}

export const recordBytes = (record: Publication | PointerEntry): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(record, null, 1)}\n`);
