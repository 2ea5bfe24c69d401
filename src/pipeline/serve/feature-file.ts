import { rm, stat } from 'node:fs/promises';

import { addDays, dayNumber, msPerDay } from '../../base/days.js';
import { partialName, removeAbandoned, renameDurably } from '../../base/durable-files.js';
import { ensure, WinbackError } from '../../base/errors.js';
import { type Check, listOf, object, oneOf, optional, text } from '../../base/options.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { numbersOrCodes } from '../../data/read/numbers.js';
import { eachStrictText } from '../../data/read/texts.js';
import type { FeatureColumn } from '../../model/classifier.js';
import { conform } from '../../model/conform.js';
import { crossing, crossingSync } from '../../native/crossing.js';
import { addon } from '../../native/load.js';
import type { UsersHandle } from '../../native/users-binding.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { ServedModel } from './served-model.js';

/** What a feature file says about itself. */
export interface FeatureFileFacts {
  /** `featureVersion` of the model that the features were made for; null for a model of a prepared table. */
  readonly featureVersion: string | null;
  /** The last day that the features look at, YYYY-MM-DD. */
  readonly asOf: string;
  /** The columns, in the order of the file. */
  readonly features: readonly FeatureColumn[];
}

const column: Check<FeatureColumn> = (value, name) => {
  const { categories, ...given } = object<{
    name: string;
    kind: string;
    categories: readonly string[] | null;
  }>({
    name: text,
    kind: oneOf('numeric', 'categorical'),
    categories: optional<readonly string[], null>(
      listOf((item) => String(item)),
      null,
    ),
  })(value, name);
  if (given.kind === 'numeric') return { name: given.name, kind: 'numeric' };
  ensure(categories !== null, `${name}: a categorical feature without categories`);
  return { name: given.name, kind: 'categorical', categories };
};

const facts = object<FeatureFileFacts>({
  featureVersion: optional<string, null>(text, null),
  asOf: text,
  features: listOf(column),
});

/** What a feature file is made of. */
export interface FeatureFileInput {
  /** One row a user, with the model's columns. */
  readonly table: ArrowTable;
  /** Column that names the user. */
  readonly id: string;
  /** The last day that the features look at, YYYY-MM-DD. */
  readonly asOf: string;
}

/**
 * Writes the features of users for `winback serve`, under a temporary name that is then renamed.
 * @returns rows written
 * @throws WinbackError BAD_INPUT for a missing column, an id that is empty or comes twice, a day that is none; IO
 */
export async function writeFeatureFile(
  file: string,
  model: StoredModel,
  { table, id, asOf }: FeatureFileInput,
): Promise<number> {
  dayNumber(asOf);
  const { features } = model.classifier;
  const own = conform(table, features);
  const columns = features.map(({ name }) => numbersOrCodes(own, name));
  const { keys, offsets } = idsOf(table, id);
  const description = JSON.stringify({ featureVersion: model.manifest.featureVersion, asOf, features });
  const partial = partialName(file);
  try {
    await removeAbandoned(file);
    await crossing(() => addon().usersWrite(partial, keys, offsets, columns, description));
    await renameDurably(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return table.numRows;
}

function idsOf(table: ArrowTable, id: string): { readonly keys: Uint8Array; readonly offsets: Float64Array } {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const offsets = new Float64Array(table.numRows + 1);
  eachStrictText(table, id, (user, row) => {
    const bytes = encoder.encode(user);
    parts.push(bytes);
    offsets[row + 1] = offsets[row]! + bytes.length;
  });
  const keys = new Uint8Array(offsets.at(-1)!);
  for (const [row, bytes] of parts.entries()) keys.set(bytes, offsets[row]);
  return { keys, offsets };
}

interface Reader {
  readonly read: (id: string) => boolean;
  /** Places whose codes differ between the file and the model, with the model's code of each. */
  readonly recoded: readonly { readonly place: number; readonly codes: Float64Array }[];
}

/** A feature file, mapped: all processes that open it share one copy. */
export class FeatureFile {
  readonly facts: FeatureFileFacts;
  /** Users it has. */
  readonly rows: number;
  readonly #handle: UsersHandle;
  readonly #readers = new WeakMap<ServedModel, Reader>();

  private constructor(handle: UsersHandle, rows: number, description: FeatureFileFacts) {
    this.#handle = handle;
    this.rows = rows;
    this.facts = description;
  }

  /** Opens a file and checks every byte of it. @throws WinbackError NOT_FOUND; BAD_MODEL for a damaged or foreign file */
  static async open(file: string): Promise<FeatureFile> {
    await stat(file).catch((cause: unknown) => {
      throw new WinbackError('NOT_FOUND', `no feature file: ${(cause as Error).message}`, { cause });
    });
    const handle = await crossing(() => addon().usersOpen(file));
    const { rows, features, description } = crossingSync(() => addon().usersInfo(handle));
    try {
      const read = facts(JSON.parse(description), file);
      ensure(read.features.length === features, `${file}: the description names other columns`);
      dayNumber(read.asOf);
      return new FeatureFile(handle, rows, read);
    } catch (cause) {
      addon().usersClose(handle);
      throw new WinbackError('BAD_MODEL', `${file}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Whether its features are those of a model. */
  fits({ stored, features }: ServedModel): boolean {
    const names = new Set(this.facts.features.map(({ name, kind }) => `${kind} ${name}`));
    return (
      stored.manifest.featureVersion === this.facts.featureVersion &&
      features.every(({ name, kind }) => names.has(`${kind} ${name}`))
    );
  }

  /** Whether it was written or cut in place since it was opened: nothing in it can be trusted then. */
  get isChanged(): boolean {
    return crossingSync(() => addon().usersChanged(this.#handle));
  }

  /**
   * Puts what is known of a user into the row of a model.
   * @returns false for a user it does not have
   * @throws WinbackError IO once the file was written in place, CLOSED
   */
  read(model: ServedModel, id: string): boolean {
    let reader = this.#readers.get(model);
    if (reader === undefined) {
      reader = this.#reader(model);
      this.#readers.set(model, reader);
    }
    const { read } = reader;
    if (!crossingSync(() => read(id))) return false;
    for (const { place, codes } of reader.recoded) {
      const code = model.values[place]!;
      if (!Number.isNaN(code)) model.values[place] = codes[code] ?? Number.NaN;
    }
    return true;
  }

  /** Ms that have passed since the end of its last day, in UTC. */
  age(now: number): number {
    return now - dayNumber(addDays(this.facts.asOf, 1)) * msPerDay;
  }

  /** Look-ups after it throw CLOSED. */
  close(): void {
    addon().usersClose(this.#handle);
  }

  #reader(model: ServedModel): Reader {
    const { features } = this.facts;
    const places = Int32Array.from(features, ({ name }) => model.places.get(name) ?? -1);
    const run = crossingSync(() => addon().usersReader(this.#handle, model.values, places));
    return { read: run, recoded: features.flatMap((feature, i) => recoding(feature, model, places[i]!)) };
  }
}

function recoding(feature: FeatureColumn, { features }: ServedModel, place: number) {
  const own = features[place];
  if (feature.kind !== 'categorical' || own?.kind !== 'categorical') return [];
  const isSame = feature.categories.length === own.categories.length;
  if (isSame && feature.categories.every((name, code) => own.categories[code] === name)) return [];
  const codes = Float64Array.from(feature.categories, (name) => {
    const code = own.categories.indexOf(name);
    return code < 0 ? Number.NaN : code;
  });
  return [{ place, codes }];
}
