/**
 * What an experiment analysis says, as plain JSON-safe records: no NaN, no infinity, no functions.
 * An unbounded end of an interval is null. Differences are always variant minus control, in the unit
 * of the metric; relative ones are fractions of the control's absolute value (0.05 = +5 %), with the
 * sign of the difference.
 */

export type { Coded, NoValues } from '../../base/coded.js';
export type { Direction, MetricRole } from '../kinds/kind.js';
export type { MetricKind } from '../kinds/kinds.js';
export type {
  AuditedEffect,
  BotRecord,
  ClosureRecord,
  MixRecord,
  RegistrationStanding,
  RegistrationState,
} from './audit-records.js';
export type { BestArmRecord } from './best-arm-record.js';
export type {
  CheckCode,
  CheckRecord,
  CheckStatus,
  CheckValues,
  NotRunCheck,
  RanCheck,
} from './check-record.js';
export type { Estimate, TestRecord } from './estimate.js';
export type { GuardrailRecord } from './guardrail-record.js';
export type { CorrectionValues, LedgerEntry, LedgerValues, NamedMetrics } from './ledger-entry.js';
export type { ArmRecord, CupedRecord, MetricRecord } from './metric-record.js';
export type {
  ArmPart,
  NotComputableCode,
  NotComputableReason,
  NotComputableRecord,
  NotComputableValues,
} from './not-computable.js';
export type { NoveltyRecord } from './novelty-record.js';
export type { OecRecord } from './oec-record.js';
export type { PosteriorRecord } from './posterior-record.js';
export type {
  CheckReason,
  IntervalEnds,
  PrimaryValues,
  Reason,
  ReasonRecord,
  ReasonValues,
  ReasonWeight,
  VariantReason,
} from './reason-record.js';
export type { ReferenceCode, ReferenceFigures, ReferenceRow, ReferenceValues } from './reference-row.js';
export type { ExperimentResult, Verdict } from './result.js';
export type { BayesianStopRecord, LookRecord, SequentialRecord } from './sequential-record.js';
export type { SplitCheckRecord, SrmRecord, TestedSplit } from './split-records.js';
