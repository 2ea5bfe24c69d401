import type { Table } from 'apache-arrow';

import { WinbackError } from '../../base/errors.js';
import type { ArrowTable } from '../../data/arrow-shape.js';
import { calibrate } from '../../model/calibration/calibration.js';
import type { FeatureColumn } from '../../model/classifier.js';
import { riskTiers, tierOf } from '../../model/risk-tiers.js';
import type { RowScorer } from '../../model/row-scorer.js';
import { TreeClassifier } from '../../model/tree-classifier.js';
import { valueTable } from '../../model/value-table.js';
import type { StoredModel } from '../../registry/model-store.js';
import { scoreTable } from '../score/table.js';

const tierNames = riskTiers.map(({ name }) => name);

const nothingCarried = { keep: [], revenue: null, missing: [] };

/** Name of the tier of a probability, as in the scores of `winback score`. */
export const tierName = (probability: number): string => tierNames[tierOf(probability)]!;

/** How a batch is scored. */
export interface BatchScoring {
  /** Column that names the user; null = row numbers. */
  readonly id: string | null;
  /** Threads of one scoring. */
  readonly threads: number;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** Memory that the addon may keep the address of. */
const sharedRow = (length: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT)).fill(Number.NaN);

/**
 * A model as it serves: immutable, with its calibration, threshold and a scorer of single rows. It is closed when it has been
 * retired and its last user has let go of it, so that whoever holds it may go on with it.
 */
export class ServedModel {
  /** The model and what its folder says. */
  readonly stored: StoredModel;
  /** First digits of the digest. */
  readonly version: string;
  /** The columns of a row. */
  readonly features: readonly FeatureColumn[];
  /** Place of each feature in a row. */
  readonly places: ReadonlyMap<string, number>;
  /**
   * One row to be scored: a place a feature, NaN = missing, categories as codes. To be filled and scored in one synchronous
   * block: it is shared by all callers.
   */
  readonly values: Float64Array;
  readonly #row: RowScorer | null;
  #users = 0;
  #isRetired = false;

  private constructor(stored: StoredModel, row: RowScorer | null) {
    this.stored = stored;
    this.version = stored.digest.slice(0, 12);
    this.features = stored.classifier.features;
    this.places = new Map(this.features.map(({ name }, place) => [name, place]));
    this.#row = row;
    this.values = row?.values ?? sharedRow(this.features.length);
  }

  /** Prepares a stored model for single rows, off the event loop. */
  static async of(stored: StoredModel): Promise<ServedModel> {
    const { classifier } = stored;
    if (!(classifier instanceof TreeClassifier)) return new ServedModel(stored, null);
    const forest = await classifier.compiled();
    await forest.prepareRows();
    return new ServedModel(stored, forest.row());
  }

  /** SHA-256 of the model's manifest. */
  get digest(): string {
    return this.stored.digest;
  }

  /** From which probability a user is contacted. */
  get threshold(): number {
    return this.stored.threshold.value;
  }

  /** The calibrated probability of the row in `values`; at once for trees. @throws WinbackError CLOSED */
  probability(): number | Promise<number> {
    if (this.#row === null) return this.probabilities(this.#columnsOfRow()).then((all) => all[0]!);
    const score = this.#row.score();
    const { calibration } = this.stored;
    if (calibration.method === 'none') return score;
    return calibrate(calibration, this.#row.scores)[0]!;
  }

  /**
   * The calibrated probabilities of rows of plain numbers, off the event loop.
   * @param columns one array a feature, as `values`
   */
  async probabilities(
    columns: readonly Float64Array<ArrayBuffer>[],
    signal?: AbortSignal,
  ): Promise<Float64Array> {
    const table = valueTable(this.features, columns);
    const raw = await this.stored.classifier.predict(table, { threads: 1, signal });
    return calibrate(this.stored.calibration, raw);
  }

  /** The scores of a table, with the columns of `winback score`. @throws WinbackError BAD_INPUT for a table that does not fit */
  batch(table: ArrowTable, { id, threads, signal }: BatchScoring): Promise<Table> {
    return scoreTable(this.stored, table as Table, id, nothingCarried, 0, { threads, signal });
  }

  /** Keeps the model open until `release`. @throws WinbackError CLOSED */
  hold(): this {
    if (this.#isRetired && this.#users === 0)
      throw new WinbackError('CLOSED', `the model ${this.version} is no longer served`);
    this.#users++;
    return this;
  }

  /** The end of a `hold`. */
  release(): void {
    this.#users--;
    this.#closeUnused();
  }

  /** Closes the model once nobody holds it. */
  retire(): void {
    this.#isRetired = true;
    this.#closeUnused();
  }

  #closeUnused(): void {
    if (this.#isRetired && this.#users === 0) this.stored.classifier.close();
  }

  #columnsOfRow(): Float64Array<ArrayBuffer>[] {
    return Array.from(this.values, (value) => Float64Array.of(value));
  }
}
