import { type Migration, table } from './migration.js';

/** Campaigns that are delivered under rules, accounts at providers, and what the rules need to know of a message. */
export const deliveries: Migration = {
  number: 4,
  name: 'deliveries',
  statements: [
    table(`winback_delivery (
      "project" TEXT NOT NULL, "campaign" TEXT NOT NULL, "channel" TEXT NOT NULL, "purpose" TEXT NOT NULL,
      "template" TEXT, "plan_digest" TEXT NOT NULL, "messages" INTEGER NOT NULL, "not_before" INTEGER,
      "not_after" INTEGER, "zone" TEXT NOT NULL, "quiet" TEXT, "caps" TEXT, "state" TEXT NOT NULL, "reason" TEXT,
      "approved_by" TEXT, "approved_at" INTEGER, "first_left" INTEGER, "created_at" INTEGER NOT NULL,
      "updated_at" INTEGER NOT NULL, PRIMARY KEY ("project", "campaign"))`),
    table(`winback_account (
      "account" TEXT PRIMARY KEY NOT NULL, "updated_at" INTEGER NOT NULL, "detail" TEXT NOT NULL)`),
    'ALTER TABLE winback_message ADD COLUMN "recipient" TEXT',
    'ALTER TABLE winback_message ADD COLUMN "zone" TEXT',
    'ALTER TABLE winback_message ADD COLUMN "maybe_since" INTEGER',
    'DROP INDEX winback_message_due',
    // What is over leaves these two: they are as small as what is left to do.
    `CREATE INDEX winback_message_queued ON winback_message ("project", "channel", "campaign", "due", "seq")
      WHERE "state" = 'queued'`,
    `CREATE INDEX winback_message_sending ON winback_message ("project", "channel", "lease_until")
      WHERE "state" = 'sending'`,
    `CREATE INDEX winback_message_recipient ON winback_message ("recipient") WHERE "recipient" IS NOT NULL`,
  ],
};
