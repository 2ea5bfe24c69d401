import { type Migration, table } from './migration.js';

/** The tables of all records. Names stand in quotes, since some are words of SQL. */
export const records: Migration = {
  number: 1,
  name: 'records',
  statements: [
    table(`winback_run (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "run" TEXT NOT NULL, "zone" TEXT NOT NULL,
      "started_at" INTEGER NOT NULL, "ended_at" INTEGER, "state" TEXT NOT NULL, "config_digest" TEXT NOT NULL,
      "winback" TEXT NOT NULL, "model_digest" TEXT, "rows" INTEGER, "reason" TEXT,
      PRIMARY KEY ("project", "date", "run"))`),
    table(`winback_step (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "run" TEXT NOT NULL, "name" TEXT NOT NULL,
      "state" TEXT NOT NULL, "started_at" INTEGER NOT NULL, "ended_at" INTEGER, "inputs" TEXT NOT NULL,
      "outputs" TEXT NOT NULL, "rows" INTEGER, "reason" TEXT, PRIMARY KEY ("project", "date", "run", "name"))`),
    table(`winback_decision (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "kind" TEXT NOT NULL, "object" TEXT NOT NULL,
      "at" INTEGER NOT NULL, "by" TEXT NOT NULL, "reason" TEXT NOT NULL, "details" TEXT NOT NULL,
      PRIMARY KEY ("project", "date", "kind", "object"))`),
    table(`winback_data (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "event" TEXT NOT NULL, "rows" INTEGER NOT NULL,
      "users" INTEGER, "expected" REAL, "expected_low" REAL, "expected_high" REAL, "lag_p50" REAL,
      "lag_p995" REAL, PRIMARY KEY ("project", "date", "event"))`),
    table(`winback_holding (
      "project" TEXT NOT NULL, "place" TEXT NOT NULL, "what" TEXT NOT NULL, "at" INTEGER NOT NULL,
      PRIMARY KEY ("project", "place"))`),
    table(`winback_alert (
      "project" TEXT NOT NULL, "fingerprint" TEXT NOT NULL, "kind" TEXT NOT NULL, "severity" TEXT NOT NULL,
      "object" TEXT NOT NULL, "model" TEXT, "state" TEXT NOT NULL, "first_at" INTEGER NOT NULL,
      "last_at" INTEGER NOT NULL, "count" INTEGER NOT NULL, "recent" TEXT NOT NULL, "value" REAL,
      "threshold" REAL, "values" TEXT NOT NULL, "changes" TEXT NOT NULL, "flapping" INTEGER NOT NULL,
      "inhibited_by" TEXT, "notified_at" INTEGER, "ack_by" TEXT, "ack_at" INTEGER, "muted_until" INTEGER,
      "muted_reason" TEXT, PRIMARY KEY ("project", "fingerprint"))`),
    table(`winback_model (
      "project" TEXT NOT NULL, "digest" TEXT NOT NULL, "version" TEXT NOT NULL, "trained_from" TEXT,
      "trained_to" TEXT, "metrics" TEXT NOT NULL, "gates" TEXT NOT NULL,
      "feature_version" TEXT NOT NULL, "profile_digest" TEXT, "parent" TEXT, "promoted_at" INTEGER,
      "retired_at" INTEGER, "reason" TEXT, "by" TEXT, PRIMARY KEY ("project", "digest"))`),
    table(`winback_metric (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "as_of" TEXT NOT NULL, "model" TEXT NOT NULL,
      "slice" TEXT NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "value" REAL, "low" REAL,
      "high" REAL, "n" INTEGER NOT NULL, "positives" INTEGER, "effective_n" REAL, "reason" TEXT,
      PRIMARY KEY ("project", "date", "as_of", "model", "slice", "name", "kind"))`),
    table(`winback_drift (
      "project" TEXT NOT NULL, "date" TEXT NOT NULL, "model" TEXT NOT NULL, "column" TEXT NOT NULL,
      "n" INTEGER NOT NULL, "ks" REAL, "ks_low" REAL, "location" REAL, "sign" REAL, "psi" REAL,
      "js_bits" REAL, "w1" REAL, "w1_over_iqr" REAL, "missing_reference" REAL, "missing_current" REAL,
      "missing_low" REAL, "missing_high" REAL, "unseen" REAL, "delta_score" REAL, "delta_above" REAL,
      "log_r" REAL, "state" TEXT NOT NULL, PRIMARY KEY ("project", "date", "model", "column"))`),
    table(`winback_experiment (
      "project" TEXT NOT NULL, "name" TEXT NOT NULL, "version" TEXT NOT NULL,
      "config_digest" TEXT NOT NULL, "exposure" TEXT NOT NULL, "primary_metric" TEXT NOT NULL,
      "guardrails" TEXT NOT NULL, "definitions" TEXT NOT NULL, "shortest_days" INTEGER,
      "planned_looks" TEXT NOT NULL, "spending" TEXT, "planned_users" INTEGER, "registered_at" INTEGER,
      "by" TEXT, "first_exposure_at" INTEGER, "late" INTEGER NOT NULL, "state" TEXT NOT NULL,
      "decision" TEXT, "reason" TEXT, PRIMARY KEY ("project", "name", "version"))`),
    table(`winback_look (
      "project" TEXT NOT NULL, "experiment" TEXT NOT NULL, "version" TEXT NOT NULL, "date" TEXT NOT NULL,
      "look" INTEGER NOT NULL, "taken_at" INTEGER, "last_day" TEXT, "users" TEXT NOT NULL,
      "compared_users" INTEGER NOT NULL, "planned_users" INTEGER, "power" REAL, "srm_p" REAL,
      "metrics" TEXT NOT NULL, "statistic" REAL, "boundary" REAL, "decision" TEXT NOT NULL, "reason" TEXT,
      PRIMARY KEY ("project", "experiment", "version", "date", "look"))`),
    table(`winback_campaign (
      "project" TEXT NOT NULL, "campaign" TEXT NOT NULL, "date" TEXT NOT NULL, "tier" TEXT NOT NULL,
      "action" TEXT NOT NULL, "currency" TEXT NOT NULL, "plan_digest" TEXT NOT NULL,
      "planned_users" INTEGER NOT NULL, "planned_cost_minor" INTEGER NOT NULL,
      "planned_profit_minor" INTEGER NOT NULL, "sent" INTEGER NOT NULL, "delivered" INTEGER NOT NULL,
      "spent_minor" INTEGER NOT NULL, "holdout" INTEGER NOT NULL, "recall" REAL, "recall_low" REAL,
      "recall_high" REAL, "net_gmv_minor" INTEGER, "net_gmv_low_minor" INTEGER, "net_gmv_high_minor" INTEGER,
      PRIMARY KEY ("project", "campaign", "date", "tier", "action"))`),
    table(`winback_contact (
      "project" TEXT NOT NULL, "campaign" TEXT NOT NULL, "user" TEXT NOT NULL, "channel" TEXT NOT NULL,
      "action" TEXT NOT NULL, "purpose" TEXT NOT NULL, "at" INTEGER NOT NULL, "day" TEXT NOT NULL,
      "held" INTEGER NOT NULL, "probability" REAL, "cost_minor" INTEGER NOT NULL, "currency" TEXT NOT NULL,
      "message" INTEGER,
      PRIMARY KEY ("project", "campaign", "user", "channel"))`),
    table(`winback_message (
      "seq" INTEGER NOT NULL, "project" TEXT NOT NULL, "campaign" TEXT NOT NULL, "user" TEXT NOT NULL,
      "channel" TEXT NOT NULL, "key" TEXT NOT NULL, "purpose" TEXT NOT NULL, "action" TEXT NOT NULL,
      "address" TEXT, "address_hash" TEXT, "body" TEXT NOT NULL, "cost_minor" INTEGER NOT NULL,
      "currency" TEXT NOT NULL, "state" TEXT NOT NULL, "attempts" INTEGER NOT NULL, "due" INTEGER NOT NULL,
      "not_after" INTEGER, "lease_until" INTEGER, "lease_by" TEXT, "provider_id" TEXT, "reason" TEXT,
      "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, PRIMARY KEY ("seq"))`),
    table(`winback_suppression (
      "address_hash" TEXT NOT NULL, "channel" TEXT NOT NULL, "scope" TEXT NOT NULL, "reason" TEXT NOT NULL,
      "since" INTEGER NOT NULL, PRIMARY KEY ("address_hash", "channel"))`),
    table(`winback_audit (
      "seq" INTEGER NOT NULL, "project" TEXT NOT NULL, "at" INTEGER NOT NULL, "event" TEXT NOT NULL,
      "subject" TEXT NOT NULL, "detail" TEXT NOT NULL, "previous" TEXT NOT NULL, "hash" TEXT NOT NULL,
      PRIMARY KEY ("seq"))`),
    `CREATE UNIQUE INDEX winback_look_once ON winback_look ("project", "experiment", "version", "look")
      WHERE "look" > 0`,
    'CREATE INDEX winback_run_started ON winback_run ("project", "started_at")',
    'CREATE INDEX winback_contact_user ON winback_contact ("user", "at")',
    'CREATE INDEX winback_contact_day ON winback_contact ("project", "day")',
    'CREATE UNIQUE INDEX winback_message_once ON winback_message ("project", "campaign", "user", "channel")',
    'CREATE UNIQUE INDEX winback_message_key ON winback_message ("key")',
    'CREATE INDEX winback_message_due ON winback_message ("state", "due", "seq")',
    'CREATE INDEX winback_message_user ON winback_message ("user")',
    table('winback_meta ("name" TEXT PRIMARY KEY NOT NULL, "value" TEXT NOT NULL)'),
  ],
};
