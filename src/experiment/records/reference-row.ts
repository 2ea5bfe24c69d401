import type { NoValues } from './coded.js';

/** What a figure of the reference script is about, by its code. */
export interface ReferenceValues {
  readonly p: NoValues;
  readonly low: NoValues;
  readonly high: NoValues;
  /** P(better) from so many draws. */
  readonly better: { readonly draws: number; readonly standardError: number };
  /** Users per arm for the difference seen. */
  readonly users: NoValues;
  readonly t: NoValues;
  readonly theta: NoValues;
  /** p after CUPED. */
  readonly cuped: NoValues;
  readonly oec: NoValues;
  readonly 'oec-decision': NoValues;
  /** Level of one look's test. */
  readonly level: { readonly look: number; readonly looks: number };
}

export type ReferenceCode = keyof ReferenceValues;

/** A figure of the reference script and the corrected one. */
export interface ReferenceFigures {
  /** In English, as `conversion: p`; stable, to look the row up. */
  readonly name: string;
  /** The variant that is compared with control where there are several, else null. */
  readonly variant: string | null;
  /** Null for figures of the whole experiment. */
  readonly metric: string | null;
  readonly reference: number | string;
  readonly corrected: number | string;
}

/** One number of the reference script (the Python file the project started from) beside the corrected one. */
export type ReferenceRow<Code extends ReferenceCode = ReferenceCode> = {
  [C in Code]: ReferenceFigures & { readonly code: C; readonly values: ReferenceValues[C] };
}[Code];
