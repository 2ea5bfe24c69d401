import { type Keys, object } from '../../base/options.js';
import type { OnProgress } from '../../base/progress.js';
import type { ReadTableOptions } from '../../data/tables/read.js';
import type { PeerDefinition } from '../../monitor/definitions/definition.js';
import { type DriftRules, type ResolvedRules, ruleChecks } from '../../monitor/drift/options.js';
import type { DriftEvidence } from '../../monitor/rule/evidence-records.js';
import type { ReportOutput } from '../report-output.js';
import type { DayLog } from './events.js';

/** What a comparison of a file with a stored model reads, and what it writes. */
export interface DriftRunOptions {
  /** Limits, day, calendar, history. @default the defaults of driftOf */
  readonly rules?: DriftRules | undefined;
  /** Column of the final labels, 1 = left. Only for days whose whole horizon has passed. @default no labels */
  readonly label?: string | undefined;
  /** File with rows of the training, of other users than today's: a classifier tries to tell them apart. @default none */
  readonly reference?: string | undefined;
  /** Adds the numbers of another tool. @default none */
  readonly definition?: PeerDefinition | undefined;
  /** The event log of the day: names that training did not have are told. @default not read */
  readonly log?: DayLog | undefined;
  /** Evidence so far; null to begin. Needs `rules.day`. @default no evidence is gathered */
  readonly evidence?: DriftEvidence | null | undefined;
  /** Whether no user of this day was in an earlier update. @default false */
  readonly disjointUsers?: boolean | undefined;
  /** Encoding of the input, such as `gb18030`. @default found by looking */
  readonly encoding?: string | undefined;
  /**
   * Takes the encoding of a text file that is not in UTF-8.
   * @param encoding its name, such as `gb18030`
   */
  readonly onEncoding?: ((encoding: string) => void) | undefined;
  /** Environment variables with the keys of an object store. @default none: objects are refused */
  readonly environment?: ReadTableOptions['environment'];
  /** Where the report is written. @default nothing is written */
  readonly output?: ReportOutput | undefined;
  /** Threads to use. @default 1 for few rows, else every hardware thread */
  readonly threads?: number | undefined;
  /** Stops the work, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** The stages are `reading`, `comparing` and `reporting`. */
  readonly onProgress?: OnProgress | undefined;
}

/** Every option of `runDrift`. */
export const driftRunKeys: Keys<DriftRunOptions> = {
  ...{ rules: true, label: true, reference: true, definition: true, log: true, evidence: true },
  ...{ disjointUsers: true, encoding: true, onEncoding: true, environment: true, output: true },
  ...{ threads: true, signal: true, onProgress: true },
};

/**
 * Checks rules of `driftOf`, such as those of a YAML file.
 * @param value what a user gave
 * @param name how messages name it
 *
 * @example
 * ```ts
 * import { driftRules } from 'winback/monitor';
 *
 * const rules = driftRules({ limit: 0.15 }, 'rules');
 * rules.alpha; // 0.05
 * ```
 */
export const driftRules = object<ResolvedRules>(ruleChecks);
