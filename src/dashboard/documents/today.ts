import type { Estimate, Head, Part, Sentence } from './common.js';

/** An alarm that is not over. Times are microseconds since 1970. */
export interface OpenAlert {
  readonly fingerprint: string;
  /** What is wrong, in words. */
  readonly text: Sentence;
  readonly kind: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly object: string;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly value: number | null;
  readonly limit: number | null;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly ackBy: string | null;
  readonly mutedUntil: number | null;
  readonly flapping: boolean;
  /** Whether another alarm explains it. */
  readonly explained: boolean;
}

/** One day by its steps. */
export interface RunDay {
  readonly date: string;
  /** null where the run itself has no record. */
  readonly state: 'running' | 'done' | 'failed' | 'held' | null;
  readonly reason: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly state: string;
    /** Duration, ms; null while it runs, and where nobody measured it. */
    readonly ms: number | null;
    readonly reason: string | null;
  }[];
}

/** What stands out now. */
export interface TodayDocument extends Head {
  readonly alerts: readonly OpenAlert[];
  /** The newest days of the scope, oldest first. */
  readonly days: readonly RunDay[];
  /** Last step that ended, microseconds since 1970; null before the first. */
  readonly lastStepAt: number | null;
  /** Users who were scored on the newest day with scores. */
  readonly scored: {
    readonly date: string;
    readonly users: number | null;
    readonly tiers: readonly Part[];
  } | null;
  /** The newest plan. */
  readonly spend: {
    readonly date: string;
    readonly currency: string;
    readonly budgetMinor: number;
    readonly spentMinor: number | null;
  } | null;
  /** The newest week of campaigns whose result is known. */
  readonly brought: {
    readonly date: string;
    readonly currency: string;
    readonly recall: Estimate;
    readonly netGmvMinor: Estimate;
  } | null;
}
