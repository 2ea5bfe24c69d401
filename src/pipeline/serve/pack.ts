import { WinbackError } from '../../base/errors.js';
import { readTable } from '../../data/tables/read.js';
import type { StoredModel } from '../../registry/model-store.js';
import { writeFeatureFile } from './feature-file.js';

/** What a feature file is made from. */
export interface PackOptions {
  /** One row a user, with the columns of the model. */
  readonly input: string;
  /** The file to write, best called .wbf. */
  readonly output: string;
  /** The last day that the features look at, YYYY-MM-DD. */
  readonly asOf: string;
  /** Column that names the user. @default the model's, else `user_id` */
  readonly id?: string | undefined;
  /** Stops the reading, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The whole of `winback features pack`: a table of features to the file that a server maps.
 * @returns users written
 * @throws WinbackError NOT_FOUND, BAD_INPUT naming column and row, IO, ABORTED
 */
export async function packFeatures(model: StoredModel, options: PackOptions): Promise<number> {
  const id = options.id ?? model.manifest.idColumn ?? 'user_id';
  const { features } = model.classifier;
  const numeric = features.filter(({ kind }) => kind === 'numeric').map(({ name }) => name);
  const { input, output, asOf, signal } = options;
  const table = await readTable(input, { text: [id], utf8: [id], signal });
  const names = new Set(table.schema.fields.map(({ name }) => name));
  const lacking = [id, ...numeric].find((name) => !names.has(name));
  if (lacking !== undefined) throw new WinbackError('BAD_INPUT', `${input} has no column "${lacking}"`);
  return writeFeatureFile(output, model, { table, id, asOf });
}
