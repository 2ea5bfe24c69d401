import type {
  AuditRecord,
  CampaignRecord,
  ContactRecord,
  MessageRecord,
  SuppressionRecord,
} from './records/contact.js';
import type {
  DriftRecord,
  ExperimentRecord,
  LookRecord,
  MetricRecord,
  ModelRecord,
} from './records/model.js';
import type {
  AlertRecord,
  DataRecord,
  DecisionRecord,
  HoldingRecord,
  RunRecord,
  StepRecord,
} from './records/system.js';

/** Kind of record -> its type. */
export interface StateRecords {
  /** Records of run: see RunRecord. */
  readonly run: RunRecord;
  /** Records of step: see StepRecord. */
  readonly step: StepRecord;
  /** Records of decision: see DecisionRecord. */
  readonly decision: DecisionRecord;
  /** Records of data: see DataRecord. */
  readonly data: DataRecord;
  /** Records of holding: see HoldingRecord. */
  readonly holding: HoldingRecord;
  /** Records of alert: see AlertRecord. */
  readonly alert: AlertRecord;
  /** Records of model: see ModelRecord. */
  readonly model: ModelRecord;
  /** Records of metric: see MetricRecord. */
  readonly metric: MetricRecord;
  /** Records of drift: see DriftRecord. */
  readonly drift: DriftRecord;
  /** Records of experiment: see ExperimentRecord. */
  readonly experiment: ExperimentRecord;
  /** Records of look: see LookRecord. */
  readonly look: LookRecord;
  /** Records of campaign: see CampaignRecord. */
  readonly campaign: CampaignRecord;
  /** Records of contact: see ContactRecord. */
  readonly contact: ContactRecord;
  /** Records of message: see MessageRecord. */
  readonly message: MessageRecord;
  /** Records of suppression: see SuppressionRecord. */
  readonly suppression: SuppressionRecord;
  /** Records of audit: see AuditRecord. */
  readonly audit: AuditRecord;
}

/** A kind of record. */
export type StateKind = keyof StateRecords;
