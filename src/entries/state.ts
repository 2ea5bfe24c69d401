/**
 * What a running system remembers: records of runs, models, drift, campaigns, contacts, messages, experiments and alarms, in
 * one SQLite file or a PostgreSQL database.
 *
 * @packageDocumentation
 */

// Opening, reading and writing.
export { openState, type StateOptions } from '../state/open.js';
export type { RecordsToPut, State } from '../state/state.js';
export type { ListOptions } from '../state/record-sql.js';

// The register of experiments in a state.
export { experimentRegister, type StateRegisterOptions } from '../state/experiment-register.js';

// The database beneath, and how it is reached.
export type { StoreAccess, TlsOptions } from '../stores/sql/access.js';
export type { Environment, SecretFrom, SecretPlaces } from '../stores/secrets.js';
export type {
  CellRow,
  Snapshot,
  Statement,
  StatementRows,
  Transactions,
} from '../stores/sql/transactions.js';
export type { Cell } from '../stores/sql/store.js';

// The whole state.
export { type AuditVerification, verifyAudit } from '../state/audit.js';
export { exportLines, importLines } from '../state/export.js';
export { forgetUsers, type Forgotten } from '../state/forget.js';
export { type PersonKey, personKey } from '../state/person.js';

// The records.
export type { StateKind, StateRecords } from '../state/records.js';
export type {
  AlertRecord,
  DataRecord,
  DecisionRecord,
  HoldingRecord,
  RunRecord,
  StepRecord,
} from '../state/records/system.js';
export type {
  AccountRecord,
  ContactCaps,
  DeliveryRecord,
  DeliveryState,
  QuietHours,
} from '../state/records/delivery.js';
export type { DriftBins, DriftRecord, Figure, MetricRecord, ModelRecord } from '../state/records/model.js';
export type {
  ExperimentRecord,
  ExposureRecord,
  LookMetric,
  LookRecord,
} from '../state/records/experiment.js';
export type { CouponRecord, MessageKeyRecord, ReceiptRecord } from '../state/records/inbound.js';
export type { OnlineDecisionRecord, OnlineUseRecord } from '../state/records/online.js';
export type {
  AuditRecord,
  CampaignRecord,
  ContactRecord,
  MessageRecord,
  MessageState,
  Purpose,
  SuppressionRecord,
} from '../state/records/contact.js';
