import { type Migration, table } from './migration.js';

/** Users who saw their variant, as callers of the server tell. */
export const exposures: Migration = {
  number: 3,
  name: 'exposures',
  statements: [
    table(`winback_exposure (
      "decision_id" TEXT NOT NULL, "experiment" TEXT NOT NULL, "user" TEXT NOT NULL, "variant" TEXT NOT NULL,
      "exp_version" TEXT NOT NULL, "feature_flag_id" TEXT, "at" INTEGER NOT NULL, "stored_at" INTEGER NOT NULL,
      PRIMARY KEY ("decision_id", "experiment"))`),
    'CREATE INDEX winback_exposure_user ON winback_exposure ("user")',
  ],
};
