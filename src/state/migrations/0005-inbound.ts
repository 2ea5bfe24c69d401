import { type Migration, table } from './migration.js';

/** What providers tell of messages, the names that they give them, and coupon codes. */
export const inbound: Migration = {
  number: 5,
  name: 'inbound',
  statements: [
    table(`winback_receipt (
      "id" TEXT PRIMARY KEY NOT NULL, "channel" TEXT NOT NULL, "provider_id" TEXT NOT NULL, "address_hash" TEXT,
      "state" TEXT NOT NULL, "reason" TEXT, "at" INTEGER, "stored_at" INTEGER NOT NULL, "cost_minor" INTEGER,
      "message" INTEGER, "outcome" TEXT NOT NULL)`),
    table(`winback_coupon (
      "pool" TEXT NOT NULL, "code" TEXT NOT NULL, "added_at" INTEGER NOT NULL, "valid_until" INTEGER,
      "project" TEXT, "campaign" TEXT, "user" TEXT, "given_at" INTEGER, PRIMARY KEY ("pool", "code"))`),
    table(`winback_provider_name (
      "channel" TEXT NOT NULL, "message" INTEGER NOT NULL, "key" TEXT NOT NULL, "at" INTEGER NOT NULL,
      PRIMARY KEY ("channel", "message"))`),
    `CREATE INDEX winback_receipt_waiting ON winback_receipt ("stored_at", "id") WHERE "outcome" = 'waiting'`,
    'CREATE INDEX winback_receipt_provider ON winback_receipt ("channel", "provider_id")',
    `CREATE INDEX winback_message_provider ON winback_message ("channel", "provider_id")
      WHERE "provider_id" IS NOT NULL`,
    // One code a user and pool, whatever two dispatchers do at once.
    `CREATE UNIQUE INDEX winback_coupon_once ON winback_coupon ("pool", "project", "campaign", "user")
      WHERE "user" IS NOT NULL`,
    `CREATE INDEX winback_coupon_free ON winback_coupon ("pool", "code") WHERE "user" IS NULL`,
    'CREATE INDEX winback_coupon_user ON winback_coupon ("user") WHERE "user" IS NOT NULL',
  ],
};
