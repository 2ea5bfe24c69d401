import type { ArrowTable } from '../../data/arrow-shape.js';
import { columnOf } from '../../data/read/column.js';
import { calibrate } from '../../model/calibration/calibration.js';
import type { FeatureColumn } from '../../model/classifier.js';
import { conform } from '../../model/conform.js';
import { rawParts, requireSums, sumOf } from '../../model/reasons/raw-parts.js';
import { strongestOf } from '../../model/reasons/strongest.js';
import type { StoredModel } from '../../registry/model-store.js';
import type { ExplainedFeature } from '../../report/texts/explain-values.js';
import { titlesOf } from '../reasons/titles.js';

/** The score of one user in its parts. */
export interface PartsOfUser {
  /** The calibrated probability. */
  readonly probability: number;
  /** The probability before calibration. */
  readonly raw: number;
  /** Log odds that every user starts from. */
  readonly start: number;
  /** Log odds before calibration: start and parts together. */
  readonly logOdds: number;
  /** One a feature, in the order of the model. */
  readonly parts: readonly ExplainedFeature[];
}

/**
 * The score of the user in a table of one row, in its parts.
 * @throws WinbackError BAD_INPUT for values that the model cannot read
 */
export async function partsOfUser(model: StoredModel, row: ArrowTable): Promise<PartsOfUser> {
  const { classifier } = model;
  const conformed = conform(row, classifier.features);
  const raw = await classifier.predict(conformed, { threads: 1 });
  const parts = await rawParts(classifier, conformed, { threads: 1 });
  requireSums(parts, raw);
  const titles = titlesOf(model);
  return {
    probability: calibrate(model.calibration, raw)[0]!,
    raw: raw[0]!,
    start: parts.values[parts.width - 1]!,
    logOdds: sumOf(parts.values, 0, parts.width),
    parts: classifier.features.map((feature, i) => ({
      feature: feature.name,
      ...titles[i]!,
      ...readValue(feature, columnOf(row, feature.name).get(0), columnOf(conformed, feature.name).get(0)),
      adds: parts.values[i]!,
    })),
  };
}

/** The value as the user knows it: a category by the text of the file, also where the model does not know it. */
function readValue(
  feature: FeatureColumn,
  given: unknown,
  read: unknown,
): Pick<ExplainedFeature, 'value' | 'unseen'> {
  const isMissing = read === null || read === undefined || Number.isNaN(read);
  if (feature.kind === 'numeric') return { value: isMissing ? null : Number(read), unseen: false };
  const text = given === null || given === undefined ? '' : String(given);
  if (text === '') return { value: null, unseen: false };
  return { value: text, unseen: isMissing };
}

/** The parts that move the score the most, either way; of equal ones the first in the order of the model. */
export function strongestParts(
  parts: readonly ExplainedFeature[],
  count: number,
): readonly ExplainedFeature[] {
  const values = Float64Array.from([...parts.map(({ adds }) => adds), 0]);
  const found = strongestOf({ rows: 1, width: values.length, values }, Math.min(count, parts.length));
  return [...found].filter((feature) => feature >= 0).map((feature) => parts[feature]!);
}
