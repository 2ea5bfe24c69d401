import type { Texts } from '../../report/texts/index.js';
import type { ConfigPart } from './config.js';
import type { ExperimentGuess, Inspection, LabelGuess } from './records.js';

/** The `table` section of a prepared table. */
export function tablePart(
  { encoding }: Inspection,
  guess: LabelGuess,
  source: string | readonly string[],
  texts: Texts,
): ConfigPart {
  const t = texts.init.file;
  const { label, positive, id, date, numeric, categorical, drop } = guess;
  const some = (names: readonly string[]): readonly string[] | undefined =>
    names.length === 0 ? undefined : names;
  return {
    section: {
      path: source,
      encoding: encoding ?? undefined,
      id: id ?? undefined,
      label,
      positive: positive ?? undefined,
      date: date ?? undefined,
      numeric: some(numeric),
      categorical: some(categorical),
      drop: some(drop),
    },
    comments: [
      ...(positive === null ? [] : [[['positive'], t.positive] as const]),
      ...(numeric.length === 0 ? [] : [[['numeric'], t.numeric] as const]),
      ...(categorical.length === 0 ? [] : [[['categorical'], t.categorical] as const]),
    ],
  };
}

/** The keys of an experiment. */
export function experimentPart(
  { source: files, encoding }: Inspection,
  guess: ExperimentGuess,
  source: string | readonly string[],
  texts: Texts,
): ConfigPart {
  const t = texts.init.file;
  const { variant, unit, control, treatments, isEven, metrics, covariates } = guess;
  const name = files[0]!.replace(/^.*[\\/]/, '').replace(/\..*$/, '') || 'experiment';
  return {
    section: {
      name,
      data: {
        file: source,
        ...(encoding === null ? {} : { encoding }),
        ...(unit === null ? {} : { user: unit }),
        variant,
      },
      control,
      treatments,
      weights: isEven ? [1, ...treatments.map(() => 1)] : 'unknown',
      metrics: metrics.map(({ column, kind }, i) => ({
        name: column,
        kind,
        ...(i === 0 ? { role: 'primary' } : {}),
        column,
        ...(kind === 'mean' && covariates.length > 0 ? { covariates } : {}),
      })),
    },
    comments: [
      [['control'], t.control],
      [['weights'], isEven ? t.even : t.weights],
      [['metrics'], covariates.length === 0 ? t.primary : `${t.primary} ${t.covariates}`],
    ],
  };
}
