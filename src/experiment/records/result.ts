import type { NamedMetric } from '../../metrics/dictionary.js';
import type { BotRecord, MixRecord } from './audit-records.js';
import type { BestArmRecord } from './best-arm-record.js';
import type { CheckRecord } from './check-record.js';
import type { LedgerEntry } from './ledger-entry.js';
import type { MetricRecord } from './metric-record.js';
import type { NotComputableRecord } from './not-computable.js';
import type { NoveltyRecord } from './novelty-record.js';
import type { OecRecord } from './oec-record.js';
import type { ReasonRecord } from './reason-record.js';
import type { ReferenceRow } from './reference-row.js';
import type { SequentialRecord } from './sequential-record.js';
import type { SplitCheckRecord, SrmRecord } from './split-records.js';

/** What follows: roll out, wait, end it, or go on. */
export type Verdict = 'ship' | 'hold' | 'stop' | 'continue';

/** Everything there is to report of an experiment. */
export interface ExperimentResult {
  /** Name of the experiment, as the configuration has it. */
  readonly experiment: string;
  /** Version of the experiment, as the configuration has it. */
  readonly version: string;
  /** Name of the arm that others are compared with. */
  readonly control: string;
  /** Names of the other arms, in the order of the configuration. */
  readonly variants: readonly string[];
  /** What is randomised, as the configuration calls it, such as `user`. */
  readonly unit: string;
  /** Two-sided error of the tests, in (0, 1). */
  readonly alpha: number;
  /** Users in the analysis, all arms together. */
  readonly users: number;
  /** Days from the first to the last exposure, whole days counted; null where the data has none. */
  readonly days: number | null;
  /** One record a metric and arm. */
  readonly metrics: readonly MetricRecord[];
  /** Metrics without a result in a variant; none of them is among `metrics`. */
  readonly notComputable: readonly NotComputableRecord[];
  /** Null without an OEC, and where it cannot be computed. */
  readonly oec: OecRecord | null;
  /** Which arm is the best of all, by metric; empty with one variant. */
  readonly best: readonly BestArmRecord[];
  /** Sample ratio: whether the numbers of users fit the planned split. */
  readonly srm: SrmRecord;
  /** Every check of the data. */
  readonly checks: readonly CheckRecord[];
  /** The looks at each primary metric; empty without a sequential plan. */
  readonly sequential: readonly SequentialRecord[];
  /** Effects by day of first exposure; empty without days. */
  readonly novelty: readonly NoveltyRecord[];
  /** Splits of one arm without an effect; empty where not asked. */
  readonly splitChecks: readonly SplitCheckRecord[];
  /** What follows. */
  readonly decision: Verdict;
  /** The variant the decision is about; null when none stands out. */
  readonly decidedVariant: string | null;
  /** Why, in the order of their weight. */
  readonly reasons: readonly ReasonRecord[];
  /** How the mix of users moved, by the columns of `mix`; empty without, absent in results of version 0.1. */
  readonly mix?: readonly MixRecord[] | undefined;
  /** What leaving programs out changes; null without a rule, absent in results of version 0.1. */
  readonly bots?: BotRecord | null | undefined;
  /** Definitions of the metrics that a dictionary defines, in their order; absent in results of version 0.1. */
  readonly definitions?: readonly NamedMetric[] | undefined;
  /** Everything that was adjusted, and why. */
  readonly ledger: readonly LedgerEntry[];
  /** Planned against reached; null without a plan in the config. */
  readonly plan: {
    /** Users that were planned for each arm. */
    readonly usersPerArm: number;
    /** Users of the smallest arm. */
    readonly reached: number;
    /**
     * Chance that a test with these users finds an effect as large as the one seen at the primary metric, in [0, 1].
     */
    readonly powerNow: number;
  } | null;
  /** What the reference script says for the same data; null unless the config has `reference: true`. */
  readonly reference: readonly ReferenceRow[] | null;
}
