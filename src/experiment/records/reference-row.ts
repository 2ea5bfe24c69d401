import type { NoValues } from '../../base/coded.js';

/** What a figure of the reference script is about, by its code. */
export interface ReferenceValues {
  /** The p-value. */
  readonly p: NoValues;
  /** Lower end of the interval. */
  readonly low: NoValues;
  /** Upper end of the interval. */
  readonly high: NoValues;
  /** P(better) from so many draws. */
  readonly better: {
    /** Number of draws. */
    readonly draws: number;
    /** Monte Carlo standard error of the share. */
    readonly standardError: number;
  };
  /** Users per arm for the difference seen. */
  readonly users: NoValues;
  /** The t statistic. */
  readonly t: NoValues;
  /** The slope of the covariate. */
  readonly theta: NoValues;
  /** p after CUPED. */
  readonly cuped: NoValues;
  /** The overall criterion. */
  readonly oec: NoValues;
  /** What follows from the overall criterion. */
  readonly 'oec-decision': NoValues;
  /** Level of one look's test. */
  readonly level: {
    /** Number of the look, from 1; null for the end. */
    readonly look: number;
    /** Number of looks of the plan. */
    readonly looks: number;
  };
}

/** A number of the reference script. */
export type ReferenceCode = keyof ReferenceValues;

/** A figure of the reference script and the corrected one. */
export interface ReferenceFigures {
  /** In English, as `conversion: p`; stable, to look the row up. */
  readonly name: string;
  /** The variant that is compared with control where there are several, else null. */
  readonly variant: string | null;
  /** Null for figures of the whole experiment. */
  readonly metric: string | null;
  /** What the reference script says. */
  readonly reference: number | string;
  /** What the analysis says. */
  readonly corrected: number | string;
}

/** One number of the reference script (the Python file the project started from) beside the corrected one. */
export type ReferenceRow<Code extends ReferenceCode = ReferenceCode> = {
  [C in Code]: ReferenceFigures & {
    /** Which number it is. */
    readonly code: C;
    /** What the sentences beside it name. */
    readonly values: ReferenceValues[C];
  };
}[Code];
