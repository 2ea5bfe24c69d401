import { WinbackError } from '../base/errors.js';
import type { ArrowTable } from '../data/arrow-shape.js';
import { checkTable, viewColumn } from '../data/columns.js';
import { numberVector, tableOf } from '../data/gather.js';
import type { NativeColumn } from '../native/binding.js';
import type { BinsHandle } from '../native/booster-binding.js';
import { crossing, crossingSync, pinned, withStop } from '../native/crossing.js';
import { addon } from '../native/load.js';
import type { FeatureColumn } from './classifier.js';
import { encode, featureColumns } from './encoding.js';
import { type LightGbmParameters, parameterText, resolveParameters } from './lightgbm-parameters.js';
import { innerNames } from './names/inner-names.js';
import { behindModel, labelRules } from './training-data.js';

/** One training on some rows of a binned table. */
export interface RowsTraining {
  /** Rows to learn from, ascending and counted from 0. */
  readonly rows: Int32Array;
  /** What to learn: one entry for every row of the table; those of other rows are not read, but must be finite. */
  readonly label: Float64Array;
  /** Weight >= 0 of every row of the table. @default 1 */
  readonly weight?: Float64Array | undefined;
  /** Features that no tree may split on. @default none */
  readonly without?: readonly string[] | undefined;
  readonly parameters: LightGbmParameters;
  readonly signal?: AbortSignal | undefined;
}

/** What LightGBM is told for all trainings of a table: threads do not change the result, and trainings on one run beside each other. */
const shared = { num_threads: 1, verbosity: -1, feature_pre_filter: 'false' };

/**
 * A table that LightGBM has binned once, for many trainings on different rows and labels. Binning again for each of them would take about
 * as long as the trainings.
 */
export class BinnedTable {
  /** The columns that the trees read, by name. */
  readonly features: readonly FeatureColumn[];
  readonly #table: ArrowTable;
  readonly #bins: BinsHandle;

  private constructor(table: ArrowTable, features: readonly FeatureColumn[], bins: BinsHandle) {
    this.#table = table;
    this.features = features;
    this.#bins = bins;
  }

  /** @throws WinbackError BAD_INPUT for columns that LightGBM cannot take */
  static async bin(table: ArrowTable, names: readonly string[]): Promise<BinnedTable> {
    checkTable(table);
    const features = featureColumns(table, names);
    const parameters = parameterText(resolveParameters({}), { ...shared, ...categorical(features) });
    const inner = innerNames(names);
    const bins = await crossing(() => addon().boosterBin(encode(table, features), inner, parameters));
    return new BinnedTable(table, features, bins);
  }

  /** Trains without validation. @returns the model's text @throws WinbackError BAD_INPUT, TRAINING, ABORTED, CLOSED */
  async train(given: RowsTraining): Promise<string> {
    const { rows, label, weight, without = [], signal } = given;
    const parameters = resolveParameters(given.parameters, this.features.length);
    const unused = this.features.map(({ name }) => (without.includes(name) ? 0 : 1));
    const text = parameterText(parameters, {
      ...{ ...shared, ...categorical(this.features) },
      ...(without.length === 0 ? {} : { feature_contri: unused.join(',') }),
    });
    const options = {
      parameters: text,
      labelRule: labelRules[parameters.objective ?? 'binary'] ?? ('finite' as const),
      classes: 1,
      iterations: parameters.numIterations ?? 100,
      earlyStoppingRounds: 0,
    };
    const weights = weight === undefined ? null : ownColumn(weight, 'weight');
    const trained = await withStop(signal, (stop) =>
      crossing(() =>
        addon().boosterTrainOn(this.#bins, rows, ownColumn(label, 'label'), weights, options, stop),
      ),
    );
    if (!trained.model.includes('\nTree=0'))
      throw new WinbackError('TRAINING', 'LightGBM made no tree of these rows');
    return trained.model + behindModel(this.#table, this.features);
  }

  /** Lets go of native memory; later trainings throw CLOSED. */
  close(): void {
    crossingSync(() => addon().boosterCloseBins(this.#bins));
  }
}

function ownColumn(values: Float64Array, name: string): NativeColumn {
  const column = viewColumn(tableOf([[name, numberVector(values)]]), name);
  pinned({ columns: [column] });
  return column;
}

function categorical(features: readonly FeatureColumn[]): Readonly<Record<string, string>> {
  const codes = features.flatMap(({ kind }, i) => (kind === 'categorical' ? [i] : []));
  return codes.length === 0 ? {} : { categorical_feature: codes.join(',') };
}
