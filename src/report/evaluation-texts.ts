import type { ChurnEvaluation } from '../churn/records.js';
import { type Bilingual, inBoth } from './bilingual.js';
import { columnWarningSentence, leftOutSentence, uncertifiedSentence } from './evaluation-sentences.js';
import { featureTitle } from './feature-titles.js';

type Data = ChurnEvaluation['data'];
type Threshold = ChurnEvaluation['threshold'];

/** A record beside its sentence. */
type Told<Record> = Record & {
  /** The sentence, in both languages. */
  readonly text: Bilingual;
};

type Feature = Data['features'][number];
type LeftOut = Data['leftOut'][number];
type Warning = NonNullable<Data['warnings']>[number];

/** An evaluation whose codes stand beside their sentences. */
export interface EvaluationWithTexts extends Omit<ChurnEvaluation, 'data' | 'threshold'> {
  /** What was learnt from, with the title of each feature and why columns were left out. */
  readonly data: Omit<Data, 'features' | 'leftOut' | 'warnings'> & {
    /** The columns that were learnt from. */
    readonly features: readonly (Omit<Feature, 'meaning'> & {
      /** What it counts or measures; null for a column of a prepared table. */
      readonly meaning: Told<NonNullable<Feature['meaning']>> | null;
    })[];
    /** Features that were not used. */
    readonly leftOut: readonly (Omit<LeftOut, 'reason'> & {
      /** Why it was not used. */
      readonly reason: Told<LeftOut['reason']>;
    })[];
    /** Columns of a prepared table that may not be read as they are meant. */
    readonly warnings?: readonly Told<Warning>[] | undefined;
  };
  /** The threshold, with the reason where it is not certified. */
  readonly threshold: ThresholdWithText;
}

/** The threshold whose reason stands beside its sentence. */
export type ThresholdWithText = Omit<Threshold, 'reason'> & {
  /** Why it is not certified; null where it is. */
  readonly reason: Told<NonNullable<Threshold['reason']>> | null;
};

/** The evaluation with the sentences of every code in both languages, as summary.json has them. */
export function withEvaluationTexts(evaluation: ChurnEvaluation): EvaluationWithTexts {
  const { data, threshold } = evaluation;
  const { reason } = threshold;
  return {
    ...evaluation,
    data: {
      ...data,
      features: data.features.map((feature) => ({ ...feature, meaning: meaningOf(feature) })),
      leftOut: data.leftOut.map(({ name, reason: why }) => ({
        name,
        reason: { ...why, text: inBoth(leftOutSentence, why) },
      })),
      warnings: data.warnings?.map((warning) => ({
        ...warning,
        text: inBoth(columnWarningSentence, warning),
      })),
    },
    threshold: {
      ...threshold,
      reason: reason === null ? null : { ...reason, text: inBoth(uncertifiedSentence, reason) },
    },
  };
}

function meaningOf({ name, meaning }: Feature): Told<NonNullable<Feature['meaning']>> | null {
  if (meaning === null) return null;
  const title = (language: 'zh' | 'en'): string => featureTitle({ name, ...meaning }, language);
  return { ...meaning, text: { zh: title('zh'), en: title('en') } };
}
