import { WinbackError } from '../base/errors.js';
import { integer, type Keys, listOf, optional, requireKeys, shown, text } from '../base/options.js';
import { progressOf } from '../base/progress.js';
import { type ArrowTable, arrowType } from '../data/arrow-shape.js';
import { viewColumn } from '../data/columns.js';
import type { NativeColumn } from '../native/binding.js';
import type { NativeTrainingData, NativeTrainingOptions } from '../native/booster-binding.js';
import { pinned } from '../native/crossing.js';
import type { TrainingOptions } from './booster.js';
import type { FeatureColumn } from './classifier.js';
import { encode } from './encoding.js';
import type { LightGbmParameters } from './lightgbm-parameters.js';
import { innerNames, namesLine } from './names/inner-names.js';
import { pandasLine, pythonText } from './names/pandas-categories.js';

export const trainingKeys: Keys<TrainingOptions> = {
  ...{ label: true, features: true, weight: true, validation: true, earlyStoppingRounds: true },
  ...{ parameters: true, threads: true, onIteration: true, onProgress: true, signal: true },
};

export function defaultFeatures(table: ArrowTable, options: TrainingOptions): readonly string[] {
  return table.schema.fields
    .map((field) => field.name)
    .filter((name) => name !== options.label && name !== options.weight);
}

export function checkedTraining(options: TrainingOptions): {
  readonly features: readonly string[] | undefined;
  readonly rounds: number;
} {
  const { label, weight, features, validation, earlyStoppingRounds, onIteration } = options ?? {};
  progressOf('Booster.train', options);
  requireKeys(options, 'options', trainingKeys);
  text(label, 'label');
  optional(text, undefined)(weight, 'weight');
  if (onIteration !== undefined && typeof onIteration !== 'function')
    throw new WinbackError('BAD_INPUT', `onIteration must be a function, got ${shown(onIteration)}`);
  const rounds = optional(integer(0, 100_000), 0)(earlyStoppingRounds, 'earlyStoppingRounds');
  if (rounds > 0 && validation === undefined)
    throw new WinbackError('BAD_INPUT', 'earlyStoppingRounds needs validation rows');
  return { features: optional(listOf(text), undefined)(features, 'features'), rounds };
}

/** What stands behind LightGBM's own text: the user's names where they differ, and the categories as Python has them. */
export function behindModel(table: ArrowTable, features: readonly FeatureColumn[]): string {
  const names = features.map(({ name }) => name);
  const lists = features.flatMap((feature) =>
    feature.kind === 'categorical' ? [tokens(table, feature)] : [],
  );
  return namesLine(names, innerNames(names)) + pandasLine(lists);
}

/** Categories as JSON: numbers and bools stay such, or pandas would not find them. */
function tokens(table: ArrowTable, feature: FeatureColumn & { kind: 'categorical' }): readonly string[] {
  const { typeId } = table.getChild(feature.name)?.type.dictionary ?? {};
  const isText = typeId !== arrowType.int && typeId !== arrowType.float && typeId !== arrowType.bool;
  return isText ? feature.categories.map(pythonText) : feature.categories;
}

export function trainingData(
  table: ArrowTable,
  features: readonly FeatureColumn[],
  options: TrainingOptions,
): NativeTrainingData {
  return {
    features: encode(table, features),
    names: innerNames(features.map(({ name }) => name)),
    label: plainColumn(table, options.label),
    weight: options.weight === undefined ? null : plainColumn(table, options.weight),
  };
}

function plainColumn(table: ArrowTable, name: string): NativeColumn {
  const column = viewColumn(table, name);
  if (column.categorical) throw new WinbackError('BAD_INPUT', `column "${name}" must hold numbers, not text`);
  pinned({ columns: [column] });
  return column;
}

export const labelRules: Partial<
  Record<LightGbmParameters['objective'] & string, NativeTrainingOptions['labelRule']>
> = {
  binary: 'binary',
  multiclass: 'classes',
  multiclassova: 'classes',
  gamma: 'positive',
  poisson: 'nonNegative',
  tweedie: 'nonNegative',
  cross_entropy: 'share',
};
