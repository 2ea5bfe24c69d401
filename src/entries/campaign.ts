/**
 * Campaigns: the best plan inside a budget, proved and written down.
 * Examples that read files of `out/` run in a folder in which `npx winback demo` was run.
 *
 * @packageDocumentation
 */

// The plan and its options.
export { type CampaignPlan, planCampaign } from '../campaign/plan.js';
export { checkPlanOptions } from '../campaign/plan-columns.js';
export type {
  ActionOptions,
  EligibilityOptions,
  LimitOptions,
  PlanOptions,
  ResolvedAction,
  ResolvedPlanOptions,
  TierOptions,
} from '../campaign/options.js';
export type { PlanWork } from '../campaign/solve.js';
export {
  type ActionSummary,
  type ConstraintSummary,
  type ExactPrice,
  type ExclusionSummary,
  type FrontierPoint,
  type GreedySummary,
  type HoldoutSummary,
  noAction,
  type PlanAssignment,
  type PlanCertificate,
  type PlanResult,
  type ReasonCode,
  reasonCodes,
  type TierSummary,
} from '../campaign/records.js';

// Checking a plan again, and its files.
export type {
  LineFault,
  LineFaultValues,
  ListedLines,
  MicroYuan,
  PlanVerification,
  VerificationCheck,
  VerificationValues,
  VerifyOptions,
} from '../campaign/verify/verification.js';
export { verifyPlan } from '../campaign/verify/verify.js';
export type { DecisionFacts, DecisionRecord } from '../campaign/decisions.js';
export {
  type PlanFile,
  type PlanFileEntry,
  type PlanValidity,
  writePlan,
  type WritePlanOptions,
} from '../campaign/plan-file.js';
export type { Complete } from '../base/complete.js';

// The whole of `winback plan` and `winback plan verify`, on files.
export { type PlanConfig, planConfig, type PlanFormats } from '../pipeline/plan/config.js';
export { type PlanOutput, type PlanRun, type PlanRunOptions, runPlan } from '../pipeline/plan/run.js';
export { type PlanVerificationOptions, runPlanVerification } from '../pipeline/plan/verify.js';
export type { OnProgress, Progress } from '../base/progress.js';

// What campaigns brought: the estimate on rows, and the whole of `winback close` on files.
export { closeCampaigns, type CloseOptions } from '../campaign/closing/close.js';
export type { AssumedAction, AssumedRates } from '../campaign/closing/rates.js';
export type {
  ClaimRatio,
  CloseCheck,
  CloseCheckValues,
  CloseRate,
  CloseResult,
  HoldoutWidth,
  Interval,
  NamedEffect,
  PartEffect,
} from '../campaign/closing/records.js';
export type { CloseRows } from '../campaign/closing/rows.js';
export type { BalanceRow, Overlap } from '../experiment/lookback/balance.js';
export type { AbsentUsers } from '../pipeline/close/join.js';
export type { OutcomeColumns } from '../pipeline/close/outcomes.js';
export type {
  MatchOptions,
  ObservedCheck,
  ObservedClosing,
  ObservedFigure,
} from '../pipeline/close/observed.js';
export { type ObservedRunOptions, runObserved } from '../pipeline/close/run-observed.js';
export { type CloseRunOptions, type Closing, runClose } from '../pipeline/close/run.js';
export type { ReportOutput } from '../pipeline/report-output.js';
