import type { CloseCheck, CloseResult, Interval } from '../campaign/closing/records.js';
import type { PlanResult } from '../campaign/records.js';
import type { ChurnEvaluation } from '../churn/records.js';
import type { ExperimentResult } from '../experiment/records/records.js';
import type { DriftReport } from '../monitor/drift/records.js';
import type { ScoreBin } from './charts/evaluation/scores.js';
import type { SampleSizeData } from './charts/experiment/sample-size.js';
import type { Language } from './format.js';
import type { ReadingInput } from './reading-facts.js';

/** What the evaluation report is written from. */
export interface EvaluationInput {
  /** The evaluation of the run. */
  readonly churn: ChurnEvaluation;
  /** The plan for the scored users; null leaves its section out. */
  readonly plan: PlanResult | null;
  /** Test rows by calibrated probability; null leaves the picture out. */
  readonly scores: readonly ScoreBin[] | null;
  /** What was read from an event log; absent with a prepared table. */
  readonly reading?: ReadingInput | null | undefined;
}

/** What the experiment report is written from. */
export interface ExperimentInput {
  /** The result of the analysis. */
  readonly result: ExperimentResult;
  /** Users per arm against the detectable difference; null leaves the picture out. */
  readonly sampleSize: SampleSizeData | null;
}

/** An event name that training did not have. */
export interface UnseenEvent {
  /** Name in the log. */
  readonly name: string;
  /** Rows of the log with this name. */
  readonly rows: number;
  /** The line of the configuration that would use it. */
  readonly line: string;
}

/** What the drift report is written from. */
export interface DriftInput {
  /** The comparison. */
  readonly report: DriftReport;
  /** Series whose evidence over the updates raises an alarm; null where none is kept. */
  readonly alarms: readonly string[] | null;
  /** Event names that training did not have. */
  readonly unseenEvents: readonly UnseenEvent[];
}

/** What the report of a closing is written from. */
export interface ClosingInput extends CloseResult {
  /** What must hold before a number is believed. */
  readonly checks: readonly CloseCheck[];
  /** Where the costs come from: the outcomes, or what the plan expected. */
  readonly costs: 'booked' | 'planned';
}

/** What the report of a campaign without a holdout is written from. */
export interface ObservedInput {
  /** Users contacted, with an outcome. */
  readonly contacted: number;
  /** Users who were not contacted. */
  readonly untouched: number;
  /** Contacted users with a match. */
  readonly matched: number;
  /** Contacted users without an outcome. */
  readonly missing: number;
  /** Contacts beyond the first of a user. */
  readonly repeated: number;
  /** Share that stayed because of the contact, by both methods. */
  readonly stayed: { readonly matching: Interval; readonly weighting: Interval };
  /** Revenue less cost because of the contact, yuan; null where nobody gave the revenue. */
  readonly profit: { readonly matching: Interval; readonly weighting: Interval } | null;
  /** Profit of all contacts, yuan. */
  readonly incremental: Interval | null;
  /** How alike contacted and matched users are. */
  readonly balance: readonly { readonly name: string; readonly before: number; readonly after: number }[];
  /** Whether there is anybody to compare with. */
  readonly overlap: { readonly treatedInside: number };
  /** What must hold before a number is looked at. */
  readonly checks: readonly {
    readonly code: 'balance' | 'matched' | 'outcomes';
    readonly status: 'passed' | 'failed';
    readonly value: number;
  }[];
}

/** Where and when a report was made, for its head. What is null is left out. */
export interface ReportOrigin {
  /** ISO time by the caller's clock: nothing here asks for the time. */
  readonly createdAt?: string | null | undefined;
  /** Version of winback. */
  readonly version?: string | null | undefined;
  /** Name of the configuration, or its file. */
  readonly config?: string | null | undefined;
  /** SHA-256 of the stored model's manifest. */
  readonly modelDigest?: string | null | undefined;
  /** First and last day of the data, YYYY-MM-DD. */
  readonly dataFrom?: string | null | undefined;
  /** Last day of the data. */
  readonly dataTo?: string | null | undefined;
}

/** Language, font and threads of a report. */
export interface ReportOptions {
  /** @default 'zh' */
  readonly language?: Language | undefined;
  /** Font of the pictures (.ttf, .otf, .ttc). @default the packaged Noto Sans SC */
  readonly font?: string | undefined;
  /** Pixels of a PNG for one unit of its SVG, in (0, 8]. @default 2 */
  readonly scale?: number | undefined;
  /** What the head of the report says about where it comes from. @default nothing */
  readonly origin?: ReportOrigin | undefined;
  /** Stops between two charts. */
  readonly signal?: AbortSignal | undefined;
}

/** Files of a report by name: Markdown, HTML and SVG as text, PNG as bytes. */
export type ReportFiles = Map<string, string | Uint8Array>;
