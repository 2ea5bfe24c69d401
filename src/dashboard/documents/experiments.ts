import type { Head, Part } from './common.js';

/** One metric at one look. */
export interface LookFigure {
  readonly name: string;
  /** `primary`, `secondary` or `guardrail`. */
  readonly role: string;
  readonly variant: string;
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  readonly significant: boolean;
  readonly pBetter: number | null;
  readonly varianceRemoved: number | null;
  /** Of a guardrail: whether harm beyond its margin is ruled out. */
  readonly guardrail: 'passed' | 'harmed' | 'undecided' | null;
}

/** One look. */
export interface LookLine {
  /** Number of the planned look, from 1; 0 between two looks, where nothing is decided. */
  readonly look: number;
  readonly date: string;
  readonly arms: readonly Pick<Part, 'name' | 'users'>[];
  /** All arms; null where there are fewer than 10. */
  readonly users: number | null;
  /** Users of the two compared arms over those planned; null where no size was planned. */
  readonly progress: number | null;
  /** Chance that a test with these users finds an effect as large as the one planned for. */
  readonly power: number | null;
  readonly srmP: number | null;
  /** Critical value of this look; null where it has none. */
  readonly boundary: number | null;
  /** Statistic of the primary metric at this look. */
  readonly statistic: number | null;
  readonly decision: string;
  readonly reason: string | null;
  readonly metrics: readonly LookFigure[];
}

/** An experiment with its looks. */
export interface ExperimentLine {
  readonly name: string;
  readonly version: string;
  readonly state: 'registered' | 'running' | 'decided' | null;
  readonly decision: string | null;
  readonly reason: string | null;
  readonly primaryMetric: string | null;
  readonly guardrails: readonly string[];
  readonly plannedUsers: number | null;
  readonly plannedLooks: readonly number[];
  readonly shortestDays: number | null;
  /** Microseconds since 1970. */
  readonly registeredAt: number | null;
  /** Whether users may have been exposed before it was registered; null where it was not registered. */
  readonly late: boolean | null;
  readonly looks: readonly LookLine[];
  /** Day on which the planned size is reached at the present pace; null where it is reached or nobody can say. */
  readonly forecast: string | null;
}

/** Experiments and how far they are. */
export interface ExperimentsDocument extends Head {
  readonly experiments: readonly ExperimentLine[];
}
