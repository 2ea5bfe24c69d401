import type {
  AuditRecord,
  CampaignRecord,
  ContactRecord,
  MessageRecord,
  SuppressionRecord,
} from './records/contact.js';
import type { AccountRecord, DeliveryRecord } from './records/delivery.js';
import type { ExperimentRecord, ExposureRecord, LookRecord } from './records/experiment.js';
import type { CouponRecord, MessageKeyRecord, ReceiptRecord } from './records/inbound.js';
import type { DriftRecord, MetricRecord, ModelRecord } from './records/model.js';
import type { OnlineDecisionRecord, OnlineUseRecord } from './records/online.js';
import type {
  AlertRecord,
  DataRecord,
  DecisionRecord,
  HoldingRecord,
  RunRecord,
  StepRecord,
} from './records/system.js';

/** The type of each kind of record. */
export interface StateRecords {
  /** Runs of the daily system. */
  readonly run: RunRecord;
  /** Steps of the runs. */
  readonly step: StepRecord;
  /** Decisions about models, plans and deliveries. */
  readonly decision: DecisionRecord;
  /** Events of each day, by name. */
  readonly data: DataRecord;
  /** Places outside of the state that hold data of persons. */
  readonly holding: HoldingRecord;
  /** Alarms. */
  readonly alert: AlertRecord;
  /** Models that were trained or promoted. */
  readonly model: ModelRecord;
  /** Figures of models. */
  readonly metric: MetricRecord;
  /** Distances of columns from the training rows. */
  readonly drift: DriftRecord;
  /** Experiments as they were registered. */
  readonly experiment: ExperimentRecord;
  /** What running experiments said day by day. */
  readonly look: LookRecord;
  /** Users who saw their variant. */
  readonly exposure: ExposureRecord;
  /** What campaigns planned and brought. */
  readonly campaign: CampaignRecord;
  /** Campaigns that are delivered, and their rules. */
  readonly delivery: DeliveryRecord;
  /** Accounts at providers. */
  readonly account: AccountRecord;
  /** Contacts, and users who were held back. */
  readonly contact: ContactRecord;
  /** Messages of the outbox. */
  readonly message: MessageRecord;
  /** Addresses that want no messages. */
  readonly suppression: SuppressionRecord;
  /** The chain of what was done to messages and opt-outs. */
  readonly audit: AuditRecord;
  /** What providers say became of messages. */
  readonly receipt: ReceiptRecord;
  /** Coupon codes, and who has them. */
  readonly coupon: CouponRecord;
  /** Names that providers want messages to have. */
  readonly messageKey: MessageKeyRecord;
  /** Actions that the price of a plan decided. */
  readonly onlineDecision: OnlineDecisionRecord;
  /** What these used of the limits of the plan. */
  readonly onlineUse: OnlineUseRecord;
}

/** A kind of record. */
export type StateKind = keyof StateRecords;
